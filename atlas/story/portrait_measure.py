"""All that is said of a territory and of its reference, measured at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage import Engine, Level, Reach, campuses_of_unit, coverage, nearest_km
from atlas.coverage.geodesic import Kilometres
from atlas.coverage.levels import UNKNOWN_UNIT, Rows
from atlas.coverage.measure import definitions, hidden_communes
from atlas.coverage.provenance import provenance_of
from atlas.data.selecting import Mask, select
from atlas.maps.focus import unit_bounds
from atlas.maps.static_geometry import bordering, has_level
from atlas.model.filiere import FILIERES
from atlas.model.selection import Selection
from atlas.story.portrait import FiliereState, Portrait, Side, ratio
from atlas.story.territory import Unit, communes_of

_FINER: Final = {Level.DEPARTEMENT: Level.EPCI, Level.EPCI: Level.COMMUNE}


def measure(engine: Engine, selection: Selection, unit: Unit, reference: Unit, reach: Reach) -> Portrait:
    """Measure a territory and its reference: about 25 ms.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection
        Campuses and date.
    unit, reference : Unit
        What is compared.
    reach : Reach
        Radius and points.
    """
    mask = select(engine.index, selection)
    held = campuses_of_unit(engine, selection, unit.level, unit.code, reach)
    provenance = provenance_of(engine, selection, mask, unit.level, reach.basis)
    any_km = nearest_km(engine, mask, reach.basis, 2)
    near = Near(
        any_km,
        _own_region_km(engine, mask, reach),
        reach.radius_km,
        hidden_communes(engine, mask, reach, any_km[0]),
    )
    subunits = _subunits(engine, mask, unit, near)
    regions = engine.units[Level.REGION]
    names = dict(zip(regions.codes, regions.names, strict=True))
    return Portrait(
        territory=_side(engine, mask, unit, near),
        reference=_side(engine, mask, reference, near),
        selection=selection,
        reach=reach,
        in_force=int(np.count_nonzero(mask)),
        filieres=_filieres(engine, selection, mask, unit, reference, reach),
        campuses=held.rows.assign(
            region=[names.get(code, "") for code in held.rows["region_code"]]
        ).sort_values("is_inside", ascending=False, kind="stable", ignore_index=True),
        subunits=subunits,
        sublevel=sublevel(engine, unit),
        unplaced=int(held.inside.numerator) - int(subunits["campuses"].sum()) if unit.is_measured else 0,
        around=_around(engine, selection, unit, reach),
        bounds=unit_bounds(engine.catalogue, unit.level.value, unit.code),
        definitions=definitions(unit.level, reach),
        provenance=provenance,
    )


@dataclass(frozen=True)
class Near:
    """How near each commune is to campuses.

    Attributes
    ----------
    any_km : ndarray of float32, shape (2, communes)
        Distances to the two nearest campuses.
    own_km : ndarray of float32, shape (communes,)
        Distance to the nearest campus of the commune's own région.
    radius_km : float
        What « within reach » means.
    is_hidden : ndarray of bool, shape (communes,)
        Whether nobody knows if a campus is near, as :func:`~atlas.coverage.measure.hidden_communes` says.
    """

    any_km: Kilometres
    own_km: Kilometres
    radius_km: float
    is_hidden: Mask

    def people(self, km: Kilometres, population: NDArray[np.int64], communes: Rows) -> int:
        """Count the people of some communes within the radius."""
        return int(population[communes][km[communes] <= np.float32(self.radius_km)].sum())


def _own_region_km(engine: Engine, mask: Mask, reach: Reach) -> Kilometres:
    of_campus, of_commune = engine.campus_units[Level.REGION], engine.units[Level.REGION].of_commune
    own = np.full(len(of_commune), np.inf, np.float32)
    for region in np.unique(of_campus[mask]):
        held = of_commune == region
        if held.any():
            own[held] = nearest_km(engine, mask & (of_campus == region), reach.basis, 1)[0][held]
    return own


def sublevel(engine: Engine, unit: Unit) -> Level:
    """Level of the parts of a unit: the next finer one of which it holds several."""
    if unit.level in _FINER:
        return _FINER[unit.level]
    departements = engine.units[Level.DEPARTEMENT].of_commune[communes_of(engine, unit)]
    return Level.EPCI if len(np.unique(departements)) == 1 else Level.DEPARTEMENT


def inside(engine: Engine, mask: Mask, unit: Unit) -> Mask:
    """Campuses of a mask that count in a unit."""
    held: Mask = engine.campus_units[unit.level] == engine.units[unit.level].row_of[unit.code]
    return mask & held


def _side(engine: Engine, mask: Mask, unit: Unit, near: Near) -> Side:
    campuses = inside(engine, mask, unit)
    of_filiere = engine.index.masks["filieres"]
    filieres = frozenset(slug for slug, those in of_filiere.items() if (those & campuses).any())
    count = int(np.count_nonzero(campuses))
    communes = communes_of(engine, unit)
    if not len(communes):
        return Side(unit, count, None, None, None, None, None, filieres)
    population = engine.population
    distances = near.any_km[0][communes]
    # All are infinite without a located campus; infinity times nobody has no meaning.
    is_hidden = bool(near.is_hidden[communes].all())
    is_known = not is_hidden and bool(np.isfinite(distances).all())
    mean = float(distances @ _weights(population[communes])) if is_known else np.inf
    covered, backup, own = (
        None if is_hidden else near.people(km, population, communes) for km in (*near.any_km, near.own_km)
    )
    return Side(
        unit=unit,
        campuses=count,
        population=int(population[communes].sum()),
        covered=covered,
        backup=backup,
        own=own,
        nearest_km=mean if np.isfinite(mean) else None,
        filieres=filieres,
    )


def _filieres(
    engine: Engine, selection: Selection, mask: Mask, unit: Unit, reference: Unit, reach: Reach
) -> tuple[FiliereState, ...]:
    places = [communes_of(engine, one) for one in (unit, reference)]
    people = [engine.population[communes] for communes in places]
    campuses = inside(engine, mask, unit)
    unlocated = campuses & ~engine.sites.is_located(reach.basis)
    states = []
    for filiere in FILIERES:
        if selection.filieres and filiere.slug not in selection.filieres:
            continue
        of_filiere = mask & engine.index.masks["filieres"][filiere.slug]
        nearest_of = nearest_km(engine, of_filiere, reach.basis, 1)[0]
        is_near = nearest_of <= np.float32(reach.radius_km)
        is_hidden = hidden_communes(engine, of_filiere, reach, nearest_of)
        covered = [
            int(count[is_near[communes]].sum()) if len(communes) and not is_hidden[communes].all() else None
            for communes, count in zip(places, people, strict=True)
        ]
        nearest = _nearest_campus(engine, of_filiere, places[0], reach)
        states.append(
            FiliereState(
                filiere=filiere,
                campuses=int(np.count_nonzero(of_filiere & campuses)),
                unlocated=int(np.count_nonzero(of_filiere & unlocated)),
                covered=covered[0],
                reference_covered=covered[1],
                share=ratio(covered[0], int(people[0].sum())),
                reference_share=ratio(covered[1], int(people[1].sum())),
                nearest_name=nearest[0],
                nearest_km=nearest[1],
            )
        )
    return tuple(sorted(states, key=lambda state: -state.campuses))


def _nearest_campus(
    engine: Engine, mask: Mask, communes: NDArray[np.intp], reach: Reach
) -> tuple[str, float | None]:
    """Campus nearest to the people of some communes on average, and that mean distance."""
    if not len(communes):
        return "", None
    weights = _weights(engine.population[communes])
    means = {
        campus: float(km[communes] @ weights)
        for campus in np.flatnonzero(mask).tolist()
        if (km := engine.sites.km(reach.basis)[campus]) is not None
    }
    if not means:
        return "", None
    nearest = min(means, key=lambda campus: means[campus])
    return str(engine.catalogue.campuses["name"].iloc[nearest]), means[nearest]


def _weights(population: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights of communes in a mean: their people, or all the same where nobody lives."""
    total = int(population.sum())
    if not total:
        return np.full(len(population), 1 / len(population))
    return np.asarray(population / total, np.float64)


def _subunits(engine: Engine, mask: Mask, unit: Unit, near: Near) -> pd.DataFrame:
    """Parts of a unit; their people add up to its own."""
    communes = communes_of(engine, unit)
    level = sublevel(engine, unit)
    units = engine.units[level]
    rows, part = np.unique(units.of_commune[communes], return_inverse=True)
    population = engine.population[communes].astype(np.float64)
    nearest = near.any_km[0][communes].astype(np.float64)

    def sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(part, weights=values, minlength=len(rows)).astype(np.float64)

    people, covered = sums(population), sums(population * (nearest <= np.float32(near.radius_km)))
    weights = np.where(people[part] > 0, population, 1.0)
    placed = engine.campus_units[level][inside(engine, mask, unit)]
    of_campus = np.bincount(placed[placed != UNKNOWN_UNIT], minlength=len(units.codes))
    is_hidden = np.bincount(part, weights=near.is_hidden[communes]) == np.bincount(part)
    is_known = bool(np.isfinite(nearest).all())
    return _ranked(
        pd.DataFrame(
            {
                "code": units.codes.to_numpy()[rows],
                "name": units.names.to_numpy()[rows],
                "is_part": np.bincount(part, minlength=len(rows)) < np.bincount(units.of_commune)[rows],
                "campuses": of_campus[rows],
                "population": people.astype(np.int64),
                "covered_population": pd.arrays.IntegerArray(covered.astype(np.int64), is_hidden),
                "nearest_km": np.where(is_hidden, np.nan, sums(weights * nearest) / sums(weights))
                if is_known
                else np.nan,
            }
        )
    )


def _around(engine: Engine, selection: Selection, unit: Unit, reach: Reach) -> pd.DataFrame:
    """Units of the same level around this one, itself included; none for one without boundary.

    Around an EPCI, all those that have a commune in one of its départements; else those that share a
    border with it.
    """
    columns = ["code", "name", "campuses", "population", "covered_population", "nearest_km"]
    if unit.level is Level.EPCI:
        departement = engine.units[Level.DEPARTEMENT].of_commune
        is_near = np.isin(departement, departement[communes_of(engine, unit)])
        rows = np.unique(engine.units[Level.EPCI].of_commune[is_near])
    elif has_level(unit.level.value):
        codes = {unit.code, *bordering(unit.level.value).get(unit.code, ())}
        rows = np.flatnonzero(engine.units[unit.level].codes.isin(codes))
    else:
        rows = np.empty(0, dtype=np.intp)
    if len(rows) < 2:
        return pd.DataFrame(columns=columns)
    kept = coverage(engine, selection, unit.level, reach).rows.iloc[rows][columns]
    return _ranked(kept.assign(is_part=False))


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    out = rows["population"] - rows["covered_population"]
    share = rows["covered_population"] / rows["population"].where(rows["population"] > 0)
    ranked = rows.assign(out_population=out, covered_share=share.to_numpy(float, na_value=np.nan))
    return ranked.sort_values(["out_population", "code"], ascending=[False, True], ignore_index=True)
