"""The page « Campus » from ``app.py``: every record, and what it says against the engine."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlsplit

import numpy as np
import pytest

from atlas.coverage import Reach, around, engine_of, expiries
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import french_decimal, french_int
from atlas.model.selection import Selection, parse
from atlas.story.ground import ground_of
from atlas.ui import loaded
from atlas.ui.campus_page_history import Line, history_html
from atlas.ui.campus_page_identity import source_link
from tests.app.conftest import OpenApp, Shown

ATLAS = loaded.current()
CATALOGUE = ATLAS.catalogue
ENGINE = engine_of(CATALOGUE)
CAMPUSES = CATALOGUE.campuses
SAINT_QUENTIN = "hdf-metallurgie-plasturgie-picardie"
MERGED = CAMPUSES.loc[CAMPUSES["status"] == "merged", "id"].iloc[0]


@pytest.fixture
def open_record(open_app: OpenApp) -> OpenApp:
    """Open the page at an address."""
    return partial(open_app, "campus")


def test_every_campus_has_its_record(open_record: OpenApp) -> None:
    app = open_record().app
    for campus in CAMPUSES.to_dict("records"):
        app.query_params["id"] = campus["id"]
        app.run()
        assert not app.exception, campus["id"]
        said = unescape(Shown(app).html)
        assert BY_SLUG[campus["filiere"]].name in said
        is_said = "approximatif" in said
        assert is_said == (campus["position"] != "seat"), campus["id"]
        links = re.findall(r'<a href="([^"]*)" target', Shown(app).html)
        urls = CATALOGUE.sources.loc[CATALOGUE.sources["campus_id"] == campus["id"], "url"]
        assert set(urls) <= {unescape(link) for link in links}


def test_the_figures_are_those_of_the_engine(open_record: OpenApp) -> None:
    shown = open_record(id=SAINT_QUENTIN)
    found = around(ENGINE, SAINT_QUENTIN, Selection(), Reach())
    assert found.people is not None
    assert french_int(int(found.people.numerator)) in shown.html
    row = list(CAMPUSES["id"]).index(SAINT_QUENTIN)
    km = ENGINE.sites.km("seat")[row]
    assert found.people.numerator == ENGINE.population[km <= np.float32(30)].sum()
    nearest = found.others[found.others["is_same_filiere"]].iloc[0]
    assert french_decimal(nearest["distance_km"]) in shown.html


def test_the_map_shows_the_seat_and_every_located_member(open_record: OpenApp) -> None:
    for campus_id in (SAINT_QUENTIN, "hdf-metiers-art-patrimoine-hauts-france"):
        update = open_record(id=campus_id).update
        assert update["shown"] == [campus_id]
        assert update["selected"] == campus_id
        members = CATALOGUE.members[CATALOGUE.members["campus_id"] == campus_id]
        drawn = [name for place in update["members"] for name in place["names"]]
        assert sorted(drawn) == sorted(members.loc[members["lat"].notna(), "name"])
        assert all(place["is_linked"] for place in update["members"])


def test_nothing_is_joined_to_an_approximate_seat(open_record: OpenApp) -> None:
    update = open_record(id="ara-auto-mobilites-auvergne-rhone-alpes").update
    assert update["members"]
    assert not any(place["is_linked"] for place in update["members"])


def test_the_tables_hold_the_neighbours(open_record: OpenApp) -> None:
    shown = open_record(id=SAINT_QUENTIN)
    others = around(ENGINE, SAINT_QUENTIN, Selection(), Reach()).others
    same, near = (table for table in shown.tables if "rows" in table)
    assert [row["id"] for row in same["rows"]] == others.loc[others["is_same_filiere"], "campus_id"].tolist()
    assert [row["id"] for row in near["rows"]] == others.loc[others["is_same_academie"], "campus_id"].tolist()
    assert SAINT_QUENTIN not in set(others["campus_id"])


def test_known_ends_of_labels_are_told(open_record: OpenApp) -> None:
    rows = expiries(ENGINE).rows
    known = rows[rows["ends_by"].notna()].to_dict("records")
    assert known
    for row in known[:3]:
        shown = open_record(id=row["campus_id"])
        assert f'class="value">{row["ends_by"].year}' in shown.html
    assert "Échéance inconnue" in open_record(id=SAINT_QUENTIN).html


def test_a_merged_campus_says_that_it_is_over(open_record: OpenApp) -> None:
    shown = open_record(id=MERGED)
    assert "n’est plus en vigueur" in shown.html
    assert "n’est pas en vigueur dans l’état montré" in shown.html


def test_the_record_leads_to_map_directory_coverage_and_territories(open_record: OpenApp) -> None:
    links = [link.proto for link in open_record(id=SAINT_QUENTIN, filiere="materiaux").app.get("page_link")]
    assert all(("filiere", "materiaux") in parse_qsl(link.query_string) for link in links)
    led = [(link.page, dict(parse_qsl(link.query_string))) for link in links]
    assert SAINT_QUENTIN in {said.get("campus") for page, said in led if page == "carte"}
    assert {"annuaire", "couverture"} <= {page for page, _ in led}
    codes = {said["code"] for page, said in led if page == "territoire"}
    assert {"region-32", "academie-amiens", "departement-02"} <= codes


def test_filters_that_leave_the_campus_out_are_told(open_record: OpenApp) -> None:
    assert "ne gardent pas ce campus" in open_record(id=SAINT_QUENTIN, filiere="numerique").html
    assert "ne gardent pas ce campus" not in open_record(id=SAINT_QUENTIN).html


@pytest.mark.parametrize("asked", ["hdf-metalurgie-plasturgi", "Métallurgie Picardie", "metallurgie"])
def test_an_unknown_identifier_offers_the_nearest_names(open_record: OpenApp, asked: str) -> None:
    shown = open_record(id=asked)
    (warning,) = shown.app.warning
    assert "Aucun campus" in warning.value
    assert any(button.key == f"nearest-{SAINT_QUENTIN}" for button in shown.app.button)


def test_without_identifier_the_search_is_there(open_record: OpenApp) -> None:
    shown = open_record(recherche="metalurgie")
    assert shown.table_ids == [SAINT_QUENTIN]
    assert not shown.app.warning


@pytest.mark.parametrize("asked", ["<img src=x onerror=alert(1)>", "![x](a.png)", "a" * 500, "'; --"])
def test_a_hostile_identifier_stays_text(open_record: OpenApp, asked: str) -> None:
    shown = open_record(id=asked)
    assert "<img" not in shown.html
    assert all("![" not in warning.value for warning in shown.app.warning)


def test_a_source_that_is_no_address_is_not_a_link() -> None:
    assert "<a" not in source_link("javascript:alert(1)")
    assert "<a" not in source_link("http://[x")
    assert 'href="https://a.fr/%3Cb%3E"' in source_link("https://a.fr/%3Cb%3E")
    assert "&lt;b&gt;" in source_link("https://a.fr/%3Cb%3E")


def test_the_bars_of_the_history_stay_in_their_frame() -> None:
    from datetime import date

    from atlas.model.dates import PartialDate

    lines = [
        Line("Labellisation", PartialDate(2015), 4),
        Line("Renouvellement", PartialDate(2020, 9), None),
        Line("Fusion", PartialDate(2024, 1, 2), None, True),
    ]
    html = history_html(lines, date(2025, 12, 31))
    spans = [
        (float(left), float(width)) for left, width in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", html)
    ]
    assert len(spans) >= 3
    assert all(left >= 0 and width >= 0 and left + width <= 100.01 for left, width in spans)
    assert "au plus tard le 31 décembre 2019" in html
    assert "inconnue" in html


@pytest.mark.parametrize(
    "campus_id", ["ges-agroalimentaire", "idf-mode-ile-france", "pdl-aeronautique-pays-loire"]
)
def test_a_campus_whose_name_is_part_of_others_is_taken_away_alone(
    open_record: OpenApp, campus_id: str
) -> None:
    links = re.findall(r'href="(api/export/geojson[^"]*)"', open_record(id=campus_id).html)
    assert links
    asked, _ = parse(parse_qs(urlsplit(unescape(links[0])).query), ground_of(CATALOGUE).choices)
    assert ATLAS.ids[ATLAS.mask(asked)].tolist() == [campus_id]
