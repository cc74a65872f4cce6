"""The small map of the page « Campus »: its seat, and its members as a constellation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from atlas.coverage import Level
from atlas.maps.update import PLAIN, Focus, MapUpdate, MemberPlace
from atlas.model.numbers import plural
from atlas.story.territory import unit_key
from atlas.ui import map_panel, navigation
from atlas.ui.campus_page_record import Record
from atlas.ui.frame import Page

MAP_KEY: Final = "campus"
_MARGIN_DEGREES: Final = 0.45
_OWN_FRAME: Final = "campus"
"""Code of the view: no unit has it."""


def draw(here: Page, found: Record) -> None:
    """Draw the campus and its network; a département leads to its portrait."""

    def on_event(event: Mapping[str, Any]) -> None:
        code = str(event.get("code", ""))
        known = found.engine.units[Level.DEPARTEMENT].row_of
        if event.get("kind") == "unit" and code in known:
            navigation.go("territoire", here.selection, {"code": unit_key(Level.DEPARTEMENT, code)})

    map_panel.show(update(found), here.atlas.catalogue.version, MAP_KEY, on_event)


def update(found: Record) -> MapUpdate:
    """What the map shows: this campus alone, the communes of its members, and the départements."""
    places = member_places(found)
    return MapUpdate(
        level=Level.DEPARTEMENT.value,
        shown=[found.id],
        units={},
        none_text="voir ce département",
        legend={"title": "Le campus et son réseau", "classes": [], "note": _note(found)},
        selected=found.id,
        focus=_focus(found, places),
        none_class=PLAIN,
        day=found.day,
        members=places,
    )


def member_places(found: Record) -> list[MemberPlace]:
    """Communes that hold members, in the order of the data."""
    by_place: dict[tuple[float, float, str], list[str]] = {}
    for member in found.located_members:
        place = (round(float(member["lat"]), 5), round(float(member["lon"]), 5), str(member["commune"]))
        by_place.setdefault(place, []).append(str(member["name"]))
    return [
        MemberPlace(lat, lon, name, names, found.is_located) for (lat, lon, name), names in by_place.items()
    ]


def _note(found: Record) -> str:
    located = len(found.located_members)
    network = f"commune connue pour {located} sur {plural(len(found.members), 'membre')}"
    said = [network if found.members else "aucun membre connu"]
    if not found.is_located:
        said.insert(0, "siège non connu, position approximative")
    return ", ".join(said)


def _focus(found: Record, places: list[MemberPlace]) -> Focus:
    """The seat and its network in view, in their own département when it is known."""
    code, bounds = str(found.campus["departement_code"]), _bounds(found, places)
    return Focus(code, bounds, Level.DEPARTEMENT.value) if code else Focus(_OWN_FRAME, bounds)


def _bounds(found: Record, places: list[MemberPlace]) -> tuple[float, float, float, float]:
    """West, south, east, north of the campus and its members, with a margin."""
    lats = [float(found.campus["lat"]), *(place.lat for place in places)]
    lons = [float(found.campus["lon"]), *(place.lon for place in places)]
    margin = _MARGIN_DEGREES
    return min(lons) - margin, min(lats) - margin / 2, max(lons) + margin, max(lats) + margin / 2
