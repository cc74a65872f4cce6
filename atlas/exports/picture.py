"""The map as a picture: Lambert-93 for the mainland, each overseas territory in its own projection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from atlas.maps.static_geometry import ATTRIBUTION
from atlas.maps.update import MapUpdate
from atlas.model.numbers import NBSP

if TYPE_CHECKING:
    from atlas.data.catalogue import Catalogue
    from atlas.exports.picture_frames import Box
    from atlas.exports.picture_marks import Campus
    from atlas.exports.picture_sheet import Sheet
    from atlas.exports.registry import Progress, Request

A4_LANDSCAPE_MM: Final = (297.0, 210.0)
PRINT_DPI: Final = 300
SCREEN_DPI: Final = 200

_MARGIN_MM: Final = 12.0
_LEGEND_PARTS: Final = 0.4
_MARK_PARTS: Final = 0.0245
"""Diameter of a mark in parts of the map's height."""
_MARK_BOUNDS_MM: Final = (1.9, 4.2)


@dataclass(frozen=True, slots=True)
class Words:
    """What is printed around a map.

    Attributes
    ----------
    title, finding : str
        What is shown, and the sentence that answers the view's question.
    caption : sequence of str
        Filters, date, version, sources and address: one paragraph each.
    """

    title: str = ""
    finding: str = ""
    caption: Sequence[str] = ()


def map_picture(
    catalogue: Catalogue,
    update: MapUpdate,
    *,
    size_mm: tuple[float, float],
    dpi: int = SCREEN_DPI,
    kind: Literal["png", "svg"] = "png",
    words: Words | None = None,
    legend: bool = True,
    text_pt: float = 8.5,
) -> bytes:
    """Draw a map.

    Parameters
    ----------
    catalogue : Catalogue
        Where the shown campuses are.
    update : MapUpdate
        What is shown; any level of ``static/geo``.
    size_mm : tuple of float
        Width and height of the picture, millimetres.
    dpi : int
        Dots an inch of a PNG.
    kind : str
        ``png`` or ``svg``; in an SVG texts stay texts.
    words : Words, optional
        What is printed around the map; without it the map and its legend fill the picture.
    legend : bool
        Whether the legend stands at the right of the map.
    text_pt : float
        Size of the legend's text, points; smaller where the legend would be cut.

    Returns
    -------
    bytes
        The same for the same arguments, whenever and wherever it is drawn with the same libraries.
    """
    sheet = draw_sheet(catalogue, update, size_mm, words, legend=legend, text_pt=text_pt)
    metadata = _metadata(words)
    return sheet.svg(metadata) if kind == "svg" else sheet.png(dpi, metadata)


def _metadata(words: Words | None) -> dict[str, str]:
    from atlas.exports.picture_sheet import drawable

    return {"Title": drawable(words.title)} if words and words.title else {}


def draw_sheet(
    catalogue: Catalogue,
    update: MapUpdate,
    size_mm: tuple[float, float],
    words: Words | None,
    *,
    legend: bool,
    text_pt: float,
) -> Sheet:
    """Draw the map, its legend and the words around it on a new sheet."""
    from atlas.exports.picture_legend import Legend, draw_legend, legend_size, legend_width
    from atlas.exports.picture_marks import campuses_of
    from atlas.exports.picture_sheet import Sheet

    sheet = Sheet(*size_mm)
    area = _surround(sheet, words, text_pt) if words else (0.5, 0.5, sheet.width - 0.5, sheet.height - 0.5)
    xmin, ymin, xmax, ymax = area
    shown = campuses_of(catalogue, update.shown, update.day)
    column = 0.0
    if legend:
        widest = _LEGEND_PARTS * (xmax - xmin)
        text_pt = legend_size(update, shown, (widest, ymax - ymin), text_pt)
        column = min(legend_width(update, text_pt), widest)
    map_area = (xmin, ymin, xmax - column - (5 if legend else 0), ymax)
    drawn, outside = _draw_map(sheet, shown, update, map_area, text_pt)
    if legend:
        draw_legend(Legend(sheet, xmax - column, ymax, column, text_pt), update, drawn, outside)
    return sheet


def _draw_map(
    sheet: Sheet, shown: list[Campus], update: MapUpdate, area: Box, text_pt: float
) -> tuple[list[Campus], int]:
    """Draw all the frames; return the campuses drawn and how many shown ones the frames leave out."""
    from atlas.exports.picture_frames import frames
    from atlas.exports.picture_marks import draw_marks, draw_sites, place_marks
    from atlas.exports.picture_sheet import DIM, MM_PER_POINT, text_width
    from atlas.exports.picture_units import draw_frame, draw_names, draw_scale, draw_units

    label_pt = max(text_pt * 0.78, 5.5)
    strip = label_pt * 1.5 * MM_PER_POINT
    found = frames(update, (area[0], area[1] + strip, area[2], area[3]), label_pt * 1.3 * MM_PER_POINT)
    least, most = _MARK_BOUNDS_MM
    size = min(max((area[3] - area[1]) * _MARK_PARTS, least), most)
    marks = place_marks(shown, found, size)
    for frame in found:
        draw_units(sheet, frame, update)
    main = found[0]
    in_main = [mark.place for mark in marks if mark.frame is main]
    draw_names(sheet, main, update, in_main, size * 0.66, label_pt)
    for frame in found[1:]:
        draw_frame(sheet, frame, label_pt)
    draw_marks(sheet, marks, size, update.selected)
    draw_sites(sheet, update.sites, found, size)
    draw_scale(sheet, main, area[2], area[1], label_pt)
    room = (area[2] - area[0]) * 0.8
    credit = next(
        size / 4 for size in range(24, 7, -1) if text_width(ATTRIBUTION, size / 4) < room or size == 8
    )
    sheet.text(area[0], area[1], ATTRIBUTION, credit, color=DIM)
    drawn = {mark.campus.id for mark in marks}
    return [campus for campus in shown if campus.id in drawn], len(shown) - len(drawn)


def _surround(sheet: Sheet, words: Words, text_pt: float) -> Box:
    """Write title and caption; return what they leave, in millimetres."""
    from atlas.exports.picture_sheet import DIM, LINE, MM_PER_POINT, wrapped

    left, right, top = _MARGIN_MM, sheet.width - _MARGIN_MM, sheet.height - _MARGIN_MM
    width = right - left
    title, finding, small = text_pt * 2.0, text_pt * 1.3, text_pt * 0.82
    top = sheet.lines(left, top, wrapped(words.title, title, width, bold=True, most=2), title, bold=True)
    top = sheet.lines(left, top - 0.6, wrapped(words.finding, finding, width, most=2), finding) - 3.0
    lines = [line for part in words.caption for line in wrapped(part, small, width, most=3)]
    bottom = _MARGIN_MM * 0.75 + len(lines) * small * 1.28 * MM_PER_POINT
    if lines:
        sheet.lines(left, bottom, lines, small, color=DIM)
        sheet.line([(left, bottom + 1.4), (right, bottom + 1.4)], color=LINE, linewidth=0.6)
    return left, bottom + 3.4, right, top


def write_png(request: Request, progress: Progress) -> bytes:
    """Write the view of a request as a picture to print: A4, 300 dots an inch, about two seconds."""
    return _printed(request, progress, "png")


def write_svg(request: Request, progress: Progress) -> bytes:
    """Write the view of a request as a drawing to retouch, with the typeface inside; texts stay texts."""
    return _printed(request, progress, "svg")


def _printed(request: Request, progress: Progress, kind: Literal["png", "svg"]) -> bytes:
    from atlas.exports.picture_view import facts, view_of

    progress("mesure de la vue")
    view = view_of(request)
    caption = [f"{name}{NBSP}: {said}" for name, said in facts(request).items()]
    words = Words(view.title, view.finding, [f"{caption[0]}. {caption[1]}. {caption[2]}.", *caption[3:]])
    progress("dessin de la carte")
    sheet = draw_sheet(request.catalogue, view.update, A4_LANDSCAPE_MM, words, legend=True, text_pt=8.5)
    metadata = _metadata(words)
    return sheet.svg(metadata, with_font=True) if kind == "svg" else sheet.png(PRINT_DPI, metadata)
