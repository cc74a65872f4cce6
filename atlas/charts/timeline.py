"""Labels in force, date after date, stacked by sector, beside the official totals."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import pandas as pd

from atlas.charts.style import DIM, INK, axis, styled
from atlas.model.filiere import FILIERES

UNDATED: Final = "date de label inconnue"
_UNDATED_COLOR: Final = "#d8d5cd"
_ORDER: Final = {**{filiere.short_name: position for position, filiere in enumerate(FILIERES)}, UNDATED: 99}


def label_bars(rows: pd.DataFrame, official: pd.DataFrame) -> Any:
    """Draw the labels of each date.

    Parameters
    ----------
    rows : DataFrame
        ``date`` (French text, one a bar, in order), ``kind`` (short name of a sector, or ``UNDATED``),
        ``campuses``.
    official : DataFrame
        ``date`` as in `rows`, ``total``.

    Returns
    -------
    altair.LayerChart
        Stacked bars, the undated part on top in grey; a tick and a number for each official total.
    """
    dates = list(dict.fromkeys(rows["date"]))
    known = [filiere for filiere in FILIERES if filiere.short_name in set(rows["kind"])]
    domain = [*(filiere.short_name for filiere in known), UNDATED]
    x = alt.X("date:N", sort=dates, axis=axis(None, labelAngle=-45, labelLimit=140, labelOverlap=True))
    bars = (
        alt.Chart(rows.assign(order=rows["kind"].map(_ORDER)))
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=x,
            y=alt.Y(
                "campuses:Q", axis=axis("campus connus en vigueur (trait : total officiel)", tickCount=6)
            ),
            color=alt.Color(
                "kind:N",
                sort=domain,
                scale=alt.Scale(domain=domain, range=[*(filiere.color for filiere in known), _UNDATED_COLOR]),
                legend=alt.Legend(title=None, orient="right", labelLimit=220),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("date:N", title="Date"),
                alt.Tooltip("kind:N", title="Filière"),
                alt.Tooltip("campuses:Q", title="Campus"),
            ],
        )
    )
    base = alt.Chart(official).encode(x=x, y="total:Q")
    ticks = base.mark_tick(color=INK, thickness=2.5, size=22)
    numbers = base.mark_text(color=DIM, dy=-8, fontSize=12).encode(text="total:Q")
    return styled(alt.layer(bars, ticks, numbers).properties(height=360, width="container"))
