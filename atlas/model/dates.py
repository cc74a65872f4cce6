"""Dates as sources give them: a year, a month or a day.

Most label dates are known to the month or the year only. Completing them to a day would invent
facts, so the atlas keeps the precision and computes from the first and last possible day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Final, Literal

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
UNKNOWN: Final = "date inconnue"

MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS: Final = (
    "janv.", "févr.", "mars", "avril", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_PATTERN: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day.

    Ordered by the first possible day; at equal first days the vaguer date comes first.

    Attributes
    ----------
    year : int
        2000 to 2100.
    month, day : int or None
        None when unknown; a day needs a month.

    Raises
    ------
    ValueError
        With a message in French, when no such date exists.

    Examples
    --------
    >>> PartialDate.parse("2015-01-30").in_french()
    '30 janvier 2015'
    >>> str(PartialDate(2016, 2).last_day)
    '2016-02-29'
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"l’année {self.year} n’est pas entre {FIRST_YEAR} et {LAST_YEAR}")
        if self.month is None:
            if self.day is not None:
                raise ValueError("un jour sans mois n’est pas une date")
            return
        if not 1 <= self.month <= 12:
            raise ValueError(f"le mois {self.month:02d} n’existe pas")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError(f"le jour {self.day:02d} n’existe pas en {MONTHS[self.month - 1]} {self.year}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``; raise ValueError (in French) otherwise."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError("la date n’a pas la forme AAAA, AAAA-MM ou AAAA-MM-JJ")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """How much of the date is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first_day(self) -> dt.date:
        """Earliest day that the date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """Latest day that the date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def contains(self, date: dt.date) -> bool:
        """Tell whether the date may mean that day."""
        return self.first_day <= date <= self.last_day

    def in_french(self) -> str:
        """Return « 30 janvier 2015 », « 1er mars 2016 », « janvier 2016 » or « 2013 »."""
        if self.month is None:
            return str(self.year)
        month_and_year = f"{MONTHS[self.month - 1]} {self.year}"
        if self.day is None:
            return month_and_year
        return f"{'1er' if self.day == 1 else self.day} {month_and_year}"

    def of_in_french(self) -> str:
        """Return the date with its preposition.

        >>> [PartialDate.parse(text).of_in_french() for text in ("2020-02-25", "2020-04", "2020")]
        ['du 25 février 2020', 'd’avril 2020', 'de 2020']
        """
        said = self.in_french()
        if self.day is not None:
            return f"du {said}"
        return f"d’{said}" if said[0] in "ao" else f"de {said}"

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._key < other._key

    @property
    def _key(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0


def french(date: PartialDate | dt.date | None) -> str:
    """Return any date in French, « date inconnue » for None.

    Examples
    --------
    >>> french(dt.date(2016, 3, 1)), french(None)
    ('1er mars 2016', 'date inconnue')
    """
    if date is None:
        return UNKNOWN
    if isinstance(date, dt.date):  # of any year: the end of a label may lie beyond what a table may state
        return f"{'1er' if date.day == 1 else date.day} {MONTHS[date.month - 1]} {date.year}"
    return date.in_french()


def parse_day(text: str) -> dt.date | None:
    """Day that a text states as ``AAAA-MM-JJ``, of a year that the data may hold; None otherwise.

    >>> parse_day("2015-01-30"), parse_day("1999-12-31"), parse_day("20150130")
    (datetime.date(2015, 1, 30), None, None)
    """
    try:
        found = PartialDate.parse(text)
    except ValueError:
        return None
    return found.first_day if found.day else None
