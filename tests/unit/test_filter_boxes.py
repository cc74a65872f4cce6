"""What a browser says of the boxes is not believed."""

from __future__ import annotations

import pytest

from atlas.ui.filters import told_values

CHOICES = {
    "filieres": {"alimentaire": "Alimentaire", "energie": "Énergie"},
    "categories": {"CMQ": "Campus"},
    "statuses": {"active": "En cours"},
}


def test_known_values_are_taken_in_display_order() -> None:
    told = {
        "number": 3,
        "checked": {"filiere": ["energie", "alimentaire"], "categorie": [], "statut": ["active"]},
    }
    assert told_values(told, CHOICES) == {
        "filieres": ["alimentaire", "energie"],
        "categories": [],
        "statuses": ["active"],
    }


def test_unknown_values_are_left_out() -> None:
    told = {"checked": {"filiere": ["energie", "<img>", 7, None, {}], "region": ["76"]}}
    assert told_values(told, CHOICES) == {"filieres": ["energie"]}


@pytest.mark.parametrize(
    "told", [None, 1, "filiere", [], {}, {"checked": None}, {"checked": {"filiere": "energie"}}]
)
def test_another_shape_changes_nothing(told: object) -> None:
    assert told_values(told, CHOICES) == {}
