"""Small pieces of HTML; the only place where values become markup, so the only one that escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final
from urllib.parse import unquote, urlsplit

from atlas.model.filiere import Filiere
from atlas.model.numbers import french_int

Html = str
MOST_SENTENCES: Final = 10
_LONGEST_ADDRESS: Final = 90
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#!|~$:&])")
_READ_AFTER_MARKDOWN: Final = re.compile(
    r"(?<=[-<>=~])(?=[-<>=])|(?<=:)(?=\S)|(?<=@)(?=\w)|(?<=www)(?=\.)", re.I
)
"""Where Streamlit makes links, icons, emojis and arrows of texts whose signs are already plain."""
_WORD_JOINER: Final = "\u2060"


def text(value: object) -> Html:
    """Value as text, quotes included."""
    return escape(str(value), quote=True)


def plain(value: str) -> str:
    """Value as text where Streamlit reads Markdown: labels, notices, captions, headings.

    An image of Markdown would otherwise be fetched from wherever a value says, and a bare address be a link:
    an invisible character parts its signs.

    >>> print(plain("![x](a.png) $1$"))
    \\!\\[x\\](a.png) \\$1\\$
    >>> plain("www.a.test").split("\\u2060")
    ['www', '.a.test']
    """
    return _MARKDOWN.sub(r"\\\1", _READ_AFTER_MARKDOWN.sub(_WORD_JOINER, value))


def tag(name: str, *children: Html, **attributes: str) -> Html:
    """Element with markup inside; ``class_`` stands for ``class``, ``data_x`` for ``data-x``."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>"


def external_link(url: str, about: str = "") -> Html:
    """Link to a page outside, named by its host; opened apart, since the room may have no network.

    Parameters
    ----------
    url : str
        Address; one that is none is written as text.
    about : str
        What tells the link from others to the same host: heard, not seen.
    """
    name = _host(url)
    heard = {"aria_label": f"{name}, {about} (nouvelle fenêtre)"} if about else {}
    return _apart(url, name, **heard) if name else text(url)


def source_link(url: str) -> Html:
    """Link named by its host and the end of its path: several sources may share a host."""
    if not (name := _host(url)):
        return text(url)
    said = name + unquote(urlsplit(url).path).rstrip("/")
    return _apart(url, said if len(said) <= _LONGEST_ADDRESS else f"{said[: _LONGEST_ADDRESS - 1]}…")


def _apart(url: str, name: str, **heard: str) -> Html:
    return tag("a", text(name), href=url, target="_blank", rel="noopener noreferrer", **heard)


def _host(url: str) -> str:
    """Host of a web address, empty when it is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in ("http", "https") else ""


def mark(filiere: Filiere) -> Html:
    """Lettered mark of a sector, as on the map; its name stands beside it."""
    return tag(
        "span",
        text(filiere.letter),
        class_="atlas-mark",
        style=f"background:{filiere.color}",
        aria_hidden="true",
    )


def definitions(items: Mapping[str, Html]) -> Html:
    """Description list."""
    return tag(
        "dl", *(tag("dt", text(term)) + tag("dd", body) for term, body in items.items()), class_="atlas-facts"
    )


def bullets(items: Iterable[Html]) -> Html:
    """Bulleted list."""
    return tag("ul", *(tag("li", item) for item in items))


def simple_table(headings: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> Html:
    """Table of texts; the first cell names its row, the others are numbers set to the right."""
    first, *others = (text(heading) for heading in headings)
    head = tag(
        "tr",
        tag("th", first, scope="col"),
        *(tag("th", other, scope="col", class_="number") for other in others),
    )
    body = (
        tag(
            "tr",
            tag("th", text(row[0]), scope="row"),
            *(tag("td", text(cell), class_="number") for cell in row[1:]),
        )
        for row in rows
    )
    said = tag("caption", text(caption)) if caption else ""
    return tag("table", said, tag("thead", head), tag("tbody", *body), class_="atlas-table")


def scrolled(table: Html, name: str, extra_class: str = "") -> Html:
    """Frame in which a wide table scrolls, by keyboard too; nothing else of the page moves."""
    classes = f"atlas-scroll {extra_class}".strip()
    return tag("div", table, class_=classes, tabindex="0", role="region", aria_label=name)


TABLE_ANCHOR: Final = tag("div", id="atlas-tableau", tabindex="-1")
"""Where the skip link « Aller au tableau » leads, before the table that says what the page shows."""


def few(sentences: Sequence[str], most: int = MOST_SENTENCES) -> list[str]:
    """The first sentences and how many are left out: an address can hold thousands of faults.

    >>> few(["Un.", "Deux.", "Trois."], most=2)
    ['Un.', 'Et 2 autres.']
    """
    if len(sentences) <= most:
        return list(sentences)
    return [*sentences[: most - 1], f"Et {french_int(len(sentences) - most + 1)} autres."]


def lone_page(heading: str, *body: Html) -> Html:
    """A whole document that stands alone, without script, for what no page of the atlas can say."""
    style = "body{font:16px/1.5 sans-serif;color:#1b1f24;max-width:40em;margin:3em auto;padding:0 1em}"
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"{tag('title', text(heading), ' · Atlas des campus')}{tag('style', style)}"
    )
    main = tag("main", tag("h1", text(heading)), *body)
    return f"<!doctype html>{tag('html', tag('head', head), tag('body', main), lang='fr')}"
