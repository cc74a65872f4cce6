"""The maps of the page « Couverture », and what a click on them does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from atlas.coverage import Comparison, Coverage, Level
from atlas.maps.shares import changes_update, history_update, shares_update
from atlas.maps.update import MapUpdate
from atlas.story.territory import unit_key
from atlas.ui import coverage_settings, map_panel, navigation
from atlas.ui.frame import Page

MAP_KEY: Final = "couverture"


def draw_shares(here: Page, found: Coverage) -> None:
    """Draw the shares of a measure, and the campuses that make them."""
    _show(here, found.level, shares_update(here.atlas, here.selection, here.mask, found))


def draw_history(here: Page, level: Level) -> None:
    """Draw the shares at each date, to be played in the frame."""
    engine, reach = coverage_settings.engine(here), coverage_settings.reach(here)
    _show(here, level, history_update(here.atlas, engine, here.selection, level, reach))


def draw_changes(here: Page, found: Comparison) -> None:
    """Draw the change of the shares between two states."""
    _show(here, found.after.level, changes_update(here.atlas, here.selection, here.mask, found))


def _show(here: Page, level: Level, update: MapUpdate) -> None:
    map_panel.show(
        update,
        here.atlas.catalogue.version,
        MAP_KEY,
        lambda event: _on_event(event, here, level),
    )


def _on_event(event: Mapping[str, Any], here: Page, level: Level) -> None:
    kind = event.get("kind")
    if kind == "campus":
        navigation.go("carte", here.selection, {"campus": str(event.get("id", ""))})
    elif kind == "unit":
        navigation.go("territoire", here.selection, {"code": unit_key(level, str(event.get("code", "")))})
    elif kind == "clear":
        map_panel.leave_territory(here.choices)
