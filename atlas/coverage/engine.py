"""What every measure starts from: distances, units and certain dates, made once a catalogue.

Nothing here or in the other modules of the package is changed after it is made, so that sessions
and threads share one engine; the distances of a basis are made by the first who needs them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from atlas.coverage.geodesic import Kilometres, geodesic_km
from atlas.coverage.levels import Level, Rows, Units, build_units, units_of_campuses
from atlas.data.selecting import CampusIndex, build_index
from atlas.model.vocabulary import Position, Term

if TYPE_CHECKING:
    from atlas.data.catalogue import Catalogue

_KEPT_VERSIONS: Final = 2
_BATCH_POINTS: Final = 1024
"""Points measured together: ten times the campuses there are, so that thousands do not fill the memory."""


class Basis(Term):
    """Points of a campus that count: what people are near to, or not."""

    SEAT = "seat", "Siège"
    NETWORK = "network", "Siège et membres du réseau"


@dataclass(frozen=True)
class Sites:
    """Where campuses are, and how far that is from each commune.

    Attributes
    ----------
    lat, lon : ndarray of float64, shape (points,)
        Different points of all seats and members; degrees, WGS 84.
    points : mapping of Basis to tuple of tuple of int
        For each campus its points, the seat first; empty when none is known.
    commune_lat, commune_lon : ndarray of float64, shape (communes,)
        Reference points of the communes; degrees, WGS 84.
    like : Sites or None
        Sites of a catalogue of the same communes, whose distances are taken where the points are the same.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    points: Mapping[Basis, tuple[tuple[int, ...], ...]]
    commune_lat: NDArray[np.float64]
    commune_lon: NDArray[np.float64]
    like: Sites | None = None
    _made: dict[Basis, tuple[Kilometres | None, ...]] = field(default_factory=dict)
    _making: threading.RLock = field(default_factory=threading.RLock)

    def is_located(self, basis: Basis) -> NDArray[np.bool_]:
        """Tell which campuses have a point."""
        return np.array([bool(points) for points in self.points[basis]], dtype=bool)

    def km(self, basis: Basis) -> tuple[Kilometres | None, ...]:
        """Return the distances by a basis, measured when they are first asked for.

        Returns
        -------
        tuple of (ndarray of float32 of shape (communes,), or None)
            For each campus the distance from each commune's reference point to the nearest of its
            points, in kilometres; None when none is known.
        """
        with self._making:
            if basis not in self._made:
                self._made[basis] = self._measured(basis)
            return self._made[basis]

    def coordinates(self, points: tuple[int, ...]) -> tuple[tuple[float, float], ...]:
        """``(lat, lon)`` of some points."""
        return tuple((float(self.lat[point]), float(self.lon[point])) for point in points)

    def _measured(self, basis: Basis) -> tuple[Kilometres | None, ...]:
        found: dict[tuple[int, ...], Kilometres] = {}
        if self.like:
            theirs = zip(self.like.points[basis], self.like.km(basis), strict=True)
            known = {self.like.coordinates(points): km for points, km in theirs if km is not None}
            found = {
                points: known[at]
                for points in self.points[basis]
                if points and (at := self.coordinates(points)) in known
            }
        seats = self._of_seats() if basis is Basis.NETWORK else {}
        batch: list[tuple[int, ...]] = []
        for points in dict.fromkeys(self.points[basis]):
            if not points or points in found:
                continue
            batch.append(points)
            if sum(map(len, batch)) >= _BATCH_POINTS:
                found |= self._nearest(batch, seats)
                batch = []
        found |= self._nearest(batch, seats)
        return tuple(found.get(points) for points in self.points[basis])

    def _of_seats(self) -> dict[int, Kilometres]:
        """Distance from each commune to each seat, by the number of its point."""
        seats = zip(self.points[Basis.SEAT], self.km(Basis.SEAT), strict=True)
        return {points[0]: km for points, km in seats if km is not None}

    def _nearest(
        self, batch: list[tuple[int, ...]], known: Mapping[int, Kilometres]
    ) -> dict[tuple[int, ...], Kilometres]:
        """Distance from each commune to the nearest of each of some sets of points."""
        new = list({number: None for points in batch for number in points if number not in known})
        distances = geodesic_km(self.lat[new], self.lon[new], self.commune_lat, self.commune_lon)
        of_point = {**known, **dict(zip(new, distances, strict=True))}
        return {points: reduce(np.minimum, (of_point[number] for number in points)) for points in batch}


@dataclass(frozen=True)
class Engine:
    """A catalogue, ready to be measured.

    Attributes
    ----------
    catalogue : Catalogue
        What is measured.
    index : CampusIndex
        Filter of the catalogue.
    population : ndarray of int64, shape (communes,)
        Inhabitants of each commune, in the order of the catalogue.
    units : mapping of Level to Units
        Units of each level.
    campus_units : mapping of Level to ndarray of intp, shape (campuses,)
        Unit of each campus, ``UNKNOWN_UNIT`` when nothing tells.
    sites : Sites
        Points of the campuses and their distances.
    is_dated : ndarray of bool, shape (campuses,)
        Campuses whose date of label is known.
    """

    catalogue: Catalogue
    index: CampusIndex
    population: NDArray[np.int64]
    units: Mapping[Level, Units]
    campus_units: Mapping[Level, Rows]
    sites: Sites
    is_dated: NDArray[np.bool_]


def build_engine(catalogue: Catalogue, like: Engine | None = None) -> Engine:
    """Make the engine of a catalogue; its distances, most of the work, are measured when they are asked for.

    Parameters
    ----------
    catalogue : Catalogue
        What will be measured.
    like : Engine, optional
        Engine of a catalogue of the same territories: what they share is not made again.
    """
    index = build_index(catalogue)
    units = like.units if like else {level: build_units(level, catalogue.territories) for level in Level}
    return Engine(
        catalogue=catalogue,
        index=index,
        population=catalogue.communes["population"].to_numpy(np.int64),
        units=MappingProxyType(dict(units)),
        campus_units=MappingProxyType(units_of_campuses(catalogue, units)),
        sites=build_sites(catalogue, like.sites if like else None),
        is_dated=catalogue.campuses["is_dated"].to_numpy(bool),
    )


_lock = threading.Lock()
_engines: OrderedDict[str, Engine] = OrderedDict()


def engine_of(catalogue: Catalogue) -> Engine:
    """Return the engine of a catalogue, made at the first call for each version of the data."""
    with _lock:
        if catalogue.version not in _engines:
            _engines[catalogue.version] = build_engine(catalogue)
            while len(_engines) > _KEPT_VERSIONS:
                _engines.popitem(last=False)
        return _engines[catalogue.version]


def build_sites(catalogue: Catalogue, like: Sites | None = None) -> Sites:
    """Find the points of each campus, by both bases; distances that ``like`` holds are not made again."""
    seats, members = _seats(catalogue), _members(catalogue)
    located = [*seats.values(), *(point for points in members.values() for point in points)]
    rank = {point: number for number, point in enumerate(dict.fromkeys(located))}

    def points_of(campus_id: str, others: Sequence[tuple[float, float]]) -> tuple[int, ...]:
        seat = (seats[campus_id],) if campus_id in seats else ()
        return tuple(dict.fromkeys(rank[point] for point in (*seat, *others)))

    ids = list(catalogue.campuses["id"])
    points = {
        Basis.SEAT: tuple(points_of(campus_id, ()) for campus_id in ids),
        Basis.NETWORK: tuple(points_of(campus_id, members.get(campus_id, ())) for campus_id in ids),
    }
    return Sites(
        lat=np.array([point[0] for point in rank], np.float64),
        lon=np.array([point[1] for point in rank], np.float64),
        points=MappingProxyType(points),
        commune_lat=catalogue.communes["lat"].to_numpy(float),
        commune_lon=catalogue.communes["lon"].to_numpy(float),
        like=like,
    )


def _seats(catalogue: Catalogue) -> dict[str, tuple[float, float]]:
    """``(lat, lon)`` of the campuses whose seat is located, by id."""
    campuses = catalogue.campuses[catalogue.campuses["position"] == Position.SEAT]
    points = zip(campuses["lat"], campuses["lon"], strict=True)
    return dict(zip(campuses["id"], points, strict=True))


def _members(catalogue: Catalogue) -> dict[str, list[tuple[float, float]]]:
    """``(lat, lon)`` of the members whose commune is known, by id of campus."""
    members = catalogue.members[catalogue.members["lat"].notna()]
    found: dict[str, list[tuple[float, float]]] = {}
    for campus_id, lat, lon in zip(members["campus_id"], members["lat"], members["lon"], strict=True):
        found.setdefault(campus_id, []).append((lat, lon))
    return found
