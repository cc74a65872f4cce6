"""The maximal covering location problem: which communes a new campus may choose, whom it would reach.

Existing campuses are kept: only the people whom they do not reach count. Source: R. Church and
C. ReVelle, *The maximal covering location problem*, Papers in Regional Science 32, 1974.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from atlas.coverage import Engine, Level, Reach, nearest_km
from atlas.coverage.geodesic import pairs_km
from atlas.coverage.measure import campus_counts
from atlas.data.selecting import Mask, select
from atlas.model.numbers import NBSP
from atlas.model.selection import Selection

Ints = NDArray[np.int64]
Rows = NDArray[np.intp]

MAX_SITES: Final = 30
MAX_RADIUS_KM: Final = 200.0
DEFAULT_MIN_POPULATION: Final = 5_000
_KM_PER_DEGREE: Final = 110.5
"""Shortest degree of latitude, rounded down: a window never too narrow."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Communes where a campus may be set up.

    Attributes
    ----------
    min_population : int
        Inhabitants from which a commune is one.
    with_members : bool
        Whether a commune that holds a network member is one, however small.
    only_without : Level or None
        ``Level.REGION`` or ``Level.ACADEMIE``: only communes of units without any campus of the
        Selection; None for all.
    """

    min_population: int = DEFAULT_MIN_POPULATION
    with_members: bool = True
    only_without: Level | None = None


@dataclass(frozen=True)
class Cover:
    """Who reaches whom, as a sparse matrix in both directions. Nobody may change the arrays.

    Attributes
    ----------
    weight : ndarray of int64, shape (groups,)
        People of each group: all those whom exactly the same candidates reach.
    start, groups : ndarray of int64, shape (candidates + 1,) and (links,)
        Groups of candidate ``j``: ``groups[start[j]:start[j + 1]]``, in order.
    region : ndarray of int64, shape (candidates,)
        Rank of the région of each candidate, for a limit by région.
    """

    weight: Ints
    start: Ints
    groups: Ints
    region: Ints

    @cached_property
    def by_group(self) -> tuple[Ints, Ints]:
        """The other direction: ``candidates[start[i]:start[i + 1]]`` reach group ``i``."""
        counts = np.bincount(self.groups, minlength=len(self.weight))
        owners = np.repeat(np.arange(self.size), np.diff(self.start))
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return start, owners[np.argsort(self.groups, kind="stable")].astype(np.int64)

    @property
    def size(self) -> int:
        """Number of candidates."""
        return len(self.start) - 1

    def of(self, candidate: int) -> Ints:
        """Groups of one candidate."""
        return self.groups[self.start[candidate] : self.start[candidate + 1]]

    def scores(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum by candidate of values by group."""
        sums = np.empty(len(self.groups) + 1)
        sums[0] = 0
        np.cumsum(values[self.groups], out=sums[1:])
        return np.asarray(sums[self.start[1:]] - sums[self.start[:-1]])

    def value(self, chosen: Sequence[int]) -> int:
        """People whom at least one of the chosen candidates reaches."""
        reached = np.zeros(len(self.weight), bool)
        for candidate in chosen:
            reached[self.of(candidate)] = True
        return int(self.weight[reached].sum())

    def restricted(self, kept: Rows) -> tuple[Cover, NDArray[np.intp]]:
        """Return the same with some candidates only, and the new group of each group (-1: unreached)."""
        link_candidates = np.repeat(np.arange(self.size), np.diff(self.start))
        rank = np.full(self.size, -1)
        rank[kept] = np.arange(len(kept))
        is_kept = rank[link_candidates] >= 0
        cover, group = merged(
            rank[link_candidates[is_kept]], self.groups[is_kept], self.weight, self.region[kept]
        )
        return cover, group


@dataclass(frozen=True)
class Problem:
    """A call to answer: candidates, and the people whom no campus reaches yet.

    Attributes
    ----------
    engine, selection, reach, candidates
        What was asked.
    mask : ndarray of bool, shape (campuses,)
        Campuses kept, in force.
    communes : ndarray of intp, shape (candidates,)
        Row of each candidate in the table of communes, in order of code.
    cover : Cover
        Whom each candidate would reach.
    demand : int
        People not reached today.
    reached : int
        People reached today.
    people : int
        All people.
    """

    engine: Engine
    selection: Selection
    reach: Reach
    candidates: Candidates
    mask: Mask
    communes: Rows
    cover: Cover
    demand: int
    reached: int
    people: int


def build_problem(
    engine: Engine, selection: Selection, reach: Reach, candidates: Candidates | None = None
) -> Problem:
    """Make the problem of a Selection.

    Existing campuses reach people by ``reach.basis``; a new one, which has no members yet, from the
    reference point of its commune.

    Parameters
    ----------
    engine : Engine
        The catalogue, or the state of a scenario.
    selection : Selection
        Existing campuses and date.
    reach : Reach
        Radius and points of a campus.
    candidates : Candidates, optional
        Communes that may be chosen.

    Raises
    ------
    ValueError
        In French, for a radius above `MAX_RADIUS_KM`.
    """
    if reach.radius_km > MAX_RADIUS_KM:
        raise ValueError(
            f"le rayon dépasse {MAX_RADIUS_KM:.0f}{NBSP}km, le plus grand pour placer des campus"
        )
    wanted = candidates or Candidates()
    mask = select(engine.index, selection)
    communes = engine.catalogue.communes
    is_reached = nearest_km(engine, mask, reach.basis, 1)[0] <= np.float32(reach.radius_km)
    chosen = _candidate_rows(engine, mask, wanted)
    asking = np.flatnonzero(~is_reached & (engine.population > 0))
    lat, lon = communes["lat"].to_numpy(float), communes["lon"].to_numpy(float)
    candidate, demand = _links(lat, lon, chosen, asking, reach.radius_km)
    region = engine.units[Level.REGION].of_commune[chosen].astype(np.int64)
    cover, _ = merged(candidate, demand, engine.population[asking], region)
    _ = cover.by_group  # made now, not at the first move of a slider
    people, missing = int(engine.population.sum()), int(engine.population[asking].sum())
    return Problem(engine, selection, reach, wanted, mask, chosen, cover, missing, people - missing, people)


def _candidate_rows(engine: Engine, mask: Mask, wanted: Candidates) -> Rows:
    catalogue = engine.catalogue
    is_candidate = engine.population >= wanted.min_population
    if wanted.with_members:
        held = set(catalogue.members["commune_code"]) - {""}
        is_candidate = is_candidate | catalogue.communes["code"].isin(held).to_numpy(bool)
    if wanted.only_without is not None:
        level = wanted.only_without
        campuses = campus_counts(engine, mask, level)
        is_candidate = is_candidate & (campuses[engine.units[level].of_commune] == 0)
    return np.flatnonzero(is_candidate)


def _links(
    lat: NDArray[np.float64], lon: NDArray[np.float64], chosen: Rows, asking: Rows, radius_km: float
) -> tuple[Ints, Ints]:
    """Pairs of ranks (candidate, commune asking) within the radius."""
    rank_of = np.argsort(lat[asking], kind="stable").astype(np.int64)
    order = asking[rank_of]
    window = radius_km / _KM_PER_DEGREE + 0.01
    first, last = (np.searchsorted(lat[order], lat[chosen] + side) for side in (-window, window))
    # Chords bound arcs: what is farther on the sphere by two hundredths is farther on the ellipsoid.
    sphere = _on_sphere(lat, lon)
    targets = sphere[:, order]
    largest = (radius_km * 1.02 / 6356.0 + 1e-6) ** 2
    candidates, demands = [], []
    for rank, row in enumerate(chosen.tolist()):
        near = targets[:, first[rank] : last[rank]] - sphere[:, row][:, None]
        close = np.flatnonzero(np.einsum("ij,ij->j", near, near) <= largest)
        candidates.append(np.full(len(close), rank, np.int64))
        demands.append(close + first[rank])
    if not candidates:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    candidate, demand = np.concatenate(candidates), np.concatenate(demands)
    from_rows, to_rows = chosen[candidate], order[demand]
    km = pairs_km(lat[from_rows], lon[from_rows], lat[to_rows], lon[to_rows])
    within = km <= np.float32(radius_km)
    return candidate[within], rank_of[demand[within]]


def _on_sphere(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])


def merged(
    candidate: NDArray[np.int64], demand: Ints, weight: Ints, region: Ints
) -> tuple[Cover, NDArray[np.intp]]:
    """Make a cover of links, the demands that the same candidates reach put into one group.

    Returns
    -------
    Cover
        As told.
    ndarray of intp, shape (demands,)
        Group of each demand; -1 when nobody reaches it.
    """
    size = len(region)
    # A demand is known by the sum of 64-bit marks of its candidates: a clash has one chance in 10^10.
    marks = np.random.default_rng(20_140_314).integers(0, 2**63, size, dtype=np.int64)
    keys = np.zeros(len(weight), np.int64)
    np.add.at(keys, demand, marks[candidate])
    is_met = np.zeros(len(weight), bool)
    is_met[demand] = True
    _, first, inverse = np.unique(keys[is_met], return_index=True, return_inverse=True)
    group = np.full(len(weight), -1, np.intp)
    group[is_met] = inverse
    chief = np.zeros(len(weight), bool)
    chief[np.flatnonzero(is_met)[first]] = True
    weights = np.zeros(len(first), np.int64)
    np.add.at(weights, inverse, weight[is_met])
    kept = chief[demand]
    links = np.sort(candidate[kept] * max(1, len(first)) + group[demand[kept]])
    rows, groups = np.divmod(links, max(1, len(first)))
    start = np.searchsorted(rows, np.arange(size + 1)).astype(np.int64)
    return Cover(weights, start, groups, region), group
