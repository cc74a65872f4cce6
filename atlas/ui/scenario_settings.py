"""Settings of the page « Scénarios » and their widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from atlas.coverage import Basis, Level, Reach
from atlas.model.filiere import BY_SLUG, FILIERES
from atlas.model.numbers import NBSP, french_int
from atlas.planning import MAX_SITES, Candidates, Scenario, ScenarioError
from atlas.ui import state
from atlas.ui.coverage_settings import BASIS, LEVEL, LEVELS, RADII_KM, RADIUS
from atlas.ui.frame import Page
from atlas.ui.state import Setting

VIEWS: Final = {"sites": "Où ouvrir ?", "scenario": "Scénario"}
COUNTS: Final = tuple(str(count) for count in range(1, MAX_SITES + 1))
LIMITS: Final = {"0": "Sans limite", **{str(most): f"{most} par région au plus" for most in range(1, 6)}}
_SIZES: Final = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
CANDIDATES: Final = {
    **{f"{size}m": f"{french_int(size)} habitants ou plus, ou un membre de réseau" for size in _SIZES},
    **{str(size): f"{french_int(size)} habitants ou plus" for size in _SIZES},
}
WITHOUT: Final = {
    "non": "Partout",
    "region": "Régions sans campus retenu",
    "academie": "Académies sans campus retenu",
}


def is_scenario(text: str) -> bool:
    """Whether an address holds a scenario that can be read."""
    try:
        Scenario.from_address(text)
    except ScenarioError:
        return False
    return True


VIEW: Final = Setting("vue", "sites", VIEWS.__contains__, "Vue")
COUNT: Final = Setting("sites", "5", COUNTS.__contains__, "Nombre de sites")
LIMIT: Final = Setting("limite", "0", LIMITS.__contains__, "Limite par région")
CANDIDATE: Final = Setting("communes", "5000m", CANDIDATES.__contains__, "Communes candidates")
ONLY: Final = Setting("sans", "non", WITHOUT.__contains__, "Territoires")
SCENARIO: Final = Setting("scenario", "", is_scenario, "Scénario")
SETTINGS: Final = (VIEW, RADIUS, BASIS, LEVEL, COUNT, LIMIT, CANDIDATE, ONLY, SCENARIO)

_FILIERE: Final = "scenario-filiere"
_ALL, _SEVERAL = "*", "+"


def reach(here: Page) -> Reach:
    """Radius and points asked for."""
    return Reach(float(here.view[RADIUS.param]), Basis(here.view[BASIS.param]))


def candidates(here: Page) -> Candidates:
    """Communes that may be chosen."""
    asked, only = here.view[CANDIDATE.param], here.view[ONLY.param]
    return Candidates(
        int(asked.removesuffix("m")), asked.endswith("m"), None if only == "non" else Level(only)
    )


def limit(here: Page) -> int | None:
    """Largest number of sites in a région."""
    return int(here.view[LIMIT.param]) or None


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


def filiere_choice(here: Page) -> None:
    """The filière looked at: the same filter as in the sidebar, within reach."""
    chosen = here.selection.filieres
    st.session_state[_FILIERE] = _ALL if not chosen else chosen[0] if len(chosen) == 1 else _SEVERAL
    names = {_ALL: "Toutes les filières"} | {one.slug: one.short_name for one in FILIERES}
    if len(chosen) > 1:
        names[_SEVERAL] = f"{len(chosen)} filières du filtre"
    st.selectbox(
        "Filière",
        list(names),
        format_func=names.__getitem__,
        key=_FILIERE,
        on_change=_on_filiere,
        args=(here,),
    )


def _on_filiere(here: Page) -> None:
    slug = st.session_state[_FILIERE]
    if slug != _SEVERAL:
        slugs = () if slug == _ALL else (slug,)
        state.put(replace(state.current_selection(), filieres=slugs), here.choices)


def radius_choice() -> None:
    """Largest distance."""
    st.select_slider(
        "Rayon", RADII_KM, format_func=lambda km: f"{km}{NBSP}km", key=state.setting_key(RADIUS.param)
    )


def basis_choice() -> None:
    """Points from which distances are measured."""
    st.selectbox(
        "Distance mesurée depuis",
        [basis.value for basis in Basis],
        format_func=lambda value: Basis(value).label,
        key=state.setting_key(BASIS.param),
    )


def level_choice() -> None:
    """Units of the map of differences."""
    st.selectbox(
        "Découpage",
        [level.value for level in LEVELS],
        format_func=lambda value: Level(value).plural,
        key=state.setting_key(LEVEL.param),
    )


def option(setting: Setting, names: dict[str, str]) -> None:
    """One choice in a list."""
    st.selectbox(
        setting.label, list(names), format_func=names.__getitem__, key=state.setting_key(setting.param)
    )


def filiere_name(here: Page) -> str:
    """Filière of the Selection when there is only one, else nothing."""
    chosen = here.selection.filieres
    return BY_SLUG[chosen[0]].short_name if len(chosen) == 1 else ""
