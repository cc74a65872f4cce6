"""Coverage: who is within reach of a campus, where nobody is, and how it came to be."""

import streamlit as st

from atlas.ui import (
    coverage_changes,
    coverage_gaps,
    coverage_history,
    coverage_matrix,
    coverage_panels,
    coverage_settings,
    filters,
    panels,
)
from atlas.ui.frame import page

with page("couverture", coverage_settings.SETTINGS) as here:
    st.title("Qui est à portée d’un campus ?", anchor=False)
    coverage_settings.view_choice()
    coverage_settings.controls(here)
    match here.view[coverage_settings.VIEW.param]:
        case "filieres":
            matrix = coverage_matrix.measure(here)
            panels.headline(coverage_matrix.headline(matrix))
            panels.notes(matrix.provenance.sentences())
            filters.chips(here.choices, here.selection)
            coverage_matrix.show(here, matrix)
        case "histoire":
            panels.headline(coverage_history.headline(here))
            panels.notes(coverage_settings.measure(here).provenance.sentences())
            filters.chips(here.choices, here.selection)
            coverage_history.show(here)
        case "evolution":
            comparison = coverage_changes.measure(here)
            panels.headline(comparison.sentence)
            panels.notes(comparison.after.provenance.sentences())
            filters.chips(here.choices, here.selection)
            coverage_changes.show(here, comparison)
        case "manques":
            gaps = coverage_gaps.measure(here)
            panels.headline(coverage_gaps.headline(gaps))
            panels.notes(gaps.provenance.sentences())
            filters.chips(here.choices, here.selection)
            coverage_gaps.show(here, gaps)
        case _:
            found = coverage_settings.measure(here)
            panels.headline(coverage_panels.headline(found))
            panels.notes(found.provenance.sentences())
            filters.chips(here.choices, here.selection)
            st.html(coverage_panels.key_figures(found))
            coverage_panels.show(here, found)
