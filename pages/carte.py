"""The map: where the campuses are, in which filière, and where there are none."""

import streamlit as st

from atlas.coverage import Level
from atlas.story.presence import presence_sentence
from atlas.story.storyboard import Kind
from atlas.ui import campus_map, downloads, filters, map_panel, meeting_add, panels
from atlas.ui.frame import page

with page("carte", (map_panel.LEVEL, map_panel.CAMPUS)) as here:
    meeting_add.title("Carte des campus des métiers et des qualifications", here, Kind.MAP)
    panels.headline(presence_sentence(here.atlas, here.selection, here.mask))
    filters.chips(here.choices, here.selection)
    panels.key_figures(here)
    panels.level_choice()
    map_column, side_column = st.columns([0.68, 0.32], gap="medium")
    with map_column:
        campus_map.draw(here.atlas, here.choices, here.selection, here.mask)
    with side_column:
        panels.side(here)
    panels.campus_table(here)
    panels.unit_table(here)
    meeting_add.files(here, Kind.MAP)
    downloads.panel(here, level=Level(here.view[map_panel.LEVEL.param]))
