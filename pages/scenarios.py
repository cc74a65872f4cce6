"""Where next: the best sites for new campuses, and what a scenario would change."""

import streamlit as st

from atlas.ui import scenario_effects, scenario_settings, scenario_sites, scenario_state
from atlas.ui.frame import page

is_arrival = scenario_state.is_arrival()
with page("scenarios", scenario_settings.SETTINGS) as here:
    scenario_state.settle(here, is_arrival)
    st.title("Où ouvrir, et que changerait un scénario ?", anchor=False)
    scenario_settings.view_choice()
    if here.view[scenario_settings.VIEW.param] == "scenario":
        scenario_effects.show(here)
    else:
        scenario_sites.show(here)
