"""The published description of the data is that of the declaration, and the files meet it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import Package

from atlas.data.check_cells import check_cells
from atlas.data.columns import Column
from atlas.data.errors import Problems
from atlas.data.reading import Row, Rows
from atlas.data.schema import TABLES

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]


def test_frictionless_validates_the_data_package() -> None:
    report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    assert {task.name for task in report.tasks} == set(TABLES)


def test_dictionary_and_data_package_are_up_to_date() -> None:
    command = [sys.executable, "scripts/build_dictionary.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t}.{c.name}" for t, c in COLUMNS])
def test_each_example_is_a_valid_value(table: str, column: Column) -> None:
    assert column.title
    assert column.meaning.endswith(".")
    cells = {other.name: other.example for other in TABLES[table].columns}
    problems = Problems()
    check_cells(TABLES[table], Rows((column.name,), (Row(2, cells),)), problems)
    assert not problems.errors
