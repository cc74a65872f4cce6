"""Units of each level, their communes, and in which of them each campus is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.data.catalogue import Catalogue
from atlas.data.territories import Territories, slug
from atlas.model.vocabulary import Term

Rows = NDArray[np.intp]

FRANCE_CODE: Final = "FR"
UNKNOWN_UNIT: Final = -1


class Level(Term):
    """Maps of units on which coverage is measured."""

    COMMUNE = "commune", "Commune", "Communes"
    EPCI = "epci", "Intercommunalité", "Intercommunalités"
    DEPARTEMENT = "departement", "Département", "Départements"
    ACADEMIE = "academie", "Académie", "Académies"
    ACADEMIE_2019 = "academie_2019", "Académie d’avant 2020", "Académies d’avant 2020"
    REGION = "region", "Région", "Régions"
    REGION_2015 = "region_2015", "Région d’avant 2016", "Régions d’avant 2016"
    FRANCE = "france", "France", "France"


_WITH_COLLECTIVITES: Final = (
    Level.DEPARTEMENT,
    Level.ACADEMIE,
    Level.ACADEMIE_2019,
    Level.REGION,
    Level.REGION_2015,
)
_KNOWN_OF_CAMPUSES: Final = (Level.COMMUNE, Level.DEPARTEMENT, Level.ACADEMIE, Level.REGION)
"""Codes that a campus may have, from the finest to the widest."""


@dataclass(frozen=True)
class Units:
    """The units of one level, in a fixed order. Nobody may change the arrays.

    Attributes
    ----------
    level : Level
        Level of the units.
    codes, names : Series of str
        One a unit. The collectivities outside the régions come last.
    row_of : mapping of str to int
        Row of each code.
    of_commune : ndarray of intp, shape (communes,)
        Row of the unit of each commune.
    population : ndarray of int64, shape (units,)
        Inhabitants.
    is_measured : ndarray of bool, shape (units,)
        False for a collectivity: its communes and population are not in the geography, so campuses
        count there, and people do not.
    is_overseas : ndarray of bool, shape (units,)
        Units whose communes are all overseas.
    weights : ndarray of float64, shape (communes,)
        Weight of each commune in the mean of its unit: its inhabitants, or 1 in the few units where
        nobody lives.
    weight : ndarray of float64, shape (units,)
        Sum of these by unit; 0 for a collectivity.
    """

    level: Level
    codes: pd.Series[str]
    names: pd.Series[str]
    row_of: Mapping[str, int]
    of_commune: Rows
    population: NDArray[np.int64]
    is_measured: NDArray[np.bool_]
    is_overseas: NDArray[np.bool_]
    weights: NDArray[np.float64]
    weight: NDArray[np.float64]

    def sums(self, values: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.float64]:
        """Sum values of communes by unit."""
        sums = np.bincount(self.of_commune, weights=values, minlength=len(self.population))
        return np.asarray(sums, np.float64)


def build_units(level: Level, territories: Territories) -> Units:
    """Make the units of a level from the table of communes."""
    communes = territories.communes
    codes, names = _codes_and_names(level, territories)
    row_of = {code: row for row, code in enumerate(codes)}
    of_commune = _unit_of_communes(level, communes, row_of)
    inhabitants = communes["population"].to_numpy(np.int64)
    by_unit = {"minlength": len(codes)}
    population = np.bincount(of_commune, weights=inhabitants, **by_unit).astype(np.int64)
    weights = np.where(population[of_commune] > 0, inhabitants, 1).astype(np.float64)
    overseas = communes["departement_code"].str.startswith("97").to_numpy(bool)
    return Units(
        level=level,
        codes=pd.Series(codes, dtype="str"),
        names=pd.Series(names, dtype="str"),
        row_of=MappingProxyType(row_of),
        of_commune=of_commune,
        population=population,
        is_measured=np.bincount(of_commune, **by_unit) > 0,
        is_overseas=np.bincount(of_commune, weights=~overseas, **by_unit) == 0,
        weights=weights,
        weight=np.asarray(np.bincount(of_commune, weights=weights, **by_unit), np.float64),
    )


def _codes_and_names(level: Level, territories: Territories) -> tuple[list[str], list[str]]:
    if level is Level.FRANCE:
        return [FRANCE_CODE], ["France"]
    if level is Level.COMMUNE:
        return territories.communes["code"].tolist(), territories.communes["name"].tolist()
    units = territories.units[territories.units["level"] == level.value]
    codes, names = units["code"].tolist(), units["name"].tolist()
    if level in _WITH_COLLECTIVITES:
        for code, name in _collectivites(level, territories).items():
            codes.append(code)
            names.append(name)
    return codes, names


def _collectivites(level: Level, territories: Territories) -> dict[str, str]:
    """Names by code: a collectivity is its own département and région, and has a vice-rectorat."""
    by_slug = level in (Level.ACADEMIE, Level.ACADEMIE_2019)
    rows = zip(territories.collectivites["code"], territories.collectivites["name"], strict=True)
    return {slug(name) if by_slug else code: name for code, name in rows}


def _unit_of_communes(level: Level, communes: pd.DataFrame, row_of: Mapping[str, int]) -> Rows:
    if level is Level.FRANCE:
        return np.zeros(len(communes), np.intp)
    if level is Level.COMMUNE:
        return np.arange(len(communes), dtype=np.intp)
    return np.array([row_of[code] for code in communes[f"{level.value}_code"].tolist()], np.intp)


def units_of_campuses(catalogue: Catalogue, units: Mapping[Level, Units]) -> dict[Level, Rows]:
    """Return, for each level, the row of the unit of each campus, or `UNKNOWN_UNIT`.

    The campus's own code of that level counts first. Without one, any code that it has settles the
    unit when all its communes lie in a single one: a campus of the académie of Rennes lies in the
    former région Bretagne; one of the académie of Normandie, in no known former académie.
    """
    known = {
        level: _rows(catalogue.campuses[f"{level.value}_code"], units[level])
        for level in (*_KNOWN_OF_CAMPUSES, Level.EPCI)
    }
    outside = _collectivite_rows(catalogue)
    found: dict[Level, Rows] = {}
    for level, of_level in units.items():
        rows = known.get(level, np.full(len(catalogue.campuses), UNKNOWN_UNIT, np.intp))
        for finer in _KNOWN_OF_CAMPUSES:
            single = _single_unit(units[finer], of_level)
            inferred = np.where(known[finer] == UNKNOWN_UNIT, UNKNOWN_UNIT, single[known[finer]])
            rows = np.where(rows == UNKNOWN_UNIT, inferred, rows)
        if level is Level.FRANCE:
            rows = np.zeros_like(rows)
        elif level in _WITH_COLLECTIVITES:
            rows = np.where(outside >= 0, np.count_nonzero(of_level.is_measured) + outside, rows)
        found[level] = rows
    return found


def _rows(codes: pd.Series[str], units: Units) -> Rows:
    return np.array([units.row_of.get(code, UNKNOWN_UNIT) for code in codes], np.intp)


def _collectivite_rows(catalogue: Catalogue) -> Rows:
    """Rank of the collectivity of each campus, -1 when it lies in a région."""
    ranks = {code: rank for rank, code in enumerate(catalogue.collectivites["code"])}
    return np.array([ranks.get(code, -1) for code in catalogue.campuses["region_code"]], np.intp)


def _single_unit(finer: Units, wider: Units) -> Rows:
    """For each unit, the one of another level that holds all its communes, or `UNKNOWN_UNIT`."""
    first = np.full(len(finer.codes), len(wider.codes), np.intp)
    last = np.full(len(finer.codes), UNKNOWN_UNIT, np.intp)
    np.minimum.at(first, finer.of_commune, wider.of_commune)
    np.maximum.at(last, finer.of_commune, wider.of_commune)
    return np.where(first == last, first, UNKNOWN_UNIT)
