"""The maps of the page « Territoire »: one territory part by part, and the régions to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from atlas.coverage import Coverage, Level
from atlas.maps.focus import drawn_code
from atlas.maps.shares import share_class, share_legend, share_texts
from atlas.maps.update import HATCHED, PLAIN, Focus, MapUpdate
from atlas.model.numbers import NBSP, french_int, french_percent
from atlas.ui import map_panel, navigation, state
from atlas.ui.frame import Page
from atlas.ui.table import records
from atlas.ui.territory_portrait import Portrait
from atlas.ui.territory_units import CODE
from atlas.ui.units import unit_key

MAP_KEY: Final = "territoire"
_OUTSIDE: Final = "hors du territoire"


def draw(here: Page, found: Portrait) -> None:
    """Draw the parts of a territory, and the campuses inside or within reach."""
    rows = records(found.drawn)
    level = found.drawn_level
    update = MapUpdate(
        level=level.value,
        shown=found.campuses["campus_id"].tolist(),
        units={str(row["code"]): part_text(row) for row in rows},
        none_text=_OUTSIDE,
        legend=_legend(found, [part_text(row)[1] for row in rows]),
        selected="",
        focus=_focus(found),
        none_class=PLAIN,
    )
    _show(here, level, update, {str(row["code"]) for row in rows})


def draw_choice(here: Page, found: Coverage) -> None:
    """Draw the régions, each leading to its portrait."""
    units = share_texts(found.rows)
    unlocated = found.provenance.not_located or 0
    update = MapUpdate(
        level=found.level.value,
        shown=here.atlas.catalogue.campuses["id"].to_numpy()[here.mask].tolist(),
        units=units,
        none_text="population non connue",
        legend=share_legend(found.reach, [step for _, step in units.values()], unlocated),
        selected="",
        focus=None,
        none_class=HATCHED,
    )
    _show(here, found.level, update, set(found.rows["code"]))


def part_text(row: Mapping[str, Any]) -> tuple[str, int]:
    """What the map says of a part of a territory, and its class."""
    share = row["covered_share"]
    if share is None:
        return "sans habitant", -1
    words = (
        f"{french_percent(share)} à portée{NBSP}: {french_int(row['covered_population'])} habitants sur "
        f"{french_int(row['population'])}"
    )
    return words + (" (partie dans le territoire)" if row["is_part"] else ""), share_class(share)


def _legend(found: Portrait, classes: list[int]) -> dict[str, Any]:
    if found.territory.population is None:
        return {"title": "Campus du territoire", "classes": [], "note": "population non connue"}
    return share_legend(found.reach, classes, int(found.campuses["nearest_km"].isna().sum()))


def _focus(found: Portrait) -> Focus | None:
    unit = found.territory.unit
    code = drawn_code(unit.level.value, unit.code)
    return Focus(code, found.bounds, unit.level.value) if found.bounds else None


def _show(here: Page, level: Level, update: MapUpdate, known: set[str]) -> None:
    def on_event(event: Mapping[str, Any]) -> None:
        if event.get("kind") == "campus":
            navigation.go("carte", here.selection, {"campus": str(event.get("id", ""))})
        elif event.get("kind") == "unit" and str(event.get("code")) in known:
            state.set_setting(CODE.param, unit_key(level, str(event["code"])))

    map_panel.show(update, here.atlas.catalogue.version, MAP_KEY, on_event)
