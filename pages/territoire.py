"""One territory against a reference: who is within reach, which filières, which campuses, which gaps."""

import streamlit as st

from atlas.story.portrait_words import portrait_sentence
from atlas.story.storyboard import Kind
from atlas.ui import (
    downloads,
    figures,
    filters,
    meeting_add,
    panels,
    territory_figures,
    territory_map,
    territory_panels,
    territory_settings,
    territory_sheet,
    territory_timeline,
)
from atlas.ui.frame import page

with page("territoire", territory_settings.SETTINGS) as here:
    made = territory_settings.chosen(here)
    if made.unit is None or made.reference is None:
        st.title("Quel territoire ?", anchor=False)
        territory_settings.controls(here, made)
        panels.headline("Choisissez un territoire par son nom, sur la carte ou dans le tableau.")
        filters.chips(here.choices, here.selection)
        territory_panels.choice(here, made)
    else:
        found = territory_panels.measure(here, made.unit, made.reference, made)
        meeting_add.title(made.unit.title, here, Kind.TERRITORY)
        territory_panels.context(made, made.unit, found)
        panels.headline(portrait_sentence(found))
        territory_panels.unlocated(found)
        filters.chips(here.choices, here.selection)
        territory_settings.controls(here, made)
        st.html(figures.figures_html(territory_figures.key_figures(found)))
        map_column, side_column = st.columns([0.55, 0.45], gap="medium")
        with map_column:
            territory_map.draw(here, found)
        with side_column:
            territory_panels.side(found)
        territory_panels.campuses(here, found)
        territory_panels.gaps(here, found)
        territory_panels.around(here, found)
        territory_panels.neighbours(found)
        territory_timeline.show(here, found)
        panels.notes(found.provenance.sentences())
        meeting_add.files(here, Kind.TERRITORY, name=made.unit.title)
        territory_sheet.link(here)
        downloads.of_unit(here, made.unit, made.reach)
