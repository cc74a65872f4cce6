"""Labels of one territory over time, as two stacked steps: date known, date unknown."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import altair as alt
import pandas as pd

from atlas.charts.style import BRAND, axis, last_shown, styled, whole_ticks, year_axis, years
from atlas.maps import palette

DATED: Final = "date de label connue"
UNDATED: Final = "date de label inconnue"
_FIRST_DAY: Final = dt.date(2013, 1, 1)


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
    first = min(_FIRST_DAY, rows["date"].iloc[0])
    end = last_shown(first, rows["date"].iloc[-1])
    rows = pd.concat([rows, rows.tail(1).assign(date=end)])
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
                scale=years(first, end),
                axis=year_axis(),
            ),
            y=alt.Y(
                "campuses:Q",
                scale=alt.Scale(domain=[0, max(most, 1)]),
                axis=axis("campus en vigueur", values=whole_ticks(most), format="d", labelOverlap=False),
            ),
            color=alt.Color(
                "kind:N",
                sort=domain,
                scale=alt.Scale(domain=domain, range=[BRAND, palette.UNDATED]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("order:Q"),
        )
    )
    return styled(chart.properties(height=220, width="container"))
