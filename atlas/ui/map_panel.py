"""A map on a page, and what a click on it does; what the map shows is decided elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from atlas.data.atlas import LEVEL_COLUMNS
from atlas.maps.focus import LEVEL_FIELDS, OUTSIDE
from atlas.maps.update import MapUpdate
from atlas.model.selection import Choices
from atlas.ui import loaded, state
from atlas.ui.state import Setting

TILES_VARIABLE: Final = "ATLAS_TILES"
LEVELS: Final = {"region": "Régions", "academie": "Académies", "departement": "Départements"}
LEVEL: Final = Setting("niveau", "region", LEVEL_COLUMNS.__contains__, "Découpage de la carte")
CAMPUS: Final = Setting("campus", "", lambda value: value in loaded.current().campus_ids, "Campus")

# The style sheet sets the height from the window; this one is for the first instant.
_FIRST_HEIGHT_PX: Final = 560


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

    from atlas.maps.atlas_map import UpdateLayer, atlas_map

    with st.container(key=f"cadre-{key}"):
        st_folium(
            atlas_map(version, tiles=os.environ.get(TILES_VARIABLE) == "1"),
            key=key,
            height=_FIRST_HEIGHT_PX,
            width=None,
            returned_objects=[],
            feature_group_to_add=UpdateLayer(update),
            on_change=lambda: on_event(st.session_state.get(key) or {}),
        )


def choose_unit(level: str, code: str, choices: Choices) -> None:
    """Filter on one territory; on the one already chosen, stop filtering."""
    if level not in LEVELS:
        return
    code = OUTSIDE.get(code, {}).get(level, code)
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
