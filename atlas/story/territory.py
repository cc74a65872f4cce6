"""Territories that may be portrayed: their keys, what holds them, and what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from atlas.coverage import Engine, Level
from atlas.coverage.levels import Rows

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
        return unit_at(engine, Level.FRANCE, 0)
    level, code = parse_unit_key(key) or (Level.FRANCE, "")
    if level not in LEVELS or code not in engine.units[level].row_of:
        return None
    return unit_at(engine, level, engine.units[level].row_of[code])


def unit_at(engine: Engine, level: Level, row: int) -> Unit:
    """Unit of a level at a row of its :class:`~atlas.coverage.levels.Units`."""
    units = engine.units[level]
    return Unit(level, str(units.codes[row]), str(units.names[row]), bool(units.is_measured[row]))


def unit_key(level: Level, code: str) -> str:
    """Key of a unit, ``departement-31``.

    >>> unit_key(Level.REGION, "76")
    'region-76'
    """
    return f"{level}-{code}"


def parse_unit_key(key: str) -> tuple[Level, str] | None:
    """Level and code of a key; None when it is not one.

    >>> parse_unit_key("academie-orleans-tours")
    (<Level.ACADEMIE: 'academie'>, 'orleans-tours')
    """
    level, separator, code = key.partition("-")
    try:
        return (Level(level), code) if separator and code else None
    except ValueError:
        return None


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
        found += [unit_at(engine, level, int(rows[rank])) for rank in np.argsort(-people, kind="stable")]
    return tuple(found)


def natural_reference(engine: Engine, unit: Unit) -> Unit:
    """The région that holds a département or an EPCI, unless it is the same territory; else France."""
    france = unit_at(engine, Level.FRANCE, 0)
    if unit.level not in (Level.DEPARTEMENT, Level.EPCI):
        return france
    region = next((one for one in parents(engine, unit) if one.level is Level.REGION), france)
    is_same = len(communes_of(engine, region)) == len(communes_of(engine, unit))
    return france if is_same else region


def reference_of(engine: Engine, unit: Unit, key: str) -> Unit:
    """The reference that a key asks for; the natural one for ``auto`` and for the unit itself."""
    chosen = None if key in (AUTO, unit.key) else find(engine, key)
    return chosen or natural_reference(engine, unit)
