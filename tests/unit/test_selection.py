"""The Selection: what an address says, what is dropped, and how it is said in French."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError
from urllib.parse import parse_qs

import pytest

from atlas.model.selection import (
    FIELDS,
    MAX_TEXT_LENGTH,
    PARAMS,
    Selection,
    canonical,
    clean_text,
    fold,
    parse,
)
from atlas.ui import loaded

CHOICES = loaded.current().index.choices


def parsed(address: str) -> tuple[Selection, list[str]]:
    return parse(parse_qs(address, keep_blank_values=True), CHOICES)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", Selection()),
        ("filiere=mobilite&region=76", Selection(filieres=("mobilite",), regions=("76",))),
        ("filiere=energie&filiere=alimentaire", Selection(filieres=("alimentaire", "energie"))),
        ("filiere=energie&filiere=energie", Selection(filieres=("energie",))),
        ("academie=orleans-tours", Selection(academies=("orleans-tours",))),
        ("departement=2A&categorie=CMQE", Selection(departements=("2A",), categories=("CMQE",))),
        ("appel=inconnu&statut=merged", Selection(calls=("inconnu",), statuses=("merged",))),
        ("date=2016-01-29", Selection(date=dt.date(2016, 1, 29))),
        ("date=2016-02", Selection(date=dt.date(2016, 2, 29))),
        ("date=2016", Selection(date=dt.date(2016, 12, 31))),
        ("q=++Saint-%C3%89tienne++", Selection(text="Saint-Étienne")),
        ("q=design&q=bois", Selection(text="design bois")),
    ],
)
def test_address_is_read(address: str, expected: Selection) -> None:
    assert parsed(address) == (expected, [])


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("filiere=espace", ["« espace »", "filière"]),
        ("region=Occitanie", ["« Occitanie »", "région"]),
        ("region=", ["« »", "région"]),
        ("filiere=MOBILITE", ["« MOBILITE »", "filière"]),
        ("date=29%2F01%2F2016", ["« 29/01/2016 »", "date"]),
        ("date=2016-02-30", ["« 2016-02-30 »", "date"]),
        ("date=1999", ["« 1999 »", "date"]),
        ("statut=%3Cb%3E", ["« <b> »", "statut"]),
    ],
)
def test_unknown_value_is_dropped_with_one_notice_that_names_it(address: str, names: list[str]) -> None:
    selection, notices = parsed(address)
    assert selection == Selection()
    assert len(notices) == 1
    assert all(name in " ".join(notices[0].split()) for name in names)
    assert "ignorée" in notices[0]


def test_unknown_value_leaves_the_rest_alone() -> None:
    selection, notices = parsed("filiere=mobilite&filiere=espace&region=76&date=jamais")
    assert selection == Selection(filieres=("mobilite",), regions=("76",))
    assert len(notices) == 2


def test_every_choice_of_every_field_is_accepted_from_an_address() -> None:
    for field in FIELDS:
        for value in CHOICES[field.name]:
            selection, notices = parse({field.param: [value]}, CHOICES)
            assert selection == Selection(**{field.name: (value,)})
            assert notices == []


def test_slugs_of_filieres_are_those_promised() -> None:
    assert list(CHOICES["filieres"]) == [
        "alimentaire", "chimie", "creation", "infrastructures", "materiaux", "mobilite", "numerique",
        "services-personne", "services-entreprises", "systemes", "tourisme", "energie",
    ]  # fmt: skip


def test_params_are_in_french_and_each_has_one_meaning() -> None:
    assert PARAMS == (
        "filiere", "categorie", "region", "academie", "departement", "appel", "statut", "date", "q",
    )  # fmt: skip


def test_empty_fields_are_left_out_of_the_address() -> None:
    assert Selection().to_params() == {}
    assert Selection().is_empty
    assert not Selection(text="bois").is_empty


def test_without_takes_away_one_value_or_a_whole_field() -> None:
    selection = Selection(regions=("76", "84"), date=dt.date(2016, 1, 29), text="bois")
    assert selection.without("regions", "76").regions == ("84",)
    assert selection.without("regions").regions == ()
    assert selection.without("date").date is None
    assert selection.without("text").text == ""
    assert selection.without("date").without("text").without("regions") == Selection()


def test_canonical_puts_values_in_display_order_and_drops_the_unknown() -> None:
    messy = Selection(filieres=("energie", "alimentaire", "energie", "espace"), text=" a \n b ")
    assert canonical(messy, CHOICES) == Selection(filieres=("alimentaire", "energie"), text="a b")


def test_a_selection_is_frozen_and_can_be_a_key() -> None:
    selection = Selection(regions=("76",))
    with pytest.raises(FrozenInstanceError):
        selection.text = "x"  # type: ignore[misc]
    assert {selection: 1}[Selection(regions=("76",))] == 1


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(), "Tous les campus du catalogue"),
        (Selection(regions=("76",)), "Région : Occitanie"),
        (Selection(regions=("76", "84")), "Régions : Occitanie, Auvergne-Rhône-Alpes"),
        (
            Selection(filieres=("chimie",), date=dt.date(2016, 3, 1), text="bois"),
            "Filière : Chimie et biotechnologies · Recherche : « bois » · État au 1er mars 2016",
        ),
    ],
)
def test_caption_says_the_filter_in_french(selection: Selection, said: str) -> None:
    assert selection.caption(CHOICES) == said


def test_searched_words_are_one_bounded_printable_line() -> None:
    assert clean_text("a\x00b\u202ec\n d\t") == "a b c d"
    assert len(clean_text("x" * 1000)) == MAX_TEXT_LENGTH
    assert clean_text("x" * (MAX_TEXT_LENGTH - 1) + " yz") == "x" * (MAX_TEXT_LENGTH - 1)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Métallurgie à Saint-Étienne", "metallurgie a saint-etienne"),
        ("ŒUVRES & Ægir", "oeuvres & aegir"),
        ("  l’énergie\u00a0  bleue\u202f", "l’energie bleue"),
        ("E\u0301nergie", "energie"),
        ("ÇA VA OÙ ?", "ca va ou ?"),
    ],
)
def test_fold_drops_case_accents_and_spaces(text: str, folded: str) -> None:
    assert fold(text) == folded
