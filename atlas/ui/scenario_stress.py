"""Stress test: who would lose access if the labels that are due were not renewed."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from atlas.coverage import engine_of, expiries
from atlas.model.numbers import NBSP
from atlas.model.selection import french_day
from atlas.ui import navigation, panels, scenario_measure, scenario_settings, table
from atlas.ui.frame import Page
from atlas.ui.table import Column

_TABLE: Final = "table-epreuve"
_UNTIL: Final = "scenario-stress-until"


def show(here: Page) -> None:
    """A year, a sentence, and the labels due by its end, most people lost first."""
    st.header("Et si les labels arrivés à échéance n’étaient pas renouvelés ?", anchor=False)
    next_year = here.atlas.index.latest.year + 1
    ends = {day.year for day in expiries(engine_of(here.atlas.catalogue)).rows["ends_by"].dropna()}
    years = range(min({next_year, *ends}), max({next_year, *ends}) + 1)
    if st.session_state.get(_UNTIL) not in years:
        st.session_state[_UNTIL] = next_year
    until = dt.date(st.select_slider("Échéances jusqu’à la fin de", years, key=_UNTIL), 12, 31)
    reach = scenario_settings.reach(here)
    found = scenario_measure.stressed(here.atlas.catalogue.version, until, here.selection, reach)
    panels.notes([found.sentence])
    if found.rows.empty:
        return
    table.unit_table(
        rows=[
            {
                "id": row["campus_id"],
                "name": row["name"],
                "ends": french_day(row["ends_by"]),
                "lost": int(row["lost_population"]),
            }
            for row in found.rows.to_dict("records")
        ],
        columns=(
            Column("name", "Campus", main=True),
            Column("ends", "Échéance, au plus tard"),
            Column("lost", "Habitants qui perdraient leur accès", numeric=True, format="int"),
        ),
        param="campus",
        page="./",
        caption=(
            f"Labels échus au {french_day(until)}, un à la fois{NBSP}: habitants qu’aucun autre campus "
            f"retenu ne met à portée ({reach.radius_text} au plus). {here.caption}"
        ),
        selected="",
        on_open=lambda: navigation.go("carte", here.selection, {"campus": table.opened(_TABLE)}),
        key=_TABLE,
    )
