"""The territory that a map frames."""

from __future__ import annotations

from typing import Final

from atlas.data.atlas import Atlas
from atlas.data.catalogue import Catalogue
from atlas.maps.update import Focus
from atlas.model.selection import Selection

LEVEL_FIELDS: Final = {"region": "regions", "academie": "academies", "departement": "departements"}
"""Field of a Selection that chooses units of a level."""
OUTSIDE: Final = {"987": {"academie": "polynesie-francaise"}}
"""Units outside the levels that the map still draws: their code at a level, when it is another."""


def drawn_code(level: str, code: str) -> str:
    """Code under which the map draws a unit of a level."""
    return next((own for own, other in OUTSIDE.items() if other.get(level) == code), code)


def focus(catalogue: Catalogue, selection: Selection) -> Focus | None:
    """The territory to frame: the finest level of which exactly one unit is chosen."""
    for level in ("departement", "academie", "region"):
        chosen = selection.values(LEVEL_FIELDS[level])
        if len(chosen) == 1:
            bounds = unit_bounds(catalogue, level, chosen[0])
            return Focus(drawn_code(level, chosen[0]), bounds, level) if bounds else None
    return None


def looked_at(atlas: Atlas, selection: Selection, level: str) -> frozenset[str] | None:
    """Units of a level that the territories of a Selection touch; None when it chooses none.

    A unit elsewhere may have campuses: the Selection does not look at them.
    """
    if not any(selection.values(name) for name in LEVEL_FIELDS.values()):
        return None
    communes = atlas.catalogue.communes
    outside = [tuple(OUTSIDE[code].get(one, code) for one in LEVEL_FIELDS) for code in OUTSIDE]
    places = [*zip(*(communes[f"{one}_code"] for one in LEVEL_FIELDS), strict=True), *outside]
    chosen = [frozenset(selection.values(field)) for field in LEVEL_FIELDS.values()]
    rank = list(LEVEL_FIELDS).index(level)
    return frozenset(
        place[rank]
        for place in places
        if all(not wanted or code in wanted for wanted, code in zip(chosen, place, strict=True))
    )


def unit_bounds(catalogue: Catalogue, level: str, code: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a unit, in degrees (WGS 84); None when it has no boundary."""
    units, outside = catalogue.units, catalogue.collectivites
    rows = units[(units["level"] == level) & (units["code"] == code)]
    if rows.empty:
        rows = outside[outside["code"] == drawn_code(level, code)]
    if rows.empty:
        return None
    west, south, east, north = (float(rows.iloc[0][side]) for side in ("west", "south", "east", "north"))
    return west, south, east, north
