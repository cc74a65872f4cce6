"""The filters of the sidebar and the chips that undo them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from atlas.data.atlas import Atlas
from atlas.model.filiere import BY_SLUG, FILIERES
from atlas.model.numbers import NBSP
from atlas.model.selection import FIELDS, Choices, Selection, french_day
from atlas.ui import state
from atlas.ui.markup import plain

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
_SHORT_CATEGORIES = {"CMQ": "Campus, sans mention", "CMQE": "Campus d’excellence"}
_PLACEHOLDERS = {
    "regions": "Toutes les régions",
    "academies": "Toutes les académies",
    "departements": "Tous les départements",
    "calls": "Tous les appels",
}


def filiere_styles() -> str:
    """Style sheet that sets each sector's lettered mark before its box."""
    return "".join(
        f".st-key-{state.widget_key('filieres', filiere.slug)} label p::before"
        f'{{content:"{filiere.letter}";background:{filiere.color}}}'
        for filiere in FILIERES
    )


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
        _boxes("filieres", choices, counts)
        _boxes("categories", choices, counts)
        for name in ("regions", "academies", "departements", "calls"):
            _list(name, choices, counts)
        _date(atlas, selection)
        _boxes("statuses", choices, counts)


def _boxes(name: str, choices: Choices, counts: Counts) -> None:
    with st.container(key=f"group-{name}", gap=None):
        st.markdown(f"**{_HEADINGS[name]}**")
        for value, label in choices[name].items():
            text = _short(name, value, label)
            st.checkbox(f"{plain(text)} ({counts[name][value]})", key=state.widget_key(name, value))


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
    days = atlas.known_days
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
        f"{plain(label)}{NBSP}✕",
        key=f"chip-{key}",
        help="Retirer ce filtre",
        on_click=state.put,
        args=(remaining, choices),
    )
