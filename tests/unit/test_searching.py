"""The search of the directory, on the real catalogue: what people type, and what they find."""

from __future__ import annotations

import numpy as np
import pytest

from atlas.data import load
from atlas.data.search_index import Place, build_search, search_of
from atlas.data.searching import nearest_names, query_words, search
from atlas.model.filiere import BY_SLUG

CATALOGUE = load()
CAMPUSES = CATALOGUE.campuses
INDEX = build_search(CATALOGUE)
IDS = CAMPUSES["id"].tolist()
SAINT_QUENTIN = "hdf-metallurgie-plasturgie-picardie"


def found(text: str) -> list[str]:
    return [IDS[row] for row in search(INDEX, text).rows]


@pytest.mark.parametrize(
    "typed",
    [
        "metalurgie saint quantin",
        "Métallurgie Saint-Quentin",
        "SAINT QUENTIN METALLURGIE",
        "st-quentin métallurgie",
        "metalurg quenti",
        "plasturgei picardie",
        "condorcet métal",
        "innovaltech",
    ],
)
def test_one_campus_is_found_however_it_is_typed(typed: str) -> None:
    assert found(typed)[0] == SAINT_QUENTIN


@pytest.mark.parametrize("row", range(len(IDS)))
def test_every_campus_is_found_by_its_own_name(row: int) -> None:
    assert IDS[row] in found(CAMPUSES["name"][row])[:2]


@pytest.mark.parametrize(
    ("column", "place"),
    [("short_name", Place.SHORT_NAME), ("host_commune", Place.COMMUNE), ("host_name", Place.HOST)],
)
def test_a_campus_is_found_by_its_other_names_and_places(column: str, place: Place) -> None:
    stated = [(row, value) for row, value in enumerate(CAMPUSES[column]) if value]
    assert stated
    for row, value in stated:
        result = search(INDEX, value)
        assert row in result.rows, (place, value)


def test_a_campus_is_found_by_a_member_and_the_reason_is_told() -> None:
    members = CATALOGUE.members
    for campus_id, name in zip(members["campus_id"], members["name"], strict=True):
        result = search(INDEX, name)
        row = IDS.index(campus_id)
        assert row in result.rows, name
    row = IDS.index(SAINT_QUENTIN)
    (reason,) = search(INDEX, "innovaltek").matches(row)
    assert (reason.place, reason.value) == (
        Place.MEMBER,
        "Plate-forme technologique Innovaltech, Saint-Quentin",
    )
    assert str(reason) == "membre\u00a0: Plate-forme technologique Innovaltech, Saint-Quentin"


def test_a_filiere_finds_all_its_campuses() -> None:
    for slug in set(CAMPUSES["filiere"]):
        of_filiere = CAMPUSES.loc[CAMPUSES["filiere"] == slug, "id"]
        assert set(of_filiere) <= set(found(BY_SLUG[slug].name))


def test_all_words_must_be_found() -> None:
    assert not found("metallurgie zzzzzz")
    assert set(found("lycée condorcet")) <= set(found("condorcet"))


def test_a_known_word_is_not_taken_for_a_typing_error() -> None:
    assert all("CEINE" in CAMPUSES["name"][row] for row in search(INDEX, "CEINE").rows)


def test_short_words_and_numbers_forgive_nothing() -> None:
    assert not found("bxis")
    assert not found("20245")


def test_the_name_comes_before_the_members() -> None:
    assert "bois" in CAMPUSES["name"][int(search(INDEX, "bois").rows[0])].lower()


def test_words_that_every_campus_has_do_not_narrow() -> None:
    assert query_words("le campus des métiers de la métallurgie") == ("metallurgie",)
    assert found("campus métallurgie")[0] == SAINT_QUENTIN


def test_without_a_word_all_campuses_come_in_order() -> None:
    for text in ("", "  ", "-", "\u0000", "!?"):
        assert found(text) == IDS


def test_only_the_campuses_looked_at_are_found() -> None:
    within = np.zeros(len(IDS), dtype=bool)
    within[:20] = True
    everywhere = search(INDEX, "lycée").mask()
    assert search(INDEX, "lycée", within).mask().tolist() == (everywhere & within).tolist()
    assert search(INDEX, "", within).mask().tolist() == within.tolist()


def test_an_unknown_identifier_has_the_nearest_names() -> None:
    for row, campus_id in enumerate(IDS):
        assert row in nearest_names(INDEX, campus_id)
        assert row in nearest_names(INDEX, campus_id[:-2])
    assert nearest_names(INDEX, "") == []
    assert len(nearest_names(INDEX, "campus", 3)) <= 3


def test_the_index_of_a_version_is_made_once() -> None:
    assert search_of(CATALOGUE) is search_of(CATALOGUE)


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("région Bretagne", "region_code", "53"),
        ("académie de Rennes", "academie_code", "rennes"),
        ("PACA", "region_code", "93"),
        ("Finistère", "departement_code", "29"),
        ("CMQE", "category", "CMQE"),
    ],
)
def test_the_words_of_officials_find_all_that_they_name(text: str, column: str, value: str) -> None:
    assert set(found(text)) == set(CAMPUSES.loc[CAMPUSES[column] == value, "id"])
