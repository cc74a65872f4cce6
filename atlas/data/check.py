"""Check of a whole data folder: every row, every link, all errors at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas.data.check_cells import check_cells
from atlas.data.check_links import check_links
from atlas.data.check_places import PlaceChecker
from atlas.data.errors import DataError, Problems
from atlas.data.reading import Rows, content_version, parse_rows, read_folder
from atlas.data.schema import TABLES
from atlas.data.territories import load_territories


@dataclass(frozen=True)
class CheckedFolder:
    """What a check found.

    Attributes
    ----------
    tables : mapping of str to Rows
        Rows of each table that could be read; not to be used when there are errors.
    errors : tuple of DataError
        What is wrong, at most :data:`atlas.data.errors.MAX_KEPT`, ordered by file and line.
    total : int
        How many errors there are.
    version : str
        Short hash of the content (see :func:`atlas.data.reading.content_version`).
    """

    tables: Mapping[str, Rows]
    errors: tuple[DataError, ...]
    total: int
    version: str


def check_folder(folder: Path) -> CheckedFolder:
    """Read a data folder and check all of it.

    Parameters
    ----------
    folder : Path
        Folder with one CSV file a table of :data:`atlas.data.schema.TABLES`. Geography is always
        that of the project.

    Returns
    -------
    CheckedFolder
        Whatever the files hold: their faults are returned, never raised.
    """
    problems = Problems()
    contents = read_folder(folder, problems)
    tables = {
        name: rows
        for name, content in contents.items()
        if (rows := parse_rows(TABLES[name], content, problems)) is not None
    }
    for name, rows in tables.items():
        check_cells(TABLES[name], rows, problems)
    check_links(tables, problems)
    places = PlaceChecker(load_territories(), problems)
    if "campuses" in tables:
        places.check_campuses(tables["campuses"])
    if "members" in tables:
        places.check_members(tables["members"])
    return CheckedFolder(tables, _in_order(problems.errors), problems.total, content_version(contents))


def _in_order(errors: list[DataError]) -> tuple[DataError, ...]:
    order = [table.file_name for table in TABLES.values()]
    return tuple(sorted(errors, key=lambda e: (order.index(e.table) if e.table in order else -1, e.row or 0)))
