"""How large a table can be set in the room that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from atlas.exports.deck_words import cell_text, is_number, line_count, text_width
from atlas.story.content import Table
from atlas.story.words import typeset

_LEADING: Final = 1.25
_PADDING: Final = 0.75
"""On each side of a cell, in parts of the type's size."""
_ROW_PADDING: Final = 0.75
"""Above and below a row together, unless the format sets its rows closer; in sizes of type."""
_WIDEST: Final = 26.0
"""Width above which a column of text may wrap, in sizes of type."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A table as it is set.

    Attributes
    ----------
    size : float
        Type, points.
    labels : tuple of str
        Headings of the columns.
    rows : tuple of tuple of str
        Cells of the rows shown, in French.
    widths, heights : tuple of float
        Of each column, and of each row with the heading first, points.
    """

    size: float
    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]


def fit(
    table: Table,
    width: float,
    height: float,
    sizes: Sequence[float],
    safety: float = 1.0,
    row_padding: float = _ROW_PADDING,
) -> Fit:
    """Set a table in the largest type that shows all its rows, else in the smallest with fewer rows.

    Parameters
    ----------
    table : Table
    width, height : float
        Room, points.
    sizes : sequence of float
        Sizes of type to try, largest first, points.
    safety : float
        How much wider another typeface may be.
    row_padding : float
        White above and below a row together, in sizes of type.
    """
    rows = tuple(
        tuple(
            typeset(cell_text(value, column.format)) for value, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows
    )
    found = _set(table, rows, width, sizes[-1], safety, row_padding)
    for size in sizes:
        one = _set(table, rows, width, size, safety, row_padding)
        if sum(one.heights) <= height:
            return one
    while sum(found.heights) > height and found.rows:
        found = replace(found, rows=found.rows[:-1], heights=found.heights[:-1])
    return found


def _set(
    table: Table,
    rows: tuple[tuple[str, ...], ...],
    width: float,
    size: float,
    safety: float,
    row_padding: float,
) -> Fit:
    labels = tuple(typeset(column.label) for column in table.columns)
    per_point = width / size
    widths = _widths(table, labels, rows, per_point, safety)
    heights = [_row_height(labels, widths, safety, bold=True) + row_padding]
    heights += [_row_height(row, widths, safety, bold=False) + row_padding for row in rows]
    return Fit(size, labels, rows, tuple(one * size for one in widths), tuple(one * size for one in heights))


def _widths(
    table: Table,
    labels: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    room: float,
    safety: float,
) -> list[float]:
    """Columns as wide as their longest word at least, as their longest cell at most; units of type."""
    least, wanted = [], []
    for position, (column, label) in enumerate(zip(table.columns, labels, strict=True)):
        cells = [row[position] for row in rows]
        whole = max((text_width(cell) for cell in cells), default=0.0)
        words = [
            word for cell in cells for word in (cell.split(" ") if not is_number(column.format) else [cell])
        ]
        head = max(text_width(word, bold=True) for word in label.split(" "))
        longest = max((text_width(word) for word in words), default=0.0)
        least.append(max(head, longest) * safety + 2 * _PADDING)
        heading = min(text_width(label, bold=True), 9.0)
        wanted.append(max(min(whole, _WIDEST), head, heading) * safety + 2 * _PADDING)
    if sum(wanted) <= room:
        spare = room - sum(wanted)
        others = 0.5 * spare / max(len(wanted) - 1, 1)
        return [one + (others if position else 0.5 * spare) for position, one in enumerate(wanted)]
    if sum(least) >= room:
        return [one * room / sum(least) for one in least]
    share = (room - sum(least)) / (sum(wanted) - sum(least) or 1)
    return [low + (high - low) * min(share, 1) for low, high in zip(least, wanted, strict=True)]


def _row_height(cells: Sequence[str], widths: Sequence[float], safety: float, *, bold: bool) -> float:
    lines = max(
        line_count(cell, (width - 2 * _PADDING) / safety, bold=bold)
        for cell, width in zip(cells, widths, strict=True)
    )
    return lines * _LEADING
