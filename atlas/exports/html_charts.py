"""Charts of a slide as SVG: data drawn as they are, text as large as a room needs."""

from __future__ import annotations

from html import escape
from typing import Final

from atlas.exports.deck_words import DIM, INK, LINE, cell_text, text_width
from atlas.story.content import Chart, Series

WIDTH: Final = 1150
WIDE: Final = 1790
HEIGHT: Final = 710
LOW: Final = 550
"""Sizes in pixels of a screen of 1920 × 1080."""
TYPE: Final = 32
_GAP: Final = 14
_LABELS: Final = 400


def chart_svg(chart: Chart) -> str:
    """Return a chart as an SVG element whose text is at least 24 points on a screen of 1920 × 1080."""
    width, height = (WIDTH, HEIGHT) if chart.kind == "bars" else (WIDE, LOW)
    drawn = {"bars": _bars, "stacked": _stacked}[chart.kind](chart)
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(chart.alt)}" '
        f'font-size="{TYPE}" fill="{INK}">{drawn}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", fill: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, color: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
        f'fill="{escape(color)}"/>'
    )


def _cut(text: str, width: float) -> str:
    """Text that fits a width, its end left out if need be."""
    if text_width(text) * TYPE <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}…") * TYPE > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _largest(series: tuple[Series, ...]) -> float:
    return max((value for one in series for value in one.values if value), default=1.0) or 1.0


def _bars(chart: Chart) -> str:
    rows = max(len(chart.categories), 1)
    top = TYPE * 1.6
    step = min((HEIGHT - top) / rows, 84)
    room = WIDTH - _LABELS - _GAP - 190
    largest = _largest(chart.series)
    parts = [_text(0, TYPE, _cut(chart.axis, WIDTH), fill=DIM)]
    for rank, category in enumerate(chart.categories):
        middle = top + rank * step + step / 2
        parts.append(_text(_LABELS, middle + TYPE * 0.35, _cut(category, _LABELS), "end"))
        thickness = (step - 10) / len(chart.series)
        for place, one in enumerate(chart.series):
            value = one.values[rank]
            y = middle - (step - 10) / 2 + place * thickness
            length = room * (value or 0) / largest
            parts.append(_rect(_LABELS + _GAP, y, length, thickness, one.color))
            x = _LABELS + 2 * _GAP + length
            parts.append(_text(x, y + thickness / 2 + TYPE * 0.35, cell_text(value, chart.format)))
    return "".join(parts)


def _legend(chart: Chart) -> str:
    parts, x = [], 0.0
    for one in chart.series:
        parts.append(_rect(x, 6, 30, 30, one.color))
        parts.append(_text(x + 42, TYPE, one.name))
        x += 42 + text_width(one.name) * TYPE + 48
    return "".join(parts)


def _under(categories: tuple[str, ...], step: float, bottom: float) -> str:
    """Names under the columns, a word a line."""
    parts = []
    for rank, category in enumerate(categories):
        for line, word in enumerate(category.split(" ")[:3]):
            x, y = rank * step + step / 2, bottom + TYPE * (1.2 + 1.1 * line)
            parts.append(_text(x, y, _cut(word, step - 6), "middle", DIM))
    return "".join(parts)


def _stacked(chart: Chart) -> str:
    columns = max(len(chart.categories), 1)
    step = WIDE / columns
    top, bottom = 2.9 * TYPE, LOW - 3.8 * TYPE
    totals = [sum(one.values[rank] or 0 for one in chart.series) for rank in range(len(chart.categories))]
    scale = (bottom - top) / max([*totals, 1])
    parts = [_legend(chart), _rect(0, bottom, WIDE, 2, LINE)]
    for rank, total in enumerate(totals):
        y = bottom
        for one in chart.series:
            height = (one.values[rank] or 0) * scale
            y -= height
            parts.append(_rect(rank * step + step * 0.2, y, step * 0.6, height, one.color))
        said = chart.tops[rank] if chart.tops else cell_text(total, chart.format)
        parts.append(_text(rank * step + step / 2, y - 8, said, "middle"))
    return "".join([*parts, _under(chart.categories, step, bottom)])
