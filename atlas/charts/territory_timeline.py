"""Labels of one territory over time, as two stacked steps: date known, date unknown."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from atlas.charts.style import BRAND, axis, styled

DATED: Final = "date de label connue"
UNDATED: Final = "date de label inconnue"
_UNDATED_COLOR: Final = "#8c8577"
_FIRST_DAY: Final = "2013-01-01"


def label_steps(rows: pd.DataFrame) -> Any:
    """Draw the campuses in force from date to date.

    Parameters
    ----------
    rows : DataFrame
        ``date`` (datetime.date, in order), ``dated``, ``undated`` (int): what holds from that date on.

    Returns
    -------
    altair.Chart
        Two stacked areas that step at each date, the undated one on top.
    """
    dates = pd.to_datetime(rows["date"])
    long = pd.concat(
        [
            pd.DataFrame({"date": dates, "campuses": rows["dated"], "kind": DATED, "order": 0}),
            pd.DataFrame({"date": dates, "campuses": rows["undated"], "kind": UNDATED, "order": 1}),
        ]
    )
    most = int((rows["dated"] + rows["undated"]).max())
    domain = [DATED, UNDATED]
    chart = (
        alt.Chart(long)
        .mark_area(interpolate="step-after", line=False)
        .encode(
            x=alt.X(
                "date:T",
                scale=alt.Scale(domain=[_FIRST_DAY, str(rows["date"].iloc[-1])]),
                axis=axis(None, format="%Y", tickCount="year", labelOverlap=True, grid=False),
            ),
            y=alt.Y(
                "campuses:Q",
                scale=alt.Scale(domain=[0, max(most, 1)]),
                axis=axis("campus en vigueur", values=_ticks(most), format="d", labelOverlap=False),
            ),
            color=alt.Color(
                "kind:N",
                sort=domain,
                scale=alt.Scale(domain=domain, range=[BRAND, _UNDATED_COLOR]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("order:Q"),
        )
    )
    return styled(chart.properties(height=220, width="container"))


def _ticks(most: int) -> list[int]:
    """Whole numbers only, six of them at most."""
    step = max(1, -(-most // 5))
    return list(range(0, max(most, 1) + 1, step))
