"""When labels come to their end, where the sources tell."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

import pandas as pd

from atlas.coverage.engine import Engine
from atlas.coverage.levels import Level
from atlas.coverage.provenance import Figure, Provenance, provenance_of
from atlas.data.selecting import select
from atlas.model.dates import PartialDate
from atlas.model.selection import Selection
from atlas.model.vocabulary import Evenement, Term

_GRANTING = (Evenement.LABEL, Evenement.RENEWAL, Evenement.EXCELLENCE)


class Expiry(Term):
    """What is known of the end of a label."""

    OVER = "over", "Échu, sans renouvellement connu"
    UNSURE = "unsure", "Peut-être échu (date imprécise)"
    RUNNING = "running", "En cours"
    UNKNOWN = "unknown", "Échéance inconnue"


@dataclass(frozen=True)
class Expiries:
    """Ends of labels.

    Attributes
    ----------
    rows : DataFrame
        One row a campus in force, the known ends first, soonest first:

        - ``campus_id``, ``name``, ``filiere``, ``region_code``;
        - ``event``, ``event_date``: last label, renewal or mention excellence known by the date of the
          Selection, as in the file; '' when there is none;
        - ``duration_years`` (Int64): as the source of that event gives it;
        - ``ends_from``, ``ends_by`` (datetime.date or None): first and last possible day of the end;
          the same day when the event is known to the day;
        - ``state``: an :class:`Expiry`.
    known : Figure
        Campuses whose end is known, over campuses in force.
    definition : str
        In French.
    provenance : Provenance
        What stands behind.
    """

    rows: pd.DataFrame
    known: Figure
    definition: str
    provenance: Provenance


def expiries(engine: Engine, selection: Selection | None = None) -> Expiries:
    """Return when the labels in force come to their end.

    The end is the last label, renewal or mention plus the duration that its own source gives. A later
    event without a duration hides an earlier one: the label was granted anew, for a time unknown.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection, optional
        Campuses and date of the judgement; the most recent state by default.
    """
    chosen = selection or Selection()
    mask = select(engine.index, chosen)
    provenance = provenance_of(engine, chosen, mask, Level.FRANCE)
    campuses = engine.catalogue.campuses[mask]
    last = _last_events(engine.catalogue.label_events, provenance.date)
    rows = [_row(last.get(campus_id), provenance.date) for campus_id in campuses["id"]]
    columns = ["event", "event_date", "duration_years", "ends_from", "ends_by", "state"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object).assign(
        campus_id=campuses["id"].tolist(),
        name=campuses["name"].tolist(),
        filiere=campuses["filiere"].tolist(),
        region_code=campuses["region_code"].tolist(),
    )
    frame["duration_years"] = frame["duration_years"].astype("Int64")
    ends = frame["ends_by"].map(lambda day: day or dt.date.max)
    definition = (
        "Échéance\u00a0: dernier label, renouvellement ou mention excellence, plus la durée donnée par sa "
        "source. Sans durée publiée, l’échéance est inconnue."
    )
    return Expiries(
        rows=frame[["campus_id", "name", "filiere", "region_code", *columns]]
        .loc[ends.sort_values(kind="stable").index]
        .reset_index(drop=True),
        known=Figure(
            int(frame["duration_years"].notna().sum()),
            len(frame),
            "Campus en vigueur dont l’échéance est connue.",
            provenance,
        ),
        definition=definition,
        provenance=provenance,
    )


_Event = tuple[str, PartialDate, int | None]


def _last_events(events: pd.DataFrame, date: dt.date) -> dict[str, _Event]:
    """Last granting event of each campus that is certain by a date; of two on one day, the one that lasts."""
    granting = events[events["event"].isin(_GRANTING) & (events["certain_date"] <= date)]
    columns = ("campus_id", "certain_date", "event", "date", "duration_years")
    last: dict[str, tuple[tuple[dt.date, int], _Event]] = {}
    for campus_id, certain, event, text, duration in zip(*(granting[name] for name in columns), strict=True):
        years = int(duration) if duration else None
        rank = (certain, years or 0)
        if campus_id not in last or rank > last[campus_id][0]:
            last[campus_id] = rank, (event, PartialDate.parse(text), years)
    return {campus_id: event for campus_id, (_, event) in last.items()}


def _row(event: _Event | None, date: dt.date) -> tuple[object, ...]:
    if event is None:
        return "", "", None, None, None, Expiry.UNKNOWN.value
    kind, granted, years = event
    if years is None:
        return kind, str(granted), None, None, None, Expiry.UNKNOWN.value
    ends_from, ends_by = years_later(granted.first_day, years), years_later(granted.last_day, years)
    return kind, str(granted), years, ends_from, ends_by, _state(ends_from, ends_by, date).value


def _state(ends_from: dt.date, ends_by: dt.date, date: dt.date) -> Expiry:
    if ends_from > date:
        return Expiry.RUNNING
    return Expiry.UNSURE if ends_by > date else Expiry.OVER


def years_later(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later; 29 February becomes 28 where there is none.

    >>> str(years_later(dt.date(2024, 2, 29), 5))
    '2029-02-28'
    """
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
