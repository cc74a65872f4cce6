"""Where each territory stands on the sheet: the mainland, the frames, the enlargement, or one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from atlas.maps.static_geometry import (
    MAINLAND,
    OUTSIDE,
    Ring,
    Shape,
    drawn_in,
    has_level,
    insets,
    project,
    projected,
    territory_of,
)
from atlas.maps.update import Focus, MapUpdate

Box = tuple[float, float, float, float]
"""``xmin, ymin, xmax, ymax``."""

_GAP_MM: Final = 2.0
_FOCUS_MARGIN: Final = 0.06
_FREE_SEA: Final = (99_000.0, 6_897_000.0, 322_000.0, 7_110_000.0)
"""Sea west of the Cotentin and north of Brittany, Lambert-93: where the enlargement hides nothing."""


@dataclass(frozen=True)
class Frame:
    """A territory on the sheet.

    Attributes
    ----------
    territory : str
        Key of `atlas.maps.static_geometry.CRS`.
    name : str
        Name that the frame bears; empty for the main one, which has no frame.
    box : tuple of float
        What its border encloses, millimetres.
    inner : tuple of float
        What its drawing may cover: the box without the name.
    scale : float
        Millimetres drawn for one metre.
    center : tuple of float
        Point drawn at the centre of the box, metres.
    middle : tuple of float
        Where that point is drawn, millimetres.
    enlarges : bool
        Whether the territory is also drawn elsewhere.
    """

    territory: str
    name: str
    box: Box
    inner: Box
    scale: float
    center: tuple[float, float]
    middle: tuple[float, float]
    enlarges: bool = False

    def place(self, points: Ring) -> Ring:
        """Turn metres into millimetres on the sheet."""
        placed: Ring = (points - np.array(self.center)) * self.scale + np.array(self.middle)
        return placed

    def shapes(self, level: str) -> dict[str, Shape]:
        """Units of a level that it draws, in metres; those that it would cut off whole are left out."""
        found = projected(level, MAINLAND if self.enlarges else self.territory)
        return {code: shape for code, shape in found.items() if self._reaches(shape)}

    def _reaches(self, shape: Shape) -> bool:
        (west, south), (east, north) = self.place(np.array(shape.bounds).reshape(2, 2))
        xmin, ymin, xmax, ymax = self.inner
        return bool(west < xmax and xmin < east and south < ymax and ymin < north)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point, in degrees, is one of the territory's."""
        return territory_of(lat, lon) == (MAINLAND if self.enlarges else self.territory)

    def where(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Millimetres at which points are drawn, given their longitude and latitude in degrees."""
        return [(float(x), float(y)) for x, y in self.place(project(points, self.territory))]

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether a point of the sheet lies in the drawing, so far from its sides."""
        xmin, ymin, xmax, ymax = self.inner
        return xmin + margin <= x <= xmax - margin and ymin + margin <= y <= ymax - margin


def frames(update: MapUpdate, area: Box, label_mm: float) -> list[Frame]:
    """Lay the territories out in an area; the first frame is the main one.

    Parameters
    ----------
    update : MapUpdate
        What is shown: a territory in focus is framed alone.
    area : tuple of float
        Millimetres.
    label_mm : float
        Height kept for the name of a frame.
    """
    return [_focused(update, update.focus, area)] if update.focus else _whole(update, area, label_mm)


def focus_shape(focus: Focus, level: str) -> tuple[str, Shape] | None:
    """Territory that holds a focus, and its outline in metres; None when it has no boundary."""
    west, south, east, north = focus.bounds
    territory = territory_of((south + north) / 2, (west + east) / 2)
    own = focus.level or level
    if focus.code == OUTSIDE:
        return OUTSIDE, projected(level, OUTSIDE)[OUTSIDE]
    if not has_level(own):
        return None
    found = projected(own, territory).get(focus.code)
    return (territory, found) if found else None


def _focused(update: MapUpdate, focus: Focus, area: Box) -> Frame:
    found = focus_shape(focus, update.level)
    if found:
        return _fitted(found[0], "", area, found[1].bounds, _FOCUS_MARGIN)
    west, south, east, north = focus.bounds
    territory = territory_of((south + north) / 2, (west + east) / 2)
    corners = project([(west, south), (west, north), (east, south), (east, north)], territory)
    return _fitted(territory, "", area, _bounds(corners), _FOCUS_MARGIN)


def _whole(update: MapUpdate, area: Box, label_mm: float) -> list[Frame]:
    xmin, ymin, xmax, ymax = area
    away = [one for one in insets() if not one.enlarges]
    count = len(away)
    if xmax - xmin >= ymax - ymin:
        height = (ymax - ymin - _GAP_MM * (count - 1)) / count
        width = height * 1.12
        boxes = [
            (xmin, top - height, xmin + width, top)
            for top in (ymax - position * (height + _GAP_MM) for position in range(count))
        ]
        rest = (xmin + width + 2 * _GAP_MM, ymin, xmax, ymax)
    else:
        width = (xmax - xmin - _GAP_MM * (count - 1)) / count
        height = width * 1.15
        boxes = [
            (left, ymin, left + width, ymin + height)
            for left in (xmin + position * (width + _GAP_MM) for position in range(count))
        ]
        rest = (xmin, ymin + height + 2 * _GAP_MM, xmax, ymax)
    main = _fitted(MAINLAND, "", rest, _extent(projected("region", MAINLAND).values()), 0.005)
    found = [main]
    found += [
        _titled(one.code, one.name, box, _inset_extent(one.code), label_mm)
        for one, box in zip(away, boxes, strict=True)
    ]
    for one in insets():
        if one.enlarges and update.level == "departement":
            found.append(_enlargement(one.code, one.name, main, label_mm))
    return found


def _enlargement(code: str, name: str, main: Frame, label_mm: float) -> Frame:
    west, south, east, north = _FREE_SEA
    (left, bottom), (right, top) = main.place(np.array([[west, south], [east, north]]))
    box = (max(float(left), main.box[0]), float(bottom), float(right), max(float(top), main.box[3]))
    return _titled(code, name, box, _inset_extent(code), label_mm, enlarges=True)


def _inset_extent(code: str) -> Box:
    level = "departement" if drawn_in("departement", code) else "region"
    return _extent(projected(level, code).values())


def _titled(code: str, name: str, box: Box, extent: Box, label_mm: float, *, enlarges: bool = False) -> Frame:
    """Frame with its name above the drawing."""
    xmin, ymin, xmax, ymax = box
    inner = _fitted(code, name, (xmin, ymin, xmax, ymax - label_mm), extent, 0.07)
    return Frame(code, name, box, inner.box, inner.scale, inner.center, inner.middle, enlarges)


def _fitted(territory: str, name: str, box: Box, extent: Box, margin: float) -> Frame:
    """Frame that shows an extent whole, as large as its box allows."""
    xmin, ymin, xmax, ymax = box
    west, south, east, north = extent
    room = 1 + 2 * margin
    scale = min((xmax - xmin) / ((east - west) * room), (ymax - ymin) / ((north - south) * room))
    return Frame(
        territory,
        name,
        box,
        box,
        scale,
        ((west + east) / 2, (south + north) / 2),
        ((xmin + xmax) / 2, (ymin + ymax) / 2),
    )


def _extent(found: Iterable[Shape]) -> Box:
    corners = np.array([shape.bounds for shape in found])
    xmin, ymin = corners[:, :2].min(axis=0)
    xmax, ymax = corners[:, 2:].max(axis=0)
    return float(xmin), float(ymin), float(xmax), float(ymax)


def _bounds(points: Ring) -> Box:
    (xmin, ymin), (xmax, ymax) = points.min(axis=0), points.max(axis=0)
    return float(xmin), float(ymin), float(xmax), float(ymax)
