"""What every measure starts from: distances, units and certain dates, made once a catalogue.

Nothing here or in the other modules of the package is changed after it is made, so that sessions
and threads share one engine.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from atlas.coverage.geodesic import Kilometres, geodesic_km
from atlas.coverage.levels import Level, Rows, Units, build_units, units_of_campuses
from atlas.data.selecting import CampusIndex, build_index
from atlas.model.dates import PartialDate
from atlas.model.vocabulary import Categorie, Evenement, Position, Term

if TYPE_CHECKING:
    from atlas.data.catalogue import Catalogue

_KEPT_VERSIONS: Final = 2


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
    km : mapping of Basis to tuple of (ndarray of float32 of shape (communes,), or None)
        For each campus the distance from each commune's reference point to the nearest of its
        points; None when none is known.
    between_km : ndarray of float32, shape (points, points)
        Distances between the points themselves.
    point_km : tuple of ndarray of float32, shape (communes,)
        Distance from each commune to each point.
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    points: Mapping[Basis, tuple[tuple[int, ...], ...]]
    km: Mapping[Basis, tuple[Kilometres | None, ...]]
    between_km: Kilometres
    point_km: tuple[Kilometres, ...]

    def is_located(self, basis: Basis) -> NDArray[np.bool_]:
        """Tell which campuses have a point."""
        return np.array([bool(points) for points in self.points[basis]], dtype=bool)


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
    excellence_since : ndarray of datetime64[D], shape (campuses,)
        First day on which the mention excellence is certain; NaT without it.
    is_excellence_dated : ndarray of bool, shape (campuses,)
        Campuses for which that is the date of the mention, not its first trace.
    """

    catalogue: Catalogue
    index: CampusIndex
    population: NDArray[np.int64]
    units: Mapping[Level, Units]
    campus_units: Mapping[Level, Rows]
    sites: Sites
    is_dated: NDArray[np.bool_]
    excellence_since: NDArray[np.datetime64]
    is_excellence_dated: NDArray[np.bool_]


def build_engine(catalogue: Catalogue, like: Engine | None = None) -> Engine:
    """Make the engine of a catalogue: about 0.2 s, nearly all of it distances.

    Parameters
    ----------
    catalogue : Catalogue
        What will be measured.
    like : Engine, optional
        Engine of a catalogue of the same territories: what they share is not made again.
    """
    index = build_index(catalogue)
    units = like.units if like else {level: build_units(level, catalogue.territories) for level in Level}
    excellence_since, is_excellence_dated = _excellence(catalogue, index.latest)
    return Engine(
        catalogue=catalogue,
        index=index,
        population=catalogue.communes["population"].to_numpy(np.int64),
        units=MappingProxyType(dict(units)),
        campus_units=MappingProxyType(units_of_campuses(catalogue, units)),
        sites=build_sites(catalogue, like.sites if like else None),
        is_dated=catalogue.campuses["is_dated"].to_numpy(bool),
        excellence_since=excellence_since,
        is_excellence_dated=is_excellence_dated,
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
    """Measure the distance from each commune to each campus, by both bases; points of ``like`` are known."""
    seats, members = _seats(catalogue), _members(catalogue)
    located = [*seats.values(), *(point for points in members.values() for point in points)]
    rank = {point: number for number, point in enumerate(dict.fromkeys(located))}
    lat = np.array([point[0] for point in rank], np.float64)
    lon = np.array([point[1] for point in rank], np.float64)
    distances = _distances(catalogue, list(rank), like)
    measured = _measured(like) if like else {}

    def nearest_of(numbers: tuple[int, ...]) -> Kilometres | None:
        coordinates = tuple((lat[number], lon[number]) for number in numbers)
        return measured[coordinates] if coordinates in measured else _nearest_of(distances, numbers)

    def points_of(campus_id: str, others: Sequence[tuple[float, float]]) -> tuple[int, ...]:
        seat = (seats[campus_id],) if campus_id in seats else ()
        return tuple(dict.fromkeys(rank[point] for point in (*seat, *others)))

    ids = list(catalogue.campuses["id"])
    points = {
        Basis.SEAT: tuple(points_of(campus_id, ()) for campus_id in ids),
        Basis.NETWORK: tuple(points_of(campus_id, members.get(campus_id, ())) for campus_id in ids),
    }
    return Sites(
        lat=lat,
        lon=lon,
        points=MappingProxyType(points),
        km=MappingProxyType(
            {basis: tuple(nearest_of(one) for one in of_all) for basis, of_all in points.items()}
        ),
        between_km=geodesic_km(lat, lon, lat, lon),
        point_km=distances,
    )


_Point = tuple[float, float]


def _distances(catalogue: Catalogue, points: list[_Point], like: Sites | None) -> tuple[Kilometres, ...]:
    """Distance from each commune to each point."""
    known = dict(zip(zip(like.lat, like.lon, strict=True), like.point_km, strict=True)) if like else {}
    new = [point for point in points if point not in known]
    if new:
        communes = catalogue.communes
        lat, lon = np.array(new, np.float64).T
        found = geodesic_km(lat, lon, communes["lat"].to_numpy(float), communes["lon"].to_numpy(float))
        known.update(zip(new, found, strict=True))
    return tuple(known[point] for point in points)


def _measured(sites: Sites) -> dict[tuple[_Point, ...], Kilometres]:
    """Distances to the nearest of some points, by these points."""
    return {
        tuple((sites.lat[number], sites.lon[number]) for number in numbers): km
        for basis, of_all in sites.points.items()
        for numbers, km in zip(of_all, sites.km[basis], strict=True)
        if km is not None
    }


def _nearest_of(distances: tuple[Kilometres, ...], points: tuple[int, ...]) -> Kilometres | None:
    if not points:
        return None
    nearest: Kilometres = distances[points[0]]
    for point in points[1:]:
        nearest = np.minimum(nearest, distances[point])
    return nearest


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


def _excellence(catalogue: Catalogue, latest: dt.date) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """First certain day of the mention excellence, and whether that is the date of the mention.

    A mention without a dated event is certain from the source that shows it, else from the most
    recent evidence of the catalogue.
    """
    events = catalogue.label_events[catalogue.label_events["event"] == Evenement.EXCELLENCE]
    dated = events.groupby("campus_id")["certain_date"].min().to_dict()
    columns = (catalogue.campuses[name] for name in ("id", "category", "status_date"))
    since: list[np.datetime64] = []
    for campus_id, category, status_date in zip(*columns, strict=True):
        if campus_id in dated:
            since.append(np.datetime64(dated[campus_id], "D"))
        elif category == Categorie.CMQE:
            shown = PartialDate.parse(status_date).last_day if status_date else latest
            since.append(np.datetime64(shown, "D"))
        else:
            since.append(np.datetime64("NaT"))
    is_dated = catalogue.campuses["id"].isin(list(dated)).to_numpy(bool)
    return np.array(since, "datetime64[D]"), is_dated
