"""One campus: what is known of it and from where, its network, its history and what lies around it."""

import streamlit as st

from atlas.story.storyboard import CAMPUS, Kind
from atlas.ui import (
    campus_page_choice,
    campus_page_figures,
    campus_page_history,
    campus_page_identity,
    campus_page_links,
    campus_page_map,
    campus_page_network,
    campus_page_record,
    directory_search,
    downloads,
    figures,
    meeting_add,
    panels,
)
from atlas.ui.frame import page

SETTINGS = (campus_page_record.ID, directory_search.SEARCH)

with page("campus", SETTINGS, directory_search.narrow) as here:
    found = campus_page_record.find(here)
    if found is None:
        campus_page_choice.show(here)
    else:
        meeting_add.title(campus_page_record.title(found), here, Kind.CAMPUS, {CAMPUS: found.id})
        campus_page_links.context(here, found)
        panels.headline(campus_page_figures.headline(found))
        campus_page_links.left_out(here, found)
        st.html(figures.figures_html(campus_page_figures.key_figures(found)))
        map_column, side_column = st.columns([0.52, 0.48], gap="medium")
        with map_column:
            campus_page_map.draw(here, found)
        with side_column:
            campus_page_identity.show(found)
        campus_page_history.show(found)
        campus_page_network.members(found)
        campus_page_network.neighbours(here, found)
        campus_page_identity.unknown(found)
        campus_page_identity.sources(found)
        meeting_add.files(here, Kind.CAMPUS, {CAMPUS: found.id}, name=found.campus["name"])
        downloads.of_campus(here, found.id)
        campus_page_links.footer(found)
