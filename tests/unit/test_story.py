"""The words of a storyboard, its file, and what is refused."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from atlas.coverage import Level, Reach
from atlas.data import load
from atlas.model.selection import Selection
from atlas.planning import Change, Scenario, effects
from atlas.planning import Kind as ScenarioKind
from atlas.story.address import MAX_ADDRESS, from_address, to_address
from atlas.story.build import build, contents
from atlas.story.content import Chart, Series
from atlas.story.ground import ground_of
from atlas.story.origins import CAMPUS_PAGES
from atlas.story.ready import ready, refused_files, storyboard_files
from atlas.story.storyboard import Kind, Storyboard, StoryboardError, View
from atlas.story.supposing import effect_sentence
from atlas.story.text import MAX_BYTES, dump, parse
from atlas.story.words import capital, people, percent, share_of, typeset, units
from tests.data.folders import copy_tables, rows_of, write_rows

DATA = Path(__file__).resolve().parents[2] / "data"
GROUND = ground_of(load(DATA))
ATLAS, ENGINE, REACH = GROUND.atlas, GROUND.engine, Reach(30.0)


def refusal(text: str) -> tuple[str, ...]:
    with pytest.raises(StoryboardError) as refused:
        parse(text, GROUND)
    return refused.value.errors


def test_the_ready_storyboard_answers_in_order() -> None:
    told = contents(GROUND, ready(GROUND))
    assert [content.title for content in told] == [
        "Ce qu’est un campus",
        "La carte des campus",
        "Les labels, appel après appel",
        "Ce que l’atlas connaît, face aux totaux officiels",
        "Qui est à portée d’un campus",
        "Les objectifs officiels",
        "Filière par filière",
        "Où il n’y a pas de campus à portée",
        "Ce qui a changé depuis le 15\u00a0avril 2022",
        "Les labels qui arrivent à leur terme",
        "Sources et limites",
    ]
    assert (
        told[3].finding
        == "Au 16\u00a0septembre 2019, dernier total officiel, l’atlas connaît 53\u00a0campus sur 95."
    )
    assert told[9].finding == "L’échéance du label est connue pour 8\u00a0campus sur 109."


def test_a_comparison_says_how_many_new_campuses_have_no_date() -> None:
    told = build(GROUND, View(Kind.CHANGES, {}, {"depuis": "2022-04-15"}))
    assert re.search(r"; 32 des 33 nouveaux campus n’ont pas de date de label\.$", told.finding)
    dated = build(GROUND, View(Kind.CHANGES, {"date": ("2016-10-12",)}, {"depuis": "2016-01-29"}))
    assert ("date de label" in dated.finding) == ("sans date de label" in " ".join(dated.lines))


def test_without_an_official_total_the_labels_are_told_by_their_dates() -> None:
    history, labels = (
        build(GROUND, View(kind, {"filiere": ("numerique",)})) for kind in (Kind.HISTORY, Kind.LABELS)
    )
    assert labels.finding != history.finding
    assert re.search(r"^1 des 5.campus connus au .* a une date de label\.$", labels.finding)


def test_each_view_of_campuses_cites_their_pages() -> None:
    cited = {one.kind for one in ready(GROUND).views if CAMPUS_PAGES in build(GROUND, one).sources}
    assert cited == {one.kind for one in ready(GROUND).views}


def test_where_no_campus_has_a_place_the_story_says_unknown() -> None:
    told = build(GROUND, View(Kind.TERRITORY, {}, {"code": "region-01"}))
    assert "inconnu" in told.finding
    assert "Aucun habitant" not in told.finding
    for kind in (Kind.COVERAGE, Kind.GAPS):
        view = build(GROUND, View(kind, {}, {"niveau": "region"}))
        assert "part inconnue\u00a0: Guadeloupe." in " ".join(view.lines)


def test_known_campuses_and_missing_ones_add_up_to_the_official_total() -> None:
    chart = build(GROUND, View(Kind.LABELS)).chart
    assert chart is not None
    day = chart.categories.index("13 févr. 2017")
    assert sum(series.values[day] or 0 for series in chart.series) == 77
    assert sum(series.values[day] or 0 for series in chart.series[:2]) == 48


def test_the_last_meeting_may_be_chosen() -> None:
    board = ready(GROUND, since=dt.date(2017, 2, 13))
    assert contents(GROUND, board)[8].title == "Ce qui a changé depuis le 13\u00a0février 2017"


def test_nothing_is_compared_with_a_time_of_which_nothing_is_known() -> None:
    view = View(Kind.CHANGES, {"date": ("2013-10-14",)})
    content = build(GROUND, view)
    assert "rien à comparer" in content.finding
    assert content.map is None


def test_changes_say_how_many_may_be_older() -> None:
    lines = build(GROUND, View(Kind.CHANGES)).lines
    assert "Ceux sans date de label sont peut-être plus anciens." in lines


PLACELESS = {"filiere": ("services-entreprises",)}
"""Of the one campus of this filière no place is known."""


@pytest.mark.parametrize("kind", [Kind.COVERAGE, Kind.GAPS, Kind.CHANGES])
def test_whom_campuses_without_a_place_reach_is_unknown_and_not_nobody(kind: Kind) -> None:
    content = build(GROUND, View(kind, PLACELESS))
    assert "inconnu" in content.finding or "sans lieu connu" in content.finding
    assert all(
        figure.value == "—" for figure in content.figures if "%" in figure.definition or "km" in figure.value
    )
    said = " ".join((content.finding, *content.lines, content.map_alt))
    assert "Aucun habitant" not in said
    assert "0,0\u202f%" not in said
    if content.table:
        names = [column.label for column in content.table.columns]
        assert {row[names.index("Part")] for row in content.table.rows} == {None}


def test_a_filiere_without_a_place_is_not_said_to_reach_nobody() -> None:
    content = build(GROUND, View(Kind.MATRIX))
    assert content.table is not None
    shares = {row[0]: row[-1] for row in content.table.rows}
    assert shares["Services, logistique"] is None
    assert (
        "Habitants à portée inconnus, faute de lieu connu\u00a0: «\u00a0Services, logistique\u00a0»."
        in content.lines
    )
    assert not any("aucun pour" in line for line in content.lines)


def test_territories_that_are_not_chosen_are_not_said_to_be_empty() -> None:
    content = build(GROUND, View(Kind.MAP, {"region": ("76",)}))
    assert not any("sans campus" in line for line in content.lines)
    assert content.table is not None
    assert [row[0] for row in content.table.rows] == ["Occitanie"]
    assert content.map is not None
    assert content.map.none_text == "hors des territoires choisis"
    assert (
        sum(step["units"] for step in content.map.legend["classes"]) + content.map.legend["none"]["units"]
        == 1
    )


def test_a_tie_is_no_record() -> None:
    lines = build(GROUND, View(Kind.MAP, {"filiere": ("numerique",)})).lines
    assert not any("en compte" in line for line in lines)
    assert any("sans campus de la sélection" in line for line in lines)


def test_the_past_is_told_with_what_was_known_then() -> None:
    then = {"date": ("2013-12-31",)}
    assert "12 au 14\u00a0octobre 2013" in build(GROUND, View(Kind.SOURCES, then)).lines[0]
    titles = " ".join(source.title for source in build(GROUND, View(Kind.LABELS, then)).sources)
    assert "14 octobre 2013" in titles
    assert "2019" not in titles


def test_an_author_has_the_last_word() -> None:
    view = View(Kind.COVERAGE, {}, {}, "Un titre", "Un constat : le mien.", "À dire.")
    content = build(GROUND, view)
    assert (content.title, content.finding, content.note) == (
        "Un titre",
        "Un constat\u00a0: le mien.",
        "À dire.",
    )


def test_targets_are_judged_whatever_the_filter() -> None:
    filtered = build(GROUND, View(Kind.TARGETS, {"filiere": ("numerique",)}))
    assert filtered == build(GROUND, View(Kind.TARGETS))
    assert filtered.footer.filters == "Tous les campus du catalogue"


def test_a_territory_is_portrayed_beside_its_reference() -> None:
    content = build(GROUND, View(Kind.TERRITORY, {}, {"code": "departement-33"}))
    assert content.title == "Gironde, département"
    assert "contre" in content.finding
    assert content.map is not None
    assert content.map.focus is not None


def test_a_campus_is_framed_where_it_is() -> None:
    content = build(GROUND, View(Kind.CAMPUS, {}, {"campus": "ara-aeronautique-spatial-auvergne"}))
    assert content.title == "Aéronautique et spatial Auvergne"
    assert content.map is not None
    assert content.map.focus is not None
    assert content.map.selected == "ara-aeronautique-spatial-auvergne"
    assert "Lycée Roger-Claustres" in content.lines[0]


def test_what_the_data_no_longer_hold_is_said() -> None:
    assert "pas dans les données" in build(GROUND, View(Kind.CAMPUS, {}, {"campus": "parti"})).finding
    assert "pas dans les données" in build(GROUND, View(Kind.TERRITORY, {}, {"code": "region-00"})).finding


# ---- files ----------------------------------------------------------------------------------


def test_every_storyboard_of_the_project_agrees_with_its_data() -> None:
    assert storyboard_files(DATA)
    assert refused_files(DATA) == {}


def test_every_fault_of_a_file_is_told_at_once() -> None:
    errors = refusal(
        'nom = 1\nautre = 2\n[[vue]]\ngenre = "rien"\n[[vue]]\ngenre = "couverture"\nrayon = "31"\n'
        'niveau = "commune"\ncode = "x"\n[vue.filtre]\nregion = ["99"]\ndate = "hier"\nville = "x"\n'
        '[[vue]]\ngenre = "territoire"\n'
    )
    for part in (
        "«\u00a0nom\u00a0» est un texte",
        "«\u00a0autre\u00a0» est inconnu",
        "Vue 1\u00a0: «\u00a0genre\u00a0»",
        "Vue 2\u00a0: «\u00a0rayon\u00a0» (rayon) n’admet pas la valeur «\u00a031\u00a0»",
        "Vue 2\u00a0: «\u00a0niveau\u00a0»",
        "Vue 2\u00a0: «\u00a0code\u00a0» est inconnu",
        "«\u00a099\u00a0» n’existe pas pour le filtre «\u00a0région\u00a0».",
        "«\u00a0hier\u00a0» n’est pas lisible",
        "«\u00a0ville\u00a0» est inconnu",
        "Vue 3\u00a0: «\u00a0code\u00a0» manque",
    ):
        assert any(part in error for error in errors), part


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "nom = " + "9" * 5000,
        "x" * (MAX_BYTES + 1),
        'nom = "a"\nvue = 3',
        'nom = "a"\nvue = [1]',
        'nom = "a"\n' + '[[vue]]\ngenre = "labels"\n' * 61,
        'nom = "a"\n[[vue]]\ngenre = "labels"\nfiltre = 3',
        'nom = "a"\n[[vue]]\ngenre = "labels"\n[vue.filtre]\nregion = [1]',
        'nom = "a"\n[[vue]]\ngenre = ["labels"]',
        f'nom = "a"\n[[vue]]\ngenre = "labels"\nnote = "{"n" * 2001}"',
        "nom = \x00",
        'nom = ""',
    ],
)
def test_what_is_no_storyboard_is_refused_in_french(text: str) -> None:
    for error in refusal(text):
        assert error.endswith((".", "?"))
        assert "line" not in error


def test_a_line_that_cannot_be_read_is_named() -> None:
    assert refusal('nom = "a"\n\nvue = = 3') == ("Le fichier n’est pas du TOML lisible (ligne 3).",)


def test_markup_and_quotes_are_only_text() -> None:
    board = Storyboard('<b>"x"</b>\\', (View(Kind.LABELS, title="</script>'''", note="a\nb"),))
    assert parse(dump(board), GROUND) == board


# ---- addresses ------------------------------------------------------------------------------


def test_a_small_storyboard_goes_in_an_address() -> None:
    board = ready(GROUND, Selection(filieres=("mobilite",)))
    value = to_address(board)
    assert value is not None
    assert len(value) < 1000
    assert from_address(value, GROUND) == board


def test_a_large_storyboard_does_not() -> None:
    notes = [hashlib.sha512(str(rank).encode()).hexdigest() for rank in range(60)]
    board = Storyboard("a", tuple(View(Kind.LABELS, note=note) for note in notes))
    assert to_address(board) is None


@pytest.mark.parametrize(
    "value", ["", "é", "abc", "====", "eJw", "A" * (MAX_ADDRESS + 1), "../../etc", "%00"]
)
def test_a_hostile_address_is_refused(value: str) -> None:
    with pytest.raises(StoryboardError):
        from_address(value, GROUND)


def test_an_address_does_not_unpack_without_end() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b"#" * 2_000_000, 9)).decode().rstrip("=")
    assert len(bomb) < MAX_ADDRESS
    with pytest.raises(StoryboardError):
        from_address(bomb, GROUND)


# ---- words ----------------------------------------------------------------------------------


def test_words_agree() -> None:
    assert capital(units(0, Level.ACADEMIE)) == "Aucune académie"
    assert units(1, Level.DEPARTEMENT) == "1\u00a0département"
    assert units(2, Level.REGION_2015) == "2\u00a0régions d’avant 2016"
    assert (people(999_999), people(1_500_000)) == ("999\u202f999", "1,50\u00a0M")
    assert typeset("« a » : b ; c") == "«\u00a0a\u00a0»\u00a0: b\u202f; c"


def test_a_chart_holds_a_value_a_category() -> None:
    chart = build(GROUND, View(Kind.MATRIX)).chart
    assert isinstance(chart, Chart)
    (series,) = chart.series
    assert isinstance(series, Series)
    assert len(series.values) == len(chart.categories) == 12


@pytest.mark.parametrize(
    "line",
    [
        f"rayon{'.a' * 30_000} = 1",  # the parser would take half a minute
        f"rayon{'.a' * 2_000} = 1",
        f"rayon = 0x{'F' * 60_000}",
    ],
    ids=["very deep", "deep", "very long number"],
)
def test_a_value_that_cannot_be_written_is_refused(line: str) -> None:
    assert refusal(f'nom = "x"\n[[vue]]\ngenre = "couverture"\n{line}\n')


def test_a_scenario_is_always_said_to_be_one() -> None:
    change = Change(ScenarioKind.ADD, filiere="numerique", commune="31555", category="CMQ")
    address = Scenario("Essai", None, (change,)).to_address()
    told = build(GROUND, View(Kind.SCENARIO, {"filiere": ("numerique",)}, {"scenario": address}))
    assert told.map is not None
    assert told.table is not None
    assert "scénario" in told.title.lower()
    assert "scénario" in told.finding.lower()
    assert "scénario" in told.map_alt.lower()
    assert told.lines[0] == "Ajouter un campus «\u00a0Numérique\u00a0» à Toulouse."
    assert [site.label for site in told.map.sites] == ["1"]
    found = effects(
        ENGINE,
        Scenario("Essai", None, (change,)),
        Selection(filieres=("numerique",)),
        Level.DEPARTEMENT,
        REACH,
    )
    assert told.table.rows[0][1] == found.gained
    for figure, measured in zip(told.figures, (found.before, found.after), strict=True):
        assert figure.value == percent(measured.covered.value)
        assert share_of(measured.covered) in figure.label


TOULOUSE = Change(ScenarioKind.ADD, filiere="numerique", commune="31555", category="CMQ")
CLOSED = Change(ScenarioKind.CLOSE, campus="mtq-mer-martinique")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), r"^aucun changement encore\."),
        (
            (TOULOUSE,),
            r"habitants? de plus à portée d’un campus \(30.km au plus\), toujours 57,9.% des habitants\.$",
        ),
        ((CLOSED,), r"habitants? de moins à portée d’un campus \(30.km au plus\), de .* des habitants\.$"),
        ((TOULOUSE, CLOSED), r" de plus à portée d’un campus .*, .*habitants? de moins.; de .* à "),
        ((TOULOUSE, replace(TOULOUSE, enabled=False)), r" de plus à portée"),
        ((replace(TOULOUSE, enabled=False),), r"^aucun habitant de plus ni de moins à portée d’un campus"),
    ],
)
def test_what_a_scenario_changes_is_one_sentence(changes: tuple[Change, ...], said: str) -> None:
    found = effects(ENGINE, Scenario("Essai", None, changes), Selection(), Level.DEPARTEMENT, REACH)
    assert re.search(said, effect_sentence(found, Selection()))
    filtered = effect_sentence(found, Selection(filieres=("numerique",)))
    assert ("campus de la sélection" in filtered) == bool(changes)


@pytest.mark.parametrize("value", ["", "x", "e30~~a", "<script>"])
def test_a_scenario_that_cannot_be_read_is_refused(value: str) -> None:
    errors = refusal(f'nom = "a"\n[[vue]]\ngenre = "scenario"\nscenario = "{value}"\n')
    assert any("scénario" in error for error in errors)


def test_gaps_are_told_where_most_of_those_out_of_reach_have_no_rank(tmp_path: Path) -> None:
    folder = copy_tables(tmp_path)
    rows = rows_of(folder / "campuses.csv")
    kept = next(row for row in rows if row["region"] == "Bretagne" and row["host_insee"])
    for row in rows:
        if row is not kept:
            row.update(dict.fromkeys(("host_name", "host_commune", "host_insee", "host_basis"), ""))
    write_rows(folder / "campuses.csv", rows)
    ground = ground_of(load(folder))
    for level in ("region", "departement"):
        told = build(ground, View(Kind.GAPS, settings={"niveau": level}))
        assert told.finding.endswith(".")
        assert not any("réunissent la moitié" in line for line in told.lines)
