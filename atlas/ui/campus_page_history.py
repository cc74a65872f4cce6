"""The history of a label: each event with its date, duration and end, drawn as bars in the same table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from atlas.coverage.expiry import years_later
from atlas.model.dates import PartialDate, french
from atlas.model.numbers import NBSP, french_decimal, plural
from atlas.model.vocabulary import Evenement, SinceBasis, Status
from atlas.ui import panels
from atlas.ui.campus_page_figures import end_sentence
from atlas.ui.campus_page_record import Record
from atlas.ui.markup import Html, scrolled, tag, text

_FIRST_YEAR: Final = 2013
_UNKNOWN: Final = "inconnue"
_KEY: Final = (
    f"Barre pleine{NBSP}: durée publiée. Hachures{NBSP}: durée ou jour de fin non connus. Gris{NBSP}: date "
    f"connue au mois ou à l’année près. Trait pointillé{NBSP}: date de l’état montré."
)
_POINTS: Final = (Evenement.MERGE, Evenement.END)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history.

    Attributes
    ----------
    said : str
        What happened, in French.
    date : PartialDate
        When, as precisely as it is known.
    years : int or None
        Duration granted, None unknown.
    is_point : bool
        Whether it has no duration by nature.
    """

    said: str
    date: PartialDate
    years: int | None = None
    is_point: bool = False

    @property
    def ends(self) -> tuple[dt.date, dt.date] | None:
        """First and last possible day of the end."""
        if self.years is None:
            return None
        return years_later(self.date.first_day, self.years), years_later(self.date.last_day, self.years)


def lines(found: Record) -> list[Line]:
    """Lines of the history, the oldest first; the last source that shows the status closes it."""
    listed = [_line(event) for event in found.events]
    campus = found.campus
    if SinceBasis(campus["since_basis"]) is SinceBasis.CALL and campus["since"]:
        day = campus["since"]
        listed.insert(
            0, Line("Annonce de l’appel à projets", PartialDate(day.year, day.month, day.day), None, True)
        )
    if campus["status_date"]:
        status = Status(campus["status"]).label.lower()
        listed.append(
            Line(f"Dernière source{NBSP}: {status}", PartialDate.parse(campus["status_date"]), None, True)
        )
    return sorted(listed, key=lambda line: line.date.last_day)


def _line(event: dict[Any, Any]) -> Line:
    years = int(event["duration_years"]) if event["duration_years"] else None
    kind = Evenement(event["event"])
    return Line(kind.label, PartialDate.parse(event["date"]), years, kind in _POINTS)


def show(found: Record) -> None:
    """Table and bars of the history, and when the label comes to its end."""
    st.header("Histoire du label", anchor=False)
    listed = lines(found)
    if not any(line.years or not line.is_point for line in listed):
        panels.notes(["Date de labellisation inconnue.", end_sentence(found)])
    else:
        panels.notes([end_sentence(found)])
    if listed:
        st.html(history_html(listed, found.around.provenance.date))
        panels.notes([_KEY])


def history_html(listed: list[Line], today: dt.date) -> Html:
    """The table; its last column draws what the others say.

    Parameters
    ----------
    listed : list of Line
        The oldest first.
    today : datetime.date
        Date of the state, drawn as a rule.
    """
    first = min(_FIRST_YEAR, *(line.date.year for line in listed))
    ends = [line.ends[1].year for line in listed if line.ends]
    last = max(today.year, *(line.date.year for line in listed), *ends) + 1
    scale = _Scale(dt.date(first, 1, 1), dt.date(last, 1, 1))
    following = [line.date.first_day for line in listed if not line.is_point][1:]
    rows = []
    for line in listed:
        after = None if line.is_point or not following else following.pop(0)
        rows.append(_row(line, scale, today, after))
    head = tag(
        "tr",
        *(tag("th", name, scope="col") for name in ("Événement", "Date", "Durée", "Échéance")),
        tag("td", _axis(scale, first, last), class_="bars", aria_hidden="true"),
    )
    caption = tag("caption", "Événements du label, avec leur date, leur durée et leur échéance")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="atlas-table atlas-history")
    return scrolled(table, "Histoire du label", "atlas-wide")


@dataclass(frozen=True, slots=True)
class _Scale:
    first: dt.date
    last: dt.date

    def percent(self, day: dt.date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return 100 * min(1.0, max(0.0, share))

    def span(self, start: dt.date, end: dt.date) -> str:
        left = self.percent(start)
        return f"left:{left:.2f}%;width:{max(self.percent(end) - left, 0):.2f}%"


def _axis(scale: _Scale, first: int, last: int) -> Html:
    step = 1 if last - first <= 8 else 2 if last - first <= 18 else 5
    years = (
        tag("span", text(year), style=f"left:{scale.percent(dt.date(year, 1, 1)):.2f}%")
        for year in range(first, last, step)
    )
    return tag("div", *years, class_="axis")


def _row(line: Line, scale: _Scale, today: dt.date, after: dt.date | None) -> Html:
    ends = line.ends
    duration = "" if line.is_point else plural(line.years, "an") if line.years else _UNKNOWN
    until = "" if line.is_point else _UNKNOWN
    if ends:
        until = french(ends[1]) if ends[0] == ends[1] else f"au plus tard le {french(ends[1])}"
    cells = (line.date.in_french(), duration, until)
    return tag(
        "tr",
        tag("th", text(line.said), scope="row"),
        *(tag("td", text(cell)) for cell in cells),
        tag("td", _bar(line, scale, today, after), class_="bars", aria_hidden="true"),
    )


def _bar(line: Line, scale: _Scale, today: dt.date, after: dt.date | None) -> Html:
    parts = [tag("span", class_="today", style=f"left:{scale.percent(today):.2f}%")]
    start = line.date.last_day
    if not line.is_point:
        end = line.ends[0] if line.ends else min(after or today, max(today, start))
        kind = "granted" if line.ends else "granted open"
        parts.append(tag("span", class_=kind, style=scale.span(start, max(end, start))))
        if line.ends and line.ends[1] > line.ends[0]:
            parts.append(tag("span", class_="granted open", style=scale.span(*line.ends)))
    if line.date.first_day < start:
        parts.append(tag("span", class_="vague", style=scale.span(line.date.first_day, start)))
    at = scale.percent(start)
    parts.append(tag("span", class_="event", style=f"left:{french_decimal(at, 2).replace(',', '.')}%"))
    return tag("div", *parts, class_="track")
