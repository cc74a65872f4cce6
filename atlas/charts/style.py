"""Look shared by all charts: typeface, ink, French numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import altair as alt
import pandas as pd

INK: Final = "#1b1f24"
DIM: Final = "#57606a"
LINE: Final = "#d0d7de"
BRAND: Final = "#1f4e8c"
ACCENT: Final = "#c8501e"

# Vega writes numbers in English: thousands by comma. The rest of the page writes them in French.
FRENCH_INT: Final = "replace(format(datum.value, ','), /,/g, '\u202f')"
FRENCH_PERCENT: Final = "format(datum.value * 100, '.0f') + '\u202f%'"


def styled(chart: Any) -> Any:
    """Apply the look to a finished chart."""
    font = "Source Sans 3, Source Sans, sans-serif"
    return (
        # The page names the chart and gives its figures; Vega would add hundreds of English names.
        chart.configure(font=font, background="transparent", aria=False)
        .configure_mark(aria=False)
        .configure_axis(
            labelColor=DIM,
            titleColor=DIM,
            gridColor="#eaeef2",
            domainColor=LINE,
            tickColor=LINE,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_view(stroke=None)
        .configure_legend(
            labelColor=INK, titleColor=DIM, labelFontSize=12, titleFontSize=12, symbolType="square"
        )
    )


def axis(title: str | None, expression: str | None = None, **options: Any) -> alt.Axis:
    """Axis with its title and, if given, an expression for its labels."""
    settings: dict[str, Any] = {"title": title, **options}
    if expression:
        settings["labelExpr"] = expression
    return alt.Axis(**settings)


def last_shown(first: dt.date, last: dt.date) -> pd.Timestamp:
    """Where a time axis ends: a little after the last date, so that what begins on that day is seen."""
    span = pd.Timestamp(last) - pd.Timestamp(first)
    return pd.Timestamp(last) + max(span / 40, pd.Timedelta(days=30))


def year_axis() -> alt.Axis:
    """Time axis that names years."""
    return axis(None, format="%Y", tickCount="year", labelOverlap=True, grid=False)


def years(first: dt.date, end: pd.Timestamp) -> alt.Scale:
    """Scale of a time axis, from a day to where it ends."""
    return alt.Scale(domain=[str(first), str(end.date())])


def whole_ticks(most: int) -> list[int]:
    """Marks of an axis of counts: round whole numbers, six of them at most.

    >>> whole_ticks(3), whole_ticks(109)
    ([0, 1, 2, 3], [0, 20, 40, 60, 80, 100])
    """
    step = next(one * 10**power for power in range(7) for one in (1, 2, 5) if 6 * one * 10**power > most)
    return list(range(0, max(most, 1) + 1, step))
