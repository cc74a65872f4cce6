"""The twelve sectors: each told by a letter, a name and a colour that can be read."""

from __future__ import annotations

import csv

import pytest

from atlas.data.territories import PROJECT_DATA
from atlas.model.filiere import BY_NAME, BY_SLUG, FILIERES, Filiere


def luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2)."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("filiere", FILIERES, ids=lambda filiere: filiere.slug)
def test_white_letter_is_readable_on_the_colour_and_the_colour_on_white(filiere: Filiere) -> None:
    assert contrast(filiere.color, "#ffffff") >= 4.5


def test_there_are_twelve_with_nothing_in_common() -> None:
    assert len(FILIERES) == 12
    for name in ("slug", "name", "short_name", "letter", "color"):
        assert len({getattr(filiere, name) for filiere in FILIERES}) == 12, name


def test_letters_are_those_of_the_legend() -> None:
    assert {filiere.slug: filiere.letter for filiere in FILIERES} == {
        "alimentaire": "A", "chimie": "C", "creation": "D", "infrastructures": "B", "materiaux": "M",
        "mobilite": "T", "numerique": "N", "services-personne": "P", "services-entreprises": "L",
        "systemes": "S", "tourisme": "H", "energie": "E",
    }  # fmt: skip


def test_they_are_found_by_slug_and_by_official_name() -> None:
    assert all(BY_SLUG[filiere.slug] is filiere is BY_NAME[filiere.name] for filiere in FILIERES)


def test_every_campus_of_the_catalogue_has_one_of_the_twelve() -> None:
    with (PROJECT_DATA / "campuses.csv").open(encoding="utf-8", newline="") as file:
        sectors = {row["sector"] for row in csv.DictReader(file)}
    assert sectors <= set(BY_NAME)
