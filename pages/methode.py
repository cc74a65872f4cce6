"""Data and method: how complete the data are, what is doubtful, what the words mean, what is new."""

import streamlit as st

from atlas.ui import (
    method_completeness,
    method_definitions,
    method_dictionary,
    method_documents,
    method_doubts,
    method_settings,
    method_sources,
)
from atlas.ui.frame import page

with page("methode", method_settings.SETTINGS) as here:
    st.title("Données et méthode", anchor=False)
    method_settings.view_choice()
    method_settings.intro(here)
    match here.view[method_settings.VIEW.param]:
        case "doutes":
            method_doubts.show(here)
        case "definitions":
            method_definitions.show(here)
        case "sources":
            method_sources.show(here)
        case "dictionnaire":
            method_dictionary.show(here)
        case "nouveautes":
            method_documents.news(here)
        case "accessibilite":
            method_documents.accessibility()
        case _:
            method_completeness.show(here)
