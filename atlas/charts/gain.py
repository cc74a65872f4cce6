"""People gained by number of sites, with the number in use."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from atlas.charts.style import FRENCH_INT, axis, styled

SCENARIO = "#6b3fa0"


def gain_curve(rows: pd.DataFrame, sites: int) -> Any:
    """Draw the people gained against the number of sites.

    Parameters
    ----------
    rows : DataFrame
        ``rank``, ``cumulative_population`` (people).
    sites : int
        Number to mark.

    Returns
    -------
    altair.LayerChart
        Points, filled up to the number in use.
    """
    shown = pd.DataFrame(
        {
            "sites": rows["rank"],
            "people": rows["cumulative_population"],
            "is_in": rows["rank"] <= sites,
        }
    )
    chart = (
        alt.Chart(shown)
        .mark_bar(stroke=SCENARIO, strokeWidth=1)
        .encode(
            x=alt.X("sites:O", axis=axis("nombre de sites", labelOverlap=True, labelAngle=0)),
            y=alt.Y("people:Q", axis=axis("habitants gagnés", FRENCH_INT, tickCount=4)),
            fill=alt.condition("datum.is_in", alt.value(SCENARIO), alt.value("#ffffff")),
        )
    )
    return styled(chart.properties(height=200, width="container"))
