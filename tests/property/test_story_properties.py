"""What holds of the sentences and figures of a storyboard whatever is selected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.coverage import Basis, Level, Reach, by_filiere, coverage, expiries, gaps, timeline
from atlas.data import load
from atlas.data.territories import load_territories
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import french_int, french_percent
from atlas.model.selection import FIELDS, Selection
from atlas.planning import Change, Scenario
from atlas.planning import Kind as ScenarioKind
from atlas.story.address import MAX_ADDRESS, from_address, to_address
from atlas.story.build import build, contents
from atlas.story.content import Content
from atlas.story.ground import ground_of
from atlas.story.ready import ready
from atlas.story.storyboard import LEVELS_OF, RADII_KM, Kind, Storyboard, View
from atlas.story.text import dump, parse
from atlas.story.words import campuses, counted, inhabitants, listed, typeset

GROUND = ground_of(load())
CHOICES = GROUND.choices

WRONG = re.compile(
    r"""
    \bnan\b | \bNone\b | <NA> | \binf\b
    | (?<![\d\u202f,])(0|1)\u00a0campus\s\w+s\b(?<!sans)(?<!dans)(?<!plus)(?<!moins)   # « 1 campus connus »
    | (?<![\d\u202f,])1\u00a0(?!campus)\w+s\b(?<!fois)              # « 1 régions »
    | (?<!:\s)(?<![\d\u202f,])0\u00a0(?!km|%|point)\w                        # a zero that should be « aucun »
    | (?<![\d\u202f,])1\u00a0campus\s(sont|ont|vivent)
    | \b[Aa]ucune?\s[\w’]+\s(sont|ont|vivent|existaient)
    | \(\s*\) | \s,  | ,\s*\. | :\s*\. | \.\.(?!\.) | «\s*» | [ ][:;?!»]  | «[ ] | \s\s
    """,
    re.VERBOSE,
)


_NEW = [
    Change(ScenarioKind.ADD, filiere="numerique", commune=code, category="CMQ") for code in ("31555", "2A004")
]
SCENARIOS = [
    Scenario("Deux campus", None, tuple(_NEW)),
    Scenario("Une fermeture", None, (Change(ScenarioKind.CLOSE, campus=str(GROUND.atlas.ids[0])),)),
    Scenario("Rien", None, ()),
]


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Any filter and date, from everything to nothing."""
    chosen = {
        field.name: tuple(draw(st.lists(st.sampled_from(list(CHOICES[field.name])), unique=True, max_size=2)))
        for field in FIELDS
        if draw(st.integers(0, 3)) == 0
    }
    date = draw(st.none() | st.dates(dt.date(2012, 1, 1), dt.date(2027, 1, 1)))
    text = draw(st.sampled_from(["", "", "", "lycée", "introuvable zzz"]))
    return Selection(**chosen, date=date, text=text)  # type: ignore[arg-type]


@st.composite
def views(draw: st.DrawFn) -> View:
    """Any view with any settings of its kind."""
    kind = draw(st.sampled_from(Kind))
    params = {name: tuple(values) for name, values in draw(selections()).to_params().items()}
    found: dict[str, str] = {}
    if kind in LEVELS_OF:
        found["niveau"] = draw(st.sampled_from(LEVELS_OF[kind])).value
    if kind in LEVELS_OF and kind is not Kind.MAP:
        found["rayon"] = draw(st.sampled_from(RADII_KM))
        found["base"] = draw(st.sampled_from(Basis)).value
    if kind is Kind.CHANGES and draw(st.booleans()):
        found["depuis"] = draw(st.dates(dt.date(2013, 1, 1), dt.date(2026, 1, 1))).isoformat()
    if kind is Kind.TERRITORY:
        units = load_territories().units
        rows = units[units["level"].isin(["region", "academie", "departement", "epci"])]
        row = rows.iloc[draw(st.integers(0, len(rows) - 1))]
        found["code"] = draw(
            st.sampled_from([f"{row['level']}-{row['code']}", "region-987", "academie-polynesie-francaise"])
        )
    if kind is Kind.SCENARIO:
        found["scenario"] = draw(st.sampled_from(SCENARIOS)).to_address()
    if kind is Kind.CAMPUS:
        found["campus"] = draw(st.sampled_from(GROUND.atlas.ids.tolist()))
    return View(kind, params, found)


def said(content: Content) -> Iterator[str]:
    """Every text that the data wrote."""
    yield from (content.title, content.finding, *content.lines)
    for figure in content.figures:
        yield from (figure.value, figure.label, figure.definition)
    if content.map:
        yield content.map_alt
    if content.chart:
        yield from (content.chart.axis, content.chart.alt, *content.chart.categories)
    if content.table:
        yield from (content.table.caption, *(column.label for column in content.table.columns))
    yield from (content.footer.date, content.footer.filters, content.footer.version)


def sentences(content: Content) -> Iterator[str]:
    yield content.finding
    yield from content.lines
    if content.note:
        yield content.note
    if content.map:
        yield content.map_alt
    if content.chart:
        yield content.chart.alt


slow = settings(max_examples=60)
quick = settings(max_examples=25)


@slow
@given(views())
def test_what_a_view_says_is_written_as_it_should_be(view: View) -> None:
    content = build(GROUND, view)
    for text in said(content):
        # The name of a campus is data: whatever it holds, it is not ours to mend.
        ours = text
        for name in GROUND.catalogue.campuses["name"]:
            ours = ours.replace(typeset(name), "X")
        assert ours.strip(), "an empty text"
        assert WRONG.search(ours) is None, ours
    for sentence in sentences(content):
        assert sentence.endswith((".", "?")), sentence
        assert sentence[0] == sentence[0].upper(), sentence


@slow
@given(views())
def test_a_view_fits_a_slide(view: View) -> None:
    content = build(GROUND, view)
    assert len(content.lines) <= 6
    assert len(content.figures) <= 5
    assert bool(content.map) == bool(content.map_alt)
    if content.table:
        assert 0 < len(content.table.rows) <= 12
        assert len(content.table.rows) <= content.table.total_rows
        for row in content.table.rows:
            assert len(row) == len(content.table.columns)
            for cell, column in zip(row, content.table.columns, strict=True):
                assert cell is None or isinstance(cell, str) == (column.format == "text")
                assert not (isinstance(cell, float) and np.isnan(cell))
    if content.chart:
        for series in content.chart.series:
            assert len(series.values) == len(content.chart.categories)
            assert not any(value is not None and (np.isnan(value) or value < 0) for value in series.values)


@slow
@given(views())
def test_the_same_view_says_the_same(view: View) -> None:
    assert build(GROUND, view) == build(GROUND, view)


@quick
@given(selections(), st.sampled_from(RADII_KM), st.sampled_from(Basis))
def test_figures_are_those_of_the_engine(selection: Selection, radius: str, basis: Basis) -> None:
    params = {name: tuple(values) for name, values in selection.to_params().items()}
    asked = {"niveau": "departement", "rayon": radius, "base": basis.value}
    reach = Reach(float(radius), basis)
    found = coverage(GROUND.engine, selection, Level.DEPARTEMENT, reach)
    content = build(GROUND, View(Kind.COVERAGE, params, asked))
    share = found.covered.value
    assert content.figures[0].value == ("—" if share is None else french_percent(share))
    assert content.table is not None
    by_name = found.rows.set_index("name")
    for name, count, people, near, _ in content.table.rows:
        row = by_name.loc[name]
        covered = row["covered_population"]
        expected = (row["campuses"], row["population"], None if pd.isna(covered) else covered)
        assert (count, people, near) == expected
    ranked = gaps(GROUND.engine, selection, Level.DEPARTEMENT, reach)
    missing = build(GROUND, View(Kind.GAPS, params, asked))
    shown = missing.chart.series[0].values if missing.chart else ()
    assert list(shown) == [float(n) for n in ranked.rows["out_population"].head(10) if n]


@quick
@given(selections())
def test_counts_are_those_of_the_tables(selection: Selection) -> None:
    params = {name: tuple(values) for name, values in selection.to_params().items()}
    mask = GROUND.atlas.mask(selection)
    definition = build(GROUND, View(Kind.CAMPUS_DEFINITION, params))
    assert definition.figures[0].value == french_int(int(mask.sum()))
    labels = build(GROUND, View(Kind.LABELS, params))
    assert labels.table is not None
    rows = timeline(GROUND.engine, selection).rows
    assert labels.table.rows[-1][2] == rows.iloc[-1]["dated"] + rows.iloc[-1]["undated"]
    matrix = build(GROUND, View(Kind.MATRIX, params, {"niveau": "region"}))
    assert matrix.table is not None
    per_filiere = {BY_SLUG[slug].short_name: 0 for slug in selection.filieres or BY_SLUG}
    for slug in GROUND.atlas.filieres[mask].tolist():
        per_filiere[BY_SLUG[slug].short_name] += 1
    assert {row[0]: row[1] for row in matrix.table.rows} == per_filiere
    held = by_filiere(GROUND.engine, selection, Level.REGION, Reach()).rows
    held = held[held["population"].notna() & (held["campuses"] > 0)].groupby("filiere").size()
    assert {row[0]: row[2] for row in matrix.table.rows if row[2]} == {
        BY_SLUG[slug].short_name: count for slug, count in held.items()
    }
    known = expiries(GROUND.engine, selection).known
    ends = build(GROUND, View(Kind.EXPIRIES, params))
    assert (ends.table.total_rows if ends.table else 0) == known.numerator
    if known.numerator:
        assert french_int(int(known.numerator)) in ends.finding


@settings(max_examples=6)
@given(selections(), st.none() | st.dates(dt.date(2013, 1, 1), dt.date(2026, 1, 1)))
def test_the_ready_storyboard_tells_any_selection(selection: Selection, since: dt.date | None) -> None:
    told = contents(GROUND, ready(GROUND, selection, since))
    assert len(told) == 11
    assert len({content.footer.version for content in told}) == 1


texts = st.text(st.characters(codec="utf-8"), max_size=100)


@slow
@given(st.lists(views(), max_size=8), st.lists(texts, min_size=4, max_size=4))
def test_a_storyboard_is_read_back_as_it_was_written(made: list[View], words: list[str]) -> None:
    name, title, finding, note = words
    kept = tuple(replace(view, title=title, finding=finding, note=note) for view in made)
    # One reading settles blanks and the order of values; from then on nothing changes.
    first = parse(dump(Storyboard(f"Séance {name}", kept)), GROUND)
    assert parse(dump(first), GROUND) == first
    assert dump(parse(dump(first), GROUND)) == dump(first)
    assert [(view.kind, view.settings) for view in first.views] == [(v.kind, v.settings) for v in made]
    if (address := to_address(first)) is not None:
        assert len(address) <= MAX_ADDRESS
        assert re.fullmatch(r"[A-Za-z0-9_-]+", address)
        assert from_address(address, GROUND) == first


@given(st.integers(0, 3_000_000))
def test_zero_and_one_are_singular(count: int) -> None:
    for text in (campuses(count, "connu"), counted(count, "région", feminine=True)):
        assert WRONG.search(text) is None
    assert inhabitants(count).endswith("s") == (count > 1)


@given(st.lists(st.text("abc", min_size=1, max_size=3), max_size=12), st.integers(1, 8))
def test_a_list_names_all_or_says_how_many_more(names: list[str], most: int) -> None:
    text = listed(names, most)
    more = re.search(r"et (\d+)\u00a0autres$", text)
    named = len(re.findall(r", | et ", text)) + 1 if text else 0
    assert (int(more[1]) + named - 1 if more else named) == len(names)
