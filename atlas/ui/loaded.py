"""The data folder in use, read once and shared by all sessions.

A folder that changes on disk is read again at the next rerun; one with errors is kept as its list
of errors, so that it is refused whole and not checked again until it changes.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from atlas.coverage import Basis, engine_of
from atlas.data.atlas import Atlas, atlas_of
from atlas.data.catalogue import data_folder, load
from atlas.data.errors import DataFolderError
from atlas.data.search_index import search_of

_KEPT_VERSIONS: Final = 2

Fingerprint = tuple[tuple[str, int, int, int], ...]


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


def prepare() -> None:
    """Read the data folder, and make what the first visitor of some pages would wait for."""
    atlas = current()
    search_of(atlas.catalogue)
    engine_of(atlas.catalogue).sites.km(Basis.SEAT)


def by_version(version: str) -> Atlas | None:
    """Atlas of a data version that is still in memory."""
    with _lock:
        atlases = [one for one in _loaded.values() if isinstance(one, Atlas)]
    return next((one for one in atlases if one.catalogue.version == version), None)


def of(version: str) -> Atlas:
    """Atlas of a data version that must still be in memory.

    Raises
    ------
    LookupError
        When it is not: a result kept under that version would be of another.
    """
    found = by_version(version)
    if found is None:
        raise LookupError(version)
    return found


def _read(folder: Path) -> Atlas | DataFolderError:
    try:
        catalogue = load(folder)
    except DataFolderError as refused:
        return refused
    return atlas_of(catalogue)


def _fingerprint(folder: Path) -> Fingerprint:
    """Name, size, time and rights of each table in the folder: cheap enough to look at on every rerun."""

    def of(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
        try:
            stat = entry.stat()
        except OSError:
            return (entry.name, -1, -1, -1)
        return (entry.name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)

    try:
        with os.scandir(folder) as entries:
            return tuple(sorted(of(entry) for entry in entries if entry.name.lower().endswith(".csv")))
    except OSError:
        return ()
