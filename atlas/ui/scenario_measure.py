"""What the page « Scénarios » computes, once for all sessions that ask for the same."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
import pandas as pd

from atlas.coverage import Engine, Level, Reach, engine_of
from atlas.model.selection import Selection, fold
from atlas.planning import (
    Candidates,
    Effects,
    Plan,
    Problem,
    Scenario,
    Stress,
    build_problem,
    compare_scenarios,
    curve_of_gain,
    effects,
    greedy,
    stress,
)
from atlas.ui import loaded

FARTHEST_KM = 20.0
"""A click farther from any commune is in the sea, or abroad."""
_KM_PER_DEGREE = 111.2


def engine(version: str) -> Engine:
    """The engine of a version of the data."""
    atlas = loaded.of(version)
    return engine_of(atlas.catalogue)


@lru_cache(maxsize=8)
def problem(version: str, selection: Selection, reach: Reach, candidates: Candidates) -> Problem:
    """Candidates and people not reached yet."""
    return build_problem(engine(version), selection, reach, candidates)


@lru_cache(maxsize=32)
def plan(
    version: str, selection: Selection, reach: Reach, candidates: Candidates, sites: int, limit: int | None
) -> Plan:
    """Sites chosen one after the other."""
    return greedy(problem(version, selection, reach, candidates), sites, limit)


@lru_cache(maxsize=8)
def gains(
    version: str, selection: Selection, reach: Reach, candidates: Candidates, limit: int | None
) -> pd.DataFrame:
    """Gain by number of sites."""
    return curve_of_gain(problem(version, selection, reach, candidates), limit)


@lru_cache(maxsize=12)
def measured(version: str, scenario: Scenario, selection: Selection, level: Level, reach: Reach) -> Effects:
    """Effects of a scenario."""
    return effects(engine(version), scenario, selection, level, reach)


@lru_cache(maxsize=8)
def side_by_side(
    version: str, scenarios: tuple[Scenario, ...], selection: Selection, level: Level, reach: Reach
) -> pd.DataFrame:
    """Scenarios in rows."""
    return compare_scenarios(engine(version), scenarios, selection, level, reach)


@lru_cache(maxsize=16)
def stressed(version: str, until: dt.date, selection: Selection, reach: Reach) -> Stress:
    """What labels that are not renewed would cost."""
    return stress(engine(version), until, selection, reach)


@lru_cache(maxsize=2)
def _folded(version: str) -> list[str]:
    return [fold(name) for name in engine(version).catalogue.communes["name"]]


@lru_cache(maxsize=256)
def communes_named(version: str, typed: str, most: int = 20) -> dict[str, str]:
    """Communes whose name, or code, begins with or holds what was typed: code and name to show."""
    wanted = fold(typed).replace("-", " ").strip()
    if len(wanted) < 2:
        return {}
    found = engine(version)
    communes, population = found.catalogue.communes, found.population
    codes = communes["code"].tolist()
    ranked = []
    for row, name in enumerate(_folded(version)):
        spaced = name.replace("-", " ")
        rank = (
            0 if spaced == wanted or codes[row].lower() == wanted else 1 if spaced.startswith(wanted) else 2
        )
        if rank < 2 or f" {wanted}" in spaced:
            ranked.append((rank, -int(population[row]), row))
    names = communes["name"].tolist()
    parts = communes["departement_code"].tolist()
    return {codes[row]: f"{names[row]} ({parts[row]})" for _, _, row in sorted(ranked)[:most]}


def nearest_commune(version: str, lat: float, lon: float) -> str:
    """Code of the commune whose reference point is nearest to a click; '' far from any."""
    communes = engine(version).catalogue.communes
    north = communes["lat"].to_numpy(float) - lat
    east = (communes["lon"].to_numpy(float) - lon) * np.cos(np.radians(lat))
    km = np.hypot(north, east) * _KM_PER_DEGREE
    row = int(np.argmin(km))
    return str(communes["code"].iloc[row]) if km[row] <= FARTHEST_KM else ""
