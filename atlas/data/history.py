"""From partial dates to the days on which a label certainly began and ended.

One rule: an event counts from the first day on which it is certain to have happened. A label dated
« 2016 » counts from 31 December 2016, unless the call that granted it has an announcement in 2016.
A snapshot of the past may therefore miss a campus for some months; it never shows one too early.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from atlas.model.dates import PartialDate
from atlas.model.vocabulary import Evenement, SinceBasis, Status

_BY_CALL = (Evenement.LABEL, Evenement.EXCELLENCE)
"""Events that the results of a call for projects bring about."""

Announcements = Mapping[str, tuple[PartialDate, ...]]
"""Announcement dates by value of ``first_label_call``."""


@dataclass
class Life:
    """Certain dates of the events of one campus, by kind of event."""

    dates: dict[str, list[dt.date]] = field(default_factory=dict)

    def first(self, *events: Evenement) -> dt.date | None:
        """Return the earliest date of the given kinds of events."""
        return min((date for event in events for date in self.dates.get(event, ())), default=None)


def announcements(label_calls: pd.DataFrame, values: Iterable[str]) -> Announcements:
    """Return the announcement dates behind each value of ``first_label_call``, the likeliest first.

    A call may have been announced in several parts. « 3 » is the part called so; failing that, it
    may be « 3 (second part) », the last one first, for only then is the label certain. A plain year
    for which there is no call is its own, vague, announcement.
    """
    rows = list(zip(label_calls["call"], label_calls["announced"], strict=True))
    found: dict[str, tuple[PartialDate, ...]] = {}
    for value in set(values) - {""}:
        itself = [announced for call, announced in rows if call == value]
        parts = sorted((announced for call, announced in rows if call.startswith(f"{value} ")), reverse=True)
        found[value] = tuple(PartialDate.parse(announced) for announced in itself + parts if announced)
        if not itself + parts:
            found[value] = (PartialDate.parse(value),)  # the check accepts nothing else
    return found


def certain_date(date: PartialDate, announced: Iterable[PartialDate] = ()) -> dt.date:
    """Return the first day on which an event is certain to have happened.

    Parameters
    ----------
    date : PartialDate
        What the source says of the event.
    announced : iterable of PartialDate
        Announcements of the call that brought it about: the first that agrees with `date` counts.

    Examples
    --------
    >>> str(certain_date(PartialDate(2015), [PartialDate(2015, 1, 30)]))
    '2015-01-30'
    >>> str(certain_date(PartialDate(2015, 3), [PartialDate(2015, 1, 30)]))
    '2015-03-31'
    """
    possible = (a for a in announced if date.contains(a.first_day) and date.contains(a.last_day))
    return next(possible, date).last_day


def certain_event_dates(
    events: pd.DataFrame, campuses: pd.DataFrame, announced: Announcements
) -> list[dt.date]:
    """Return the certain date of each row of ``label_events``."""
    calls = dict(zip(campuses["id"], campuses["first_label_call"], strict=True))
    rows = zip(events["campus_id"], events["date"], events["event"], strict=True)
    return [
        certain_date(
            PartialDate.parse(date), announced.get(calls[campus_id], ()) if event in _BY_CALL else ()
        )
        for campus_id, date, event in rows
    ]


def lives(campuses: pd.DataFrame, events: pd.DataFrame, announced: Announcements) -> pd.DataFrame:
    """Return when each campus began and ended.

    Parameters
    ----------
    campuses, events : DataFrame
        Tables of the catalogue; `events` with ``certain_date``.
    announced : Announcements
        From :func:`announcements`.

    Returns
    -------
    DataFrame
        In the order of `campuses`: ``since``, ``since_basis``, ``is_dated`` and ``until``.
    """
    by_campus: dict[str, Life] = {}
    for campus_id, event, date in zip(
        events["campus_id"], events["event"], events["certain_date"], strict=True
    ):
        by_campus.setdefault(campus_id, Life()).dates.setdefault(event, []).append(date)
    columns = (campuses[name] for name in ("id", "first_label_call", "status", "status_date"))
    since, basis, until = [], [], []
    for campus_id, call, status, status_text in zip(*columns, strict=True):
        life = by_campus.get(campus_id, Life())
        status_date = PartialDate.parse(status_text).last_day if status_text else None
        begun, begun_basis = _since(life, announced.get(call, ()), Status(status), status_date)
        since.append(begun)
        basis.append(begun_basis.value)
        until.append(_until(life, Status(status), status_date))
    frame = pd.DataFrame({"since_basis": pd.Series(basis, dtype="str")}, index=campuses.index)
    frame["is_dated"] = frame["since_basis"].isin([SinceBasis.LABEL, SinceBasis.CALL])
    # Objects, so that dates stay dates and unknown ones None.
    frame["since"] = pd.Series(since, index=campuses.index, dtype=object)
    frame["until"] = pd.Series(until, index=campuses.index, dtype=object)
    return frame


def _since(
    life: Life, announced: tuple[PartialDate, ...], status: Status, status_date: dt.date | None
) -> tuple[dt.date | None, SinceBasis]:
    labelled = life.first(Evenement.LABEL)
    if labelled is not None:
        return labelled, SinceBasis.LABEL
    if announced:
        return announced[0].last_day, SinceBasis.CALL
    # A campus said to be over on a date gives no evidence of having been in force on that date.
    seen = None if status in (Status.MERGED, Status.ENDED) else status_date
    traces = [
        date for date in (life.first(Evenement.EXCELLENCE, Evenement.RENEWAL), seen) if date is not None
    ]
    return (min(traces), SinceBasis.EVIDENCE) if traces else (None, SinceBasis.NONE)


def _until(life: Life, status: Status, status_date: dt.date | None) -> dt.date | None:
    """Return the first day without the label.

    An active campus with a merge is the one that took others in: it goes on. A source that shows a
    campus merged or ended makes the end certain by its own date, even if the event is vaguer.
    """
    if status in (Status.MERGED, Status.ENDED):
        ends = [
            date for date in (life.first(Evenement.MERGE, Evenement.END), status_date) if date is not None
        ]
        return min(ends, default=None)
    return life.first(Evenement.END) if status is Status.UNKNOWN else None
