"""The sheet of a territory, read again: its words, its figures, what a screen reader is told."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from atlas.commands.sheets import LEVELS as COMMAND_LEVELS
from atlas.coverage import Basis, Level, Reach
from atlas.data import load
from atlas.exports.sheet import Sheet, build, content, sheet_of
from atlas.exports.sheet_words import map_alt
from atlas.model.numbers import french_percent
from atlas.model.selection import Selection
from atlas.story.ground import ground_of
from atlas.story.portrait_words import portrait_sentence
from atlas.story.territory import LEVELS, find
from atlas.story.words import people
from tests.data.decks import HOSTILE
from tests.data.test_coverage_commands import atlas
from tests.data.test_export_pdf import BREAKABLE, children, elements, squeezed, tags

EVERYTHING = Selection()
UNITS = (
    "departement-31",
    "departement-48",
    "departement-974",
    "region-11",
    "region-987",
    "academie-versailles",
    "epci-243100518",
)


@cache
def sheet(key: str, reference: str = "auto", selection: Selection = EVERYTHING) -> Sheet:
    ground = ground_of(load())
    unit = find(ground.engine, key)
    assert unit is not None
    return sheet_of(ground, selection, unit, reference, Reach(30.0, Basis.SEAT))


@cache
def written(key: str) -> bytes:
    return build(sheet(key))


def read(data: bytes) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(data))
    return reader, [squeezed(page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize("key", UNITS)
def test_two_tagged_pages_in_french_with_title_and_described_map(key):
    reader, pages = read(written(key))
    assert len(pages) == 2
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("fr")
    assert root["/MarkInfo"]["/Marked"]
    name = sheet(key).found.territory.unit.name
    assert name in reader.metadata.title
    found = tags(reader)
    figures = [alt for kind, alt in found if kind == "/Figure"]
    assert [squeezed(alt) for alt in figures] == [squeezed(map_alt(sheet(key).found))]
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1
    assert "/Table" in kinds
    assert "/TH" in kinds


@pytest.mark.parametrize("key", UNITS)
def test_statements_are_paragraphs_and_captions_belong_to_their_tables(key):
    reader, _ = read(written(key))
    found = elements(reader)
    assert "/Span" not in {node["/S"] for node in found}
    _key_figures, *tables = [node for node in found if node["/S"] == "/Table"]  # these a heading names
    assert tables
    assert all(children(table)[0] == "/Caption" for table in tables)


@pytest.mark.parametrize("key", UNITS)
def test_no_line_parts_a_day_from_its_month_or_a_sign_from_its_word(key):
    assert not BREAKABLE.findall(json.dumps(content(sheet(key)), ensure_ascii=False))


@pytest.mark.parametrize("key", UNITS)
def test_the_pages_say_what_is_measured(key):
    found = sheet(key).found
    _, (first, second) = read(written(key))
    assert squeezed(portrait_sentence(found)) in first
    for side in (found.territory, found.reference):
        assert squeezed(side.unit.name) in first
        if side.share is not None and side.covered is not None and side.population is not None:
            assert squeezed(french_percent(side.share)) in first
            assert squeezed(f"{people(side.covered)} sur {people(side.population)}") in first
    if found.territory.share is None:
        assert "nonconnue" in first
    assert all(squeezed(state.filiere.short_name) in second for state in found.filieres)
    if len(found.campuses):
        assert squeezed(found.campuses["name"].iloc[0]) in second
    else:
        assert squeezed("Aucun campus dans le territoire ni à portée") in second


@pytest.mark.parametrize("key", UNITS)
def test_each_page_bears_date_filters_version_and_sources(key):
    _, pages = read(written(key))
    version = sheet(key).ground.catalogue.version
    for page in pages:
        assert version in page
        for part in ("État le plus récent connu, au", "Tous les campus du catalogue", "Sources."):
            assert squeezed(part) in page


def test_a_bounded_table_says_how_much_it_shows():
    found = sheet("region-11").found
    _, (_, second) = read(written("region-11"))
    shown = sum(squeezed(name) in second.partition("Écarts")[0] for name in found.campuses["name"])
    said = re.search(r"\((\d+)premièreslignessur(\d+)\)", second)
    assert said is None or int(said[2]) == len(found.campuses) > int(said[1])
    assert said is not None or shown == len(found.campuses)


@pytest.mark.parametrize("key", UNITS)
def test_the_tables_are_set_in_type_that_can_be_read(key):
    reader, _ = read(written(key))
    sizes: list[float] = []

    def visit(text, _matrix, text_matrix, _font, size):
        if text.strip():
            sizes.append(size * abs(text_matrix[3]))

    reader.pages[1].extract_text(visitor_text=visit)
    assert min(sizes) >= 8 - 0.01


def test_the_same_sheet_is_the_same_bytes():
    assert build(sheet("departement-48")) == written("departement-48")


def test_filters_and_reference_are_obeyed():
    chosen = sheet("departement-31", "france", Selection(filieres=("numerique",)))
    assert chosen.found.reference.unit.key == "france"
    _, pages = read(build(chosen))
    assert len(pages) == 2
    assert "Numérique" in pages[0]
    assert "Alimentaire" not in pages[1]


def test_texts_are_never_markup():
    plain = sheet("departement-31")
    rows = plain.found.campuses.assign(name=HOSTILE)
    steps = tuple(replace(step, arrived=(HOSTILE,)) for step in plain.steps)
    unit = replace(plain.found.territory.unit, name=HOSTILE)
    side = replace(plain.found.territory, unit=unit)
    odd = replace(plain, found=replace(plain.found, campuses=rows, territory=side), steps=steps)
    reader, (first, second) = read(build(odd))
    assert len(reader.pages) == 2
    assert squeezed(HOSTILE) in first
    assert second.count(squeezed(HOSTILE)) >= 3
    assert not any("/Annots" in page for page in reader.pages)


def test_the_command_knows_the_levels_of_territories():
    assert tuple(level.value for level in LEVELS) == COMMAND_LEVELS


def test_the_command_writes_one_sheet(tmp_path: Path):
    done = atlas("sheets", "-o", str(tmp_path / "x.pdf"), "--unit", "departement-48")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x.pdf").read_bytes() == written("departement-48")
    assert [one.name for one in tmp_path.iterdir()] == ["x.pdf"]


@pytest.mark.parametrize("level", ["region", "academie", "departement"])
def test_the_command_writes_every_unit_of_a_level_on_two_pages(tmp_path: Path, level: str):
    folder = tmp_path / "fiches"
    done = atlas("sheets", "-o", str(folder), "--level", level)
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted(folder.iterdir())
    assert len(files) == len(ground_of(load()).engine.units[Level(level)].codes)
    assert all(len(PdfReader(file).pages) == 2 for file in files)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--unit", "departement-999"), 2),
        (("--unit", "france"), 2),
        (("--unit", "departement-31", "--reference", "lune"), 2),
        (("--unit", "departement-31", "--level", "region"), 2),
        (("--level", "commune"), 2),
        ((), 2),
        (("--unit", "departement-31", "--filiere", "magie"), 2),
    ],
)
def test_a_wrong_option_is_one_french_line(tmp_path: Path, words: tuple[str, ...], status: int):
    done = atlas("sheets", "-o", str(tmp_path / "x.pdf"), *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_missing_is_one_french_line(tmp_path: Path):
    done = atlas("sheets", "-o", str(tmp_path / "absent" / "x.pdf"), "--unit", "departement-48")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
