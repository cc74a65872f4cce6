"""The deck as PPTX, opened again."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from atlas.data import load
from atlas.exports.deck_master import KICKER, SOURCES, TEXT
from atlas.exports.deck_words import Deck, cell_text, text_width
from atlas.exports.pptx_deck import WIDER, build
from atlas.model.selection import Selection
from atlas.story.build import contents
from atlas.story.content import Chart, Column, Series
from atlas.story.ground import ground_of
from atlas.story.ready import ready
from atlas.story.words import typeset
from tests.data.decks import HOSTILE, hostile_deck, ready_deck
from tests.data.test_export_pdf import BREAKABLE

ROLES = ("title", "kicker", "lines", "figures and captions", "shown", "sources", "date", "footer", "number")
HOLDERS = {0: "title", KICKER: "kicker", TEXT: "lines", SOURCES: "sources"}
KINDS = {
    PP_PLACEHOLDER.DATE: "date",
    PP_PLACEHOLDER.FOOTER: "footer",
    PP_PLACEHOLDER.SLIDE_NUMBER: "number",
}


@pytest.fixture(scope="module")
def data():
    return build(ready_deck())


@pytest.fixture(scope="module")
def slides(data):
    return list(Presentation(io.BytesIO(data)).slides)


def texts(slide):
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def role(shape):
    """What a shape is to a listener, one of ROLES."""
    if not shape.is_placeholder:
        return "figures and captions" if shape.has_text_frame else "shown"
    holder = shape.placeholder_format
    return HOLDERS.get(holder.idx) or KINDS[holder.type]


def described(slide):
    """Shapes that need a text alternative."""
    return [
        s
        for s in slide.shapes
        if s.shape_type is not None and (s.has_chart or s.has_table or hasattr(s, "image"))
    ]


def alt(shape):
    return shape._element.xpath(".//p:cNvPr")[0].get("descr", "")


def test_each_view_has_its_slide_with_a_real_title(slides):
    for content, slide in zip(ready_deck().contents, slides, strict=False):
        assert slide.shapes.title.text_frame.text == content.finding
        assert content.title in texts(slide)
        assert all(line in texts(slide) for line in content.lines)


def test_each_slide_bears_state_number_and_notes(slides):
    footer = ready_deck().contents[0].footer
    for slide in slides:
        said = texts(slide)
        assert typeset(footer.date) in said
        assert footer.filters in said
        assert footer.version in said
        kinds = {shape.placeholder_format.type for shape in slide.placeholders}
        assert PP_PLACEHOLDER.SLIDE_NUMBER in kinds
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_notes_say_every_definition_and_no_sentence_twice(slides):
    for content, slide in zip(ready_deck().contents, slides, strict=False):
        notes, *_ = slide.notes_slide.notes_text_frame.text.partition("\nSources\n")
        said = [one.strip(" .") for one in notes.replace("\n", " ").split(". ")]
        assert len(set(said)) == len(said)
        for text in (content.note, *(one.definition for one in content.figures)):
            for sentence in typeset(text).replace("\n", " ").strip(".").split(". "):
                assert sentence in notes


def test_shapes_are_in_the_order_in_which_they_are_read(slides):
    for slide in slides:
        order = [role(shape) for shape in slide.shapes]
        assert order == sorted(order, key=ROLES.index)
        assert order[:2] == ["title", "kicker"]
        assert order[-3:] == ["date", "footer", "number"]


def test_the_first_column_of_a_table_names_its_rows(slides):
    grids = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert grids
    assert all(grid.first_row and grid.first_col for grid in grids)


def test_a_first_column_of_numbers_names_no_row():
    deck = ready_deck()
    text = next(one for one in deck.contents if one.table and not (one.map or one.chart))
    table = replace(text.table, columns=(Column("Rang", "int"),), rows=((1,), (2,)), total_rows=2)
    (slide,) = Presentation(
        io.BytesIO(build(Deck("Séance", (replace(text, table=table),), deck.atlas)))
    ).slides
    (grid,) = (shape.table for shape in slide.shapes if shape.has_table)
    assert not grid.first_col


def test_no_line_parts_a_day_from_its_month_or_a_sign_from_its_word(slides):
    for slide in slides:
        shapes = list(slide.shapes)
        cells = [c.text for one in shapes if one.has_table for row in one.table.rows for c in row.cells]
        names = [name for one in shapes if one.has_chart for name in one.chart.plots[0].categories]
        notes = slide.notes_slide.notes_text_frame.text
        for said in (texts(slide), notes, *cells, *names):
            assert not BREAKABLE.findall(said)


def test_charts_hold_the_numbers_of_the_views(slides):
    for content, slide in zip(ready_deck().contents, slides, strict=False):
        if content.chart is None:
            continue
        chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
        assert list(chart.plots[0].categories) == [typeset(name) for name in content.chart.categories]
        assert [series.name for series in chart.series] == [one.name for one in content.chart.series]
        assert [series.values for series in chart.series] == [one.values for one in content.chart.series]


def test_every_table_is_there_and_says_the_same(slides):
    grids = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    found = [[[cell.text for cell in row.cells] for row in grid.rows] for grid in grids]
    for content in ready_deck().contents:
        if content.table:
            columns = content.table.columns
            rows = [
                [typeset(cell_text(v, c.format)) for v, c in zip(row, columns, strict=True)]
                for row in content.table.rows
            ]
            assert [[typeset(column.label) for column in columns], *rows] in found


def test_every_picture_chart_and_table_is_described(slides):
    shapes = [shape for slide in slides for shape in described(slide)]
    maps = [content.map_alt for content in ready_deck().contents if content.map]
    assert len(shapes) >= len(maps)
    assert all(alt(shape) for shape in shapes)
    assert set(maps) <= {alt(shape) for shape in shapes}


def test_nothing_leaves_the_slide(data):
    deck = Presentation(io.BytesIO(data))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_same_deck_is_the_same_bytes(data):
    assert build(ready_deck()) == data


def test_texts_are_never_markup():
    slides = Presentation(io.BytesIO(build(hostile_deck()))).slides
    assert slides[0].shapes.title.text_frame.text == HOSTILE
    links = [rel.target_ref for slide in slides for rel in slide.part.rels.values() if rel.is_external]
    assert links == []


def test_it_is_well_formed_and_libreoffice_draws_every_slide(data, slides, tmp_path):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
    office = shutil.which("soffice")
    if office is None:
        return
    (tmp_path / "deck.pptx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "deck.pptx")], check=True, capture_output=True, timeout=180)
    from pypdf import PdfReader

    pages = PdfReader(tmp_path / "deck.pdf").pages
    assert len(pages) == len(slides)
    assert all(page.extract_text().strip() for page in pages)


def test_long_filters_and_a_finding_of_two_lines_refuse_no_file():
    deck = ready_deck()
    first = deck.contents[0]
    odd = replace(first, finding="Deux\nlignes", footer=replace(first.footer, filters="Département " * 90))
    (slide,) = Presentation(io.BytesIO(build(Deck("Séance", (odd,), deck.atlas)))).slides
    assert slide.shapes.title.text_frame.text == "Deux\nlignes"


def test_nothing_stands_on_something_else(slides):
    for slide in slides:
        boxes = [
            (one.left, one.top, one.left + one.width, one.top + one.height, one.name)
            for one in slide.shapes
            if not one.has_text_frame or one.text_frame.text.strip()
        ]
        for position, (left, top, right, bottom, name) in enumerate(boxes):
            for x, y, end, foot, other in boxes[position + 1 :]:
                assert right <= x or end <= left or bottom <= y or foot <= top, (name, other)


def test_the_words_of_a_chosen_territory_stay_above_the_footer():
    ground = ground_of(load())
    board = ready(ground, Selection(regions=("76",)))
    deck = Deck(board.name, contents(ground, board), ground.atlas)
    presentation = Presentation(io.BytesIO(build(deck)))
    for slide in presentation.slides:
        texts_ = [one for one in slide.shapes if one.has_text_frame and one.text_frame.text.strip()]
        for first in texts_:
            assert not any(
                first.top < other.top < first.top + first.height
                and first.left < other.left + other.width
                and other.left < first.left + first.width
                for other in texts_
            ), first.text_frame.text


def test_a_table_that_two_views_share_is_shown_once(slides):
    grids = [
        tuple(tuple(cell.text for cell in row.cells) for row in shape.table.rows)
        for slide in slides
        for shape in slide.shapes
        if shape.has_table
    ]
    assert len(grids) == len(set(grids))


def test_a_question_stays_on_its_line():
    deck = ready_deck()
    long = replace(deck.contents[1], title="Scénario « " + "Douze labels non renouvelés " * 3 + "»")
    slide = Presentation(io.BytesIO(build(Deck(deck.title, (long,), deck.atlas)))).slides[0]
    (kicker,) = [one for one in slide.placeholders if one.placeholder_format.idx == KICKER]
    size = kicker.text_frame.paragraphs[0].font.size
    assert text_width(long.title, bold=True) * WIDER * size <= kicker.width


def test_one_bar_is_no_slab():
    chart = Chart("bars", ("Une",), (Series("A", "#1f4e8c", (1.0,)),), "régions", "int", "Une 1")
    deck = ready_deck()
    only = replace(deck.contents[0], chart=chart)
    slide = Presentation(io.BytesIO(build(Deck(deck.title, (only,), deck.atlas)))).slides[0]
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    thickness = 1 / (1 + frame.chart.plots[0].gap_width / 100)
    assert thickness < 0.2
