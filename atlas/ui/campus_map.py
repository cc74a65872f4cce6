"""What the map of the page « Carte » shows: the campuses, and how many each territory holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from atlas.data.selecting import Mask
from atlas.maps.classes import class_of, units_by_class
from atlas.maps.update import MapUpdate
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import Choices, Selection
from atlas.ui import map_panel, state
from atlas.ui.loaded import Atlas
from atlas.ui.map_panel import CAMPUS, LEVEL

MAP_KEY: Final = "carte"
_TITLES: Final = {
    "region": "Campus par région",
    "academie": "Campus par académie",
    "departement": "Campus par département",
}
_UNKNOWN_UNIT: Final = {
    "region": "région connue",
    "academie": "académie connue",
    "departement": "département connu",
}


def draw(atlas: Atlas, choices: Choices, selection: Selection, mask: Mask) -> None:
    """Draw the map of the shown campuses."""
    map_panel.show(
        _update(atlas, selection, mask),
        atlas.catalogue.version,
        MAP_KEY,
        lambda event: _on_event(event, choices),
    )


def unit_counts(atlas: Atlas, level: str, mask: Mask) -> dict[str, int]:
    """Campuses shown in each unit of a level that has one."""
    codes, counts = np.unique(atlas.unit_codes[level][mask], return_counts=True)
    return {str(code): int(count) for code, count in zip(codes, counts, strict=True) if code}


def _update(atlas: Atlas, selection: Selection, mask: Mask) -> MapUpdate:
    level = state.setting(LEVEL.param)
    counts = unit_counts(atlas, level, mask)
    classes = atlas.classes[level]
    return MapUpdate(
        level=level,
        shown=atlas.ids[mask].tolist(),
        units={
            map_panel.drawn_code(level, code): (f"{count}{NBSP}campus", class_of(count, classes))
            for code, count in counts.items()
        },
        none_text="aucun campus affiché",
        legend=_legend(atlas, level, counts, mask),
        selected=state.setting(CAMPUS.param),
        focus=map_panel.focus(atlas, selection),
    )


def _legend(atlas: Atlas, level: str, counts: Mapping[str, int], mask: Mask) -> dict[str, Any]:
    in_level = {code: counts.get(code, 0) for code in atlas.unit_names[level]}
    classes = atlas.classes[level]
    found = units_by_class(in_level, classes)
    unlocated = int(np.count_nonzero(mask & ~atlas.is_located))
    nowhere = int((atlas.unit_codes[level][mask] == "").sum())
    notes = []
    if unlocated:
        notes.append(f"{plural(unlocated, 'campus', 'campus')} sans position précise")
    if nowhere:
        notes.append(f"dont {nowhere} sans {_UNKNOWN_UNIT[level]}")
    return {
        "title": _TITLES[level],
        "classes": [
            {"color": cls.color, "label": cls.label, "units": count}
            for cls, count in zip(classes, found, strict=True)
        ],
        "none": {"label": "aucun", "units": sum(1 for count in in_level.values() if not count)},
        "note": ", ".join(notes),
    }


def _on_event(event: Mapping[str, Any], choices: Choices) -> None:
    kind = event.get("kind")
    if kind == "campus":
        state.set_setting(CAMPUS.param, str(event.get("id", "")))
    elif kind == "unit":
        map_panel.choose_unit(str(event.get("level", "")), str(event.get("code", "")), choices)
    elif kind == "clear" and state.setting(CAMPUS.param):
        state.set_setting(CAMPUS.param, "")  # Escape closes the campus first, then leaves the territory
    elif kind == "clear":
        map_panel.leave_territory(choices)
