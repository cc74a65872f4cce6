"""A map on a page, and what a click on it does; what the map shows is decided elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from atlas.maps.update import Focus, MapUpdate
from atlas.model.selection import Choices, Selection
from atlas.ui import loaded, state
from atlas.ui.loaded import LEVEL_COLUMNS, Atlas
from atlas.ui.state import Setting

TILES_VARIABLE: Final = "ATLAS_TILES"
LEVELS: Final = {"region": "Régions", "academie": "Académies", "departement": "Départements"}
LEVEL_FIELDS: Final = {"region": "regions", "academie": "academies", "departement": "departements"}
LEVEL: Final = Setting("niveau", "region", LEVEL_COLUMNS.__contains__, "Découpage de la carte")
CAMPUS: Final = Setting("campus", "", lambda value: value in loaded.current().campus_ids, "Campus")

# The style sheet sets the height from the window; this one is for the first instant.
_FIRST_HEIGHT_PX: Final = 560
_OUTSIDE: Final = {"987": {"academie": "polynesie-francaise"}}
"""Units outside the levels that the map still draws: their code at a level, when it is another."""


def show(update: MapUpdate, version: str, key: str, on_event: Callable[[dict[str, Any]], None]) -> None:
    """Draw a map; ``on_event`` gets each click, before the script runs again.

    Parameters
    ----------
    update : MapUpdate
        What to show.
    version : str
        Content hash of the data.
    key : str
        Key of the component.
    on_event : callable
        Takes the event: ``kind`` is ``campus`` (``id``), ``unit`` (``level``, ``code``) or ``clear``.
    """
    from streamlit_folium import st_folium

    from atlas.maps.atlas_map import AtlasMap, UpdateLayer

    with st.container(key=f"cadre-{key}"):
        st_folium(
            AtlasMap(version, tiles=os.environ.get(TILES_VARIABLE) == "1"),
            key=key,
            height=_FIRST_HEIGHT_PX,
            width=None,
            returned_objects=[],
            feature_group_to_add=UpdateLayer(update),
            on_change=lambda: on_event(st.session_state.get(key) or {}),
        )


def drawn_code(level: str, code: str) -> str:
    """Code under which the map draws a unit of a level."""
    return next((own for own, other in _OUTSIDE.items() if other.get(level) == code), code)


def focus(atlas: Atlas, selection: Selection) -> Focus | None:
    """The territory to frame: the finest level of which exactly one unit is chosen."""
    for level in ("departement", "academie", "region"):
        chosen = selection.values(LEVEL_FIELDS[level])
        if len(chosen) == 1:
            bounds = unit_bounds(atlas, level, chosen[0])
            return Focus(drawn_code(level, chosen[0]), bounds, level) if bounds else None
    return None


def unit_bounds(atlas: Atlas, level: str, code: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a unit, in degrees; None when it has no boundary."""
    units, outside = atlas.catalogue.units, atlas.catalogue.collectivites
    rows = units[(units["level"] == level) & (units["code"] == code)]
    if rows.empty:
        rows = outside[outside["code"] == drawn_code(level, code)]
    if rows.empty:
        return None
    west, south, east, north = (float(rows.iloc[0][side]) for side in ("west", "south", "east", "north"))
    return west, south, east, north


def choose_unit(level: str, code: str, choices: Choices) -> None:
    """Filter on one territory; on the one already chosen, stop filtering."""
    if level not in LEVELS:
        return
    code = _OUTSIDE.get(code, {}).get(level, code)
    field = LEVEL_FIELDS[level]
    if code not in choices[field]:
        return
    selection = state.current_selection()
    chosen = () if selection.values(field) == (code,) else (code,)
    others: dict[str, tuple[str, ...]] = dict.fromkeys(LEVEL_FIELDS.values(), ())
    state.put(replace(selection, **(others | {field: chosen})), choices)  # type: ignore[arg-type]


def leave_territory(choices: Choices) -> None:
    """Stop filtering on any territory."""
    none: dict[str, tuple[str, ...]] = dict.fromkeys(LEVEL_FIELDS.values(), ())
    state.put(replace(state.current_selection(), **none), choices)  # type: ignore[arg-type]
