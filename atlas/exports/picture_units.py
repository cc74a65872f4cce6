"""Territories on the sheet: fills, hatching, borders, frames, names and the scale bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from atlas.exports.picture_frames import Box, Frame, focus_shape
from atlas.exports.picture_sheet import CAP_HEIGHT, DIM, MM_PER_POINT, Sheet, text_width
from atlas.maps.palette import INK, LAND
from atlas.maps.static_geometry import Shape
from atlas.maps.update import PLAIN, MapUpdate
from atlas.model.numbers import NBSP, french_int

if TYPE_CHECKING:
    from matplotlib.path import Path as Outline

HATCH_COLOR: Final = "#b3ad9f"
HATCH_STEP_MM: Final = 1.5
_COAST: Final = "#8c959f"
_VEIL: Final = 0.62
_NICE_STEPS: Final = (1, 2, 5)
_LABEL_STEPS: Final = 7
_DARK: Final = 0.30
"""Luminance under which a fill takes white text."""


def draw_units(sheet: Sheet, frame: Frame, update: MapUpdate) -> None:
    """Draw the units of one frame, filled by class, and its border."""
    shapes = frame.shapes(update.level)
    outlines = {code: outline_of(frame, shape) for code, shape in shapes.items()}
    clip = _clip(sheet, frame)
    regions = frame.shapes("region") or shapes
    borders = [outline_of(frame, shape) for shape in regions.values()]
    coast = 1.1 if update.level == "region" else 1.6
    _paths(sheet, borders, clip, facecolor="none", edgecolor=_COAST, linewidth=coast)
    by_class: dict[int, list[str]] = {}
    for code in shapes:
        by_class.setdefault(class_of(update, code), []).append(code)
    for step, codes in sorted(by_class.items()):
        fill = update.legend["classes"][step]["color"] if step >= 0 else LAND
        is_hatched = step < 0 and step != PLAIN
        edge = {"edgecolor": "none"} if is_hatched else {"edgecolor": "white", "linewidth": 0.5}
        for code in codes:
            _paths(sheet, [outlines[code]], clip, facecolor=fill, name=_unit_id(frame, update, code), **edge)
        if is_hatched:
            whole = _joined(outlines[code] for code in codes)
            sheet.hatch(_cut(whole, frame.inner), HATCH_STEP_MM, edgecolor=HATCH_COLOR, linewidth=0.5)
            # White lines show less between hatched units.
            _paths(sheet, [whole], clip, facecolor="none", edgecolor="white", linewidth=1.0)
        elif step >= 0 and (stripe := update.legend["classes"][step].get("striped")):
            whole = _joined(outlines[code] for code in codes)
            sheet.hatch(_cut(whole, frame.inner), HATCH_STEP_MM, edgecolor=stripe, linewidth=0.5)
    if update.level != "region":
        _paths(sheet, borders, clip, facecolor="none", edgecolor="white", linewidth=1.0)
    if update.focus:
        _draw_focus(sheet, frame, update, clip)


def class_of(update: MapUpdate, code: str) -> int:
    """Class of a unit in the legend, `HATCHED` or `PLAIN`."""
    return update.units[code][1] if code in update.units else update.none_class


def outline_of(frame: Frame, shape: Shape) -> Outline:
    """Outline of a unit on the sheet, in millimetres."""
    from matplotlib.path import Path as Outline

    rings = [frame.place(ring) for polygon in shape.polygons for ring in polygon]
    codes = []
    for ring in rings:
        steps = np.full(len(ring), Outline.LINETO, dtype=Outline.code_type)
        steps[0], steps[-1] = Outline.MOVETO, Outline.CLOSEPOLY
        codes.append(steps)
    return Outline(np.vstack(rings), np.concatenate(codes))


def draw_frame(sheet: Sheet, frame: Frame, size: float) -> None:
    """Draw the border of an inset and its name."""
    xmin, ymin, xmax, ymax = frame.box
    sheet.box(xmin, ymin, xmax - xmin, ymax - ymin, facecolor="none", edgecolor=_COAST, linewidth=0.5)
    while size > 5 and text_width(frame.name, size) > xmax - xmin - 1.6:
        size -= 0.25
    sheet.text(xmin + 1.0, ymax - size * 0.95 * MM_PER_POINT, frame.name, size, color=DIM)


def draw_names(
    sheet: Sheet,
    frame: Frame,
    update: MapUpdate,
    marks: Sequence[tuple[float, float]],
    radius: float,
    size: float,
) -> None:
    """Name the units of a frame where their name fits inside them without touching a mark."""
    taken: list[Box] = []
    points = np.array(marks).reshape(-1, 2)
    focused = _focus_outline(frame, update)
    for code, shape in frame.shapes(update.level).items():
        width, height = text_width(shape.name, size, bold=True), size * CAP_HEIGHT * MM_PER_POINT
        if width > (shape.bounds[2] - shape.bounds[0]) * frame.scale:
            continue
        x, y = frame.place(shape.label[None, :])[0]
        pale = focused is not None and not focused.contains_point((x, y))
        outline = outline_of(frame, shape)
        place = _free_place(
            (float(x), float(y)), (width, height), outline, points, radius, taken, frame, pale
        )
        if place is None:
            continue
        taken.append((place[0] - width / 2, place[1] - height, place[0] + width / 2, place[1] + height))
        step = class_of(update, code)
        is_dark = step >= 0 and not pale and _luminance(update.legend["classes"][step]["color"]) < _DARK
        color = DIM if pale else "white" if is_dark else INK
        base = place[1] - height / 2
        sheet.text(place[0], base, shape.name, size, bold=not pale, color=color, align="center")


def draw_scale(sheet: Sheet, frame: Frame, right: float, bottom: float, size: float) -> None:
    """Draw the scale bar of the main frame from its right end."""
    longest_km = (frame.box[2] - frame.box[0]) * 0.16 / frame.scale / 1000
    power = 10 ** np.floor(np.log10(longest_km))
    length_km = max(step * power for step in _NICE_STEPS if step * power <= longest_km)
    length = length_km * 1000 * frame.scale
    said = french_int(int(length_km)) if length_km >= 1 else f"{length_km:.1f}".replace(".", ",")
    left = right - length
    tick = 1.2
    sheet.line(
        [(left, bottom + tick), (left, bottom), (right, bottom), (right, bottom + tick)],
        color=DIM,
        linewidth=0.8,
    )
    sheet.text(left - 1.2, bottom, f"{said}{NBSP}km", size, color=DIM, align="right")


def _free_place(
    home: tuple[float, float],
    box: tuple[float, float],
    outline: Outline,
    marks: Any,
    radius: float,
    taken: Sequence[Box],
    frame: Frame,
    pale: bool,
) -> tuple[float, float] | None:
    """Centre nearest to a unit's label point at which its name lies inside it, clear of marks and names."""
    width, height = box
    across = np.arange(-_LABEL_STEPS, _LABEL_STEPS + 1) * height * 0.9
    steps = np.array([(dx, dy) for dx in across for dy in across])
    centres = np.array(home) + steps[np.lexsort((*steps.T[::-1], np.hypot(*steps.T).round(6)))]
    along = np.linspace(-0.5, 0.5, 7) * (width + (2.4 if pale else 0.8))
    corners = np.array([(dx, dy) for dx in along for dy in (-height * 0.7, height * 0.7)])
    reach = np.array((width / 2, height))
    low, high = centres - reach, centres + reach
    xmin, ymin, xmax, ymax = frame.inner
    is_free = ((low >= (xmin + 0.5, ymin + 0.5)) & (high <= (xmax - 0.5, ymax - 0.5))).all(axis=1)
    for left, bottom, right, top in taken:
        is_free &= ~((low < (right, top)) & (high > (left, bottom))).all(axis=1)
    gaps = np.abs(centres[:, None] - marks[None]) - np.array(box) / 2
    is_free &= ~(np.hypot(*np.maximum(gaps, 0).T) < radius).any(axis=0)
    for centre in centres[is_free]:
        if outline.contains_points(corners + centre).all():
            return float(centre[0]), float(centre[1])
    return None


def _draw_focus(sheet: Sheet, frame: Frame, update: MapUpdate, clip: Any) -> None:
    """Pale what is around the territory in focus, and draw its border over all."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    found = focus_shape(update.focus, update.level) if update.focus else None
    outline = _focus_outline(frame, update)
    if found is None or outline is None:
        return
    xmin, ymin, xmax, ymax = frame.inner
    around = Outline(
        [(xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax), (xmin, ymin)],
        [Outline.MOVETO, Outline.LINETO, Outline.LINETO, Outline.LINETO, Outline.CLOSEPOLY],
    )
    hole = _reversed(frame, found[1])
    veil = PathPatch(
        Outline.make_compound_path(around, hole), facecolor="white", alpha=_VEIL, edgecolor="none"
    )
    sheet.add(veil)
    veil.set_clip_box(clip)
    _paths(sheet, [outline], clip, facecolor="none", edgecolor="white", linewidth=3.0)
    _paths(sheet, [outline], clip, facecolor="none", edgecolor=INK, linewidth=1.2)


def _focus_outline(frame: Frame, update: MapUpdate) -> Outline | None:
    found = focus_shape(update.focus, update.level) if update.focus else None
    return outline_of(frame, found[1]) if found else None


def _reversed(frame: Frame, shape: Shape) -> Outline:
    """Outline that turns the other way: a hole in what is around it."""
    turned = Shape(
        shape.code,
        shape.name,
        shape.label,
        tuple(tuple(r[::-1] for r in polygon) for polygon in shape.polygons),
    )
    return outline_of(frame, turned)


def _paths(sheet: Sheet, outlines: Sequence[Outline], clip: Any, name: str = "", **style: Any) -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.patches import PathPatch

    artist = (
        PathPatch(outlines[0], joinstyle="round", **style)
        if len(outlines) == 1
        else PathCollection(outlines, joinstyle="round", **style)
    )
    sheet.add(artist, name)
    artist.set_clip_box(clip)


def _joined(outlines: Iterable[Outline]) -> Outline:
    from matplotlib.path import Path as Outline

    return Outline.make_compound_path(*outlines)


def _cut(outline: Outline, box: Box) -> Outline:
    """Part of an outline inside a box: an SVG clips to one shape only."""
    from matplotlib.transforms import Bbox

    bounds = Bbox([box[:2], box[2:]])
    extent = outline.get_extents()
    is_inside = bounds.contains(*extent.min) and bounds.contains(*extent.max)
    return outline if is_inside else outline.clip_to_bbox(bounds)


def _clip(sheet: Sheet, frame: Frame) -> Any:
    """Box of a frame's drawing, as matplotlib clips to it."""
    from matplotlib.transforms import Bbox, TransformedBbox

    xmin, ymin, xmax, ymax = frame.inner
    return TransformedBbox(Bbox([[xmin, ymin], [xmax, ymax]]), sheet.axes.transData)


def _unit_id(frame: Frame, update: MapUpdate, code: str) -> str:
    return f"unit-{update.level}-{code}" + ("-agrandi" if frame.enlarges else "")


def _luminance(color: str) -> float:
    """Relative luminance of a colour ``#rrggbb``, 0 to 1 (WCAG)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
