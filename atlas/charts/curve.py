"""Share of people within reach against the radius, with the radius in use."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from atlas.charts.style import ACCENT, BRAND, DIM, FRENCH_PERCENT, axis, styled

ONE = "au moins un campus"
TWO = "au moins deux campus"


def share_curve(rows: pd.DataFrame, radius_km: float, largest_km: float) -> Any:
    """Draw the two shares of a curve.

    Parameters
    ----------
    rows : DataFrame
        ``radius_km``, ``covered_share``, ``backup_share`` (0 to 1).
    radius_km : float
        Radius to mark.
    largest_km : float
        End of the axis.

    Returns
    -------
    altair.LayerChart
        Two lines told apart by dashes as well as colour, and a rule at the radius.
    """
    shown = rows[rows["radius_km"] <= largest_km]
    long = pd.concat(
        [
            pd.DataFrame({"radius": shown["radius_km"], "share": shown["covered_share"], "line": ONE}),
            pd.DataFrame({"radius": shown["radius_km"], "share": shown["backup_share"], "line": TWO}),
        ]
    )
    lines = (
        alt.Chart(long)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("radius:Q", axis=axis("rayon (km)", tickCount=6, grid=False)),
            y=alt.Y(
                "share:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=axis("part des habitants", FRENCH_PERCENT, tickCount=5),
            ),
            color=alt.Color(
                "line:N",
                sort=[ONE, TWO],
                scale=alt.Scale(domain=[ONE, TWO], range=[BRAND, DIM]),
                legend=alt.Legend(title=None, orient="top", direction="vertical"),
            ),
            strokeDash=alt.StrokeDash("line:N", sort=[ONE, TWO]),
        )
    )
    mark = pd.DataFrame({"radius": [radius_km]})
    rule = alt.Chart(mark).mark_rule(color=ACCENT, strokeWidth=1.5).encode(x="radius:Q")
    return styled(alt.layer(lines, rule).properties(height=220, width="container"))
