"""Labels in force date after date, dated and undated apart, beside the official totals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage.engine import Engine
from atlas.coverage.levels import UNKNOWN_UNIT, Level
from atlas.coverage.provenance import Provenance, provenance_of
from atlas.data.selecting import Mask, select
from atlas.model.dates import PartialDate
from atlas.model.filiere import FILIERES
from atlas.model.selection import Selection

DEFINITION: Final = (
    "Campus en vigueur à la fin de chaque jour. Partie datée\u00a0: la date du label, ou celle de son appel, "
    "est connue. Partie sans date\u00a0: le campus compte à partir de sa première trace connue. Un événement "
    "connu au mois ou à l’année compte à partir du dernier jour possible."
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One date of the timeline.

    Attributes
    ----------
    date : datetime.date
        Day.
    call : str
        Calls for projects announced on that day, separated by commas, or ''.
    is_official_total : bool
        Whether an official total was published on that day.
    """

    date: dt.date
    call: str
    is_official_total: bool


@dataclass(frozen=True)
class Timeline:
    """Labels in force, date after date.

    Attributes
    ----------
    rows : DataFrame
        By date, then by unit and filière where asked:

        - ``date`` (datetime.date); ``code``, ``name`` below the level France; ``filiere`` (slug);
        - ``dated``, ``undated`` (int): campuses in force, by whether the date of label is known;
        - ``excellence`` (int): of both, those with the mention on that day; ``excellence_undated``
          (int): of these, those known by a later trace of the mention only;
        - ``official_total``, ``official_excellence`` (Int64): as published on that very day, <NA>
          otherwise and wherever the row is not the whole of France, all filières.
    moments : tuple of Moment
        Dates, and why they are there; the other dates are the ends of years.
    definition : str
        In French.
    provenance : Provenance
        What stands behind the last date.
    """

    rows: pd.DataFrame
    moments: tuple[Moment, ...]
    definition: str
    provenance: Provenance


def moments(engine: Engine) -> tuple[Moment, ...]:
    """Return the dates of the official totals, of the calls and of the ends of years, in order.

    From the first of them to the most recent evidence of the catalogue, so that the same data always
    give the same dates. A date known to the month or the year counts on its last day.
    """
    totals = {_last_day(date) for date in engine.catalogue.official_totals["date"]}
    calls: dict[dt.date, list[str]] = {}
    announced = zip(
        engine.catalogue.label_calls["announced"], engine.catalogue.label_calls["call"], strict=True
    )
    for date, call in announced:
        if date:
            calls.setdefault(_last_day(date), []).append(call)
    latest = engine.index.latest
    first_year = min((*totals, *calls, latest)).year
    year_ends = {dt.date(year, 12, 31) for year in range(first_year, latest.year)}
    return tuple(
        Moment(date, ", ".join(calls.get(date, ())), date in totals)
        for date in sorted({*totals, *calls, *year_ends, latest})
        if date <= latest
    )


def timeline(
    engine: Engine,
    selection: Selection | None = None,
    level: Level = Level.FRANCE,
    *,
    is_by_filiere: bool = False,
) -> Timeline:
    """Count the labels in force at each moment.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection, optional
        Campuses to count, all by default. Its date, if any, is the last of the timeline.
    level : Level
        Units to count in; a campus whose unit is unknown is in no row, and in the provenance.
    is_by_filiere : bool
        Whether to give one row a filière.
    """
    chosen = selection or Selection()
    last = chosen.date or engine.index.latest
    kept = tuple(moment for moment in moments(engine) if moment.date <= last)
    if not kept or kept[-1].date < last:
        kept += (Moment(last, "", is_official_total=False),)
    dates = [moment.date for moment in kept]
    masks = [select(engine.index, replace(chosen, date=date)) for date in dates]
    groups, members = _groups(engine, level, is_by_filiere)
    counts = _counts(engine, dates, masks, members)
    rows = pd.DataFrame({"date": np.repeat(np.array(dates, dtype=object), len(groups))})
    for name in groups.columns:
        rows[name] = pd.Series(groups[name].tolist() * len(dates), dtype="str")
    rows = rows.assign(**{name: values.ravel() for name, values in counts.items()})
    is_whole = level is Level.FRANCE and not is_by_filiere and replace(chosen, date=None).is_empty
    for name, column in (("official_total", "campuses"), ("official_excellence", "excellence")):
        known = _official(engine, column) if is_whole else {}
        rows[name] = pd.array([known.get(date, pd.NA) for date in rows["date"]], dtype="Int64")
    at_the_end = replace(chosen, date=last)
    mask = select(engine.index, at_the_end)
    return Timeline(rows, kept, DEFINITION, provenance_of(engine, at_the_end, mask, level))


def _last_day(date: str) -> dt.date:
    return PartialDate.parse(date).last_day


def _official(engine: Engine, column: str) -> dict[dt.date, int]:
    totals = engine.catalogue.official_totals
    return {
        _last_day(date): int(total)
        for date, total in zip(totals["date"], totals[column], strict=True)
        if total
    }


def _groups(engine: Engine, level: Level, is_by_filiere: bool) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Names of the groups to count, and which campus is in which: shape (campuses, groups), 0 or 1."""
    units = engine.units[level]
    rows = engine.campus_units[level]
    groups = pd.DataFrame({"code": units.codes, "name": units.names})
    if level is Level.FRANCE:
        groups = groups[[]]
    count = 1
    if is_by_filiere:
        slugs = [filiere.slug for filiere in FILIERES]
        count = len(slugs)
        rank = engine.catalogue.campuses["filiere"].map({slug: row for row, slug in enumerate(slugs)})
        rows = np.where(rows == UNKNOWN_UNIT, UNKNOWN_UNIT, rows * count + rank.to_numpy())
        groups = groups.loc[groups.index.repeat(count)].assign(filiere=slugs * len(units.codes))
    members = np.zeros((len(rows), len(units.codes) * count))
    known = np.flatnonzero(rows != UNKNOWN_UNIT)
    members[known, rows[known]] = 1
    return groups, members


def _counts(
    engine: Engine, dates: Sequence[dt.date], masks: Sequence[Mask], members: NDArray[np.float64]
) -> dict[str, NDArray[np.int64]]:
    """Campuses of each kind, shape (dates, groups)."""
    in_force = np.stack(masks)
    days = np.array(dates, "datetime64[D]")[:, None]
    excellent = in_force & (engine.index.excellence_since <= days)
    kinds = {
        "dated": in_force & engine.is_dated,
        "undated": in_force & ~engine.is_dated,
        "excellence": excellent,
        "excellence_undated": excellent & ~engine.index.is_excellence_dated,
    }
    return {name: (mask @ members).astype(np.int64) for name, mask in kinds.items()}
