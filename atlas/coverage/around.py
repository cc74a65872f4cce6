"""One campus and what lies around it: people within reach, campuses of its sector and of its territory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage.engine import Basis, Engine
from atlas.coverage.geodesic import geodesic_km
from atlas.coverage.levels import Level
from atlas.coverage.provenance import Figure, Provenance, provenance_of
from atlas.coverage.reach import OWN_DEFINITION, Reach, nearest_km
from atlas.data.selecting import Mask, select
from atlas.model.selection import Selection


@dataclass(frozen=True)
class Around:
    """What lies around one campus. Nobody may change the table.

    Attributes
    ----------
    people : Figure or None
        People within reach of the campus, over all people; None when it has no known point.
    alone : Figure or None
        Of these, people whom no other campus in force reaches.
    alone_in_filiere : Figure or None
        Of these, people whom no other campus in force of the same sector reaches.
    others : DataFrame
        The other campuses in force, the nearest first, those without a known seat last:
        ``campus_id``, ``name``, ``filiere``, ``category``, ``academie``, ``region`` (str),
        ``distance_km`` (float, geodesic, from seat to seat; NaN where one is not known),
        ``is_same_filiere``, ``is_same_academie``, ``is_same_region`` (bool).
    provenance : Provenance
        What stands behind.
    """

    people: Figure | None
    alone: Figure | None
    alone_in_filiere: Figure | None
    others: pd.DataFrame
    provenance: Provenance


def around(engine: Engine, campus_id: str, selection: Selection, reach: Reach) -> Around:
    """Measure what lies around a campus.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    campus_id : str
        Any campus of it, in force or not.
    selection : Selection
        The other campuses, and the date.
    reach : Reach
        Radius and points.

    Raises
    ------
    KeyError
        For an unknown campus.
    """
    campuses = engine.catalogue.campuses
    (rows,) = np.nonzero((campuses["id"] == campus_id).to_numpy(bool))
    if not len(rows):
        raise KeyError(campus_id)
    row = int(rows[0])
    mask = select(engine.index, selection)
    mask[row] = False
    same_filiere = mask & (campuses["filiere"] == campuses["filiere"][row]).to_numpy(bool)
    provenance = provenance_of(engine, selection, mask, Level.FRANCE, reach.basis)
    people, alone, alone_in_filiere = _people(engine, row, (mask, same_filiere), reach, provenance)
    return Around(people, alone, alone_in_filiere, _others(engine, row, mask), provenance)


def _people(
    engine: Engine, row: int, others: tuple[Mask, Mask], reach: Reach, provenance: Provenance
) -> tuple[Figure | None, Figure | None, Figure | None]:
    km = engine.sites.km(reach.basis)[row]
    if km is None:
        return None, None, None
    radius = np.float32(reach.radius_km)
    is_near = km <= radius
    reached = int(engine.population[is_near].sum())
    near = f"Habitants des communes à {reach.radius_text} au plus (distance géodésique) {_points(reach)}"
    figures = [Figure(reached, int(engine.population.sum()), f"{near}. {OWN_DEFINITION}", provenance)]
    for mask, whose in zip(others, ("", " de la même filière"), strict=True):
        is_alone = is_near & (nearest_km(engine, mask, reach.basis, 1)[0] > radius)
        definition = (
            f"{near}, et qui n’ont aucun autre campus{whose} en vigueur à cette distance. {OWN_DEFINITION}"
        )
        figures.append(Figure(int(engine.population[is_alone].sum()), reached, definition, provenance))
    return figures[0], figures[1], figures[2]


def _points(reach: Reach) -> str:
    return "du siège du campus" if reach.basis is Basis.SEAT else "du siège ou d’un membre du campus"


def _others(engine: Engine, row: int, mask: Mask) -> pd.DataFrame:
    campuses = engine.catalogue.campuses
    own = campuses.iloc[row]
    table = campuses[mask]
    frame = pd.DataFrame(
        {
            "campus_id": table["id"].array,
            "name": table["name"].array,
            "filiere": table["filiere"].array,
            "category": table["category"].array,
            "academie": table["academie"].array,
            "region": table["region"].array,
            "distance_km": _seat_km(engine, row)[mask],
            "is_same_filiere": (table["filiere"] == own["filiere"]).to_numpy(bool),
            "is_same_academie": _same(table["academie_code"], own["academie_code"]),
            "is_same_region": _same(table["region_code"], own["region_code"]),
        }
    )
    return frame.sort_values(["distance_km", "name"], kind="stable", ignore_index=True)


def _same(codes: pd.Series[str], code: str) -> NDArray[np.bool_]:
    """Whether codes are a code; an unknown one is nobody's."""
    return (codes == code).to_numpy(bool) & bool(code)


def _seat_km(engine: Engine, row: int) -> NDArray[np.float64]:
    """Kilometres from the seat of a campus to the seat of each, NaN where one is not known."""
    sites = engine.sites
    seats = sites.points[Basis.SEAT]
    found = np.full(len(seats), np.nan)
    if seats[row]:
        own = list(seats[row])
        located = [campus for campus, one in enumerate(seats) if one]
        others = [seats[campus][0] for campus in located]
        found[located] = geodesic_km(sites.lat[own], sites.lon[own], sites.lat[others], sites.lon[others])[0]
    return found
