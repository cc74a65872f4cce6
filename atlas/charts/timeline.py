"""Labels in force, date after date, stacked by sector, beside the official totals."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import altair as alt
import pandas as pd

from atlas.charts.style import DIM, INK, axis, last_shown, styled, whole_ticks, year_axis, years
from atlas.maps import palette
from atlas.model.filiere import FILIERES
from atlas.model.selection import french_day

UNDATED: Final = "date de label inconnue"
_LETTERED: Final = 0.035
"""Part of the whole height under which a step is too thin for its letter."""
_ORDER: Final = {**{filiere.short_name: position for position, filiere in enumerate(FILIERES)}, UNDATED: 99}


def label_steps(rows: pd.DataFrame, official: pd.DataFrame) -> Any:
    """Draw the labels over time: what holds at each date, until the next one.

    Parameters
    ----------
    rows : DataFrame
        ``date`` (datetime.date), ``kind`` (short name of a sector, or ``UNDATED``), ``campuses``.
    official : DataFrame
        ``date`` (datetime.date), ``total``.

    Returns
    -------
    altair.LayerChart
        Stacked steps, the undated part on top in grey, the letter of a sector at the end of its steps; a
        mark and a number for each official total. The page says what the colours are.
    """
    colors = {**{one.short_name: one.color for one in FILIERES}, UNDATED: palette.UNDATED}
    letters = {one.short_name: one.letter for one in FILIERES}
    first, end = rows["date"].min(), last_shown(rows["date"].min(), rows["date"].max())
    pieces = _pieces(rows, end)
    most = max([1, *pieces["high"], *official["total"]])
    x = alt.X("date:T", scale=years(dt.date(first.year, 1, 1), end), axis=year_axis())
    title = (
        "campus connus en vigueur (trait : total officiel)" if len(official) else "campus connus en vigueur"
    )
    y = alt.Y(
        "low:Q",
        scale=alt.Scale(domain=[0, most]),
        axis=axis(title, values=whole_ticks(most), format="d"),
    )
    steps = (
        alt.Chart(pieces)
        .mark_rect()
        .encode(
            x=x,
            x2="until:T",
            y=y,
            y2="high:Q",
            color=alt.Color(
                "kind:N", scale=alt.Scale(domain=[*colors], range=[*colors.values()]), legend=None
            ),
            tooltip=[
                alt.Tooltip("day:N", title="À partir du"),
                alt.Tooltip("kind:N", title="Filière"),
                alt.Tooltip("campuses:Q", title="Campus"),
            ],
        )
    )
    lettered = (
        (pieces["until"] == end) & pieces["kind"].isin(letters) & (pieces["campuses"] >= _LETTERED * most)
    )
    last = pieces[lettered].assign(
        letter=pieces["kind"].map(letters), middle=pieces[["low", "high"]].mean(axis=1)
    )
    ends = (
        alt.Chart(last)
        .mark_text(align="left", dx=5, fontSize=12, fontWeight="bold", color=INK)
        .encode(x="until:T", y="middle:Q", text="letter:N")
    )
    base = alt.Chart(official.assign(date=pd.to_datetime(official["date"]))).encode(x="date:T", y="total:Q")
    ticks = base.mark_tick(color=INK, thickness=2.5, size=14, orient="horizontal")
    numbers = base.mark_text(color=DIM, dy=-8, fontSize=12).encode(text="total:Q")
    return styled(alt.layer(steps, ends, ticks, numbers).properties(height=360, width="container"))


def _pieces(rows: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Rectangles of the steps: `rows` with ``day`` (French), ``until``, ``low`` and ``high``.

    A rectangle lasts as long as nothing changes in it or below it.
    """
    rows = rows.assign(
        day=rows["date"].map(french_day),
        date=pd.to_datetime(rows["date"]),
        order=rows["kind"].map(_ORDER),
    )
    dates = sorted(set(rows["date"]))
    ends = dict(zip(dates, [*dates[1:], end], strict=True))
    rows = rows.sort_values(["date", "order"], kind="stable")
    high = rows.groupby("date")["campuses"].cumsum()
    rows = rows.assign(until=rows["date"].map(ends), low=high - rows["campuses"], high=high)
    rows = rows.sort_values(["order", "date"], kind="stable")
    before = rows.groupby("kind")[["until", "low", "high"]].shift()
    is_new = (
        (before["until"] != rows["date"]) | (before["low"] != rows["low"]) | (before["high"] != rows["high"])
    )
    firsts = dict.fromkeys(["date", "day", "kind", "campuses", "low", "high"], "first")
    held = rows.groupby(is_new.cumsum().to_numpy()).agg({**firsts, "until": "last"})
    return held[held["campuses"] > 0]
