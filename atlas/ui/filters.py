"""The filters of the sidebar and the chips that undo them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import streamlit as st

from atlas.data.atlas import Atlas
from atlas.model.filiere import BY_SLUG
from atlas.model.selection import FIELDS, Choices, Selection, french_day
from atlas.ui import state
from atlas.ui.markup import plain
from atlas.ui.table import loader

Counts = Mapping[str, Mapping[str, int]]

_HEADINGS = {
    "filieres": "Filières",
    "categories": "Catégorie",
    "regions": "Région",
    "academies": "Académie",
    "departements": "Département",
    "calls": "Appel à projets",
    "statuses": "Statut",
}
_PARAMS: Final = {field.name: field.param for field in FIELDS}
_BOXES: Final = "filter-boxes"
_CLICK: Final = "filter-click"
"""Number of the last click on a box, for the browser to know which clicks an answer has heard."""
_SHORT_CATEGORIES = {"CMQ": "Campus, sans mention", "CMQE": "Campus d’excellence"}
_PLACEHOLDERS = {
    "regions": "Toutes les régions",
    "academies": "Toutes les académies",
    "departements": "Tous les départements",
    "calls": "Tous les appels",
}


def sidebar(atlas: Atlas, choices: Choices, counts: Counts, selection: Selection) -> None:
    """Draw all filters, with the number of campuses beside each option."""
    with st.sidebar:
        st.text_input(
            "Rechercher", key=state.TEXT_KEY, placeholder="Nom, ville, établissement…", max_chars=120
        )
        st.button(
            "Réinitialiser les filtres",
            key="reset",
            width="stretch",
            disabled=selection.is_empty,
            on_click=state.put,
            args=(Selection(), choices),
        )
        _boxes(choices, counts, selection)
        for name in ("regions", "academies", "departements", "calls"):
            _list(name, choices, counts)
        _date(atlas, selection)


def _boxes(choices: Choices, counts: Counts, selection: Selection) -> None:
    """All boxes as one component: each of Streamlit's own would cost the server a third of a millisecond."""
    data = {
        "groups": _groups(choices),
        "counts": {_PARAMS[name]: counts[name] for name in state.CHECKED_FIELDS},
        "checked": {_PARAMS[name]: selection.values(name) for name in state.CHECKED_FIELDS},
        "number": st.session_state.get(_CLICK, 0),
    }
    _component()(key=_BOXES, data=data, on_change_change=lambda: _on_click(choices))


def _groups(choices: Choices) -> list[dict[str, object]]:
    return [
        {
            "param": _PARAMS[name],
            "label": _HEADINGS[name],
            "options": [_option(name, value, label) for value, label in choices[name].items()],
        }
        for name in state.CHECKED_FIELDS
    ]


def _option(name: str, value: str, label: str) -> dict[str, str]:
    option = {"value": value, "label": _short(name, value, label)}
    if name == "filieres":
        option |= {"letter": BY_SLUG[value].letter, "color": BY_SLUG[value].color}
    return option


def _on_click(choices: Choices) -> None:
    told = st.session_state[_BOXES].get("change")
    for name, values in told_values(told, choices).items():
        st.session_state[state.widget_key(name)] = values
    number = told.get("number") if isinstance(told, dict) else 0
    st.session_state[_CLICK] = number if isinstance(number, int) else 0


def told_values(told: object, choices: Choices) -> dict[str, list[str]]:
    """Values that a browser says are checked, by field: known ones only, in display order."""
    checked = told.get("checked") if isinstance(told, dict) else None
    if not isinstance(checked, dict):
        return {}
    asked = {name: checked.get(_PARAMS[name]) for name in state.CHECKED_FIELDS}
    return {
        name: [value for value in choices[name] if value in values]
        for name, values in asked.items()
        if isinstance(values, list)
    }


@cache
def _component() -> Any:
    return st.components.v2.component(
        "atlas_filters",
        html='<div class="atlas-boxes"></div>',
        js=loader("page/atlas-filters.js"),
        isolate_styles=False,
    )


def _short(name: str, value: str, label: str) -> str:
    """Name that fits the sidebar; the full one stands in the tables and in the record."""
    if name == "filieres":
        return BY_SLUG[value].short_name
    return _SHORT_CATEGORIES.get(value, label) if name == "categories" else label


def _list(name: str, choices: Choices, counts: Counts) -> None:
    labels, found = choices[name], counts[name]
    st.multiselect(
        _HEADINGS[name],
        options=list(labels),
        format_func=lambda value: f"{labels[value]} ({found[value]})",
        key=state.widget_key(name),
        placeholder=_PLACEHOLDERS[name],
    )


def _date(atlas: Atlas, selection: Selection) -> None:
    days = atlas.offered_days
    if selection.date and selection.date not in days:
        days = {selection.date: french_day(selection.date)} | days
    st.selectbox(
        "État à la date du",
        options=list(days),
        index=None,
        format_func=days.__getitem__,
        key=state.DATE_KEY,
        placeholder="État le plus récent",
    )


def chips(choices: Choices, selection: Selection) -> None:
    """One button a filter in use; pressing it takes the filter away."""
    with st.container(key="chips", horizontal=True, gap="small"):
        if selection.text:
            _chip(f"« {selection.text} »", "text", selection.without("text"), choices)
        for field in FIELDS:
            for value in selection.values(field.name):
                label = _short(field.name, value, choices[field.name][value])
                _chip(label, f"{field.param}-{value}", selection.without(field.name, value), choices)
        if selection.date:
            _chip(f"État au {french_day(selection.date)}", "date", selection.without("date"), choices)


def _chip(label: str, key: str, remaining: Selection, choices: Choices) -> None:
    st.button(
        plain(label),
        key=f"chip-{key}",
        on_click=state.put,
        args=(remaining, choices),
    )
