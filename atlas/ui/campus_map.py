"""The map of the page « Carte », and what a click on it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from atlas.data.atlas import Atlas
from atlas.data.selecting import Mask
from atlas.maps.counts import counts_update
from atlas.model.selection import Choices, Selection
from atlas.ui import map_panel, state
from atlas.ui.map_panel import CAMPUS, LEVEL

MAP_KEY: Final = "carte"


def draw(atlas: Atlas, choices: Choices, selection: Selection, mask: Mask) -> None:
    """Draw the map of the shown campuses."""
    map_panel.show(
        counts_update(atlas, selection, mask, state.setting(LEVEL.param), state.setting(CAMPUS.param)),
        atlas.catalogue.version,
        MAP_KEY,
        lambda event: _on_event(event, choices),
    )


def _on_event(event: Mapping[str, Any], choices: Choices) -> None:
    kind = event.get("kind")
    if kind == "campus":
        state.set_setting(CAMPUS.param, str(event.get("id", "")))
    elif kind == "unit":
        map_panel.choose_unit(str(event.get("level", "")), str(event.get("code", "")), choices)
    elif kind == "clear" and state.setting(CAMPUS.param):
        state.set_setting(CAMPUS.param, "")  # Escape closes the campus first, then leaves the territory
    elif kind == "clear":
        map_panel.leave_territory(choices)
