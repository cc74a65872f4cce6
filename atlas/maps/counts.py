"""The map of presence: the campuses, and how many each territory holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from atlas.data.atlas import Atlas
from atlas.data.selecting import Mask
from atlas.maps.classes import CountClass, class_of, count_classes, units_by_class
from atlas.maps.focus import drawn_code, focus, looked_at
from atlas.maps.update import HATCHED, PLAIN, MapUpdate, day_text
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import Selection

TITLES: Final = {
    "region": "Campus par région",
    "academie": "Campus par académie",
    "departement": "Campus par département",
}
_NONE: Final = "aucun campus affiché"
_UNKNOWN_UNIT: Final = {
    "region": "région connue",
    "academie": "académie connue",
    "departement": "département connu",
}


def counts_update(
    atlas: Atlas, selection: Selection, mask: Mask, level: str, selected: str = ""
) -> MapUpdate:
    """Return the map of the campuses of a mask, by unit of a level.

    Parameters
    ----------
    atlas : Atlas
        The catalogue.
    selection : Selection
        Frames the map, when it chooses one territory.
    mask : ndarray of bool, shape (campuses,)
        Campuses shown.
    level : str
        ``region``, ``academie`` or ``departement``.
    selected : str
        Id of the campus to stress, or empty.
    """
    counts = unit_counts(atlas, level, mask)
    found = classes(atlas, level)
    known = looked_at(atlas, selection, level)
    units = {
        drawn_code(level, code): (f"{count}{NBSP}campus", class_of(count, found))
        for code, count in counts.items()
    }
    if known is not None:
        units = {drawn_code(level, code): (_NONE, HATCHED) for code in known} | units
    return MapUpdate(
        level=level,
        shown=atlas.ids[mask].tolist(),
        units=units,
        none_text=_NONE if known is None else "hors des territoires choisis",
        none_class=HATCHED if known is None else PLAIN,
        legend=_legend(atlas, level, counts, mask, known),
        selected=selected,
        focus=focus(atlas.catalogue, selection),
        day=day_text(selection),
    )


@lru_cache(maxsize=8)
def classes(atlas: Atlas, level: str) -> tuple[CountClass, ...]:
    """Classes of a level, made for the whole catalogue so that no filter changes what a colour means."""
    return count_classes(atlas.largest_counts[level])


def unit_counts(atlas: Atlas, level: str, mask: Mask) -> dict[str, int]:
    """Campuses of a mask in each unit of a level that has one."""
    codes, counts = np.unique(atlas.unit_codes[level][mask], return_counts=True)
    return {str(code): int(count) for code, count in zip(codes, counts, strict=True) if code}


def _legend(
    atlas: Atlas, level: str, counts: Mapping[str, int], mask: Mask, known: frozenset[str] | None
) -> dict[str, Any]:
    names = atlas.unit_names[level]
    in_level = {code: counts.get(code, 0) for code in names if known is None or code in known}
    found = classes(atlas, level)
    units = units_by_class(in_level, found)
    unlocated = int(np.count_nonzero(mask & ~atlas.is_located))
    nowhere = int((atlas.unit_codes[level][mask] == "").sum())
    notes = []
    if unlocated:
        notes.append(f"{plural(unlocated, 'campus', 'campus')} sans position précise")
    if nowhere:
        notes.append(f"dont {nowhere} sans {_UNKNOWN_UNIT[level]}")
    return {
        "title": TITLES[level],
        "classes": [
            {"color": cls.color, "label": cls.label, "units": count}
            for cls, count in zip(found, units, strict=True)
        ],
        "none": {"label": "aucun", "units": sum(1 for count in in_level.values() if not count)},
        "note": ", ".join(notes),
    }
