"""What the reader chooses on the page « Territoire »: the territory, its reference, the radius."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from atlas.coverage import Basis, Engine, Reach, engine_of
from atlas.model.numbers import NBSP
from atlas.ui import state
from atlas.ui.coverage_settings import BASIS, RADII_KM, RADIUS
from atlas.ui.frame import Page
from atlas.ui.territory_units import (
    AUTO,
    CODE,
    FRANCE_KEY,
    REFERENCE,
    Unit,
    find,
    labels,
    natural_reference,
    parents,
    reference_of,
)

SETTINGS: Final = (CODE, REFERENCE, RADIUS, BASIS)


@dataclass(frozen=True)
class Chosen:
    """What the page is about.

    Attributes
    ----------
    engine : Engine
        Engine of the data in use.
    reach : Reach
        Radius and points.
    unit, reference : Unit or None
        Territory and reference; None when no territory is chosen yet.
    """

    engine: Engine
    reach: Reach
    unit: Unit | None
    reference: Unit | None


def chosen(here: Page) -> Chosen:
    """Read the settings; must come before :func:`controls`, whose widgets it may set."""
    engine = engine_of(here.atlas.catalogue)
    reach = Reach(float(here.view[RADIUS.param]), Basis(here.view[BASIS.param]))
    unit = find(engine, here.view[CODE.param])
    if unit is None:
        return Chosen(engine, reach, None, None)
    key = here.view[REFERENCE.param]
    reference = reference_of(engine, unit, key)
    if key == unit.key:
        st.warning(f"Un territoire ne se compare pas à lui-même{NBSP}: la référence est {reference.said}.")
    if key != AUTO and reference == natural_reference(engine, unit):
        state.set_setting(REFERENCE.param, AUTO)
    return Chosen(engine, reach, unit, reference)


def controls(here: Page, made: Chosen) -> None:
    """Territory and reference, both found by typing a name or a level; radius and points."""
    shares = [0.34, 0.28, 0.17, 0.21] if made.unit else [0.6, 0.2, 0.2]
    territory, *reference, radius, basis = st.columns(shares, gap="medium")
    names = labels(here.atlas.catalogue.version)
    with territory:
        _territory(names, made)
    if made.unit and made.reference:
        with reference[0]:
            _reference(names, made.engine, made.unit)
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


def _territory(names: dict[str, str], made: Chosen) -> None:
    key = state.setting_key(CODE.param)
    if made.unit is None:
        st.session_state[key] = None
    st.selectbox(
        "Territoire",
        list(names),
        index=None if made.unit is None else 0,
        format_func=names.__getitem__,
        key=key,
        placeholder="Nom d’une région, d’une académie, d’un département, d’une intercommunalité…",
    )


def _reference(names: dict[str, str], engine: Engine, unit: Unit) -> None:
    natural = natural_reference(engine, unit)
    near = [parent.key for parent in parents(engine, unit)]
    keys = [FRANCE_KEY, *near, *(key for key in names if key not in near)]
    listed = names | {AUTO: _natural_label(natural), FRANCE_KEY: "France"}
    st.selectbox(
        "Comparé à",
        [AUTO, *(key for key in keys if key not in (unit.key, natural.key))],
        format_func=listed.__getitem__,
        key=state.setting_key(REFERENCE.param),
    )


def _natural_label(natural: Unit) -> str:
    return "France" if natural.key == FRANCE_KEY else f"{natural.name} · sa {natural.kind}"
