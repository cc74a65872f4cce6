"""The ways from a record to the other pages, the Selection going along, and its permanent address."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from atlas.coverage import Level
from atlas.data.selecting import in_force
from atlas.model.numbers import NBSP
from atlas.story.territory import unit_key
from atlas.story.words import capital
from atlas.ui import navigation, panels
from atlas.ui.campus_page_record import ID, Record
from atlas.ui.frame import Page
from atlas.ui.markup import tag, text
from atlas.ui.territory_units import find

_TERRITORIES: Final = (
    (Level.REGION, "region_code"),
    (Level.ACADEMIE, "academie_code"),
    (Level.DEPARTEMENT, "departement_code"),
    (Level.EPCI, "epci_code"),
)


def context(here: Page, found: Record) -> None:
    """The map with this campus open, the directory, the coverage, and the territories that hold the seat."""
    with st.container(key="atlas-contexte", horizontal=True, gap="small", vertical_alignment="center"):
        navigation.link("Voir sur la carte", "carte", here.selection, {"campus": found.id})
        navigation.link("Tous les campus", "annuaire", here.selection, {})
        navigation.link("Qui est à portée d’un campus", "couverture", here.selection, {})
        for level, column in _TERRITORIES:
            code = str(found.campus[column])
            if unit := find(found.engine, unit_key(level, code)):
                navigation.link(capital(unit.said), "territoire", here.selection, {"code": unit.key})


def left_out(here: Page, found: Record) -> None:
    """Say that the filters in use do not keep this campus, or that it is not in force."""
    row = list(here.atlas.ids).index(found.id)
    if here.mask[row]:
        return
    if not in_force(here.atlas.index, here.selection)[row]:
        panels.notes(["Ce campus n’est pas en vigueur dans l’état montré."])
    else:
        panels.notes([f"Les filtres en cours ne gardent pas ce campus{NBSP}: {here.caption}."])


def footer(found: Record) -> None:
    """Permanent address, and the state that the page shows: also the foot of the printed page."""
    address = permanent_address(found.id)
    said = " ".join(("Ce qui entoure ce campus, lui non compris.", *found.around.provenance.sentences()))
    st.html(
        tag(
            "footer",
            tag("p", f"Adresse permanente{NBSP}: ", tag("a", text(address), href=address)),
            tag("p", text(said)),
            class_="atlas-footer atlas-campus-page",
        )
    )


def permanent_address(campus_id: str) -> str:
    """Address of a record without any filter, complete when the server knows its own."""
    query = urlencode({ID.param: campus_id})
    here = urlsplit(st.context.url or "")
    folder = here.path.rpartition("/")[0]
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    return f"{origin}{folder}/campus?{query}"
