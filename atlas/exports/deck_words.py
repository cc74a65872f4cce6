"""What a deck says around its views, and how it writes numbers: the same in every format."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent
from atlas.story.content import Cell, Content, Format, Source, Table
from atlas.story.words import capital

if TYPE_CHECKING:
    from atlas.data.atlas import Atlas

FONTS: Final = Path(__file__).parent / "fonts"
FAMILY: Final = "Source Sans 3"
UNKNOWN: Final = "inconnu"
INK: Final = "#1b1f24"
DIM: Final = "#57606a"
LINE: Final = "#d0d7de"
BRAND: Final = "#1f4e8c"


@dataclass(frozen=True, slots=True)
class Deck:
    """Views to be written to one file.

    Attributes
    ----------
    title : str
        Name of the storyboard.
    contents : tuple of Content
    atlas : Atlas
        Where the maps find the campuses.
    """

    title: str
    contents: tuple[Content, ...]
    atlas: Atlas

    @property
    def day(self) -> dt.date:
        """Most recent evidence of the data: the date that the files bear, whenever they are written."""
        return self.atlas.index.latest


def cell_text(value: Cell, form: Format) -> str:
    """Write a value of a table or of a chart.

    Examples
    --------
    >>> cell_text(0.6127, "percent"), cell_text(-3.25, "points"), cell_text(None, "int")
    ('61,3\\u202f%', '−3,2', 'inconnu')
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, str) or form == "text":
        return french_int(value) if isinstance(value, int) else str(value)
    if form == "percent":
        return french_percent(float(value))
    if form == "km":
        return f"{french_decimal(float(value))}{NBSP}km"
    if form == "points":
        said = french_decimal(abs(float(value)))
        sign = "" if not float(said.replace(THIN, "").replace(",", ".")) else "−" if value < 0 else "+"
        return f"{sign}{said}"
    return french_int(round(value))


def is_number(form: Format) -> bool:
    """Whether values of a format stand at the right of their column."""
    return form != "text"


def rest_sentence(table: Table, shown: int) -> str:
    """Say that a table shows only some of its rows; empty when it shows all."""
    if shown >= table.total_rows:
        return ""
    return f"{french_int(shown)} premières lignes sur {french_int(table.total_rows)}"


def caption(table: Table, shown: int | None = None) -> str:
    """Caption of a table, with how much of it is shown."""
    rest = rest_sentence(table, len(table.rows) if shown is None else shown)
    return f"{table.caption} ({rest})" if rest else table.caption


def state_line(content: Content, title: str) -> str:
    """What every page bears: title of the deck, filters, version of the data."""
    footer = content.footer
    return " · ".join(part for part in (title, footer.filters, footer.version) if part)


def sources_line(sources: Sequence[Source]) -> str:
    """Sources on one line."""
    said = f"{THIN}; ".join(source.title for source in sources)
    return f"Source{'s' if len(sources) > 1 else ''}{NBSP}: {said}" if sources else ""


def safe_url(source: Source) -> str:
    """Address of a source when it leads to the web, else nothing."""
    try:
        return source.url if urlsplit(source.url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def notes(content: Content) -> str:
    """Everything that the speaker may want under a view, each sentence of a definition once."""
    said = set(_sentences(content.note))
    figures = [
        f"{capital(one.label)}{NBSP}: {figure_text(one.value, one.out_of)}. {_unsaid(one.definition, said)}"
        for one in content.figures
    ]
    links = [f"{one.title}{NBSP}: {url}" if (url := safe_url(one)) else one.title for one in content.sources]
    sources = ["Sources", *links] if links else []
    return "\n".join(part.rstrip() for part in (content.note, *figures, *sources) if part)


def about(content: Content) -> str:
    """How the figures of a view were made, each sentence once."""
    said: set[str] = set()
    texts = (_unsaid(text, said) for text in (content.note, *(one.definition for one in content.figures)))
    return " ".join(text for text in texts if text)


def _unsaid(text: str, said: set[str]) -> str:
    """Sentences of a text that were not said yet; they are from now on."""
    new = [one for one in dict.fromkeys(_sentences(text)) if one not in said]
    said.update(new)
    return " ".join(f"{one}." for one in new)


def _sentences(text: str) -> list[str]:
    parts = (part.strip().rstrip(".") for part in text.replace("\n", " ").split(". "))
    return [part for part in parts if part]


def figure_text(value: str, out_of: str) -> str:
    """Value of a key figure with what it is of."""
    return f"{value} sur {out_of}" if out_of else value


@cache
def _font(is_bold: bool) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / f"SourceSans3-{'Bold' if is_bold else 'Regular'}.ttf"), 100)


@lru_cache(maxsize=32_768)
def text_width(text: str, *, bold: bool = False) -> float:
    """Width of a text set in one point of the deck's typeface, points."""
    return float(_font(bold).getlength(text.replace("\n", " "))) / 100


def line_count(text: str, width: float, *, bold: bool = False) -> int:
    """Lines that a text takes in a width given for one point of type; words are broken at spaces only."""
    lines, room = 1, width
    for word in text.split(" "):
        needed = text_width(word, bold=bold)
        if needed > room and room < width:
            lines, room = lines + 1, width
        while needed > width:
            lines, needed = lines + 1, needed - width
        room -= needed + text_width(" ", bold=bold)
    return lines


def drawn_text(text: str) -> str:
    """Text with « ? » for what the typeface lacks: PDF/UA refuses a page with a missing glyph."""
    from atlas.exports.picture_sheet import drawable

    kept = ("Zs", "Cf")
    return "".join(
        char if char.isascii() or unicodedata.category(char) in kept else drawable(char) for char in text
    )
