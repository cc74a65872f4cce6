"""The boundaries that maps are drawn from, read once, and projected for paper."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from atlas.maps.insets import Inset, load_insets
from atlas.maps.static_files import FOLDER

Ring = NDArray[np.float64]
"""Closed line, shape (points, 2): longitude and latitude in degrees, or metres once projected."""

ATTRIBUTION: Final = "Contours : IGN Admin Express, Insee (COG) ; Polynésie française : Natural Earth"

MAINLAND: Final = "fr"
"""Code of the mainland and Corsica, among those of the insets."""
OUTSIDE: Final = "987"
"""Polynésie française: drawn at every level, a unit of none."""
CRS: Final[Mapping[str, int]] = MappingProxyType(
    {
        MAINLAND: 2154,
        "971": 5490,
        "972": 5490,
        "973": 2972,
        "974": 2975,
        "976": 4471,
        "987": 3297,
        "idf": 2154,
    }
)
"""EPSG code of the legal projection of each territory, by inset; metres."""


@dataclass(frozen=True)
class Shape:
    """A unit as it is drawn.

    Attributes
    ----------
    code, name : str
    label : ndarray of float, shape (2,)
        Point where its name may stand.
    polygons : tuple of tuple of ndarray
        Rings of each polygon, the outer one first and counter-clockwise, the holes clockwise.
    """

    code: str
    name: str
    label: Ring
    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least and greatest coordinates: ``xmin, ymin, xmax, ymax``."""
        corners = np.array([[ring.min(axis=0), ring.max(axis=0)] for ring, *_ in self.polygons])
        (xmin, ymin), (xmax, ymax) = corners[:, 0].min(axis=0), corners[:, 1].max(axis=0)
        return float(xmin), float(ymin), float(xmax), float(ymax)


@cache
def insets() -> tuple[Inset, ...]:
    """Framed territories, in the order of the file."""
    return load_insets(FOLDER / "geo" / "insets.json")


def has_level(level: str) -> bool:
    """Tell whether the units of a level have boundaries."""
    return level.isidentifier() and (FOLDER / "geo" / f"{level}.json").is_file()


@cache
def shapes(level: str) -> Mapping[str, Shape]:
    """Units of a level by code, in degrees (WGS 84).

    Raises
    ------
    OSError
        If the level has no file of boundaries.
    """
    document = json.loads((FOLDER / "geo" / f"{level}.json").read_text(encoding="utf-8"))
    return MappingProxyType({feature["id"]: _shape(feature) for feature in document["features"]})


@cache
def bordering(level: str) -> Mapping[str, frozenset[str]]:
    """Codes of the units that share a stretch of border, not one corner alone, with each unit of a level.

    Simplified boundaries keep the borders they share, so two units are neighbours when a segment
    belongs to both.

    Raises
    ------
    OSError
        If the level has no file of boundaries.
    """
    owners: defaultdict[frozenset[tuple[float, float]], set[str]] = defaultdict(set)
    for code, shape in shapes(level).items():
        for polygon in shape.polygons:
            for ring in polygon:
                for segment in pairwise(map(tuple, ring.tolist())):
                    owners[frozenset(segment)].add(code)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for codes in owners.values():
        for code in codes:
            found[code] |= codes - {code}
    return MappingProxyType({code: frozenset(found[code]) for code in shapes(level)})


@cache
def projected(level: str, territory: str) -> Mapping[str, Shape]:
    """Units of a level that a territory draws, in metres of the territory's projection.

    Parameters
    ----------
    level : str
        Level with boundaries.
    territory : str
        `MAINLAND` or the code of an inset.
    """
    found = shapes(level)
    codes = drawn_in(level, territory)
    units = {code: found[code] for code in codes}
    if territory == OUTSIDE:
        units = dict(shapes("collectivite"))
    return MappingProxyType(_projected(list(units.values()), territory))


def drawn_in(level: str, territory: str) -> tuple[str, ...]:
    """Codes of the units of a level that a territory draws; none for an enlargement of parts of units."""
    if territory != MAINLAND:
        return next(tuple(one.members.get(level, ())) for one in insets() if one.code == territory)
    away = {code for one in insets() if not one.enlarges for code in one.members.get(level, ())}
    return tuple(code for code in shapes(level) if code not in away)


def territory_of(lat: float, lon: float) -> str:
    """Territory that draws a point, enlargements aside: `MAINLAND` or the code of an inset."""
    return next((one.code for one in insets() if not one.enlarges and one.contains(lat, lon)), MAINLAND)


@lru_cache(maxsize=64)
def _transformer(crs: int, _thread: int) -> Any:
    """Projection from WGS 84, made once a thread: a transformer serves one only, and takes 9 ms to make."""
    from pyproj import Transformer

    return Transformer.from_crs(4326, crs, always_xy=True)


def project(points: Iterable[tuple[float, float]] | Ring, territory: str) -> Ring:
    """Project points to metres of a territory's projection.

    Parameters
    ----------
    points : ndarray of float, shape (points, 2), or iterable of tuple of float
        Longitude, latitude; degrees (WGS 84).
    territory : str
        Key of `CRS`.

    Returns
    -------
    ndarray of float, shape (points, 2)
        Easting, northing in metres.
    """
    where = points if isinstance(points, np.ndarray) else np.array(list(points), dtype=float).reshape(-1, 2)
    transformer = _transformer(CRS[territory], threading.get_ident())
    return np.column_stack(transformer.transform(where[:, 0], where[:, 1]))


def _shape(feature: dict[str, Any]) -> Shape:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    properties = feature["properties"]
    lat, lon = properties["label"]
    return Shape(
        feature["id"],
        properties["name"],
        np.array([lon, lat]),
        tuple(
            tuple(
                _turned(np.array(ring), counter_clockwise=not position)
                for position, ring in enumerate(polygon)
            )
            for polygon in polygons
        ),
    )


def _turned(ring: Ring, *, counter_clockwise: bool) -> Ring:
    """Same ring, turning the given way."""
    x, y = ring[:, 0], ring[:, 1]
    area = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return ring if (area > 0) == counter_clockwise else ring[::-1]


def _projected(units: Sequence[Shape], territory: str) -> dict[str, Shape]:
    """Project units in one call: a call costs more than its points."""
    rings = [ring for shape in units for polygon in shape.polygons for ring in polygon]
    labels = np.array([shape.label for shape in units]).reshape(-1, 2)
    points = project(np.vstack([labels, *rings]), territory)
    cuts = np.cumsum([len(labels), *(len(ring) for ring in rings[:-1])])
    parts = iter(np.split(points, cuts)[1:])
    return {
        shape.code: Shape(
            shape.code,
            shape.name,
            points[position],
            tuple(tuple(next(parts) for _ in polygon) for polygon in shape.polygons),
        )
        for position, shape in enumerate(units)
    }
