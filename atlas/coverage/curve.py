"""Share of people within reach against the radius."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage.engine import Basis, Engine
from atlas.coverage.levels import FRANCE_CODE, Level
from atlas.coverage.measure import BACKUP_CAMPUSES
from atlas.coverage.provenance import Provenance, provenance_of
from atlas.coverage.reach import OWN_DEFINITION, Reach, nearest_km
from atlas.data.selecting import select
from atlas.model.selection import Selection

CURVE_RADII_KM: Final = tuple(float(radius) for radius in range(201))


@dataclass(frozen=True)
class Curve:
    """Share of people within reach against the radius.

    Attributes
    ----------
    rows : DataFrame
        ``radius_km``, ``covered_population``, ``covered_share``, ``backup_population``,
        ``backup_share``, by growing radius. Without meaning where there are campuses and none has a
        point, as the provenance says.
    population : int
        Denominator.
    definition : str
        In French.
    provenance : Provenance
        What stands behind.
    """

    rows: pd.DataFrame
    population: int
    definition: str
    provenance: Provenance


def curve(
    engine: Engine,
    selection: Selection,
    basis: Basis,
    level: Level = Level.FRANCE,
    code: str = FRANCE_CODE,
    radii_km: Sequence[float] = CURVE_RADII_KM,
) -> Curve:
    """Return the share of the people of one unit within reach, for many radii at once.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection
        Campuses and date.
    basis : Basis
        Points of the campuses.
    level, code
        The unit.
    radii_km : sequence of float
        Growing radii.

    Raises
    ------
    KeyError
        For a code that is not one of the level.
    """
    mask = select(engine.index, selection)
    inside = engine.units[level].of_commune == engine.units[level].row_of[code]
    people = engine.population[inside]
    radii = np.asarray(radii_km, np.float32)
    total = int(people.sum())
    rows = {"radius_km": np.asarray(radii_km, np.float64)}
    nearest = nearest_km(engine, mask, basis, BACKUP_CAMPUSES)[:, inside]
    for name, distances in zip(("covered", "backup"), nearest, strict=True):
        reached_at = np.searchsorted(radii, distances)
        reached = np.bincount(reached_at, weights=people, minlength=len(radii) + 1)[: len(radii)].cumsum()
        rows[f"{name}_population"] = reached.astype(np.int64)
        rows[f"{name}_share"] = reached / total if total else np.full(len(radii), np.nan)
    return Curve(
        rows=pd.DataFrame(rows),
        population=total,
        definition=(
            "Part des habitants dont la commune est à ce rayon au plus (distance géodésique) "
            f"{Reach(0, basis).points_text}. {OWN_DEFINITION}"
        ),
        provenance=provenance_of(engine, selection, mask, level, basis),
    )
