"""The maps of the page « Couverture »: shares within reach, their past, and what changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.coverage import CHANGE_CLASSES, Comparison, Coverage, Level, Reach, coverage, moments
from atlas.data.selecting import Mask, select
from atlas.maps.palette import DIVERGING, SEQUENTIAL
from atlas.maps.update import MapUpdate
from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent, plural
from atlas.model.selection import french_day
from atlas.ui import coverage_settings, map_panel, navigation
from atlas.ui.frame import Page
from atlas.ui.units import unit_key

MAP_KEY: Final = "couverture"
UPPER_SHARES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
_LABELS: Final = tuple(f"{low} à {low + 20}{THIN}%" for low in (0, 20, 40, 60, 80))
_UNKNOWN: Final = "population non connue à ce niveau"

UnitTexts = dict[str, tuple[str, int]]


def draw_shares(here: Page, found: Coverage) -> None:
    """Draw the shares of a measure, and the campuses that make them."""
    _show(
        here,
        found.level,
        MapUpdate(
            level=found.level.value,
            shown=_ids(here, here.mask),
            units=share_texts(found.rows),
            none_text=_UNKNOWN,
            legend=_share_legend(found, _unlocated(here, here.mask)),
            selected="",
            focus=map_panel.focus(here.atlas, here.selection),
        ),
    )


def draw_history(here: Page, level: Level) -> None:
    """Draw the shares at each date, to be played in the frame."""
    steps = [_step(here, level, day) for day in _days(here)]
    last = steps[-1]
    _show(
        here,
        level,
        MapUpdate(
            level=level.value,
            shown=last["shown"],
            units=last["units"],
            none_text=_UNKNOWN,
            legend=last["legend"],
            selected="",
            focus=map_panel.focus(here.atlas, here.selection),
            steps=steps,
        ),
    )


def draw_changes(here: Page, found: Comparison) -> None:
    """Draw the change of the shares between two states, in classes that never vary."""
    known = found.rows[found.rows["change_points"].notna()]
    classes = known["change_class"].tolist()
    units = {
        row["code"]: (
            f"{_signed(row['change_points'])}{NBSP}points{NBSP}: {french_percent(row['share_before'])} puis "
            f"{french_percent(row['share_after'])}",
            int(row["change_class"]),
        )
        for row in known.to_dict("records")
    }
    legend = {
        "title": "Part des habitants à portée",
        "classes": [
            {"color": color, "label": label, "units": classes.count(position)}
            for position, (color, label) in enumerate(zip(DIVERGING, CHANGE_CLASSES, strict=True))
        ],
        "note": "",
    }
    level = found.after.level
    update = MapUpdate(
        level=level.value,
        shown=_ids(here, here.mask),
        units=units,
        none_text=_UNKNOWN,
        legend=legend,
        selected="",
        focus=map_panel.focus(here.atlas, here.selection),
    )
    _show(here, level, update)


def share_class(share: float) -> int:
    """Class of a share, −1 for none; classes are the same at every date."""
    return -1 if not share > 0 else bisect_left(UPPER_SHARES, round(share, 6))


def share_texts(rows: pd.DataFrame) -> UnitTexts:
    """What to say of each unit, and its class."""
    said = {}
    for row in rows[rows["covered_share"].notna()].to_dict("records"):
        covered, population = int(row["covered_population"]), int(row["population"])
        share = float(row["covered_share"])
        people = f"{french_int(covered)} habitants sur {french_int(population)}"
        words = f"{french_percent(share)} à portée{NBSP}: {people}"
        said[str(row["code"])] = (words, share_class(share))
    return said


def _days(here: Page) -> list[Any]:
    last = here.selection.date
    days = [moment.date for moment in moments(coverage_settings.engine(here))]
    return [day for day in days if last is None or day <= last] or [last]


def _step(here: Page, level: Level, day: Any) -> dict[str, Any]:
    selection = replace(here.selection, date=day)
    mask = select(here.atlas.index, selection)
    found = coverage(coverage_settings.engine(here), selection, level, coverage_settings.reach(here))
    rows = found.rows[found.rows["covered_share"].notna()]
    units = {
        str(code): (french_percent(share), share_class(share))
        for code, share in zip(rows["code"], rows["covered_share"], strict=True)
    }
    share = found.covered.value or 0.0
    return {
        "label": (
            f"{french_day(day)}{NBSP}: {plural(int(mask.sum()), 'campus connu', 'campus connus')}, "
            f"{french_percent(share)} des habitants"
        ),
        "shown": _ids(here, mask),
        "units": units,
        "legend": _share_legend(found, _unlocated(here, mask)),
    }


def _share_legend(found: Coverage, unlocated: int) -> dict[str, Any]:
    classes = [share_class(share) for share in found.rows["covered_share"].dropna()]
    return share_legend(found.reach, classes, unlocated)


def share_legend(reach: Reach, classes: Sequence[int], unlocated: int) -> dict[str, Any]:
    """Legend of the shares within reach, for units of these classes."""
    note = (
        f"{plural(unlocated, 'campus', 'campus')} sans position précise, hors du calcul" if unlocated else ""
    )
    return {
        "title": f"Habitants à {reach.radius_text} au plus",
        "classes": [
            {"color": color, "label": label, "units": classes.count(position)}
            for position, (color, label) in enumerate(zip(SEQUENTIAL, _LABELS, strict=True))
        ],
        "none": {"label": "aucun", "units": classes.count(-1)},
        "note": note,
    }


def _ids(here: Page, mask: Mask) -> list[str]:
    ids: list[str] = here.atlas.ids[mask].tolist()
    return ids


def _unlocated(here: Page, mask: Mask) -> int:
    return int(np.count_nonzero(mask & ~here.atlas.is_located))


def _signed(points: float) -> str:
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{french_decimal(abs(points))}"


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
