"""Copies of the real data folder, to be spoiled."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from atlas.data.schema import TABLES
from atlas.data.territories import PROJECT_DATA


def copy_tables(target: Path) -> Path:
    """Copy the six tables into a folder, and return it."""
    for table in TABLES.values():
        shutil.copy(PROJECT_DATA / table.file_name, target)
    return target


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file by column."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows, all with the columns of the first."""
    path.write_text(csv_text(rows), encoding="utf-8", newline="")


def csv_text(rows: list[dict[str, str]]) -> str:
    """Return rows as the text of a file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def add_row(path: Path, **cells: str) -> None:
    """Repeat the first row at the end of a file, with other cells."""
    rows = rows_of(path)
    write_rows(path, [*rows, rows[0] | cells])
