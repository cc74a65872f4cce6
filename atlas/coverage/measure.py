"""Presence and reach: how many campuses in each unit, and how many people near one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage.engine import Basis, Engine
from atlas.coverage.geodesic import Kilometres
from atlas.coverage.levels import UNKNOWN_UNIT, Level, Units
from atlas.coverage.provenance import Figure, Provenance, provenance_of
from atlas.coverage.reach import OWN_DEFINITION, Reach, nearest_km
from atlas.data.selecting import Mask, select
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP
from atlas.model.selection import Selection

BACKUP_CAMPUSES: Final = 2
MEAN_CAMPUSES: Final = 3


@dataclass(frozen=True)
class Coverage:
    """One row a unit, and the same figures for all of them together.

    Attributes
    ----------
    level : Level
        Units of the rows.
    reach : Reach
        Radius and points.
    rows : DataFrame
        In the order of :class:`~atlas.coverage.levels.Units`:

        - ``code``, ``name``;
        - ``campuses`` (int): campuses in force whose seat or stated territory is in the unit;
        - ``population`` (Int64): inhabitants;
        - ``covered_population``, ``backup_population`` (Int64): of these, within the radius of at
          least one campus, of at least two different ones;
        - ``covered_share`` (float): covered over population, 0 to 1; NaN where nobody lives, and like
          the people covered where there are campuses and none has a point;
        - ``nearest_km``, ``nearest_three_km`` (float): population-weighted mean distances to the
          nearest campus and to the three nearest; NaN when there are fewer located campuses.

        A collectivity (Polynésie française) has campuses, and <NA> or NaN elsewhere.
    covered, backup : Figure
        Inhabitants covered, over inhabitants; unknown where there are campuses and none has a point.
    nearest, nearest_three : Figure
        Person-kilometres over inhabitants: mean distances in km.
    nearest_mainland : Figure
        As ``nearest``, for the mainland and Corsica alone: overseas distances weigh on the whole.
    presence : Figure
        Units with at least one campus, over units.
    provenance : Provenance
        What stands behind all of these.
    """

    level: Level
    reach: Reach
    rows: pd.DataFrame
    covered: Figure
    backup: Figure
    nearest: Figure
    nearest_three: Figure
    nearest_mainland: Figure
    presence: Figure
    provenance: Provenance


def coverage(engine: Engine, selection: Selection, level: Level, reach: Reach) -> Coverage:
    """Measure the presence and the reach of the campuses of a Selection.

    A Selection of territories narrows the campuses, not the rows: all units are measured.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection
        Campuses and date.
    level : Level
        Units of the rows.
    reach : Reach
        Radius and points.
    """
    mask = select(engine.index, selection)
    return coverage_of(engine, mask, level, reach, provenance_of(engine, selection, mask, level, reach.basis))


def coverage_of(engine: Engine, mask: Mask, level: Level, reach: Reach, provenance: Provenance) -> Coverage:
    """Measure any set of campuses; as :func:`coverage`, for a mask already made."""
    units = engine.units[level]
    nearest = nearest_km(engine, mask, reach.basis, MEAN_CAMPUSES)
    sums = _sums(engine, units, nearest, reach.radius_km)
    campuses = campus_counts(engine, mask, level)
    people = int(units.population.sum())
    texts = definitions(level, reach)
    if mask.any() and not np.isfinite(nearest[0, 0]):  # no campus has a point: whom they reach is unknown
        sums |= dict.fromkeys(("covered", "backup"), np.full(len(units.population), np.inf))
    is_hidden = hidden_units(engine, mask, units, reach, nearest[0])
    rows = _rows(units, campuses, {name: np.where(is_hidden, np.inf, sums[name]) for name in sums})
    # Where nobody lives, a distance is a plain mean: it must not weigh on the whole.
    is_inhabited = units.population > 0
    figures = {
        name: Figure(float(values[is_inhabited].sum()), people, texts[name], provenance)
        for name, values in sums.items()
    }
    return Coverage(
        level=level,
        reach=reach,
        rows=rows,
        nearest_mainland=Figure(*_on_mainland(engine, nearest[0]), texts["nearest_mainland"], provenance),
        presence=Figure(*_presence(units, campuses, at_least=1), texts["presence"], provenance),
        provenance=provenance,
        **figures,
    )


def definitions(level: Level, reach: Reach) -> Mapping[str, str]:
    """Return what each figure of a :class:`Coverage` means, in French."""
    near = (
        f"à {reach.radius_text} au plus (distance géodésique, point de référence de la commune) "
        f"{reach.points_text}"
    )
    to_points = "à son siège" if reach.basis is Basis.SEAT else "à son siège ou à un membre de son réseau"
    weighted = f"({to_points}), pondérée par la population. {OWN_DEFINITION}"
    return {
        "covered": f"Part des habitants dont la commune est {near}. {OWN_DEFINITION}",
        "backup": (
            f"Part des habitants dont la commune est {near}, et aussi d’un second campus. {OWN_DEFINITION}"
        ),
        "nearest": f"Distance géodésique moyenne au campus le plus proche {weighted}",
        "nearest_mainland": (
            f"Distance géodésique moyenne au campus le plus proche, en métropole et en Corse {weighted}"
        ),
        "nearest_three": f"Distance géodésique moyenne aux trois campus les plus proches {weighted}",
        "presence": (
            f"{_present(level, 1)}, quel que soit le rayon{NBSP}: c’est la couverture au sens des textes "
            "officiels."
        ),
    }


def _sums(
    engine: Engine, units: Units, nearest: Kilometres, radius_km: float
) -> dict[str, NDArray[np.float64]]:
    """Numerators by unit: people covered and backed up, person-kilometres (infinite without campus)."""
    radius = np.float32(radius_km)
    return {
        "covered": units.sums(engine.population * (nearest[0] <= radius)),
        "backup": units.sums(engine.population * (nearest[BACKUP_CAMPUSES - 1] <= radius)),
        "nearest": _person_km(units, nearest[:1]),
        "nearest_three": _person_km(units, nearest),
    }


def hidden_communes(engine: Engine, mask: Mask, reach: Reach, nearest: Kilometres) -> Mask:
    """Tell the communes of which nobody knows whether a campus is near.

    Those of a région or an académie that has campuses, none with a known point, and where no other is near;
    all of them when no campus has a point.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    mask : ndarray of bool, shape (campuses,)
        Campuses measured.
    reach : Reach
        Radius and points.
    nearest : ndarray of float32, shape (communes,)
        Distance to the nearest campus that has a point, kilometres.
    """
    hidden = np.full(len(nearest), bool(mask.any()) and not np.isfinite(nearest[0]))
    is_located = engine.sites.is_located(reach.basis)
    if hidden.all() or not (mask & ~is_located).any():
        return hidden
    near = engine.population * (nearest <= np.float32(reach.radius_km))
    for level in (Level.REGION, Level.ACADEMIE):
        units = engine.units[level]
        is_hidden = (
            (campus_counts(engine, mask, level) > 0)
            & (campus_counts(engine, mask & is_located, level) == 0)
            & (units.sums(near) == 0)
        )
        hidden |= is_hidden[units.of_commune]
    return hidden


def hidden_units(engine: Engine, mask: Mask, units: Units, reach: Reach, nearest: Kilometres) -> Mask:
    """Tell the units of hidden communes only, shape (units,); parameters as in :func:`hidden_communes`."""
    hidden = hidden_communes(engine, mask, reach, nearest)
    return np.asarray(units.sums(hidden.astype(np.float64)) == units.sums(np.ones(len(hidden))))


def _person_km(units: Units, nearest: Kilometres) -> NDArray[np.float64]:
    if not np.isfinite(nearest[-1, 0]):  # too few campuses, for this commune as for all
        return np.full(len(units.population), np.inf)
    total = nearest[0].astype(np.float64)
    for farther in nearest[1:]:
        total += farther
    return units.sums(units.weights * total) / len(nearest)


def _on_mainland(engine: Engine, nearest: Kilometres) -> tuple[float, int]:
    """Person-kilometres and people of the mainland and Corsica."""
    regions = engine.units[Level.REGION]
    people = np.where(regions.is_overseas[regions.of_commune], 0, engine.population)
    is_inhabited = people > 0
    return float(np.dot(people[is_inhabited], nearest[is_inhabited].astype(np.float64))), int(people.sum())


def _rows(units: Units, campuses: NDArray[np.int64], sums: Mapping[str, NDArray[np.float64]]) -> pd.DataFrame:
    population = units.population
    columns: dict[str, object] = {
        "code": units.codes.array,
        "name": units.names.array,
        "campuses": campuses,
        "population": whole_numbers(population, units),
        "covered_population": whole_numbers(sums["covered"], units),
        "covered_share": ratios(sums["covered"], population),
        "backup_population": whole_numbers(sums["backup"], units),
        "nearest_km": ratios(sums["nearest"], units.weight),
        "nearest_three_km": ratios(sums["nearest_three"], units.weight),
    }
    return pd.DataFrame(columns, index=units.codes.index)


def ratios(
    numerators: NDArray[np.float64], denominators: NDArray[np.float64] | NDArray[np.int64]
) -> NDArray[np.float64]:
    """Divide, with NaN where the result has no meaning."""
    has_meaning = (denominators > 0) & np.isfinite(numerators)
    found = np.full(len(numerators), np.nan)
    np.divide(numerators, denominators, out=found, where=has_meaning)
    return found


def whole_numbers(values: NDArray[np.generic], units: Units) -> pd.arrays.IntegerArray:
    """Make a column of whole numbers, unknown where the people of the unit or the value are."""
    is_known = units.is_measured & np.isfinite(values.astype(np.float64))
    return pd.arrays.IntegerArray(np.where(is_known, values, 0).astype(np.int64), ~is_known)


def campus_counts(engine: Engine, mask: Mask, level: Level) -> NDArray[np.int64]:
    """Count the campuses of a mask in each unit, shape (units,); unknown units are not counted."""
    rows = engine.campus_units[level][mask]
    known = rows[rows != UNKNOWN_UNIT]
    return np.bincount(known, minlength=len(engine.units[level].codes)).astype(np.int64)


def _presence(units: Units, campuses: NDArray[np.int64], at_least: int) -> tuple[int, int]:
    reached = units.is_measured & (campuses >= at_least)
    return int(np.count_nonzero(reached)), int(np.count_nonzero(units.is_measured))


def presence(engine: Engine, selection: Selection, level: Level, at_least: int = 1) -> Figure:
    """Count the units that hold at least so many campuses in force, over all units of the level."""
    mask = select(engine.index, selection)
    reached, total = _presence(engine.units[level], campus_counts(engine, mask, level), at_least)
    provenance = provenance_of(engine, selection, mask, level)
    return Figure(reached, total, f"{_present(level, at_least)}.", provenance)


def _present(level: Level, at_least: int) -> str:
    wanted = "un campus est" if at_least == 1 else f"{at_least}{NBSP}campus sont"
    return f"Unités où au moins {wanted} en vigueur (maille{NBSP}: {level.plural})"


@dataclass(frozen=True)
class Matrix:
    """Coverage of each filière on its own.

    Attributes
    ----------
    level, reach
        As in :class:`Coverage`.
    rows : DataFrame
        The rows of :class:`Coverage`, one a filière and unit, with ``filiere`` (slug) first.
    definitions : mapping of str to str
        What the columns mean, in French, as :func:`definitions` gives it.
    provenance : Provenance
        What stands behind, for all filières together.
    """

    level: Level
    reach: Reach
    rows: pd.DataFrame
    definitions: Mapping[str, str]
    provenance: Provenance


def by_filiere(engine: Engine, selection: Selection, level: Level, reach: Reach) -> Matrix:
    """Measure each filière of a Selection on its own, all twelve when it names none.

    Parameters as in :func:`coverage`.
    """
    mask = select(engine.index, selection)
    provenance = provenance_of(engine, selection, mask, level, reach.basis)
    parts = []
    for slug in selection.filieres or tuple(filiere.slug for filiere in FILIERES):
        of_filiere = mask & engine.index.masks["filieres"][slug]
        rows = coverage_of(engine, of_filiere, level, reach, provenance).rows
        rows.insert(0, "filiere", slug)
        parts.append(rows)
    return Matrix(level, reach, pd.concat(parts, ignore_index=True), definitions(level, reach), provenance)
