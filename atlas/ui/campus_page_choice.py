"""The page « Campus » without a campus: the nearest names of an unknown identifier, and the search."""

from __future__ import annotations

import streamlit as st

from atlas.data.search_index import search_of
from atlas.data.searching import nearest_names
from atlas.model.numbers import NBSP
from atlas.model.selection import clean_text
from atlas.ui import directory_results, directory_search, filters, panels
from atlas.ui.campus_page_record import ID
from atlas.ui.frame import Page
from atlas.ui.markup import plain


def show(here: Page) -> None:
    """Say what was asked, offer the nearest names, then the search of the directory."""
    asked = clean_text(here.view[ID.param])
    if asked:
        st.title("Campus introuvable", anchor=False)
        st.warning(plain(f"Aucun campus n’a l’identifiant «{NBSP}{asked}{NBSP}»."))
        near = nearest_names(search_of(here.atlas.catalogue), asked)
        directory_results.suggestions(here, near)
        st.header("Chercher un autre campus", anchor=False)
    else:
        st.title("Quel campus ?", anchor=False)
    directory_search.box(here)
    results = directory_results.find(here)
    panels.headline(directory_results.headline(results))
    filters.chips(here.choices, here.selection)
    if len(results.rows):
        directory_results.show(here, results)
    else:
        directory_results.nothing(here, results)
