"""The page « Couverture » from ``app.py``: what it says equals what the engine measures."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from atlas.coverage import (
    Basis,
    Level,
    Reach,
    by_filiere,
    compare,
    coverage,
    curve,
    engine_of,
    expiries,
    gaps,
    timeline,
)
from atlas.data.selecting import select
from atlas.maps.shares import UPPER_SHARES, share_class
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import french_decimal, french_int, french_percent
from atlas.model.selection import Selection, french_day
from atlas.story.ending import expiries_sentence
from atlas.story.labels import history_sentence, labels_text
from atlas.story.reaching import coverage_sentence, gaps_sentence
from atlas.story.territory import parse_unit_key
from atlas.story.words import typeset
from atlas.ui import loaded
from atlas.ui.coverage_panels import curve_text
from atlas.ui.coverage_settings import VIEWS
from tests.app.conftest import OpenApp, Shown

ROOT = Path(__file__).resolve().parents[2]

ATLAS = loaded.current()
ENGINE = engine_of(ATLAS.catalogue)


@pytest.fixture
def open_coverage(open_app: OpenApp) -> OpenApp:
    """Open the page at an address."""
    return partial(open_app, "couverture")


def headline(shown: Shown) -> str:
    (said,) = re.findall(r'class="atlas-headline"[^>]*>([^<]*)<', shown.html)
    return said


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_has_a_headline_and_says_what_was_left_out(open_coverage: OpenApp, view: str) -> None:
    shown = open_coverage(vue=view)
    assert headline(shown).endswith(".")
    assert "atlas-notes" in shown.html
    assert f"version {ATLAS.catalogue.version}" in shown.html


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_opens_when_the_filter_keeps_no_campus(open_coverage: OpenApp, view: str) -> None:
    shown = open_coverage(vue=view, q="zzzz")
    assert not shown.app.exception
    assert headline(shown).endswith(".")


@pytest.mark.parametrize(
    ("address", "selection", "level", "reach"),
    [
        ({}, Selection(), Level.DEPARTEMENT, Reach()),
        (
            {"filiere": "numerique", "rayon": "50"},
            Selection(filieres=("numerique",)),
            Level.DEPARTEMENT,
            Reach(50),
        ),
        ({"niveau": "region", "base": "network"}, Selection(), Level.REGION, Reach(30, Basis.NETWORK)),
        ({"niveau": "epci", "date": "2017-02-13"}, Selection(date=dt.date(2017, 2, 13)), Level.EPCI, Reach()),
    ],
)
def test_map_table_and_figures_are_those_of_the_engine(
    open_coverage: OpenApp,
    address: dict[str, str],
    selection: Selection,
    level: Level,
    reach: Reach,
) -> None:
    shown = open_coverage(**address)
    found = coverage(ENGINE, selection, level, reach)
    assert found.covered.value is not None
    assert headline(shown).startswith(french_percent(found.covered.value))
    assert shown.update["level"] == level.value
    (rows,) = (table["rows"] for table in shown.tables if "rows" in table)
    measured = found.rows.set_index("code")
    assert len(rows) == len(measured)
    for row in rows:
        unit = parse_unit_key(str(row["id"]))
        assert unit is not None
        expected = measured.loc[unit[1]]
        if row["covered_share"] is None:
            assert pd.isna(expected["covered_share"])
            assert unit[1] not in shown.update["units"]
            continue
        assert row["covered_population"] == expected["covered_population"]
        assert row["covered_share"] == pytest.approx(expected["covered_share"])
        words, step = shown.update["units"][unit[1]]
        assert french_int(row["covered_population"]) in words
        assert french_percent(row["covered_share"]) in words
        assert step == share_class(row["covered_share"])
    counted = sum(step["units"] for step in shown.update["legend"]["classes"])
    assert counted + shown.update["legend"]["none"]["units"] == sum(
        row["covered_share"] is not None for row in rows
    )


def test_share_classes_cover_every_share_in_order() -> None:
    assert share_class(0.0) == -1
    assert share_class(1e-9) == 0
    steps = [share_class(position / 1000) for position in range(1, 1001)]
    assert steps == sorted(steps)
    assert set(steps) == set(range(len(UPPER_SHARES)))


def test_player_holds_every_date_and_its_last_step_is_the_map(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="histoire", niveau="region")
    steps = shown.update["steps"]
    rows = timeline(ENGINE).rows
    assert len(steps) == len(rows)
    for step, row in zip(steps, rows.to_dict("records"), strict=True):
        assert len(step["shown"]) == row["dated"] + row["undated"]
        assert (
            step["shown"]
            == ATLAS.catalogue.campuses["id"]
            .to_numpy()[select(ATLAS.index, Selection(date=row["date"]))]
            .tolist()
        )
    assert steps[-1]["shown"] == shown.map_ids


def test_player_ends_on_the_date_that_is_asked(open_coverage: OpenApp) -> None:
    day = dt.date(2018, 6, 1)
    last = open_coverage(vue="histoire", date=day.isoformat()).update["steps"][-1]
    assert last["label"].startswith("1er juin 2018")
    assert last["shown"] == ATLAS.catalogue.campuses["id"][select(ATLAS.index, Selection(date=day))].tolist()


def test_player_sets_the_official_totals_beside_what_is_known(open_coverage: OpenApp) -> None:
    labels = [step["label"] for step in open_coverage(vue="histoire").update["steps"]]
    rows = timeline(ENGINE).rows
    for label, total in zip(labels, rows["official_total"], strict=True):
        assert (f"sur {total} officiels" in label) == (total is not pd.NA)
    assert rows["official_total"].notna().sum() > 1
    of_one = open_coverage(vue="histoire", filiere="numerique").update["steps"]
    assert not any("officiels" in step["label"] for step in of_one)


def test_known_ends_of_labels_are_listed_and_unknown_ones_counted(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="histoire")
    found = expiries(ENGINE)
    known = found.rows[found.rows["ends_by"].notna()]
    table = next(table for table in shown.tables if "échéance" in str(table.get("caption")))
    assert [row["id"] for row in table["rows"]] == known["campus_id"].tolist()
    for row, end in zip(table["rows"], known["ends_by"], strict=True):
        assert str(end.year) in row["ends"]
    assert expiries_sentence(found) in shown.html
    assert f"{len(known)}\u00a0campus sur {len(found.rows)}" in shown.html


def test_the_mean_of_the_mainland_stands_beside_the_national_one(open_coverage: OpenApp) -> None:
    found = coverage(ENGINE, Selection(), Level.DEPARTEMENT, Reach())
    assert found.nearest_mainland.value is not None
    assert f"en métropole\u00a0: {french_decimal(found.nearest_mainland.value)}" in open_coverage().html


def test_text_alternatives_state_the_numbers_of_the_tables() -> None:
    rows = curve(ENGINE, Selection(), Basis.SEAT).rows
    said = curve_text(rows, 30.0)
    for km in (20.0, 30.0, 50.0, 100.0):
        share = rows.loc[rows["radius_km"] == km, "covered_share"].iloc[0]
        assert f"{french_percent(share)} à {km:.0f}" in said
    labels = timeline(ENGINE).rows
    text = labels_text(labels)
    for row in labels.to_dict("records"):
        (said,) = re.findall(rf"{french_day(row['date'])} : ([^;]*?)(?: ;|\.$)", text)
        counts = [row["dated"] + row["undated"], row["undated"], row["official_total"]]
        assert re.findall(r"\d+", said) == [str(count) for count in counts if count is not pd.NA and count]


def test_each_piece_of_the_bars_stands_in_a_table(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="histoire")
    (said,) = re.findall(r"<details>(.*?)</details>", shown.html, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", said)]
    (_, *kinds), *rows = cells
    whole, pieces = timeline(ENGINE).rows, timeline(ENGINE, is_by_filiere=True).rows
    assert [row[0] for row in rows] == [french_day(day) for day in whole["date"]]
    assert [int(row[-1]) for row in rows] == whole["undated"].tolist()
    assert [sum(map(int, row[1:-1])) for row in rows] == whole["dated"].tolist()
    (alternative,) = [chart.proto.alt for chart in shown.app.get("vega_lite_chart")]
    for kind, count in zip(kinds[:-1], rows[-1][1:-1], strict=True):
        assert f"{kind} : {count}" in alternative.replace("\u00a0", " ")
    mobilite = kinds.index(BY_SLUG["mobilite"].short_name) + 1
    expected = pieces.loc[pieces["filiere"] == "mobilite", "dated"].tolist()
    assert [int(row[mobilite]) for row in rows] == expected


@pytest.mark.parametrize("filiere", [(), ("numerique",)])
def test_headlines_are_those_of_the_slides(open_coverage: OpenApp, filiere: tuple[str, ...]) -> None:
    chosen, near = Selection(filieres=filiere), "un campus de la sélection" if filiere else "un campus"
    said = {
        "portee": coverage_sentence(coverage(ENGINE, chosen, Level.DEPARTEMENT, Reach()), near),
        "histoire": history_sentence(timeline(ENGINE, chosen)),
        "manques": gaps_sentence(gaps(ENGINE, chosen, Level.DEPARTEMENT, Reach()), near),
    }
    for view, sentence in said.items():
        assert headline(open_coverage(vue=view, filiere=filiere)) == typeset(sentence)


def test_matrix_holds_every_filiere_and_territory(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="filieres", niveau="academie")
    matrix = by_filiere(ENGINE, Selection(), Level.ACADEMIE, Reach()).rows
    (table,) = (table for table in shown.tables if "heat" in table)
    cells = {(row["id"].removeprefix("academie-"), slug): row[slug] for row in table["rows"] for slug in row}
    for expected in matrix.to_dict("records"):
        shown_share = cells[expected["code"], expected["filiere"]]
        if expected["covered_share"] == expected["covered_share"]:
            assert shown_share == pytest.approx(expected["covered_share"])
        else:
            assert shown_share is None


def test_comparison_says_the_engines_sentence_and_every_unit(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="evolution", depuis="2016-01-29")
    found = compare(ENGINE, Selection(date=dt.date(2016, 1, 29)), Selection(), Level.DEPARTEMENT, Reach())
    assert headline(shown) == typeset(found.sentence)
    changes = {code: step for code, (_, step) in shown.update["units"].items()}
    known = found.rows[found.rows["change_points"].notna()]
    assert changes == dict(zip(known["code"], known["change_class"], strict=True))
    (table,) = (one for one in shown.tables if "share_before" in {column["key"] for column in one["columns"]})
    listed = {str(row["id"]).split("-", 1)[1]: row for row in table["rows"]}
    for code, (words, _) in shown.update["units"].items():
        row = listed[code]
        assert f"{french_percent(row['share_before'])} puis {french_percent(row['share_after'])}" in words


def test_gaps_are_ranked_by_people(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="manques", filiere="numerique")
    found = gaps(ENGINE, Selection(filieres=("numerique",)), Level.DEPARTEMENT, Reach())
    table = next(table for table in shown.tables if "rows" in table)
    assert [row["name"] for row in table["rows"]] == found.rows["name"].tolist()


def test_gaps_are_those_of_the_territories_that_are_chosen(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="manques", region="75", niveau="departement")
    communes = ATLAS.catalogue.communes
    inside = communes[communes["region_code"] == "75"]
    table = next(table for table in shown.tables if "rows" in table)
    assert {str(row["id"]) for row in table["rows"]} == {
        f"departement-{code}" for code in inside["departement_code"]
    }
    assert sum(int(row["population"]) for row in table["rows"]) == inside["population"].sum()
    found = gaps(ENGINE, Selection(regions=("75",)), Level.DEPARTEMENT, Reach())
    assert found.out.numerator == sum(int(row["out_population"]) for row in table["rows"])
    assert "des territoires choisis" in headline(shown)


def test_gaps_name_the_units_that_have_no_rank(open_coverage: OpenApp) -> None:
    found = gaps(ENGINE, Selection(), Level.REGION, Reach())
    assert found.unknown == ("Guadeloupe",)
    table = next(table for table in open_coverage(vue="manques", niveau="region").tables if "rows" in table)
    assert "Guadeloupe" not in [row["name"] for row in table["rows"]]
    assert table["caption"].endswith("sans lieu connu : Guadeloupe.")


def test_wrong_settings_are_dropped_with_a_notice(open_coverage: OpenApp) -> None:
    shown = open_coverage(vue="inconnue", rayon="-3", base="lune", niveau="canton", depuis="2016-13-45")
    (warning,) = shown.app.warning
    for name in ("Vue", "Rayon", "Base", "Découpage", "Date de comparaison"):
        assert name in warning.value
    assert shown.update["level"] == "departement"


def test_the_selection_goes_along_from_page_to_page(open_coverage: OpenApp) -> None:
    shown = open_coverage(filiere="numerique")
    shown.app.switch_page("pages/carte.py").run()
    assert shown.checked["filiere"] == ["numerique"]
    assert not shown.app.exception


def test_the_radius_follows_the_reader_through_the_menu(open_coverage: OpenApp) -> None:
    shown = open_coverage(rayon="50", base="network")
    shown.app.switch_page("pages/carte.py").run()
    for page in ("territoire", "couverture"):
        shown.app.switch_page(f"pages/{page}.py")
        for name in list(shown.app.query_params):  # the menu leads to a page without any parameter
            del shown.app.query_params[name]
        shown.app.run()
        assert "50" in shown.app.query_params["rayon"]
        assert "network" in shown.app.query_params["base"]
