"""Campuses on the sheet: the same marks as on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from atlas.data.catalogue import Catalogue
from atlas.data.selecting import build_index
from atlas.exports.picture_frames import Box, Frame
from atlas.exports.picture_sheet import CAP_HEIGHT, DIM, MM_PER_POINT, Sheet
from atlas.maps.static_geometry import Ring
from atlas.maps.update import SiteMark
from atlas.model.filiere import BY_SLUG, Filiere
from atlas.model.vocabulary import Position

MAX_SPREAD_MARKS: Final = 600
_ROUNDS: Final = 240
_GOLDEN_ANGLE: Final = 2.399963
_SELECTED: Final = "#c8501e"
SITE: Final = "#6b3fa0"


@dataclass(frozen=True, slots=True)
class Campus:
    """What a mark says."""

    id: str
    filiere: Filiere
    is_excellence: bool
    is_located: bool
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A campus on the sheet: where it is, and where its mark stands; millimetres."""

    campus: Campus
    frame: Frame
    home: tuple[float, float]
    place: tuple[float, float]


def campuses_of(catalogue: Catalogue, shown: Sequence[str], day: str) -> list[Campus]:
    """Return the shown campuses in the order of the catalogue, with their mentions of a day.

    An empty day is the latest.
    """
    index = build_index(catalogue)
    is_excellence = index.is_excellence(dt.date.fromisoformat(day) if day else index.latest)
    rows = catalogue.campuses.assign(is_excellence=is_excellence)
    rows = rows[rows["id"].isin(list(shown))]
    return [
        Campus(
            row["id"],
            BY_SLUG[row["filiere"]],
            bool(row["is_excellence"]),
            row["position"] == Position.SEAT,
            float(row["lat"]),
            float(row["lon"]),
        )
        for row in rows.to_dict("records")
    ]


def place_marks(campuses: Sequence[Campus], frames: Sequence[Frame], size: float) -> list[Mark]:
    """Place marks so that none hides another.

    Parameters
    ----------
    campuses : sequence of Campus
    frames : sequence of Frame
        One that enlarges a territory repeats its marks.
    size : float
        Diameter of a mark, millimetres.

    Returns
    -------
    list of Mark
        A campus outside all the frames has none.
    """
    found = []
    for frame in frames:
        own = [campus for campus in campuses if frame.holds(campus.lat, campus.lon)]
        homes = frame.where((campus.lon, campus.lat) for campus in own)
        inside = [position for position, home in enumerate(homes) if frame.contains(*home)]
        kept = [homes[position] for position in inside]
        places = spread(np.array(kept).reshape(-1, 2), size * 1.1, frame.inner)
        found += [
            Mark(own[position], frame, home, (float(place[0]), float(place[1])))
            for position, home, place in zip(inside, kept, places, strict=True)
        ]
    return found


def spread(points: Ring, gap: float, box: Box) -> Ring:
    """Push apart the points that stand closer than a gap, as the screen does.

    Parameters
    ----------
    points : ndarray of float, shape (points, 2)
    gap : float
        Least distance, in the unit of the points.
    box : tuple of float
        Box in which a whole mark must stay.

    Returns
    -------
    ndarray of float, shape (points, 2)
        More than `MAX_SPREAD_MARKS` are left where they are.
    """
    count = len(points)
    if count > MAX_SPREAD_MARKS:
        return points
    angles = np.arange(count) * _GOLDEN_ANGLE
    moved = points + gap * 0.02 * np.column_stack([np.cos(angles), np.sin(angles)])
    first, second = np.triu_indices(count, 1)
    low, high = np.array(box[:2]) + gap * 0.6, np.array(box[2:]) - gap * 0.6
    for _ in range(_ROUNDS):
        offsets = moved[second] - moved[first]
        distances = np.hypot(offsets[:, 0], offsets[:, 1])
        close = distances < gap * 0.999
        if not close.any():
            break
        push = offsets[close] * ((gap - distances[close]) / 2 / distances[close])[:, None]
        # Half the way at a time: a mark pushed by several would overshoot.
        np.subtract.at(moved, first[close], push * 0.7)
        np.add.at(moved, second[close], push * 0.7)
        np.clip(moved, low, high, out=moved)
    is_still = np.hypot(*(moved - points).T) < gap * 0.05
    moved[is_still] = points[is_still]
    return np.clip(moved, low, high)


def draw_sites(sheet: Sheet, sites: Sequence[SiteMark], frames: Sequence[Frame], size: float) -> None:
    """Draw the marks of a scenario over the others: numbered lozenges, as on the screen."""
    points_high = size * 0.56 / MM_PER_POINT
    for frame in frames:
        own = [site for site in sites if frame.holds(site.lat, site.lon)]
        for site, (x, y) in zip(own, frame.where((site.lon, site.lat) for site in own), strict=True):
            if not frame.contains(x, y):
                continue
            sheet.lozenge(x, y, size * 0.8, f"scenario-{site.label}", facecolor=SITE, edgecolor="white")
            base = y - points_high * CAP_HEIGHT * MM_PER_POINT / 2
            sheet.text(x, base, site.label, points_high, bold=True, color="white", align="center")


def draw_marks(sheet: Sheet, marks: Sequence[Mark], size: float, selected: str = "") -> None:
    """Draw the leaders, then the marks; the selected one over all."""
    for mark in marks:
        if np.hypot(mark.place[0] - mark.home[0], mark.place[1] - mark.home[1]) > size * 0.6:
            sheet.line([mark.home, mark.place], color=DIM, linewidth=0.5)
    for mark in sorted(marks, key=lambda one: one.campus.id == selected):
        name = f"campus-{mark.campus.id}" + ("-agrandi" if mark.frame.enlarges else "")
        is_selected = mark.campus.id == selected
        if is_selected:
            sheet.circle(*mark.place, size * 0.98, facecolor=_SELECTED, edgecolor="none")
            sheet.circle(*mark.place, size * 0.84, facecolor="white", edgecolor="none")
        draw_mark(
            sheet,
            *mark.place,
            size * (1.3 if is_selected else 1),
            mark.campus.filiere.color,
            mark.campus.filiere.letter,
            excellence=mark.campus.is_excellence,
            approximate=not mark.campus.is_located,
            name=name,
        )


def draw_mark(
    sheet: Sheet,
    x: float,
    y: float,
    size: float,
    color: str,
    letter: str,
    *,
    excellence: bool = False,
    approximate: bool = False,
    name: str = "",
) -> None:
    """Draw one mark: a second ring for excellence, hollow and dashed for an approximate position."""
    radius = size / 2
    points = 1 / MM_PER_POINT
    if excellence:
        sheet.circle(
            x, y, radius * 1.05, facecolor="white", edgecolor=color, linewidth=0.15 * radius * points
        )
    if approximate:
        if not excellence:
            sheet.circle(x, y, radius * 1.1, facecolor="white", edgecolor="none")
        sheet.circle(
            x,
            y,
            radius * (0.76 if excellence else 0.92),
            name,
            facecolor="white",
            edgecolor=color,
            linewidth=0.16 * radius * points,
            linestyle=(0, (1.9, 1.3)),
        )
    else:
        if not excellence:
            sheet.circle(x, y, radius, facecolor="white", edgecolor="none")
        sheet.circle(x, y, radius * (0.8 if excellence else 0.86), name, facecolor=color, edgecolor="none")
    if letter:
        points_high = size * 0.56 / MM_PER_POINT
        sheet.text(
            x,
            y - points_high * CAP_HEIGHT * MM_PER_POINT / 2,
            letter,
            points_high,
            bold=True,
            color=color if approximate else "white",
            align="center",
        )
