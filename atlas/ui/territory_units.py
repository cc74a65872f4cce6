"""Territories of the page « Territoire »: their names, what holds them, and what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from atlas.coverage import Engine, Level, engine_of
from atlas.coverage.levels import Rows
from atlas.ui import loaded
from atlas.ui.state import Setting
from atlas.ui.units import parse_unit_key, unit_key

LEVELS: Final = (Level.REGION, Level.ACADEMIE, Level.DEPARTEMENT, Level.EPCI, Level.REGION_2015)
AUTO: Final = "auto"
FRANCE_KEY: Final = "france"
_WIDER: Final = {
    Level.EPCI: (Level.DEPARTEMENT, Level.ACADEMIE, Level.REGION),
    Level.DEPARTEMENT: (Level.ACADEMIE, Level.REGION),
    Level.ACADEMIE: (Level.REGION,),
    Level.REGION_2015: (Level.REGION,),
    Level.REGION: (),
}
_OUTSIDE_KINDS: Final = {Level.ACADEMIE: "vice-rectorat", Level.REGION_2015: "collectivité avant 2016"}
_VOWELS: Final = frozenset("AEÉÈIOÔUY")


@dataclass(frozen=True, slots=True)
class Unit:
    """One territory.

    Attributes
    ----------
    level : Level
        Level of the unit.
    code, name : str
        As in the catalogue.
    is_measured : bool
        Whether its communes and its people are known; false for a collectivity.
    """

    level: Level
    code: str
    name: str
    is_measured: bool

    @property
    def key(self) -> str:
        """Key in an address."""
        return FRANCE_KEY if self.level is Level.FRANCE else unit_key(self.level, self.code)

    @property
    def kind(self) -> str:
        """Level in French, in lower case."""
        if self.is_measured:
            return self.level.label.lower()
        return _OUTSIDE_KINDS.get(self.level, "collectivité")

    @property
    def title(self) -> str:
        """Name with the level, as a title."""
        return f"{self.name}, {self.kind}"

    @property
    def said(self) -> str:
        """Name with the level before it, for the middle of a sentence.

        >>> Unit(Level.ACADEMIE, "amiens", "Amiens", True).said
        'académie d’Amiens'
        """
        if self.level in (Level.FRANCE, Level.EPCI):
            return self.name
        if self.level is Level.ACADEMIE and self.is_measured:
            return f"académie d’{self.name}" if self.name[0] in _VOWELS else f"académie de {self.name}"
        return f"{self.kind} {self.name}"


def find(engine: Engine, key: str) -> Unit | None:
    """Unit of a key; None when there is none."""
    if key == FRANCE_KEY:
        return _unit(engine, Level.FRANCE, 0)
    level, code = parse_unit_key(key) or (Level.FRANCE, "")
    if level not in LEVELS or code not in engine.units[level].row_of:
        return None
    return _unit(engine, level, engine.units[level].row_of[code])


def _unit(engine: Engine, level: Level, row: int) -> Unit:
    units = engine.units[level]
    return Unit(level, str(units.codes[row]), str(units.names[row]), bool(units.is_measured[row]))


def _is_unit(key: str) -> bool:
    return key != FRANCE_KEY and find(engine_of(loaded.current().catalogue), key) is not None


CODE: Final = Setting("code", "", _is_unit, "Territoire")
REFERENCE: Final = Setting("ref", AUTO, lambda key: key in (AUTO, FRANCE_KEY) or _is_unit(key), "Référence")


def communes_of(engine: Engine, unit: Unit) -> Rows:
    """Rows of the communes of a unit, none for a collectivity."""
    units = engine.units[unit.level]
    return np.flatnonzero(units.of_commune == units.row_of[unit.code])


def parents(engine: Engine, unit: Unit) -> tuple[Unit, ...]:
    """Wider units that hold communes of a unit, widest level last; at one level, most people first."""
    communes = communes_of(engine, unit)
    found: list[Unit] = []
    for level in _WIDER.get(unit.level, ()):
        rows, first = np.unique(engine.units[level].of_commune[communes], return_inverse=True)
        people = np.bincount(first, weights=engine.population[communes], minlength=len(rows))
        found += [_unit(engine, level, int(rows[rank])) for rank in np.argsort(-people, kind="stable")]
    return tuple(found)


def natural_reference(engine: Engine, unit: Unit) -> Unit:
    """The région that holds a département or an EPCI, unless it is the same territory; else France."""
    france = _unit(engine, Level.FRANCE, 0)
    if unit.level not in (Level.DEPARTEMENT, Level.EPCI):
        return france
    region = next((one for one in parents(engine, unit) if one.level is Level.REGION), france)
    is_same = len(communes_of(engine, region)) == len(communes_of(engine, unit))
    return france if is_same else region


def reference_of(engine: Engine, unit: Unit, key: str) -> Unit:
    """The reference that a key asks for; the natural one for ``auto`` and for the unit itself."""
    chosen = None if key in (AUTO, unit.key) else find(engine, key)
    return chosen or natural_reference(engine, unit)


@lru_cache(maxsize=2)
def labels(version: str) -> dict[str, str]:
    """French label of every unit by key, level by level, for search by name and by level.

    Parameters
    ----------
    version : str
        Version of the data, which must be in memory.
    """
    atlas = loaded.by_version(version) or loaded.current()
    engine = engine_of(atlas.catalogue)
    found = {}
    for level in LEVELS:
        for row in range(len(engine.units[level].codes)):
            unit = _unit(engine, level, row)
            found[unit.key] = f"{unit.name} · {_detail(engine, unit)}"
    return found


def _detail(engine: Engine, unit: Unit) -> str:
    """What tells a unit from others of its name; for an EPCI, whose name says what it is, where it lies."""
    if unit.level is Level.EPCI:
        held_by = engine.units[Level.DEPARTEMENT]
        rows = dict.fromkeys(held_by.of_commune[communes_of(engine, unit)].tolist())
        return ", ".join(str(held_by.names[row]) for row in rows)
    return f"{unit.kind} ({unit.code})" if unit.level is Level.DEPARTEMENT else unit.kind
