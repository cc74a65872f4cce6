"""A deck as PPTX: native titles, charts, tables and notes; maps as pictures with their text alternative."""

from __future__ import annotations

import io
from typing import Any, Final

from atlas.exports.deck_archive import normalised
from atlas.exports.deck_master import (
    BOTTOM_IN,
    INNER_IN,
    KICKER,
    MARGIN_IN,
    SOURCES,
    TEXT,
    TITLE_BOX,
    TITLE_PT,
    TOP_IN,
    color_of,
    copy_footers,
    new_presentation,
)
from atlas.exports.deck_native import add_chart, add_table, describe
from atlas.exports.deck_tables import fit
from atlas.exports.deck_words import (
    DIM,
    Deck,
    caption,
    line_count,
    notes,
    safe_url,
    sources_line,
    state_line,
    text_width,
)
from atlas.model.numbers import NBSP, THIN
from atlas.story.content import Content, KeyFigure, Table
from atlas.story.words import typeset

MAP_DPI: Final = 200
WIDER: Final = 1.13
"""How much wider the slides' typeface is, at most, than Source Sans 3, in which texts are measured."""
_POINTS: Final = 72
_VISUAL_IN: Final = 7.95
_GAP_IN: Final = 0.35
_TITLE_SIZES: Final = (TITLE_PT, 26, 24, 22, 20)
_KICKER_SIZES: Final = (18, 16, 14, 13, 12, 11)
_TEXT_SIZES: Final = (24, 22, 20, 18, 16, 14, 13, 12, 11)
_TABLE_SIZES: Final = (20, 18, 16, 15, 14, 13, 12, 11)
_ROW_PADDING: Final = 0.55
"""What a cell's margins leave above and below its text together, in sizes of type."""
_READABLE_TABLE: Final = (16, 14, 12, 11)
"""Sizes of a table's type that lines above it give way to, one after the other."""
_LEGEND_PT: Final = 12.0
_FIGURE_PT: Final = 30
_LABEL_PT: Final = 16
_FIGURES_IN: Final = 1.3
"""Height that a row of key figures takes."""
_MAX_PROPERTY: Final = 255
"""Characters that a property of the file may have."""
_REST_IN: Final = 0.3
"""Height kept under a table to say that it goes on."""
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
Box = tuple[float, float, float, float]
"""Left, top, width, height; inches."""


def build(deck: Deck) -> bytes:
    """Return the PPTX of a deck; the same deck gives the same bytes.

    One slide a view; tables that repeat a map or a chart follow at the end, each once.
    """
    presentation = new_presentation()
    for content in deck.contents:
        _view(presentation, deck, content)
    shown: list[Table] = []
    for content in deck.contents:
        table = content.table
        if table and table not in shown and (content.map or content.chart or not _fits(content)):
            shown.append(table)
            slide = _slide(presentation, deck, content, f"Annexe{NBSP}: {content.title}", table.caption)
            _drop(slide, TEXT)
            top = _top(table.caption)
            _table(slide, table, (MARGIN_IN, top, INNER_IN, BOTTOM_IN - top))
    for slide in presentation.slides:
        _set_reading_order(slide)
    _properties(presentation, deck)
    written = io.BytesIO()
    presentation.save(written)
    return normalised(written.getvalue(), deck.day)


def _view(presentation: Any, deck: Deck, content: Content) -> None:
    slide = _slide(presentation, deck, content, content.title, content.finding)
    top = _top(content.finding)
    height = BOTTOM_IN - top
    if content.map or content.chart:
        left = MARGIN_IN + _VISUAL_IN + _GAP_IN
        _beside(slide, content, (left, top, MARGIN_IN + INNER_IN - left, height), columns=2)
        _visual(slide, deck, content, (MARGIN_IN, top, _VISUAL_IN, height))
        return
    used = _beside(slide, content, (MARGIN_IN, top, INNER_IN, _text_room(content)), columns=5)
    if content.table:
        _table(slide, content.table, (MARGIN_IN, top + used, INNER_IN, height - used))


def _top(finding: str) -> float:
    """Where a slide's content starts: higher under a title of one line, inches."""
    return TOP_IN - _spare(finding)


def _spare(title: str) -> float:
    """Height that a title of one line leaves free, inches."""
    is_short = line_count(title, INNER_IN * _POINTS / TITLE_PT / WIDER, bold=True) == 1
    return 0.4 if is_short else 0.0


def _text_room(content: Content) -> float:
    """Height that figures and lines may take, inches: the lines give way to a table that can be read."""
    height = BOTTOM_IN - _top(content.finding)
    if not content.table:
        return height
    figures = _FIGURES_IN if content.figures else 0.0
    rooms = [figures + _lines_height(content.lines, INNER_IN, size) + 0.02 for size in _TEXT_SIZES]
    for least in _READABLE_TABLE:
        for room in rooms:
            if _shows_all(content.table, height - room - 0.1, least):
                return room
    return rooms[-1]


def _shows_all(table: Table, height: float, least: int) -> bool:
    """Whether a slide shows the whole of a table in a height of inches, in no less than a size of type."""
    sizes = [size for size in _TABLE_SIZES if size >= least]
    found = fit(table, INNER_IN * _POINTS, (height - _REST_IN) * _POINTS, sizes, WIDER, _ROW_PADDING)
    return len(found.rows) == len(table.rows)


def _fits(content: Content) -> bool:
    """Whether a slide shows the whole of a table under its lines."""
    room = BOTTOM_IN - _top(content.finding) - _text_room(content) - 0.1
    return content.table is None or _shows_all(content.table, room, _TABLE_SIZES[-1])


def _slide(presentation: Any, deck: Deck, content: Content, kicker: str, title: str) -> Any:
    from pptx.util import Pt

    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = title
    left, top, width, height = TITLE_BOX
    _place(slide.shapes.title, (left, top, width, height - _spare(title)))
    for paragraph in slide.shapes.title.text_frame.paragraphs:
        paragraph.font.size = Pt(_title_size(title))
    holders = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
    holders[KICKER].text = kicker
    holders[KICKER].text_frame.paragraphs[0].font.size = Pt(_one_line_size(kicker, _KICKER_SIZES))
    _write_sources(holders[SOURCES], content)
    footers = {"dt": content.footer.date, "ftr": state_line(content, deck.title)}
    copy_footers(slide, {kind: typeset(said) for kind, said in footers.items()})
    slide.notes_slide.notes_text_frame.text = typeset(notes(content))
    _french(slide._element)
    _french(slide.notes_slide._element)
    return slide


def _title_size(title: str) -> int:
    """Largest size at which a title stays in its box, points."""
    for size in _TITLE_SIZES:
        lines = line_count(title, INNER_IN * _POINTS / size / WIDER, bold=True)
        if lines * size * 1.15 <= TITLE_BOX[3] * _POINTS:
            return size
    return _TITLE_SIZES[-1]


def _one_line_size(text: str, sizes: tuple[int, ...]) -> int:
    """Largest size at which a text stays on one line of the slide, points."""
    width = text_width(text, bold=True) * WIDER / _POINTS
    return next((size for size in sizes if width * size <= INNER_IN), sizes[-1])


def _visual(slide: Any, deck: Deck, content: Content, box: Box) -> None:
    if content.map is not None:
        from atlas.exports.picture import map_picture

        millimetres = (box[2] * 25.4, box[3] * 25.4)
        data = map_picture(
            deck.atlas.catalogue, content.map, size_mm=millimetres, dpi=MAP_DPI, text_pt=_LEGEND_PT
        )
        picture = slide.shapes.add_picture(io.BytesIO(data), *_emu(box))
        describe(picture, "Carte", content.map_alt)
    elif content.chart is not None:
        add_chart(slide, content.chart, _emu(box))
        _french(slide._element)


def _beside(slide: Any, content: Content, box: Box, columns: int) -> float:
    """Write figures and lines in a box; return the height that they take, inches."""
    left, top, width, height = box
    used = _figures(slide, content.figures, box, columns) if content.figures else 0.0
    if not content.lines:
        _drop(slide, TEXT)
        return used
    size, needed = _text_size(content.lines, width, height - used)
    holder = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == TEXT)
    _place(holder, (left, top + used, width, max(height - used, needed)))
    holder.text_frame.text = "\n".join(content.lines)
    from pptx.util import Pt

    for paragraph in holder.text_frame.paragraphs:
        paragraph.font.size = Pt(size)
        paragraph.space_after = Pt(size * 0.5)
    _french(holder._element)
    return used + needed + 0.1


def _text_size(lines: tuple[str, ...], width: float, height: float) -> tuple[int, float]:
    """Largest size at which lines fit a box of inches, and the height that they take, inches."""
    fitting = (size for size in _TEXT_SIZES if _lines_height(lines, width, size) <= height)
    size = next(fitting, _TEXT_SIZES[-1])
    return size, _lines_height(lines, width, size)


def _lines_height(lines: tuple[str, ...], width: float, size: int) -> float:
    room = width * _POINTS / size / WIDER
    return sum(line_count(line, room) * 1.2 + 0.5 for line in lines) * size / _POINTS


def _figures(slide: Any, figures: tuple[KeyFigure, ...], box: Box, columns: int) -> float:
    """Set key figures in rows; return the height that they take, inches."""
    left, top, width, _ = box
    columns = min(columns, len(figures))
    each = width / columns
    size = _figure_size(figures, each - 0.2)
    used = 0.0
    for first in range(0, len(figures), columns):
        row = figures[first : first + columns]
        room = (each - 0.2) * _POINTS / _LABEL_PT / WIDER
        lines = max(line_count(one.label, room) for one in row)
        height = (_FIGURE_PT * 1.2 + lines * _LABEL_PT * 1.2) / _POINTS + 0.2
        for position, one in enumerate(row):
            _figure(slide, one, (left + position * each, top + used, each - 0.2, height), size)
        used += height
    return used + 0.05


def _figure_size(figures: tuple[KeyFigure, ...], width: float) -> int:
    """Size at which no value is broken in a column of a width in inches, points."""
    widest = max(text_width(one.value, bold=True) for one in figures) * WIDER
    return min(_FIGURE_PT, int(width * _POINTS / widest))


def _figure(slide: Any, figure: KeyFigure, box: Box, size: int) -> None:
    from pptx.util import Pt

    frame = slide.shapes.add_textbox(*_emu(box)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    value = frame.paragraphs[0].add_run()
    value.text = figure.value
    value.font.size, value.font.bold = Pt(size), True
    if figure.out_of:
        rest = frame.paragraphs[0].add_run()
        rest.text = f"{NBSP}sur{NBSP}{figure.out_of}"
        rest.font.size = Pt(_LABEL_PT)
    label = frame.add_paragraph().add_run()
    label.text = figure.label
    label.font.size = Pt(_LABEL_PT)
    label.font.color.rgb = color_of(DIM)
    _french(frame._element)


def _table(slide: Any, table: Table, box: Box) -> None:
    left, top, width, height = box
    found = fit(table, width * _POINTS, (height - _REST_IN) * _POINTS, _TABLE_SIZES, WIDER, _ROW_PADDING)
    said = caption(table, len(found.rows))
    x, y, *_ = _emu((left, top, 0, 0))
    add_table(slide, table, found, x, y, said)
    if said != table.caption:
        _small(slide, said, (left, top + sum(found.heights) / _POINTS + 0.06, width, 0.24))
    _french(slide._element)


def _small(slide: Any, text: str, box: Box) -> None:
    from pptx.util import Pt

    frame = slide.shapes.add_textbox(*_emu(box)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    run = frame.paragraphs[0].add_run()
    run.text = text
    run.font.size = Pt(12)
    run.font.color.rgb = color_of(DIM)


def _write_sources(holder: Any, content: Content) -> None:
    """Name the sources, each leading to its address."""
    if not content.sources:
        holder._element.getparent().remove(holder._element)
        return
    paragraph = holder.text_frame.paragraphs[0]
    head, _, _ = sources_line(content.sources).partition(content.sources[0].title)
    paragraph.add_run().text = head
    for position, source in enumerate(content.sources):
        if position:
            paragraph.add_run().text = f"{THIN}; "
        run = paragraph.add_run()
        run.text = typeset(source.title)
        if address := safe_url(source):
            run.hyperlink.address = address


def _drop(slide: Any, index: int) -> None:
    for shape in list(slide.placeholders):
        if shape.placeholder_format.idx == index:
            shape._element.getparent().remove(shape._element)


def _set_reading_order(slide: Any) -> None:
    """Order the shapes as they are to be read aloud: screen readers follow the order of the file."""
    tree = slide.shapes._spTree
    for shape in sorted(slide.shapes, key=_reading_rank):
        tree.append(shape._element)


def _reading_rank(shape: Any) -> int:
    """Place of a shape: what is said, key figures and captions, what is shown, then the foot of the slide."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    if not shape.is_placeholder:
        return 3 if shape.has_text_frame else 4
    holder = shape.placeholder_format
    kinds = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    if holder.type in kinds:
        return 6 + kinds.index(holder.type)
    return {KICKER: 1, TEXT: 2, SOURCES: 5}.get(holder.idx, 0)


def _properties(presentation: Any, deck: Deck) -> None:
    import datetime as dt

    moment = dt.datetime.combine(deck.day, dt.time())
    core = presentation.core_properties
    core.title, core.author, core.last_modified_by = deck.title, "Atlas des campus", "Atlas des campus"
    core.language, core.revision = "fr-FR", 1
    core.created = core.modified = moment
    if deck.contents:
        footer = deck.contents[0].footer
        core.subject, core.version = footer.filters[:_MAX_PROPERTY], footer.version


def _french(element: Any) -> None:
    """Say that every text of an element is in French: spelling and speech follow."""
    from lxml import etree

    for run in element.iter(f"{{{_A}}}r", f"{{{_A}}}fld"):
        properties = run.find(f"{{{_A}}}rPr")
        if properties is None:
            properties = etree.Element(f"{{{_A}}}rPr")
            run.insert(0, properties)
        properties.set("lang", "fr-FR")


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _emu(box)


def _emu(box: Box) -> Any:
    return tuple(round(value * 914400) for value in box)
