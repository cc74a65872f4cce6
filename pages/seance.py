"""The meeting: a storyboard to show in the room, to leave behind, or to build."""

import streamlit as st

from atlas.ui import filters, meeting_page
from atlas.ui.frame import page

with page("seance", meeting_page.SETTINGS) as here:
    meeting_page.receive(here)
    st.title("Séance", anchor=False)
    meeting_page.choice()
    board = meeting_page.chosen(here)
    meeting_page.intro(board)
    if here.view[meeting_page.WHICH.param] == meeting_page.OWN:
        meeting_page.editor()
    else:
        filters.chips(here.choices, here.selection)
        meeting_page.since_choice(here)
        meeting_page.outline(board)
        meeting_page.start_from(board)
