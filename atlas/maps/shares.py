"""The maps of reach: shares of people within reach, date by date, and what changed between two states."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from atlas.coverage import (
    CHANGE_CLASSES,
    Comparison,
    Coverage,
    Engine,
    Level,
    Reach,
    Timeline,
    coverage,
    timeline,
)
from atlas.data.atlas import Atlas
from atlas.data.selecting import Mask
from atlas.maps.focus import focus
from atlas.maps.palette import DIVERGING, LOSS_STRIPES, SEQUENTIAL
from atlas.maps.update import PLAIN, MapUpdate, day_text
from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent, plural
from atlas.model.selection import Selection, french_day

UPPER_SHARES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
_LABELS: Final = tuple(f"{low} à {low + 20}{THIN}%" for low in (0, 20, 40, 60, 80))
_UNKNOWN: Final = "population non connue à ce niveau"
_PLACELESS: Final = "aucun campus de lieu connu"
_HIDDEN: Final = "population ou lieu des campus inconnus"
_NOT_COMPARED: Final = "non comparable, faute de lieu connu"

UnitTexts = dict[str, tuple[str, int]]


def shares_update(atlas: Atlas, selection: Selection, mask: Mask, found: Coverage) -> MapUpdate:
    """Return the map of the shares of a measure, and of the campuses of a mask that make them."""
    return MapUpdate(
        level=found.level.value,
        shown=_ids(atlas, mask),
        units=share_texts(found.rows),
        none_text=none_text(found),
        none_class=PLAIN,
        legend=_share_legend(found, _unlocated(atlas, mask)),
        selected="",
        focus=focus(atlas.catalogue, selection),
        day=day_text(selection),
    )


def none_text(found: Coverage) -> str:
    """Why a unit of a measure has no share."""
    if found.provenance.is_placeless:
        return _PLACELESS
    is_hidden = found.rows["population"].notna() & found.rows["covered_population"].isna()
    return _HIDDEN if is_hidden.any() else _UNKNOWN


def history_update(
    atlas: Atlas, engine: Engine, selection: Selection, level: Level, reach: Reach
) -> MapUpdate:
    """Return the map of the shares at each date, to be played; it stands on the last."""
    whole = timeline(engine, selection)
    days, official = [moment.date for moment in whole.moments], _official_totals(whole)
    steps = [
        _step(atlas, engine, replace(selection, date=day), level, reach, official.get(day)) for day in days
    ]
    last = steps[-1]
    return MapUpdate(
        level=level.value,
        shown=last["shown"],
        units=last["units"],
        none_text=none_text(coverage(engine, replace(selection, date=days[-1]), level, reach)),
        none_class=PLAIN,
        legend=last["legend"],
        selected="",
        focus=focus(atlas.catalogue, selection),
        day=day_text(selection),
        steps=steps,
    )


def changes_update(atlas: Atlas, selection: Selection, mask: Mask, found: Comparison) -> MapUpdate:
    """Return the map of the changes of the shares between two states, in classes that never vary."""
    return changed_update(atlas, selection, mask, found.after, found.rows)


def changed_update(
    atlas: Atlas, selection: Selection, mask: Mask, after: Coverage, rows: pd.DataFrame
) -> MapUpdate:
    """Return the map of rows of changes: ``code``, ``share_*``, ``change_points``, ``change_class``."""
    known = rows[rows["change_points"].notna()]
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
            {
                "color": color,
                "label": label,
                "units": classes.count(position),
                "striped": LOSS_STRIPES[position] if position < len(LOSS_STRIPES) else "",
            }
            for position, (color, label) in enumerate(zip(DIVERGING, CHANGE_CLASSES, strict=True))
        ],
        "note": "",
    }
    return MapUpdate(
        level=after.level.value,
        shown=_ids(atlas, mask),
        units=units,
        none_text=none_text(after) if units else _NOT_COMPARED,
        none_class=PLAIN,
        legend=legend,
        selected="",
        focus=focus(atlas.catalogue, selection),
        day=day_text(selection),
    )


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


def _official_totals(whole: Timeline) -> dict[Any, int]:
    """Official total of each day that has one; none for a part of the campuses."""
    known = whole.rows[whole.rows["official_total"].notna()]
    return dict(zip(known["date"], known["official_total"].astype(int).tolist(), strict=True))


def _step(
    atlas: Atlas, engine: Engine, then: Selection, level: Level, reach: Reach, official: int | None
) -> dict[str, Any]:
    mask = atlas.mask(then)
    found = coverage(engine, then, level, reach)
    rows = found.rows[found.rows["covered_share"].notna()]
    units = {
        str(code): (french_percent(share), share_class(share))
        for code, share in zip(rows["code"], rows["covered_share"], strict=True)
    }
    share = found.covered.value
    reached = "habitants à portée inconnus" if share is None else f"{french_percent(share)} des habitants"
    return {
        "label": (
            f"{french_day(found.provenance.date)}{NBSP}: "
            f"{plural(int(mask.sum()), 'campus connu', 'campus connus')}"
            + (f" sur {official} officiels" if official else "")
            + f", {reached}"
        ),
        "shown": _ids(atlas, mask),
        "units": units,
        "legend": _share_legend(found, _unlocated(atlas, mask)),
        "day": day_text(then),
    }


def _share_legend(found: Coverage, unlocated: int) -> dict[str, Any]:
    classes = [share_class(share) for share in found.rows["covered_share"].dropna()]
    return share_legend(found.reach, classes, unlocated)


def _ids(atlas: Atlas, mask: Mask) -> list[str]:
    ids: list[str] = atlas.ids[mask].tolist()
    return ids


def _unlocated(atlas: Atlas, mask: Mask) -> int:
    return int(np.count_nonzero(mask & ~atlas.is_located))


def _signed(points: float) -> str:
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{french_decimal(abs(points))}"
