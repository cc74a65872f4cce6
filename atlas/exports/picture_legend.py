"""The legend of a picture: classes with their counts, sectors with theirs, what a mark's shape means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.path import Path as Outline

from atlas.exports.picture_marks import SITE, Campus, draw_mark
from atlas.exports.picture_sheet import DIM, MM_PER_POINT, Sheet, text_width, wrapped
from atlas.exports.picture_units import HATCH_COLOR, HATCH_STEP_MM
from atlas.maps.palette import LAND
from atlas.maps.update import PLAIN, MapUpdate
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP, french_int

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_NEUTRAL: Final = "#57606a"
_LEAST_PT: Final = 6.0
_STEP_PT: Final = 0.25


class Legend:
    """Rows written downwards in a column.

    Parameters
    ----------
    sheet : Sheet
    x, y : float
        Upper left corner, millimetres.
    width : float
        Millimetres.
    size : float
        Points.
    """

    def __init__(self, sheet: Sheet, x: float, y: float, width: float, size: float) -> None:
        self.sheet, self.x, self.y, self.width, self.size = sheet, x, y, width, size
        self.row = size * 1.34 * MM_PER_POINT
        self.base = size * 0.33 * MM_PER_POINT
        self.key = size * 2.1 * MM_PER_POINT

    def title(self, text: str) -> None:
        """Write a heading, on as many lines as it takes."""
        lines = wrapped(text, self.size, self.width, bold=True, most=3)
        self.y = self.sheet.lines(self.x, self.y, lines, self.size, bold=True) - self.row * 0.25

    def note(self, text: str) -> None:
        """Write a remark under the rows."""
        size = self.size * 0.9
        lines = wrapped(text, size, self.width, most=5)
        self.y = self.sheet.lines(self.x, self.y - self.row * 0.1, lines, size, color=DIM)

    def gap(self) -> None:
        """Leave room before the next heading."""
        self.y -= self.row * 0.7

    def swatch(self, color: str, label: str, count: int | None, *, stripes: str = "") -> None:
        """Write a class: its colour, that of its stripes if any, its bounds and how many units it holds."""
        width, height = self.key * 0.86, self.row * 0.66
        bottom = self.y - self.row / 2 - height / 2
        self.sheet.box(self.x, bottom, width, height, facecolor=color, edgecolor="none")
        if stripes:
            box = np.asarray(Outline.unit_rectangle().vertices) * (width, height) + (self.x, bottom)
            self.sheet.hatch(Outline(box), HATCH_STEP_MM, edgecolor=stripes, linewidth=0.5)
        self._words(label, count)

    def mark(
        self,
        color: str,
        letter: str,
        label: str,
        count: int,
        *,
        excellence: bool = False,
        approximate: bool = False,
    ) -> None:
        """Write what a mark says."""
        size = self.row * (0.72 if excellence else 0.8)
        x, y = self.x + self.key * 0.43, self.y - self.row / 2
        draw_mark(self.sheet, x, y, size, color, letter, excellence=excellence, approximate=approximate)
        self._words(label, count)

    def site(self, label: str, count: int) -> None:
        """Write what the lozenges of a scenario stand for."""
        x, y = self.x + self.key * 0.43, self.y - self.row / 2
        self.sheet.lozenge(x, y, self.row * 0.4, facecolor=SITE, edgecolor="white")
        self._words(label, count)

    def _words(self, label: str, count: int | None) -> None:
        said = f"{NBSP}({french_int(count)})" if count is not None else ""
        indent = self.key + self.size * 0.35 * MM_PER_POINT
        left = self.x + indent
        # The number stays with the last word of its label.
        for line in wrapped(f"{label}{said}", self.size, self.width - indent, most=2):
            base = self.y - self.row / 2 - self.base
            kept = line.removesuffix(said)
            self.sheet.text(left, base, kept, self.size)
            if kept != line:
                self.sheet.text(left + text_width(kept, self.size), base, said, self.size, color=DIM)
            self.y -= self.row


def draw_legend(legend: Legend, update: MapUpdate, campuses: Sequence[Campus], outside: int) -> None:
    """Draw the whole legend of a map.

    Parameters
    ----------
    legend : Legend
        Column to write in.
    update : MapUpdate
        What is shown.
    campuses : sequence of Campus
        Campuses drawn.
    outside : int
        Shown campuses that the frame leaves out.
    """
    said: dict[str, Any] = update.legend
    legend.title(str(said["title"]))
    for step in said["classes"]:
        stripes = step.get("striped", "")
        legend.swatch(step["color"], step["label"], step["units"], stripes=stripes)
    if none := said.get("none"):
        legend.swatch(LAND, none["label"], none["units"], stripes=HATCH_COLOR)
    if update.none_class == PLAIN and not update.focus:
        legend.swatch(LAND, update.none_text, None)
    if said.get("note"):
        legend.note(said["note"])
    if update.sites:
        legend.gap()
        legend.site(update.sites_name, len(update.sites))
    if campuses:
        _draw_campuses(legend, campuses, outside)


def _draw_campuses(legend: Legend, campuses: Sequence[Campus], outside: int) -> None:
    legend.gap()
    legend.title(f"Campus ({french_int(len(campuses))})")
    for filiere in FILIERES:
        held = sum(campus.filiere is filiere for campus in campuses)
        if held:
            legend.mark(filiere.color, filiere.letter, filiere.short_name, held)
    excellent = sum(campus.is_excellence for campus in campuses)
    vague = sum(not campus.is_located for campus in campuses)
    if excellent:
        legend.mark(_NEUTRAL, "", "Mention excellence", excellent, excellence=True)
    if vague:
        legend.mark(_NEUTRAL, "", "Position approximative", vague, approximate=True)
    if outside:
        legend.note(f"{french_int(outside)} hors du cadre")


def legend_size(
    update: MapUpdate, campuses: Sequence[Campus], room: tuple[float, float], most: float
) -> float:
    """Largest size of type at which a legend is whole, points.

    Parameters
    ----------
    update, campuses
        As :func:`draw_legend` takes them.
    room : tuple of float
        Greatest width and height of the legend, millimetres.
    most : float
        Size that it does not pass, points.
    """
    width, height = room
    ruler, size = _Ruler(width, height), most
    while size > _LEAST_PT:
        legend = Legend(ruler, 0.0, height, min(width, legend_width(update, size)), size)
        draw_legend(legend, update, campuses, outside=1)
        if legend.y >= 0:
            return size
        # Its height follows the size, but for lines that wrap: one step more is seldom needed.
        size = min(size - _STEP_PT, size * height / (height - legend.y) // _STEP_PT * _STEP_PT)
    return _LEAST_PT


class _Ruler(Sheet):
    """A sheet that keeps nothing: what is drawn on it is only measured."""

    def add(self, artist: Artist, name: str = "") -> None:
        """Leave it out."""


def legend_width(update: MapUpdate, size: float) -> float:
    """Width that the longest row of a legend takes at a size in points, millimetres."""
    labels = [f"{filiere.short_name} (100)" for filiere in FILIERES]
    labels += [f"{update.sites_name} ({len(update.sites)})"] if update.sites else []
    labels += [update.none_text] if update.none_class == PLAIN and not update.focus else []
    labels += [f"{step['label']} ({step['units']})" for step in update.legend["classes"]]
    return max(text_width(label, size) for label in labels) + size * 2.6 * MM_PER_POINT
