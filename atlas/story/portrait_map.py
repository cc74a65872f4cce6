"""The map of one territory, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from atlas.maps.focus import drawn_code
from atlas.maps.shares import share_class, share_legend
from atlas.maps.update import PLAIN, Focus, MapUpdate
from atlas.model.numbers import NBSP, french_int, french_percent
from atlas.story.portrait import Portrait

_OUTSIDE: Final = "hors du territoire"


def portrait_update(found: Portrait) -> MapUpdate:
    """Return the map of the parts of a territory, and of the campuses inside or within reach."""
    known = found.drawn.astype(object).where(found.drawn.notna(), None)
    rows = known.to_dict("records")
    return MapUpdate(
        level=found.drawn_level.value,
        shown=found.campuses["campus_id"].tolist(),
        units={str(row["code"]): part_text(row) for row in rows},
        none_text=_OUTSIDE,
        legend=_legend(found, [part_text(row)[1] for row in rows]),
        selected="",
        focus=_focus(found),
        none_class=PLAIN,
        day=found.provenance.date.isoformat(),
    )


def part_text(row: Mapping[Any, Any]) -> tuple[str, int]:
    """What the map says of a part of a territory, and its class."""
    share = row["covered_share"]
    if share is None:
        return ("part inconnue", PLAIN) if row["population"] else ("sans habitant", -1)
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
