"""The search box of the page « Annuaire », answered at each key.

The words typed here are a setting of this page (``?recherche=…``), beside the filters and not one of
them: they forgive typing errors and rank what they find, whereas the Selection's own text (``?q=…``)
keeps exactly what it says, on every page and in every export. On this page the box of the Selection
is not shown, so that there is one place to type; a text that another page has set stands as a chip.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import streamlit as st

from atlas.data.atlas import Atlas
from atlas.data.search_index import search_of
from atlas.data.searching import query_words, search
from atlas.data.selecting import Mask
from atlas.model.selection import clean_text
from atlas.ui import state
from atlas.ui.frame import Page
from atlas.ui.state import Setting, Settings
from atlas.ui.table import loader

SEARCH: Final = Setting("recherche", "", lambda value: bool(clean_text(value)), "Recherche")
BOX_KEY: Final = "atlas-recherche"


def words(view: Settings) -> str:
    """What is searched."""
    return clean_text(view[SEARCH.param])


def left_out(view: Settings) -> str:
    """What a file of the filtered campuses leaves out: the words, which are no filter."""
    return "Les mots de la recherche n’y comptent pas, seulement les filtres." if words(view) else ""


def narrow(atlas: Atlas, view: Settings) -> Mask | None:
    """Campuses that the search finds, whatever the filters; None without a search."""
    typed = words(view)
    return search(search_of(atlas.catalogue), typed).mask() if query_words(typed) else None


@cache
def _component() -> Any:
    return st.components.v2.component(
        "atlas_search",
        html='<div class="atlas-search-root"></div>',
        js=loader("page/atlas-search.js"),
        isolate_styles=False,
    )


def box(here: Page, *, label: str = "Chercher un campus") -> None:
    """Draw the box; its words are set before the script runs again."""
    _component()(
        key=BOX_KEY,
        data={"label": label, "text": words(here.view)},
        on_text_change=_on_text,
    )


def _on_text() -> None:
    # The reader may have left for another page since: the box is then gone.
    typed: str | None = (st.session_state.get(BOX_KEY) or {}).get("text")
    if typed is not None:
        state.set_setting(SEARCH.param, clean_text(typed))
