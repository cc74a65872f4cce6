"""The data folder in use, read once and shared by all sessions.

A folder that changes on disk is read again at the next rerun; one with errors is kept as its list
of errors, so that it is refused whole and not checked again until it changes.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from atlas.data.catalogue import Catalogue, data_folder, load
from atlas.data.errors import DataFolderError
from atlas.data.officials import Official, latest_officials
from atlas.data.schema import TABLES
from atlas.data.selecting import CampusIndex, build_index
from atlas.maps.classes import CountClass, count_classes
from atlas.model.dates import PartialDate
from atlas.model.selection import french_day
from atlas.model.vocabulary import Categorie, Position
from atlas.ui.campus_rows import campuses_json

LEVEL_COLUMNS: Final = {
    "region": "region_code",
    "academie": "academie_code",
    "departement": "departement_code",
}
_KEPT_VERSIONS: Final = 2

Fingerprint = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Atlas:
    """A checked catalogue with what every session derives from it."""

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

    @cached_property
    def is_excellence(self) -> NDArray[np.bool_]:
        """Campuses that are known today with the mention excellence."""
        return (self.catalogue.campuses["category"] == Categorie.CMQE).to_numpy(dtype=bool)

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
    def unit_codes(self) -> dict[str, NDArray[np.str_]]:
        """For each level, the unit of each campus, in the order of the catalogue."""
        return {
            level: self.catalogue.campuses[column].to_numpy(str) for level, column in LEVEL_COLUMNS.items()
        }

    @cached_property
    def classes(self) -> dict[str, tuple[CountClass, ...]]:
        """For each level, the classes of the choropleth, made for the whole catalogue."""
        return {level: count_classes(_largest(codes)) for level, codes in self.unit_codes.items()}

    @cached_property
    def campuses_json(self) -> bytes:
        """What the browser fetches once: every campus, for the map and the table."""
        return campuses_json(self.catalogue)


def _largest(codes: NDArray[np.str_]) -> int:
    known = codes[codes != ""]
    return int(np.unique(known, return_counts=True)[1].max()) if len(known) else 0


_lock = threading.Lock()
_loaded: OrderedDict[tuple[Path, Fingerprint], Atlas | DataFolderError] = OrderedDict()


def current() -> Atlas:
    """Return the atlas of the data folder in use.

    Raises
    ------
    DataFolderError
        With all errors of the folder, if it has any.
    """
    folder = data_folder()
    key = (folder, _fingerprint(folder))
    with _lock:
        if key not in _loaded:
            _loaded[key] = _read(folder)
            while len(_loaded) > _KEPT_VERSIONS:
                _loaded.popitem(last=False)
        found = _loaded[key]
    if isinstance(found, DataFolderError):
        raise found
    return found


def by_version(version: str) -> Atlas | None:
    """Atlas of a data version that is still in memory."""
    with _lock:
        atlases = [one for one in _loaded.values() if isinstance(one, Atlas)]
    return next((one for one in atlases if one.catalogue.version == version), None)


def _read(folder: Path) -> Atlas | DataFolderError:
    try:
        catalogue = load(folder)
    except DataFolderError as refused:
        return refused
    return Atlas(catalogue, build_index(catalogue))


def _fingerprint(folder: Path) -> Fingerprint:
    """Size and time of each file: cheap enough to look at on every rerun."""

    def of(path: Path) -> tuple[int, int]:
        try:
            stat = path.stat()
        except OSError:
            return (-1, -1)
        return (stat.st_size, stat.st_mtime_ns)

    return tuple(of(folder / f"{name}.csv") for name in TABLES)
