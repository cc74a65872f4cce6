"""Overseas France beside the mainland: where each territory is drawn, and the way back.

A territory is moved and scaled by an affine transform in spherical Web Mercator metres (EPSG:3857), the
projection of the map on screen: ``display = (mercator(lon, lat) - source_center) * scale + display_center``.
Mercator is conformal, so shapes are kept. The browser does the same from the same file,
``static/geo/insets.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

EARTH_RADIUS_M = 6_378_137.0
"""Radius of the sphere of EPSG:3857, in metres."""


def to_mercator(lat: float, lon: float) -> tuple[float, float]:
    """Project a point to spherical Web Mercator.

    Parameters
    ----------
    lat, lon : float
        Degrees (EPSG:4326); `lat` strictly between -90 and 90.

    Returns
    -------
    x, y : float
        Metres (EPSG:3857).

    Examples
    --------
    >>> x, y = to_mercator(48.8566, 2.3522)
    >>> round(x), round(y)
    (261846, 6250564)
    """
    x = EARTH_RADIUS_M * math.radians(lon)
    y = EARTH_RADIUS_M * math.asinh(math.tan(math.radians(lat)))
    return x, y


def from_mercator(x: float, y: float) -> tuple[float, float]:
    """Return the latitude and longitude (degrees, EPSG:4326) of a point in EPSG:3857 metres.

    Examples
    --------
    >>> lat, lon = from_mercator(261846, 6250564)
    >>> round(lat, 4), round(lon, 4)
    (48.8566, 2.3522)
    """
    lat = math.degrees(math.atan(math.sinh(y / EARTH_RADIUS_M)))
    lon = math.degrees(x / EARTH_RADIUS_M)
    return lat, lon


@dataclass(frozen=True)
class Inset:
    """A framed territory drawn away from its true place.

    Attributes
    ----------
    code, name : str
        Code of the territory (``971``, ``idf``…) and the name that its frame bears.
    source : tuple of float
        ``west, south, east, north`` of what the frame shows, in true degrees.
    scale : float
        Metres drawn for one true Mercator metre.
    source_center, display_center : tuple of float
        ``x, y`` in EPSG:3857 metres: the point of the source drawn at the centre, and where that is.
    frame : tuple of float
        ``xmin, ymin, xmax, ymax`` of the frame, its name included, in EPSG:3857 metres.
    members : mapping of str to tuple of str
        Level → codes of the units that the frame shows.
    parts : mapping of str to mapping
        Level → unit → départements that draw that unit's part of the frame, where units reach beyond it.
    enlarges : bool
        True when the territory is also drawn at its true place.
    """

    code: str
    name: str
    source: tuple[float, float, float, float]
    scale: float
    source_center: tuple[float, float]
    display_center: tuple[float, float]
    frame: tuple[float, float, float, float]
    members: Mapping[str, tuple[str, ...]] = field(hash=False)
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(hash=False, default_factory=dict)
    enlarges: bool = False

    def contains(self, lat: float, lon: float) -> bool:
        """Tell whether a true point (degrees) lies in what the frame shows, edges included."""
        west, south, east, north = self.source
        return west <= lon <= east and south <= lat <= north

    def contains_display(self, lat: float, lon: float) -> bool:
        """Tell whether a point of the drawn map (degrees) lies in the frame, edges included."""
        x, y = to_mercator(lat, lon)
        xmin, ymin, xmax, ymax = self.frame
        return xmin <= x <= xmax and ymin <= y <= ymax

    def to_display(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a true point is drawn: latitude and longitude, degrees.

        Examples
        --------
        >>> frame = (-100_000.0, -100_000.0, 100_000.0, 100_000.0)
        >>> inset = Inset("x", "X", (-1, -1, 1, 1), 2.0, (0.0, 0.0), (0.0, 0.0), frame, {})
        >>> lat, lon = inset.to_display(0.0, 0.25)
        >>> round(lat, 6), round(lon, 6)
        (0.0, 0.5)
        """
        x, y = to_mercator(lat, lon)
        return from_mercator(
            (x - self.source_center[0]) * self.scale + self.display_center[0],
            (y - self.source_center[1]) * self.scale + self.display_center[1],
        )

    def from_display(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the true point (degrees) drawn at a point of the map: the inverse of `to_display`."""
        x, y = to_mercator(lat, lon)
        return from_mercator(
            (x - self.display_center[0]) / self.scale + self.source_center[0],
            (y - self.display_center[1]) / self.scale + self.source_center[1],
        )


def load_insets(path: Path) -> tuple[Inset, ...]:
    """Read the insets from ``static/geo/insets.json``, in the file's order.

    Raises
    ------
    OSError, ValueError, KeyError
        If the file is missing, is not JSON, or lacks a field.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    return tuple(_inset(item) for item in document["insets"])


def _inset(item: dict) -> Inset:  # type: ignore[type-arg]  # one JSON object
    """Return one inset of the file."""
    box = item["source"]
    return Inset(
        code=item["code"],
        name=item["name"],
        source=(box["west"], box["south"], box["east"], box["north"]),
        scale=item["scale"],
        source_center=(item["source_center"][0], item["source_center"][1]),
        display_center=(item["display_center"][0], item["display_center"][1]),
        frame=(item["frame"][0], item["frame"][1], item["frame"][2], item["frame"][3]),
        members={level: tuple(codes) for level, codes in item["members"].items()},
        parts={
            level: {unit: tuple(codes) for unit, codes in units.items()}
            for level, units in item.get("parts", {}).items()
        },
        enlarges=item.get("enlarges", False),
    )


def to_display(lat: float, lon: float, insets: Iterable[Inset]) -> tuple[float, float]:
    """Return where a true point is drawn: in its inset overseas, unmoved on the mainland.

    Insets that enlarge a territory also drawn at its true place are ignored.

    Examples
    --------
    >>> to_display(48.8566, 2.3522, ())
    (48.8566, 2.3522)
    """
    for inset in insets:
        if not inset.enlarges and inset.contains(lat, lon):
            return inset.to_display(lat, lon)
    return lat, lon


def from_display(lat: float, lon: float, insets: Iterable[Inset]) -> tuple[float, float]:
    """Return the true point drawn at a point of the map, whatever frame that is in.

    Examples
    --------
    >>> from_display(48.8566, 2.3522, ())
    (48.8566, 2.3522)
    """
    for inset in insets:
        if inset.contains_display(lat, lon):
            return inset.from_display(lat, lon)
    return lat, lon
