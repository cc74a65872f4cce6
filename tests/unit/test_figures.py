"""Key figures: each recomputed row by row from the files, with its denominator and its official total."""

from __future__ import annotations

import csv
import datetime as dt
import re
from typing import Any

import pytest

from atlas.data.selecting import select
from atlas.data.territories import PROJECT_DATA
from atlas.model.dates import PartialDate
from atlas.model.numbers import NBSP, THIN
from atlas.model.selection import Selection
from atlas.story.presence import presence_sentence
from atlas.ui import figures, loaded
from tests.unit.test_markup import Reader

ATLAS = loaded.current()
ROWS: list[dict[Any, Any]] = ATLAS.catalogue.campuses.to_dict("records")

SELECTIONS = [
    Selection(),
    Selection(filieres=("mobilite",), regions=("76",)),
    Selection(categories=("CMQE",)),
    Selection(academies=("polynesie-francaise",)),
    Selection(statuses=("merged",)),
    Selection(date=dt.date(2016, 1, 29)),
    Selection(date=dt.date(2021, 12, 31)),
    Selection(text="zzzz"),
]


def has_mention(row: dict[Any, Any], selection: Selection) -> bool:
    """Whether a campus has the mention on the day: by its dated event, else by the source that shows it."""
    if row["category"] != "CMQE" or selection.date is None:
        return bool(row["category"] == "CMQE")
    events = ATLAS.catalogue.label_events
    dated = events[(events["campus_id"] == row["id"]) & (events["event"] == "excellence")]["certain_date"]
    shown = PartialDate.parse(row["status_date"]).last_day if row["status_date"] else ATLAS.index.latest
    return bool(min(dated, default=shown) <= selection.date)


def by_label(selection: Selection) -> dict[str, figures.Figure]:
    mask = select(ATLAS.index, selection)
    return {figure.label: figure for figure in figures.key_figures(ATLAS, selection, mask)}


def numbers(figure: figures.Figure) -> tuple[int, int]:
    value, out_of = (int(said.replace(THIN, "")) for said in (figure.value, figure.out_of))
    return value, out_of


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda selection: str(selection.to_params()))
def test_figures_are_those_of_the_rows_shown(selection: Selection) -> None:
    mask = select(ATLAS.index, selection)
    shown = [row for row, is_shown in zip(ROWS, mask, strict=True) if is_shown]
    found = {label: numbers(figure) for label, figure in by_label(selection).items()}
    regions = {row["region"] for row in shown} - {"Polynésie française"}
    academies = {row["academie_code"] for row in shown} - {"", "polynesie-francaise"}
    assert found == {
        "campus affichés": (len(shown), len(ROWS)),
        "avec la mention excellence": (sum(has_mention(row, selection) for row in shown), len(shown)),
        "académies avec un campus": (len(academies), 30),
        "régions avec un campus": (len(regions), 18),
        "filières présentes": (len({row["sector"] for row in shown}), 12),
    }


def test_no_figure_is_above_its_denominator() -> None:
    for selection in SELECTIONS:
        for figure in by_label(selection).values():
            value, out_of = numbers(figure)
            assert 0 <= value <= out_of


def test_official_totals_are_the_latest_of_each_kind() -> None:
    with (PROJECT_DATA / "official_totals.csv").open(encoding="utf-8", newline="") as file:
        totals = list(csv.DictReader(file))
    found = by_label(Selection())
    for label, column in (("campus affichés", "campuses"), ("avec la mention excellence", "excellence")):
        latest = max((row for row in totals if row[column]), key=lambda row: row["date"])
        official = found[label].official
        assert official is not None
        assert (str(official.count), str(official.date)) == (latest[column], latest["date"])
        assert official.source == latest["source_url"]
    assert sum(figure.official is not None for figure in found.values()) == 2


def test_an_official_total_stands_beside_all_campuses_only_and_on_its_day() -> None:
    assert all(figure.official is None for figure in by_label(Selection(regions=("76",))).values())
    then = by_label(Selection(date=dt.date(2016, 1, 29)))["campus affichés"].official
    assert then is not None
    assert (then.count, str(then.date)) == (47, "2016-01-29")


def test_each_figure_says_how_from_what_and_when() -> None:
    for selection, state in (
        (Selection(), "État le plus récent connu."),
        (Selection(date=dt.date(2016, 3, 1)), "État au 1er mars 2016."),
    ):
        for figure in by_label(selection).values():
            assert state in figure.definition
            assert ATLAS.catalogue.version in figure.definition


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(text="zzzz"), "Aucun campus ne correspond à ces filtres."),
        (
            Selection(text="Construction durable et innovante transfrontalier"),
            f"1{NBSP}campus de la sélection est présent dans 1{NBSP}académie sur 30 et 1{NBSP}région sur 18.",
        ),
    ],
)
def test_headline_answers_in_one_sentence(selection: Selection, sentence: str) -> None:
    assert presence_sentence(ATLAS, selection, select(ATLAS.index, selection)) == sentence


def test_headline_has_the_numbers_of_the_figures() -> None:
    found = by_label(Selection())
    said = presence_sentence(ATLAS, Selection(), select(ATLAS.index, Selection()))
    expected = [
        numbers(found["campus affichés"])[0],
        *numbers(found["académies avec un campus"]),
        *numbers(found["régions avec un campus"]),
    ]
    assert [int(number) for number in re.findall(r"\d+", said)] == expected


def test_a_collectivity_is_named_beside_the_regions() -> None:
    outside = (ATLAS.catalogue.campuses["region"] == "Polynésie française").to_numpy(bool)
    assert outside.any()
    whole, without = (
        presence_sentence(ATLAS, Selection(), select(ATLAS.index, Selection()) & kept)
        for kept in (True, ~outside)
    )
    assert whole.endswith(" et en Polynésie française.")
    assert "Polynésie" not in without


def test_official_totals_stand_beside_what_was_known_that_day() -> None:
    figure = by_label(Selection())["campus affichés"]
    assert figure.official is not None
    day = figure.official.date.last_day
    known = [
        row
        for row in ROWS
        if row["since"] and row["since"] <= day and not (row["until"] and row["until"] <= day)
    ]
    assert figure.known == len(known)
    assert f"({len(known)} connus alors)" in figures.figures_html([figure])


def test_html_shows_value_denominator_definition_and_official_total() -> None:
    mask = select(ATLAS.index, Selection())
    shown = figures.key_figures(ATLAS, Selection(), mask)
    read = Reader(figures.figures_html(shown))
    assert [name for name, _ in read.elements].count("details") == len(shown) == 5
    for figure in shown:
        assert f"{figure.value} / {figure.out_of}" in read.text
        assert figure.definition in read.text
        if figure.official:
            assert f"total officiel : {figure.official.count} au" in read.text
            assert figure.official.source in [attributes.get("href") for _, attributes in read.elements]
