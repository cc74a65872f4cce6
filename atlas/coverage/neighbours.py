"""What campuses of other régions bring to a territory, and which campuses reach a unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage.engine import Engine
from atlas.coverage.levels import Level
from atlas.coverage.measure import hidden_units, ratios, whole_numbers
from atlas.coverage.provenance import Figure, Provenance, provenance_of
from atlas.coverage.reach import OWN_DEFINITION, Reach, nearest_km
from atlas.data.selecting import Mask, select
from atlas.model.selection import Selection


@dataclass(frozen=True)
class Neighbours:
    """Coverage with and without the campuses of other régions.

    Attributes
    ----------
    rows : DataFrame
        In the order of the units: ``code``, ``name``, ``population``, ``covered_population``,
        ``own_population`` (people whom a campus of their own région reaches), ``neighbour_population``
        (the difference: only campuses of other régions reach them), all Int64; ``covered_share``,
        ``own_share`` (float, NaN where nobody lives); unknown where there are campuses and none has a point.
    only_neighbours : Figure
        People whom only campuses of other régions reach, over people within reach.
    provenance : Provenance
        What stands behind.
    """

    rows: pd.DataFrame
    only_neighbours: Figure
    provenance: Provenance


def neighbours(engine: Engine, selection: Selection, level: Level, reach: Reach) -> Neighbours:
    """Measure the coverage with and without the campuses of other régions.

    The région is that of each commune and of each campus today, whatever the level. Parameters as in
    :func:`~atlas.coverage.measure.coverage`.
    """
    mask = select(engine.index, selection)
    units = engine.units[level]
    radius = np.float32(reach.radius_km)
    nearest = nearest_km(engine, mask, reach.basis, 1)[0]
    covered = units.sums(engine.population * (nearest <= radius))
    own = units.sums(engine.population * _is_covered_by_own_region(engine, mask, reach))
    is_hidden = hidden_units(engine, mask, units, reach, nearest)
    known = {
        name: np.where(is_hidden, np.inf, people)
        for name, people in (("covered", covered), ("own", own), ("neighbour", covered - own))
    }
    rows = pd.DataFrame(
        {
            "code": units.codes,
            "name": units.names,
            "population": whole_numbers(units.population, units),
            **{f"{name}_population": whole_numbers(people, units) for name, people in known.items()},
            "covered_share": ratios(known["covered"], units.population),
            "own_share": ratios(known["own"], units.population),
        }
    )
    provenance = provenance_of(engine, selection, mask, level, reach.basis)
    definition = (
        f"Habitants à {reach.radius_text} au plus (distance géodésique) {reach.points_text}, mais d’aucun "
        f"campus de leur région. {OWN_DEFINITION}"
    )
    return Neighbours(
        rows=rows,
        only_neighbours=Figure(int((covered - own).sum()), int(covered.sum()), definition, provenance),
        provenance=provenance,
    )


def _is_covered_by_own_region(engine: Engine, mask: Mask, reach: Reach) -> NDArray[np.bool_]:
    of_campus, of_commune = engine.campus_units[Level.REGION], engine.units[Level.REGION].of_commune
    is_covered = np.zeros(len(of_commune), dtype=bool)
    for campus in np.flatnonzero(mask):
        km = engine.sites.km(reach.basis)[campus]
        if km is not None:
            is_covered |= (km <= np.float32(reach.radius_km)) & (of_commune == of_campus[campus])
    return is_covered


@dataclass(frozen=True)
class UnitCampuses:
    """Campuses inside a unit or within reach of its people.

    Attributes
    ----------
    rows : DataFrame
        Those that reach most people first, then by distance: ``campus_id``, ``name``, ``filiere``,
        ``category``, ``region_code``; ``is_inside`` (bool): the campus counts in this unit;
        ``reached_population`` (Int64) and ``reached_share`` (float): people of the unit within its
        radius; ``nearest_km`` (float): to the nearest commune of the unit. <NA> and NaN where the
        campus is not located.
    inside, reaching : Figure
        Campuses inside, and campuses that reach at least one commune, over campuses selected.
    provenance : Provenance
        What stands behind.
    """

    rows: pd.DataFrame
    inside: Figure
    reaching: Figure
    provenance: Provenance


def campuses_of_unit(
    engine: Engine, selection: Selection, level: Level, code: str, reach: Reach
) -> UnitCampuses:
    """Find the campuses that a unit holds or that reach its people.

    Raises
    ------
    KeyError
        For a code that is not one of the level.
    """
    mask = select(engine.index, selection)
    units = engine.units[level]
    communes = np.flatnonzero(units.of_commune == units.row_of[code])
    people = engine.population[communes]
    is_inside = mask & (engine.campus_units[level] == units.row_of[code])
    km = engine.sites.km(reach.basis)
    rows: list[dict[str, object]] = []
    for campus in np.flatnonzero(mask).tolist():
        of_campus = km[campus]
        distances = np.empty(0, np.float32) if of_campus is None else of_campus[communes]
        is_near = distances <= np.float32(reach.radius_km)
        if is_near.any() or is_inside[campus]:
            rows.append(
                {
                    "campus": campus,
                    "is_inside": bool(is_inside[campus]),
                    "is_near": bool(is_near.any()),
                    "reached_population": int(people[is_near].sum()) if len(distances) else pd.NA,
                    "nearest_km": float(distances.min()) if len(distances) else np.nan,
                }
            )
    provenance = provenance_of(engine, selection, mask, level, reach.basis)
    reaching = sum(bool(row["is_near"]) for row in rows)
    definition = f"Campus à {reach.radius_text} au plus (distance géodésique) d’une commune de l’unité."
    return UnitCampuses(
        rows=_unit_rows(engine, rows, int(people.sum())),
        inside=Figure(int(is_inside.sum()), provenance.campuses, "Campus de l’unité.", provenance),
        reaching=Figure(reaching, provenance.campuses, definition, provenance),
        provenance=provenance,
    )


def _unit_rows(engine: Engine, rows: list[dict[str, object]], people: int) -> pd.DataFrame:
    found = pd.DataFrame(
        rows, columns=["campus", "is_inside", "is_near", "reached_population", "nearest_km"]
    ).astype({"campus": "int64", "is_inside": bool, "reached_population": "Int64", "nearest_km": float})
    shares = found["reached_population"].astype("Float64") / people if people else np.nan
    described = engine.catalogue.campuses.iloc[found["campus"].to_numpy()]
    table = pd.DataFrame(
        {
            "campus_id": described["id"].array,
            "name": described["name"].array,
            "filiere": described["filiere"].array,
            "category": described["category"].array,
            "region_code": described["region_code"].array,
            "is_inside": found["is_inside"],
            "reached_population": found["reached_population"],
            "reached_share": pd.Series(shares, index=found.index).astype(float),
            "nearest_km": found["nearest_km"],
        }
    )
    return table.sort_values(
        ["reached_population", "nearest_km", "campus_id"], ascending=[False, True, True], ignore_index=True
    )
