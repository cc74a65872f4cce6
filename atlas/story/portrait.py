"""A territory and its reference, as the page « Territoire » and the decks tell them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from atlas.coverage import Level, Provenance, Reach
from atlas.model.filiere import Filiere
from atlas.model.selection import Selection
from atlas.story.territory import Unit


def ratio(numerator: int | None, denominator: int | None) -> float | None:
    """Numerator over denominator; None when it has no meaning."""
    return numerator / denominator if numerator is not None and denominator else None


@dataclass(frozen=True)
class Side:
    """The territory, or its reference.

    Attributes
    ----------
    unit : Unit
        Which one.
    campuses : int
        Campuses in force inside.
    population, covered, backup, own : int or None
        People; of these, within reach of a campus, of two, of a campus of their own région. None for a
        collectivity, whose people are not known; all but the first where no campus has a known place.
    nearest_km : float or None
        Mean distance of the people to the nearest campus.
    filieres : frozenset of str
        Slugs of the sectors that have a campus inside.
    """

    unit: Unit
    campuses: int
    population: int | None
    covered: int | None
    backup: int | None
    own: int | None
    nearest_km: float | None
    filieres: frozenset[str]

    @property
    def is_hidden(self) -> bool:
        """Whether the people are known, but not those within reach."""
        return self.population is not None and self.covered is None

    @property
    def share(self) -> float | None:
        """People within reach, over people."""
        return ratio(self.covered, self.population)

    @property
    def backup_share(self) -> float | None:
        """People within reach of two campuses, over people."""
        return ratio(self.backup, self.population)

    @property
    def own_share(self) -> float | None:
        """People within reach of a campus of their own région, over people."""
        return ratio(self.own, self.population)

    @property
    def per_million(self) -> float | None:
        """Campuses inside for a million people."""
        return self.campuses * 1e6 / self.population if self.population else None


@dataclass(frozen=True, slots=True)
class FiliereState:
    """One sector in the territory.

    Attributes
    ----------
    filiere : Filiere
        Which one.
    campuses, unlocated : int
        Campuses inside; of these, those without a known position.
    covered, reference_covered : int or None
        People of the territory, and of the reference, within reach of a campus of the sector.
    share, reference_share : float or None
        The same over people.
    nearest_name : str
        Campus of the sector that is nearest to the people of the territory on average; '' without any.
    nearest_km : float or None
        That mean distance.
    """

    filiere: Filiere
    campuses: int
    unlocated: int
    covered: int | None
    reference_covered: int | None
    share: float | None
    reference_share: float | None
    nearest_name: str
    nearest_km: float | None


@dataclass(frozen=True)
class Portrait:
    """A territory against a reference. Nobody may change the tables.

    Attributes
    ----------
    territory, reference : Side
        Both sides.
    selection : Selection
        Campuses looked at.
    reach : Reach
        Radius and points.
    in_force : int
        Campuses of the Selection in all of France.
    filieres : tuple of FiliereState
        Sectors of the Selection: those present first, most campuses first.
    campuses : DataFrame
        As :func:`~atlas.coverage.neighbours.campuses_of_unit`, those inside first, with ``region``.
    subunits : DataFrame
        Parts of the territory by people out of reach, the most first: ``code``, ``name``, ``is_part``
        (bool: the unit goes beyond the territory, only its part inside is measured), ``campuses``,
        ``population``, ``covered_population``, ``out_population`` (int), ``covered_share``,
        ``nearest_km`` (float).
    sublevel : Level
        Level of these.
    unplaced : int
        Campuses inside of which the part is not known.
    around : DataFrame
        Units of the same level around it, itself included: for an EPCI those of its départements, else
        those that share a border; empty where there is none. As `subunits`, whole units.
    bounds : tuple of float, or None
        West, south, east, north of the territory, in degrees; None when it has no boundary.
    definitions : mapping of str to str
        What the figures mean, in French.
    provenance : Provenance
        What stands behind.
    """

    territory: Side
    reference: Side
    selection: Selection
    reach: Reach
    in_force: int
    filieres: tuple[FiliereState, ...]
    campuses: pd.DataFrame
    subunits: pd.DataFrame
    sublevel: Level
    unplaced: int
    around: pd.DataFrame
    bounds: tuple[float, float, float, float] | None
    definitions: Mapping[str, str]
    provenance: Provenance

    @property
    def drawn_level(self) -> Level:
        """Level of the units of the map."""
        return Level.EPCI if self.territory.unit.level is Level.EPCI else self.sublevel

    @property
    def drawn(self) -> pd.DataFrame:
        """Units of the map: the parts of the territory, or the EPCI around one."""
        return self.around if self.territory.unit.level is Level.EPCI else self.subunits
