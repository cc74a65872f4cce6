"""Settings of the page « Données et méthode », and what each of its views starts with."""

from __future__ import annotations

from typing import Final

import streamlit as st

from atlas.data.quality_rules import RULES
from atlas.data.selecting import select
from atlas.model.numbers import NBSP, french_int, plural
from atlas.model.selection import Selection
from atlas.ui import panels, state
from atlas.ui.frame import Page
from atlas.ui.markup import Html, tag, text
from atlas.ui.state import Setting

VIEWS: Final = {
    "completude": "Complétude",
    "doutes": "Fiches à vérifier",
    "definitions": "Définitions",
    "sources": "Sources et licences",
    "dictionnaire": "Dictionnaire",
    "nouveautes": "Nouveautés",
    "accessibilite": "Accessibilité",
}
VIEW: Final = Setting("vue", "completude", VIEWS.__contains__, "Vue")
ALL_RULES: Final = "tous"
RULE: Final = Setting("motif", ALL_RULES, {ALL_RULES, *(rule.key for rule in RULES)}.__contains__, "Motif")
SETTINGS: Final = (VIEW, RULE)


def view_choice() -> None:
    """Which part of the page to read."""
    st.segmented_control(
        "Vue",
        options=list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=state.setting_key(VIEW.param),
        required=True,
        label_visibility="collapsed",
    )


def headline(here: Page) -> str:
    """How many campuses the catalogue names, beside what the ministry announced."""
    named, in_force = len(here.atlas.ids), int(select(here.atlas.index, Selection()).sum())
    said = f"Le catalogue nomme {plural(named, 'campus', 'campus')}, dont {french_int(in_force)} en vigueur. "
    official = here.atlas.officials.get("campuses")
    if official is None:
        return said + "Aucun total officiel n’est connu."
    known = int(select(here.atlas.index, Selection(date=official.date.last_day)).sum())
    return (
        f"{said}Au {official.date.in_french()}, date du dernier total officiel publié, il en connaît "
        f"{french_int(known)} sur {french_int(official.count)}."
    )


def intro(here: Page) -> None:
    """The page's answer, the version of the data, and the way to take them all away."""
    panels.headline(headline(here))
    st.html(
        tag("p", text(f"Version des données{NBSP}: {version(here)}. "), download(here), class_="atlas-notes")
    )


def version(here: Page) -> str:
    """Content hash of the data."""
    return here.atlas.catalogue.version


def download(here: Page) -> Html:
    """Link to the whole data package."""
    return tag(
        "a",
        text("Télécharger toutes les données (zip)"),
        href=f"api/data/{version(here)}.zip",
        download=f"atlas-des-campus_donnees_{version(here)}.zip",
    )
