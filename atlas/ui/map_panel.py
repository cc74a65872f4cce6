"""The map on the page: what it shows, and what a click on it does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import streamlit as st

from atlas.data.selecting import Mask
from atlas.maps.classes import class_of, units_by_class
from atlas.model.numbers import plural
from atlas.model.selection import Choices, Selection
from atlas.ui import loaded, state
from atlas.ui.loaded import LEVEL_COLUMNS, Atlas
from atlas.ui.state import Setting

MAP_KEY: Final = "carte"
LEVELS: Final = {"region": "Régions", "academie": "Académies", "departement": "Départements"}
LEVEL_FIELDS: Final = {"region": "regions", "academie": "academies", "departement": "departements"}
LEVEL: Final = Setting("niveau", "region", LEVEL_COLUMNS.__contains__, "Découpage de la carte")
CAMPUS: Final = Setting("campus", "", lambda value: value in loaded.current().campus_ids, "Campus")
TILES_VARIABLE: Final = "ATLAS_TILES"
_HEIGHT: Final = 560
_OUTSIDE: Final = {"987": {"academie": "polynesie-francaise"}}
"""Units outside the levels that the map still draws: their code at a level, when it is another."""

_LEGEND_TITLES: Final = {
    "region": "Campus par région",
    "academie": "Campus par académie",
    "departement": "Campus par département",
}


def unit_counts(atlas: Atlas, level: str, mask: Mask) -> dict[str, int]:
    """Campuses shown in each unit of a level that has one, by the code the map draws."""
    codes, counts = np.unique(atlas.unit_codes[level][mask], return_counts=True)
    drawn = {other[level]: code for code, other in _OUTSIDE.items() if level in other}
    return {drawn.get(str(c), str(c)): int(n) for c, n in zip(codes, counts, strict=True) if c}


def draw(atlas: Atlas, choices: Choices, selection: Selection, mask: Mask) -> None:
    """Draw the map of the shown campuses."""
    from streamlit_folium import st_folium

    from atlas.maps.atlas_map import AtlasMap, MapUpdate, UpdateLayer

    level = state.setting(LEVEL.param)
    counts = unit_counts(atlas, level, mask)
    classes = atlas.classes[level]
    update = MapUpdate(
        level=level,
        shown=atlas.catalogue.campuses["id"].to_numpy()[mask].tolist(),
        units={code: (count, class_of(count, classes)) for code, count in counts.items()},
        legend=_legend(atlas, level, counts, mask),
        selected=state.setting(CAMPUS.param),
        focus=_focus(atlas, selection),
    )
    with st.container(key="carte-cadre"):
        st_folium(
            AtlasMap(atlas.catalogue.version, tiles=os.environ.get(TILES_VARIABLE) == "1"),
            key=MAP_KEY,
            height=_HEIGHT,
            width=None,
            returned_objects=[],
            feature_group_to_add=UpdateLayer(update),
            on_change=lambda: _on_event(choices),
        )


def _legend(atlas: Atlas, level: str, counts: Mapping[str, int], mask: Mask) -> dict[str, Any]:
    units = atlas.catalogue.units
    in_level = {code: counts.get(code, 0) for code in units.loc[units["level"] == level, "code"]}
    classes = atlas.classes[level]
    found = units_by_class(in_level, classes)
    unlocated = int((atlas.catalogue.campuses["position"].to_numpy(str)[mask] != "seat").sum())
    nowhere = int((atlas.unit_codes[level][mask] == "").sum())
    notes = []
    if unlocated:
        notes.append(f"{plural(unlocated, 'campus', 'campus')} sans position précise")
    if nowhere:
        notes.append(f"dont {nowhere} sans {_UNKNOWN_UNIT[level]}")
    return {
        "title": _LEGEND_TITLES[level],
        "classes": [
            {"color": cls.color, "label": cls.label, "units": count}
            for cls, count in zip(classes, found, strict=True)
        ],
        "none": {"label": "aucun", "units": sum(1 for count in in_level.values() if not count)},
        "approximate": ", ".join(notes),
    }


_UNKNOWN_UNIT: Final = {
    "region": "région connue",
    "academie": "académie connue",
    "departement": "département connu",
}


def _focus(atlas: Atlas, selection: Selection) -> Any:
    """The territory to frame: the finest level of which exactly one unit is chosen."""
    from atlas.maps.atlas_map import Focus

    for level in ("departement", "academie", "region"):
        chosen = selection.values(LEVEL_FIELDS[level])
        if len(chosen) == 1:
            bounds = unit_bounds(atlas, level, chosen[0])
            return Focus(chosen[0], bounds) if bounds else None
    return None


def unit_bounds(atlas: Atlas, level: str, code: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a unit, in degrees; None when it has no boundary."""
    units, outside = atlas.catalogue.units, atlas.catalogue.collectivites
    drawn = next((own for own, other in _OUTSIDE.items() if other.get(level) == code), code)
    rows = units[(units["level"] == level) & (units["code"] == code)]
    if rows.empty:
        rows = outside[outside["code"] == drawn]
    if rows.empty:
        return None
    west, south, east, north = (float(rows.iloc[0][side]) for side in ("west", "south", "east", "north"))
    return west, south, east, north


def _on_event(choices: Choices) -> None:
    """React to a click on the map; called before the script runs again."""
    event = st.session_state.get(MAP_KEY) or {}
    kind = event.get("kind")
    if kind == "campus":
        state.set_setting(CAMPUS.param, str(event.get("id", "")))
    elif kind == "unit":
        choose_unit(str(event.get("level", "")), str(event.get("code", "")), choices)
    elif kind == "clear":
        _let_go(choices)


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
    others = dict.fromkeys(LEVEL_FIELDS.values(), ())
    state.put(replace(selection, **(others | {field: chosen})), choices)  # type: ignore[arg-type]


def _let_go(choices: Choices) -> None:
    """Escape closes the campus first, then leaves the territory."""
    if state.setting(CAMPUS.param):
        state.set_setting(CAMPUS.param, "")
        return
    selection = state.current_selection()
    none = dict.fromkeys(LEVEL_FIELDS.values(), ())
    state.put(replace(selection, **none), choices)  # type: ignore[arg-type]
