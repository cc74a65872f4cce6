"""The page « Annuaire » from ``app.py``: what is found, why, and what to loosen."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from atlas.data.search_index import search_of
from atlas.data.searching import search
from atlas.data.selecting import facet_counts, select
from atlas.model.selection import Selection, fold
from atlas.ui import loaded
from tests.app.conftest import OpenApp, Shown
from tests.unit.test_markup import HOSTILE

ATLAS = loaded.current()
CAMPUSES = ATLAS.catalogue.campuses
SAINT_QUENTIN = "hdf-metallurgie-plasturgie-picardie"


@pytest.fixture
def open_directory(open_app: OpenApp) -> OpenApp:
    """Open the page at an address."""
    return partial(open_app, "annuaire")


def test_all_campuses_in_force_come_by_name(open_directory: OpenApp) -> None:
    shown = open_directory()
    names = dict(zip(CAMPUSES["id"], CAMPUSES["name"], strict=True))
    listed = [fold(names[campus_id]) for campus_id in shown.table_ids]
    assert listed == sorted(listed)
    assert set(shown.table_ids) == set(ATLAS.ids[select(ATLAS.index, Selection())])
    assert f"{len(listed)}\u00a0campus." in shown.html


def test_typing_errors_are_forgiven_and_the_reason_is_told(open_directory: OpenApp) -> None:
    shown = open_directory(recherche="metalurgie saint quantin")
    assert shown.table_ids == [SAINT_QUENTIN]
    (table,) = [one for one in shown.tables if "ids" in one]
    assert table["more"][SAINT_QUENTIN]["why"] == "nom · commune du siège\u00a0: Saint-Quentin"
    assert (table["page"], table["param"]) == ("campus", "id")
    assert "1\u00a0campus trouvé" in shown.html
    assert shown.app.query_params["recherche"] in ("metalurgie saint quantin", ["metalurgie saint quantin"])


def test_the_search_keeps_its_order_and_the_filters_narrow_it(open_directory: OpenApp) -> None:
    shown = open_directory(recherche="lycée", region="76")
    mask = select(ATLAS.index, Selection(regions=("76",)))
    rows = search(search_of(ATLAS.catalogue), "lycée").rows
    assert shown.table_ids == ATLAS.ids[rows[mask[rows]]].tolist()


def test_the_counts_of_the_filters_follow_the_search(open_directory: OpenApp) -> None:
    shown = open_directory(recherche="bois")
    found = search(search_of(ATLAS.catalogue), "bois").mask()
    counts = facet_counts(ATLAS.index, Selection(), found)
    assert shown.boxes["counts"]["filiere"] == counts["filieres"]
    assert sum(counts["filieres"].values()) == len(shown.table_ids)


def test_an_empty_result_says_what_to_loosen(open_directory: OpenApp) -> None:
    shown = open_directory(recherche="metalurgie", region="53")
    assert shown.table_ids == []
    (info,) = shown.app.info
    assert "metalurgie" in info.value
    assert "Bretagne" in info.value
    button = shown.app.button(key="loosen")
    assert "(1\u00a0campus)" in button.label
    shown = Shown(button.click().run())
    assert not shown.app.exception
    assert shown.table_ids == [SAINT_QUENTIN]
    assert "region" not in shown.app.query_params


def test_the_count_of_each_loosening_is_what_it_gives_back(open_directory: OpenApp) -> None:
    shown = open_directory(filiere="numerique", region="94", categorie="CMQE")
    button = shown.app.button(key="loosen")
    count = int(button.label.rpartition("(")[2].split("\u00a0")[0])
    assert count > 0
    assert len(Shown(button.click().run()).table_ids) == count


def test_unknown_words_offer_the_nearest_names_and_a_way_out(open_directory: OpenApp) -> None:
    shown = open_directory(recherche="metallurgique picardy zzzzz")
    assert any(button.key == f"nearest-{SAINT_QUENTIN}" for button in shown.app.button)
    shown = Shown(shown.app.button(key="loosen").click().run())
    assert len(shown.table_ids) == int(np.count_nonzero(select(ATLAS.index, Selection())))


@pytest.mark.parametrize("words", [*HOSTILE, "\u0000", "x" * 5000])
def test_hostile_words_stay_words(open_directory: OpenApp, words: str) -> None:
    shown = open_directory(recherche=words)
    assert "<script" not in shown.html
    assert "<img" not in shown.html
