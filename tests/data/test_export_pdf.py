"""The deck as PDF, read again: its words, and what a screen reader is told."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import typst
from pypdf import PdfReader

from atlas.exports.deck_words import Deck, cell_text
from atlas.exports.pdf_deck import build
from atlas.model.dates import MONTHS
from atlas.story.words import typeset
from tests.data.decks import COLUMNS, hostile_deck, ready_deck

BREAKABLE = re.compile(rf"(?:\d|1er) (?:{'|'.join(MONTHS)})| [:;?!»]|« ")
"""Spaces at which French breaks no line."""


@pytest.fixture(scope="module")
def data():
    return build(ready_deck())


@pytest.fixture(scope="module")
def reader(data):
    return PdfReader(io.BytesIO(data))


@pytest.fixture(scope="module")
def pages(reader):
    return [squeezed(page.extract_text()) for page in reader.pages]


def squeezed(text):
    """Text without its spaces: where lines break is the typesetter's business."""
    return "".join(text.split()).replace("\u00ad", "")


def elements(reader):
    """Structure elements, depth first."""
    todo, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while todo:
        node = todo.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            todo.extend(reversed(node))
        elif isinstance(node, dict) and node.get("/Type") != "/MCR":
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                todo.append(node["/K"])
    return found


def tags(reader):
    """Structure elements, depth first: kind and alternative text."""
    return [(node["/S"], str(node.get("/Alt", ""))) for node in elements(reader)]


def children(node):
    """Kinds of the structure elements right under one."""
    kids = node.get("/K", [])
    inner = [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
    return [kid["/S"] for kid in inner if isinstance(kid, dict) and "/S" in kid]


def test_it_is_tagged_in_french_with_a_title(reader):
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("fr")
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == ready_deck().title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (
        b'pdfuaid:part="1"' in root["/Metadata"].get_data()
        or b"<pdfuaid:part>1" in root["/Metadata"].get_data()
    )


def test_views_are_headings_and_bookmarks(reader):
    names = [squeezed(one.title) for one in reader.outline if not isinstance(one, list)]
    assert names == [squeezed(content.title) for content in ready_deck().contents]


def test_maps_and_charts_are_described(reader):
    alts = {squeezed(alt) for kind, alt in tags(reader) if kind == "/Figure"}
    for content in ready_deck().contents:
        said = content.map_alt if content.map else content.chart.alt if content.chart else ""
        assert not said or squeezed(said) in alts


def test_tables_are_tables(reader):
    kinds = [kind for kind, _ in tags(reader)]
    tables = {content.table for content in ready_deck().contents if content.table}
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") == sum(len(table.columns) for table in tables)


def test_each_table_holds_its_caption(reader):
    tables = [node for node in elements(reader) if node["/S"] == "/Table"]
    assert tables
    assert all(children(table)[0] == "/Caption" for table in tables)


def test_each_statement_is_a_paragraph_or_an_item_of_a_list(reader):
    found = elements(reader)
    kinds = [node["/S"] for node in found]
    contents = ready_deck().contents
    assert "/Span" not in kinds
    assert kinds.count("/LI") == sum(len(one.lines) for one in contents if len(one.lines) > 1)
    cells = [node for node in found if node["/S"] == "/Div" and children(node) == ["/P"]]
    assert len(cells) == sum(len(one.figures) for one in contents)


@pytest.mark.parametrize("lines", [(), ("Seule.",)])
def test_fewer_than_two_statements_make_no_list(lines):
    deck = ready_deck()
    view = replace(deck.contents[0], figures=(), lines=lines, note="", sources=())
    kinds = [kind for kind, _ in tags(PdfReader(io.BytesIO(build(Deck("Séance", (view,), deck.atlas)))))]
    assert kinds == ["/Document", "/H1", "/P", *("/P" for _ in lines)]


def test_no_line_parts_a_day_from_its_month_or_a_sign_from_its_word(monkeypatch):
    """Looked for in what is typeset: the page itself shows the same glyph for every space."""
    deck, given = ready_deck(), {}
    views = tuple(replace(one, map=None, chart=None) for one in deck.contents)
    monkeypatch.setattr(typst, "compile", lambda *_, sys_inputs, **_options: given.update(sys_inputs) or b"")
    build(Deck("Séance du 6 février 2020 : labels", views, deck.atlas))
    assert "6\N{NO-BREAK SPACE}février" in given["deck"]
    assert not BREAKABLE.findall(given["deck"])


def test_the_words_and_figures_of_every_view_are_there(pages):
    whole = "".join(pages)
    for content in ready_deck().contents:
        assert squeezed(content.finding) in whole
        assert all(squeezed(line) in whole for line in content.lines)
        if content.table:
            for row in content.table.rows:
                for value, column in zip(row, content.table.columns, strict=True):
                    assert squeezed(cell_text(value, column.format)) in whole


def test_every_page_bears_title_date_filters_and_version(pages):
    deck = ready_deck()
    footer = deck.contents[0].footer
    for page in pages:
        for part in (deck.title, footer.date, footer.filters, footer.version):
            assert squeezed(part) in page


def test_no_page_overflows(reader):
    deck = ready_deck()
    twins = {one.table for one in deck.contents if one.table and (one.map or one.chart)}
    assert len(reader.pages) == len(deck.contents) + len(twins)


def test_a_table_that_two_views_share_is_shown_once_and_named_in_the_other(pages):
    first, second = (
        next(content for content in ready_deck().contents if content.title == title)
        for title in ("Les labels, appel après appel", "Ce que l’atlas connaît, face aux totaux officiels")
    )
    assert first.table == second.table
    (named,) = (page for page in pages if squeezed(second.finding) in page)
    assert squeezed(f"Tableau : à la suite de la vue « {first.title} ».") in named


def test_the_same_deck_is_the_same_bytes(data):
    assert build(ready_deck()) == data


def test_texts_are_never_markup():
    deck = hostile_deck()
    reader = PdfReader(io.BytesIO(build(deck)))
    assert reader.metadata.title == typeset(deck.title)
    whole = squeezed("".join(page.extract_text() for page in reader.pages))
    assert squeezed(deck.contents[0].finding) in whole
    assert ("/Figure", COLUMNS.alt) in tags(reader)
    assert not any("/Annots" in page for page in reader.pages)


def test_what_the_typeface_lacks_is_marked_and_refuses_no_page():
    deck = ready_deck()
    odd = replace(deck.contents[0], title="Cap 🎯 電", finding="Deux\nlignes", lines=("ʻŌ 🎯",))
    (page, *_) = PdfReader(io.BytesIO(build(Deck("Séance 🎯", (odd,), deck.atlas)))).pages
    assert "Cap??" in squeezed(page.extract_text())
