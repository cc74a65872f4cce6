"""What one view says, apart from where it is shown: the room's screen, a slide, a page of paper.

A view of a storyboard becomes one :class:`Content`; the screen, PPTX, PDF and HTML draw that value
and add nothing to it, so that they can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from atlas.maps.update import MapUpdate

Format = Literal["text", "int", "percent", "km", "points"]
"""How a number is written: whole, share of one as a percentage, kilometres, signed percentage points."""

Cell = str | int | float | None
"""A raw value, ``None`` when it is not known; formats are applied by whatever shows it."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with what it is of.

    Attributes
    ----------
    value, out_of : str
        French, already formatted; ``out_of`` may be empty.
    label : str
        Noun phrase.
    definition : str
        How, from what, at what date.
    """

    value: str
    out_of: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: French heading and how its values are written."""

    label: str
    format: Format = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that say the same as the map or the chart.

    Attributes
    ----------
    caption : str
        What the rows are.
    columns : tuple of Column
    rows : tuple of tuple
        Raw values, one row a line, in the order of ``columns``.
    total_rows : int
        Rows of the whole table, when ``rows`` holds only the first of them.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total_rows: int


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a name, a colour ``#rrggbb`` and a value a category, None where unknown."""

    name: str
    color: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Data of a chart that a reader can edit.

    Attributes
    ----------
    kind : str
        ``bars`` (horizontal) or ``stacked`` (vertical columns, stacked).
    categories : tuple of str
        French labels, in order.
    series : tuple of Series
    axis : str
        What the values are, with their unit.
    format : Format
    alt : str
        Text alternative that states the figures.
    tops : tuple of str
        What stands over each column where its parts bear no number; by default their sum.
    """

    kind: Literal["bars", "stacked"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    format: Format
    alt: str
    tops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: publisher or title, and address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Footer:
    """What every page bears: state in words, filters, version of the data."""

    date: str
    filters: str
    version: str


@dataclass(frozen=True, slots=True)
class Content:
    """One view in full.

    Attributes
    ----------
    title : str
        Noun phrase; names the view in a list.
    finding : str
        One sentence that answers the view's question, from the data.
    lines : tuple of str
        At most six short sentences beside the visual; may be empty.
    figures : tuple of KeyFigure
        At most five.
    map : MapUpdate or None
    map_alt : str
        Text alternative of the map that states the figures; empty without a map.
    chart : Chart or None
    table : Table or None
    note : str
        What the speaker may say.
    sources : tuple of Source
    footer : Footer
    """

    title: str
    finding: str
    lines: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    map: MapUpdate | None
    map_alt: str
    chart: Chart | None
    table: Table | None
    note: str
    sources: tuple[Source, ...]
    footer: Footer
