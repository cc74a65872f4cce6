"""The directory: all campuses, found as people type, each leading to its record."""

import streamlit as st

from atlas.ui import directory_results, directory_search, downloads, filters, panels
from atlas.ui.frame import page

with page("annuaire", (directory_search.SEARCH,), directory_search.narrow) as here:
    st.title("Annuaire des campus", anchor=False)
    directory_search.box(here)
    results = directory_results.find(here)
    panels.headline(directory_results.headline(results))
    filters.chips(here.choices, here.selection)
    if len(results.rows):
        directory_results.show(here, results)
    else:
        directory_results.nothing(here, results)
    downloads.panel(here, note=directory_search.left_out(here.view))
