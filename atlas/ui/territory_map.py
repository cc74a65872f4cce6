"""The maps of the page « Territoire »: one territory part by part, and the régions to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from atlas.coverage import Coverage, Level
from atlas.maps.shares import none_text, share_legend, share_texts
from atlas.maps.update import PLAIN, MapUpdate, day_text
from atlas.story.portrait import Portrait
from atlas.story.portrait_map import portrait_update
from atlas.story.territory import unit_key
from atlas.ui import map_panel, navigation, state
from atlas.ui.frame import Page
from atlas.ui.territory_units import CODE

MAP_KEY: Final = "territoire"


def draw(here: Page, found: Portrait) -> None:
    """Draw the parts of a territory, and the campuses inside or within reach."""
    _show(here, found.drawn_level, portrait_update(found), set(map(str, found.drawn["code"])))


def draw_choice(here: Page, found: Coverage) -> None:
    """Draw the régions, each leading to its portrait."""
    units = share_texts(found.rows)
    unlocated = found.provenance.not_located or 0
    update = MapUpdate(
        level=found.level.value,
        shown=here.atlas.catalogue.campuses["id"].to_numpy()[here.mask].tolist(),
        units=units,
        none_text=none_text(found),
        legend=share_legend(found.reach, [step for _, step in units.values()], unlocated),
        selected="",
        focus=None,
        none_class=PLAIN,
        day=day_text(here.selection),
    )
    _show(here, found.level, update, set(found.rows["code"]))


def _show(here: Page, level: Level, update: MapUpdate, known: set[str]) -> None:
    def on_event(event: Mapping[str, Any]) -> None:
        if event.get("kind") == "campus":
            navigation.go("carte", here.selection, {"campus": str(event.get("id", ""))})
        elif event.get("kind") == "unit" and str(event.get("code")) in known:
            state.set_setting(CODE.param, unit_key(level, str(event["code"])))

    map_panel.show(update, here.atlas.catalogue.version, MAP_KEY, on_event)
