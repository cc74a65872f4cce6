"""Settings of the page « Couverture », and the measure that they ask for."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from atlas.coverage import Basis, Coverage, Engine, Level, Provenance, Reach, coverage, engine_of
from atlas.model.dates import parse_day
from atlas.model.numbers import NBSP
from atlas.model.selection import french_day
from atlas.story.words import typeset
from atlas.ui import filters, panels, state
from atlas.ui.frame import Page
from atlas.ui.state import Setting

VIEWS: Final = {
    "portee": "À portée",
    "filieres": "Filières et territoires",
    "histoire": "Depuis 2013",
    "evolution": "Entre deux dates",
    "manques": "Manques et recouvrements",
}
LEVELS: Final = (Level.REGION, Level.ACADEMIE, Level.DEPARTEMENT, Level.EPCI, Level.REGION_2015)
VIEW_LEVELS: Final = {
    "filieres": (Level.ACADEMIE, Level.REGION),
    # Thousands of units at each of twenty dates would be too much for one frame to play.
    "histoire": (Level.REGION, Level.ACADEMIE, Level.REGION_2015, Level.DEPARTEMENT),
}
"""Units offered by the views that do not offer all; the last stands in for one that is not offered."""
RADII_KM: Final = tuple(str(km) for km in range(5, 155, 5))


def _is_day(value: str) -> bool:
    return parse_day(value) is not None


VIEW: Final = Setting("vue", "portee", VIEWS.__contains__, "Vue")
LEVEL: Final = Setting(
    "niveau", Level.DEPARTEMENT.value, {level.value for level in LEVELS}.__contains__, "Découpage"
)
RADIUS: Final = Setting("rayon", "30", RADII_KM.__contains__, "Rayon", is_kept=True)
BASIS: Final = Setting(
    "base", Basis.SEAT.value, {basis.value for basis in Basis}.__contains__, "Base", is_kept=True
)
SINCE: Final = Setting("depuis", "2017-02-13", _is_day, "Date de comparaison")
SETTINGS: Final = (VIEW, LEVEL, RADIUS, BASIS, SINCE)


def engine(here: Page) -> Engine:
    """The engine of the data in use."""
    return engine_of(here.atlas.catalogue)


def reach(here: Page) -> Reach:
    """Radius and points asked for."""
    return Reach(float(here.view[RADIUS.param]), Basis(here.view[BASIS.param]))


def level() -> Level:
    """Units asked for, among those of the view."""
    return Level(state.setting(LEVEL.param))


def measure(here: Page) -> Coverage:
    """The coverage that the settings and the filter ask for."""
    return coverage(engine(here), here.selection, level(), reach(here))


def view_choice() -> None:
    """Which question the page answers."""
    st.segmented_control(
        "Vue",
        options=list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=state.setting_key(VIEW.param),
        required=True,
        label_visibility="collapsed",
    )


def settle(here: Page) -> None:
    """Replace a level that the view does not offer; before anything is measured."""
    levels = _levels(here)
    if state.setting(LEVEL.param) not in levels:
        state.set_setting(LEVEL.param, levels[-1])


def _levels(here: Page) -> list[str]:
    return [one.value for one in VIEW_LEVELS.get(here.view[VIEW.param], LEVELS)]


def intro(here: Page, sentence: str, provenance: Provenance) -> None:
    """Draw what every view starts with: its answer, what stands behind it, filters and settings in use."""
    panels.headline(typeset(sentence))
    panels.notes(provenance.sentences())
    filters.chips(here.choices, here.selection)
    _controls(here)


def _controls(here: Page) -> None:
    """Radius, points and units of the measure."""
    radius, basis, units = st.columns([0.3, 0.3, 0.4], gap="medium")
    with radius:
        st.select_slider(
            "Rayon", RADII_KM, format_func=lambda km: f"{km}{NBSP}km", key=state.setting_key(RADIUS.param)
        )
    with basis:
        st.selectbox(
            "Distance mesurée depuis",
            [basis.value for basis in Basis],
            format_func=lambda value: Basis(value).label,
            key=state.setting_key(BASIS.param),
        )
    with units:
        st.selectbox(
            "Découpage",
            _levels(here),
            format_func=lambda value: Level(value).plural,
            key=state.setting_key(LEVEL.param),
        )


def since(here: Page) -> dt.date:
    """The other of the two dates compared."""
    return dt.date.fromisoformat(here.view[SINCE.param])


def since_choice(here: Page) -> None:
    """Let the reader choose the other date."""
    days = {day.isoformat(): label for day, label in here.atlas.offered_days.items()}
    chosen = here.view[SINCE.param]
    if chosen not in days:
        days[chosen] = french_day(dt.date.fromisoformat(chosen))
    st.selectbox(
        "Comparer à l’état du", list(days), format_func=days.__getitem__, key=state.setting_key(SINCE.param)
    )
