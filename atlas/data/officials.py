"""Official totals, as published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from atlas.data.catalogue import Catalogue
from atlas.model.dates import PartialDate

COLUMNS: Final = ("campuses", "excellence")


@dataclass(frozen=True, slots=True)
class Official:
    """One official total: number, date, address of the page that states it."""

    count: int
    date: PartialDate
    source: str


def latest_officials(catalogue: Catalogue, until: dt.date | None = None) -> dict[str, Official]:
    """Latest total, known by a day if one is given, of each of :data:`COLUMNS` that has one."""
    rows = [
        row
        for row in catalogue.official_totals.to_dict("records")
        if until is None or PartialDate.parse(row["date"]).last_day <= until
    ]
    known = {column: [row for row in rows if row[column] != ""] for column in COLUMNS}
    latest = {
        column: max(found, key=lambda row: PartialDate.parse(row["date"]).last_day)
        for column, found in known.items()
        if found
    }
    return {
        column: Official(int(row[column]), PartialDate.parse(row["date"]), row["source_url"])
        for column, row in latest.items()
    }
