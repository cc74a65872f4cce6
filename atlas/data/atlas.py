"""A checked catalogue with what every view of it derives, computed once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from atlas.data.catalogue import Catalogue
from atlas.data.officials import Official, latest_officials
from atlas.data.selecting import CampusIndex, Mask, build_index, select
from atlas.model.dates import PartialDate
from atlas.model.selection import Selection, french_day
from atlas.model.vocabulary import Position

LEVEL_COLUMNS: Final = {
    "region": "region_code",
    "academie": "academie_code",
    "departement": "departement_code",
}


@dataclass(frozen=True, eq=False)
class Atlas:
    """A checked catalogue with what every view derives from it."""

    catalogue: Catalogue
    index: CampusIndex

    @cached_property
    def campus_ids(self) -> frozenset[str]:
        """Ids of all campuses."""
        return frozenset(self.catalogue.campuses["id"])

    @cached_property
    def ids(self) -> NDArray[np.object_]:
        """Id of each campus."""
        return self.catalogue.campuses["id"].to_numpy(object)

    @cached_property
    def filieres(self) -> NDArray[np.str_]:
        """Sector of each campus."""
        return self.catalogue.campuses["filiere"].to_numpy(str)

    def is_excellence(self, date: dt.date | None = None) -> Mask:
        """Campuses that have the mention excellence on a day, the most recent one by default."""
        return self.index.is_excellence(date or self.index.latest)

    @cached_property
    def is_located(self) -> NDArray[np.bool_]:
        """Campuses whose seat is known."""
        return (self.catalogue.campuses["position"] == Position.SEAT).to_numpy(dtype=bool)

    @cached_property
    def unit_names(self) -> dict[str, dict[str, str]]:
        """For each level, the units of today: names by code."""
        units = self.catalogue.units
        rows = {level: units[units["level"] == level] for level in LEVEL_COLUMNS}
        return {level: dict(zip(found["code"], found["name"], strict=True)) for level, found in rows.items()}

    @cached_property
    def officials(self) -> dict[str, Official]:
        """Latest official total of each column of ``official_totals`` that has one."""
        return latest_officials(self.catalogue)

    @cached_property
    def known_days(self) -> dict[dt.date, str]:
        """Days of which an official total or an announcement of labels is known, latest first."""
        stated = {*self.catalogue.official_totals["date"], *self.catalogue.label_calls["announced"]} - {""}
        days = {PartialDate.parse(text).last_day for text in stated}
        return {day: french_day(day) for day in sorted(days, reverse=True)}

    @cached_property
    def offered_days(self) -> dict[dt.date, str]:
        """The same and the ends of the years between, latest first: the days that a reader may choose."""
        first, latest = min(self.known_days, default=self.index.latest), self.index.latest
        year_ends = {dt.date(year, 12, 31) for year in range(first.year, latest.year)}
        return {day: french_day(day) for day in sorted({*self.known_days, *year_ends}, reverse=True)}

    @cached_property
    def unit_codes(self) -> dict[str, NDArray[np.str_]]:
        """For each level, the unit of each campus, in the order of the catalogue."""
        return {
            level: self.catalogue.campuses[column].to_numpy(str) for level, column in LEVEL_COLUMNS.items()
        }

    @cached_property
    def largest_counts(self) -> dict[str, int]:
        """For each level, campuses of the unit that holds most of them."""
        return {level: _largest(codes) for level, codes in self.unit_codes.items()}

    def mask(self, selection: Selection) -> Mask:
        """Campuses that a selection keeps, in the order of the catalogue."""
        return select(self.index, selection)


def atlas_of(catalogue: Catalogue) -> Atlas:
    """Return the atlas of a catalogue."""
    return Atlas(catalogue, build_index(catalogue))


def _largest(codes: NDArray[np.str_]) -> int:
    known = codes[codes != ""]
    return int(np.unique(known, return_counts=True)[1].max()) if len(known) else 0
