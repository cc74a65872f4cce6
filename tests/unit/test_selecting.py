"""Which campuses a Selection keeps, on the real catalogue, against a slow independent computation."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from atlas.data.selecting import CampusIndex, Mask, facet_counts, in_force, select
from atlas.model.selection import FIELDS, Selection
from atlas.ui import loaded

ATLAS = loaded.current()
INDEX: CampusIndex = ATLAS.index
CAMPUSES = ATLAS.catalogue.campuses
ROWS: list[dict[Any, Any]] = CAMPUSES.to_dict("records")
ONE_DAY = dt.timedelta(days=1)
DAYS = sorted(
    {day + shift for column in ("since", "until") for day in CAMPUSES[column].dropna()
     for shift in (-ONE_DAY, dt.timedelta(0), ONE_DAY)}
)  # fmt: skip


def chosen(mask: Mask) -> set[str]:
    return set(CAMPUSES["id"].to_numpy(str)[mask])


def plain(text: str) -> str:
    """Fold another way than the product does."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return letters.replace("œ", "oe").replace("æ", "ae")


def test_nothing_asked_keeps_all_that_is_neither_merged_nor_ended() -> None:
    assert chosen(select(INDEX, Selection())) == {
        row["id"] for row in ROWS if row["status"] not in {"merged", "ended"}
    }


@pytest.mark.parametrize(("name", "column"), [
    ("filieres", "filiere"), ("categories", "category"), ("regions", "region_code"),
    ("academies", "academie_code"), ("departements", "departement_code"), ("calls", "first_label_call"),
])  # fmt: skip
def test_each_value_keeps_its_own_campuses_and_all_are_reached(name: str, column: str) -> None:
    present = {row["id"] for row in ROWS if row["status"] not in {"merged", "ended"}}
    found = []
    for value in INDEX.choices[name]:
        kept = chosen(select(INDEX, Selection(**{name: (value,)})))
        wanted = "" if (name, value) == ("calls", "inconnu") else value
        assert kept == {row["id"] for row in ROWS if row[column] == wanted and row["id"] in present}
        found += sorted(kept)
    assert len(found) == len(set(found))
    without_unit = {row["id"] for row in ROWS if not row[column]} if column.endswith("_code") else set()
    assert set(found) == present - without_unit


def test_asking_for_a_status_shows_it_even_when_the_campus_is_gone() -> None:
    for status in INDEX.choices["statuses"]:
        kept = chosen(select(INDEX, Selection(statuses=(status,))))
        assert kept == {row["id"] for row in ROWS if row["status"] == status}
        assert kept


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(filieres=("mobilite",), regions=("76",)),
        Selection(statuses=("merged",)),
        Selection(statuses=("active",), date=dt.date(2016, 1, 29)),
        Selection(date=dt.date(2017, 2, 13), academies=("lyon", "lille")),
        Selection(text="lycée", categories=("CMQE",)),
        Selection(regions=("76",), academies=("lille",)),
    ],
    ids=lambda selection: str(selection.to_params()),
)
def test_count_beside_an_option_is_what_choosing_it_alone_in_its_field_shows(selection: Selection) -> None:
    counts = facet_counts(INDEX, selection)
    assert set(counts) == {field.name for field in FIELDS}
    for field in FIELDS:
        assert list(counts[field.name]) == list(INDEX.choices[field.name])
        for value, count in counts[field.name].items():
            asked = replace(selection, **{field.name: (value,)})
            assert count == int(select(INDEX, asked).sum()), (field.name, value)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["name"] != plain(row["name"])][::7], ids=lambda r: r["id"]
)
def test_search_finds_a_name_without_its_accents_and_case(row: dict[str, Any]) -> None:
    statuses = (row["status"],)
    exact = select(INDEX, Selection(text=row["name"], statuses=statuses))
    assert row["id"] in chosen(exact)
    for typed in (plain(row["name"]), row["name"].upper(), plain(row["name"]).upper()):
        assert np.array_equal(select(INDEX, Selection(text=typed, statuses=statuses)), exact)


def test_search_reads_names_places_and_members_and_wants_every_word() -> None:
    members = ATLAS.catalogue.members.groupby("campus_id")["name"].agg(" ".join).to_dict()
    columns = ("name", "short_name", "host_commune", "host_name", "sector", "academie", "region")
    texts = {
        row["id"]: plain(" ".join([*(row[column] for column in columns), members.get(row["id"], "")]))
        for row in ROWS
    }
    everywhere = tuple(INDEX.choices["statuses"])
    for words in (["lycee"], ["lycee", "lyon"], ["universite"], ["aero"], ["zzzz"], ["l"], ["saint-etienne"]):
        kept = chosen(select(INDEX, Selection(text=" ".join(words), statuses=everywhere)))
        assert kept == {key for key, text in texts.items() if all(word in text for word in words)}


def test_at_a_date_a_campus_counts_from_since_until_the_day_before_its_end() -> None:
    for day in DAYS:
        expected = {
            row["id"]
            for row in ROWS
            if (row["since"] <= day if row["since"] is not None else day >= INDEX.latest)
            and (row["until"] is None or day < row["until"])
        }
        assert chosen(in_force(INDEX, Selection(date=day))) == expected, day


def test_at_a_date_the_category_is_that_of_the_day() -> None:
    for day in (dt.date(2017, 2, 13), dt.date(2020, 3, 1), INDEX.latest):
        there = in_force(INDEX, Selection(date=day))
        excellent = select(INDEX, Selection(date=day, categories=("CMQE",)))
        assert np.array_equal(excellent, there & ATLAS.is_excellence(day))
        assert np.array_equal(select(INDEX, Selection(date=day, categories=("CMQ",))), there & ~excellent)
        counts = facet_counts(INDEX, Selection(date=day))["categories"]
        assert counts == {"CMQ": int((there & ~excellent).sum()), "CMQE": int(excellent.sum())}
    assert not select(INDEX, Selection(date=dt.date(2017, 2, 13), categories=("CMQE",))).any()


def test_without_ends_the_catalogue_only_grows() -> None:
    lasting = CAMPUSES["until"].isna().to_numpy(bool)
    before = np.zeros(len(CAMPUSES), dtype=bool)
    for day in DAYS:
        now = in_force(INDEX, Selection(date=day)) & lasting
        assert not (before & ~now).any(), day
        before = now


def test_campuses_without_any_date_wait_for_the_latest_evidence() -> None:
    undated = CAMPUSES["since"].isna().to_numpy(bool) & CAMPUSES["until"].isna().to_numpy(bool)
    assert undated.any()
    assert not (in_force(INDEX, Selection(date=INDEX.latest - ONE_DAY)) & undated).any()
    assert (in_force(INDEX, Selection(date=INDEX.latest)) & undated).sum() == undated.sum()


def test_from_the_latest_evidence_on_the_state_is_that_of_today() -> None:
    today = in_force(INDEX, Selection())
    for day in (INDEX.latest, INDEX.latest + ONE_DAY, dt.date(2100, 12, 31)):
        assert np.array_equal(in_force(INDEX, Selection(date=day)), today)


def test_before_the_first_label_there_is_nothing() -> None:
    assert not in_force(INDEX, Selection(date=min(CAMPUSES["since"].dropna()) - ONE_DAY)).any()


def test_labels_of_choices_are_distinct_and_never_empty() -> None:
    for name, labels in INDEX.choices.items():
        assert all(labels.values())
        assert len(set(labels.values())) == len(labels), name
