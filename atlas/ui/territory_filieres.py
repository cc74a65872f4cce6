"""The table of sectors of the page « Territoire »: present, absent, how near, and the reference's share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from atlas.model.numbers import french_percent
from atlas.story.portrait import FiliereState, Portrait
from atlas.story.portrait_words import nearest_text
from atlas.ui.markup import Html, mark, tag, text


def show(found: Portrait) -> None:
    """Draw the table."""
    st.html(filieres_html(found))


def filieres_html(found: Portrait) -> Html:
    """Sectors present, then absent: campuses inside, both shares, nearest campus."""
    present = [state for state in found.filieres if state.campuses]
    absent = [state for state in found.filieres if not state.campuses]
    headings = ("Campus", "À portée", found.reference.unit.name)
    head = tag(
        "tr",
        tag("th", "Filière", scope="col"),
        *(tag("th", text(heading), scope="col", class_="number") for heading in headings),
    )
    is_measured = found.territory.population is not None
    groups = (("Filières présentes", present), ("Filières absentes", absent))
    return tag(
        "table",
        tag("caption", "Filières", tag("small", text(_caption(found)))),
        tag("thead", head),
        *(_group(name, states, is_measured) for name, states in groups if states),
        class_="atlas-filieres atlas-filieres-territoire",
    )


def _caption(found: Portrait) -> str:
    near = f"Habitants à {found.reach.radius_text} au plus {found.reach.points_text} de la filière"
    if found.territory.population is None:
        return f"{near}, dans la référence."
    return (
        f"{near}, et dans la référence. Sous chaque filière, son campus le plus proche et la distance "
        "moyenne des habitants."
    )


def _group(name: str, states: Sequence[FiliereState], is_measured: bool) -> Html:
    heading = tag(
        "tr", tag("th", text(f"{name} ({len(states)})"), colspan="4", scope="rowgroup", class_="group")
    )
    return tag("tbody", heading, *(_row(state, is_measured) for state in states))


def _row(state: FiliereState, is_measured: bool) -> Html:
    numbers = (
        str(state.campuses) if state.campuses else "aucun",
        _percent(state.share),
        _percent(state.reference_share),
    )
    values = tag(
        "tr",
        tag("th", mark(state.filiere), " ", text(state.filiere.short_name), scope="row"),
        *(tag("td", text(number), class_="number") for number in numbers),
        class_="values",
    )
    if not is_measured:
        return values
    return values + tag("tr", tag("td", text(nearest_text(state)), colspan="4"), class_="nearest")


def _percent(share: float | None) -> str:
    return "—" if share is None else french_percent(share)
