"""Where people are out of reach, and where campuses of one filière are close to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from atlas.coverage.engine import Basis, Engine, Sites
from atlas.coverage.geodesic import Kilometres, geodesic_km
from atlas.coverage.levels import Level
from atlas.coverage.measure import coverage
from atlas.coverage.provenance import Figure, Provenance, provenance_of
from atlas.coverage.reach import OWN_DEFINITION, Reach, nearest_km
from atlas.data.selecting import COLUMNS, Mask, select
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP
from atlas.model.selection import TERRITORIES, Selection


@dataclass(frozen=True)
class Gaps:
    """Units by people out of reach, the most first.

    Attributes
    ----------
    rows : DataFrame
        ``rank`` (from 1; equal numbers, equal ranks), ``code``, ``name``, ``campuses``,
        ``population``, ``out_population`` (int), ``out_share``, ``nearest_km`` (float). Collectivities,
        whose people are not known, are left out; so are units where there are campuses and none has a point,
        and, where the Selection chooses territories, those that touch none of them.
    unknown : tuple of str
        Names of the latter, whose people count among those out of reach of a campus that has a point.
    is_part : bool
        Whether the Selection chooses territories: the rest of the country is not looked at.
    out : Figure
        People out of reach, over people; of the chosen territories only, if any.
    provenance : Provenance
        What stands behind.
    """

    rows: pd.DataFrame
    unknown: tuple[str, ...]
    is_part: bool
    out: Figure
    provenance: Provenance


def gaps(engine: Engine, selection: Selection, level: Level, reach: Reach) -> Gaps:
    """Rank units by the number of people whom no campus of the Selection reaches.

    For one filière, select it; for any, select none. Parameters as in
    :func:`~atlas.coverage.measure.coverage`.
    """
    measured = coverage(engine, selection, level, reach)
    is_known = measured.covered.value is not None
    inside = _chosen_communes(engine, selection)
    looked_at = engine.units[level].sums(inside.astype(float)) > 0
    counted = measured.rows[engine.units[level].is_measured & looked_at]
    kept = counted[counted["covered_population"].notna()]
    population = kept["population"].astype("int64")
    out = population - kept["covered_population"].astype("int64")
    rows = pd.DataFrame(
        {
            "rank": out.rank(method="min", ascending=False).astype("int64"),
            "code": kept["code"],
            "name": kept["name"],
            "campuses": kept["campuses"],
            "population": population,
            "out_population": out,
            "out_share": 1 - kept["covered_share"],
            "nearest_km": kept["nearest_km"],
        }
    )
    people = int(engine.population[inside].sum())
    near = nearest_km(engine, select(engine.index, selection), reach.basis, 1)[0] <= np.float32(
        reach.radius_km
    )
    out_of_reach = int(engine.population[inside & ~near].sum()) if is_known else np.inf
    definition = (
        f"Habitants dont la commune n’est pas à {reach.radius_text} au plus (distance géodésique) "
        f"{reach.points_text}. {OWN_DEFINITION}"
    )
    return Gaps(
        rows=rows.sort_values(["rank", "code"], ignore_index=True),
        unknown=tuple(sorted(counted.loc[counted["covered_population"].isna(), "name"])) if is_known else (),
        is_part=not inside.all(),
        out=Figure(out_of_reach, people, definition, measured.provenance),
        provenance=measured.provenance,
    )


def _chosen_communes(engine: Engine, selection: Selection) -> Mask:
    """Communes of the territories that a Selection chooses; all when it chooses none that has any."""
    communes = engine.catalogue.communes
    inside = np.ones(len(communes), dtype=bool)
    for field in TERRITORIES:
        if chosen := selection.values(field):
            inside &= communes[COLUMNS[field]].isin(chosen).to_numpy(bool)
    return inside if inside.any() else np.ones_like(inside)


@dataclass(frozen=True)
class Overlaps:
    """Pairs of campuses of one filière that are close to each other.

    Attributes
    ----------
    rows : DataFrame
        ``filiere`` (slug), ``first_id``, ``first_name``, ``second_id``, ``second_name``,
        ``distance_km`` (float), ``is_same_region`` (bool); the closest first. A pair is given once.
    pairs : Figure
        Pairs as close, over all pairs of located campuses of one filière.
    provenance : Provenance
        What stands behind.
    """

    rows: pd.DataFrame
    pairs: Figure
    provenance: Provenance


def overlaps(engine: Engine, selection: Selection, within_km: float, basis: Basis = Basis.SEAT) -> Overlaps:
    """Find the pairs of campuses of one filière at a distance or closer.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection
        Campuses and date.
    within_km : float
        Largest geodesic distance between the nearest points of both campuses, included.
    basis : Basis
        Points of the campuses.
    """
    reach = Reach(within_km, basis)  # refuses what is no distance
    mask = select(engine.index, selection)
    rows: list[tuple[object, ...]] = []
    compared = 0
    for filiere in FILIERES:
        of_filiere = np.flatnonzero(mask & engine.index.masks["filieres"][filiere.slug]).tolist()
        located = [campus for campus in of_filiere if engine.sites.points[basis][campus]]
        compared += len(located) * (len(located) - 1) // 2
        rows += _close_pairs(engine, filiere.slug, located, reach)
    provenance = provenance_of(engine, selection, mask, Level.FRANCE, basis)
    points = "les sièges" if basis is Basis.SEAT else "les points les plus proches des deux réseaux"
    definition = (
        f"Paires de campus d’une même filière à {reach.radius_text} au plus l’un de l’autre{NBSP}: distance "
        f"géodésique entre {points}."
    )
    names = ["filiere", "first_id", "first_name", "second_id", "second_name", "distance_km", "is_same_region"]
    frame = pd.DataFrame(rows, columns=names).sort_values(
        ["distance_km", "filiere", "first_id", "second_id"], ignore_index=True
    )
    return Overlaps(frame, Figure(len(frame), compared, definition, provenance), provenance)


def _close_pairs(
    engine: Engine, filiere: str, campuses: Sequence[int], reach: Reach
) -> list[tuple[object, ...]]:
    table = engine.catalogue.campuses
    ids, names, regions = (table[column].tolist() for column in ("id", "name", "region_code"))
    ordered = sorted(campuses, key=lambda campus: ids[campus])
    km = _between_km(engine.sites, [engine.sites.points[reach.basis][campus] for campus in ordered])
    found: list[tuple[object, ...]] = []
    for one, other in zip(*np.nonzero(np.triu(km <= np.float32(reach.radius_km), 1)), strict=True):
        first, second = ordered[one], ordered[other]
        pair = (ids[first], names[first], ids[second], names[second])
        found.append((filiere, *pair, float(km[one, other]), regions[first] == regions[second]))
    return found


def _between_km(sites: Sites, points: Sequence[tuple[int, ...]]) -> Kilometres:
    """Distances between the nearest points of some sets of points, shape (sets, sets), km."""
    if not points:
        return np.empty((0, 0), np.float32)
    flat = [number for one in points for number in one]
    lat, lon = sites.lat[flat], sites.lon[flat]
    starts = np.cumsum([0, *map(len, points)][:-1])
    km = np.minimum.reduceat(geodesic_km(lat, lon, lat, lon), starts, axis=0)
    return np.asarray(np.minimum.reduceat(km, starts, axis=1))
