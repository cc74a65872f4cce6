"""Territories of the page « Territoire »: the settings that choose them, and their names to search."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from atlas.coverage import Engine, Level, engine_of
from atlas.story.territory import (
    AUTO,
    FRANCE_KEY,
    LEVELS,
    Unit,
    communes_of,
    find,
    natural_reference,
    parents,
    reference_of,
    unit_at,
)
from atlas.ui import loaded
from atlas.ui.state import Setting

__all__ = [
    "AUTO",
    "CODE",
    "FRANCE_KEY",
    "LEVELS",
    "REFERENCE",
    "Unit",
    "communes_of",
    "find",
    "labels",
    "natural_reference",
    "parents",
    "reference_of",
]


def _is_unit(key: str) -> bool:
    return key != FRANCE_KEY and find(engine_of(loaded.current().catalogue), key) is not None


CODE: Final = Setting("code", "", _is_unit, "Territoire")
REFERENCE: Final = Setting("ref", AUTO, lambda key: key in (AUTO, FRANCE_KEY) or _is_unit(key), "Référence")


@lru_cache(maxsize=2)
def labels(version: str) -> dict[str, str]:
    """French label of every unit by key, level by level, for search by name and by level.

    Parameters
    ----------
    version : str
        Version of the data, which must be in memory.
    """
    atlas = loaded.of(version)
    engine = engine_of(atlas.catalogue)
    found = {}
    for level in LEVELS:
        for row in range(len(engine.units[level].codes)):
            unit = unit_at(engine, level, row)
            found[unit.key] = f"{unit.name} · {_detail(engine, unit)}"
    return found


def _detail(engine: Engine, unit: Unit) -> str:
    """What tells a unit from others of its name; for an EPCI, whose name says what it is, where it lies."""
    if unit.level is Level.EPCI:
        held_by = engine.units[Level.DEPARTEMENT]
        rows = dict.fromkeys(held_by.of_commune[communes_of(engine, unit)].tolist())
        return ", ".join(str(held_by.names[row]) for row in rows)
    return f"{unit.kind} ({unit.code})" if unit.level is Level.DEPARTEMENT else unit.kind
