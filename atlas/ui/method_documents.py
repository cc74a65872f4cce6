"""The project's own French documents, shown in the page: a small part of Markdown made into HTML.

Headings, paragraphs, lists, tables, bold, code and links are enough for them; all text is escaped, so a
document cannot bring markup of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

import streamlit as st

from atlas.data.schema import TABLES
from atlas.model.dates import french
from atlas.model.numbers import NBSP, plural
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, bullets, tag, text
from atlas.ui.method_tables import html_table

ROOT: Final = Path(__file__).parents[2]
NEWS: Final = "docs/nouveautes.md"
ACCESSIBILITY: Final = "docs/accessibility.md"
_INLINE: Final = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?://[^)\s]+)\)")
_RULE: Final = re.compile(r"\|?[\s|:-]+\|?")


def news(here: Page) -> None:
    """What is new: the version of the data first, for it changes without the application."""
    st.html(TABLE_ANCHOR)
    st.header("Les données affichées", anchor=False)
    catalogue = here.atlas.catalogue
    counts = ", ".join(
        f"{table.title.lower()}{NBSP}: {plural(len(getattr(catalogue, name)), 'ligne')}"
        for name, table in TABLES.items()
    )
    latest = french(here.atlas.index.latest)
    st.html(
        bullets(
            text(said)
            for said in (
                f"Version (empreinte du contenu des six tables){NBSP}: {catalogue.version}.",
                f"Trace la plus récente dans les tables{NBSP}: {latest}.",
                f"Contenu{NBSP}: {counts}.",
            )
        )
    )
    st.html(tag("div", document(NEWS), class_="atlas-document"))


def accessibility() -> None:
    """The accessibility statement."""
    st.html(TABLE_ANCHOR)
    st.html(tag("div", document(ACCESSIBILITY), class_="atlas-document"))


@cache
def document(path: str, section: str = "") -> Html:
    """Return one of the project's documents as HTML.

    Parameters
    ----------
    path : str
        Path from the root of the project.
    section : str
        Title of the only part wanted (a heading of the second level), without its heading.

    Raises
    ------
    KeyError
        For a section that the document does not have.
    """
    written = (ROOT / path).read_text(encoding="utf-8")
    if section:
        parts = dict(re.findall(r"^## (.+)\n([\s\S]*?)(?=^## |\Z)", written, re.MULTILINE))
        written = parts[section]
    return rendered(written)


def rendered(written: str) -> Html:
    """Return a text in Markdown as HTML; its title (first level) is left to the page.

    >>> rendered("## A & b\\n\\n- **un**\\n- `deux`")
    '<h2>A &amp; b</h2><ul><li><strong>un</strong></li><li><code>deux</code></li></ul>'
    """
    blocks = re.split(r"\n\s*\n", written.strip())
    return "".join(part for block in blocks for part in _block(block.strip().splitlines()))


def _block(lines: list[str]) -> Iterator[Html]:
    for kind, found in groupby(_joined(lines), key=_kind):
        own = list(found)
        if kind == "#":
            for line in own:
                level = len(line) - len(line.lstrip("#"))
                if level > 1:
                    yield tag(f"h{min(level, 4)}", _inline(line.lstrip("# ")))
        elif kind == "-":
            yield bullets(_inline(line[2:]) for line in own)
        elif kind == "|":
            yield _table(own)
        elif kind != "<":
            yield tag("p", _inline(" ".join(own)))


def _joined(lines: list[str]) -> list[str]:
    """Lines of a list or a paragraph that go on are joined to their beginning."""
    whole: list[str] = []
    for line in lines:
        if whole and line.startswith("  ") and _kind(whole[-1]) == "-":
            whole[-1] += " " + line.strip()
        else:
            whole.append(line.strip())
    return whole


def _kind(line: str) -> str:
    return "-" if line.startswith("- ") else line[0] if line[:1] in ("#", "|", "<") else ""


def _table(lines: list[str]) -> Html:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if not _RULE.fullmatch(line)
    ]
    first, *others = rows
    return html_table(first, [[_inline(cell) for cell in row] for row in others], " · ".join(first))


def _inline(line: str) -> Html:
    parts: list[Html] = []
    end = 0
    for found in _INLINE.finditer(line):
        parts.append(text(line[end : found.start()]))
        code, strong, label, url = found.groups()
        if code:
            parts.append(tag("code", text(code)))
        elif strong:
            parts.append(tag("strong", text(strong)))
        else:
            parts.append(tag("a", text(label), href=url, target="_blank", rel="noopener noreferrer"))
        end = found.end()
    return "".join([*parts, text(line[end:])])
