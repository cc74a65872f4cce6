"""Another data folder: hostile values are text, errors are all told, and a mended folder shows again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from atlas.data import DataFolderError, load
from tests.app.conftest import OpenApp
from tests.data.folders import copy_tables, rows_of, write_rows
from tests.unit.test_markup import HOSTILE, Reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real data."""
    return copy_tables(tmp_path)


def change(folder: Path, table: str, column: str, values: dict[int, str]) -> None:
    """Set cells of a column by row number; the file is seen to change whatever the clock's grain."""
    path = folder / f"{table}.csv"
    rows = rows_of(path)
    for at, value in values.items():
        rows[at][column] = value
    before = path.stat().st_mtime_ns
    write_rows(path, rows)
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_text_in_a_record(open_app: OpenApp, folder: Path, value: str) -> None:
    campus_id = rows_of(folder / "campuses.csv")[0]["id"]
    for column in ("name", "short_name", "host_name"):
        change(folder, "campuses", column, {0: value})
    change(folder, "members", "name", {0: value})
    plain = open_app(campus=campus_id)
    hostile = open_app(campus=campus_id, data=folder)
    read = Reader(hostile.record)
    assert read.text.count(value) == 4
    assert read.others == []
    allowed = {name for name, _ in Reader(plain.record).elements} | {"details", "summary", "ul", "li"}
    assert {name for name, _ in read.elements} <= allowed
    assert not any(key.startswith("on") for _, attributes in read.elements for key in attributes)


@pytest.mark.parametrize("address", ["http://[", "https://[::1", "http://", "https://a b.fr/"])
def test_an_odd_website_is_refused_or_shown_but_never_breaks_the_page(
    open_app: OpenApp, folder: Path, address: str
) -> None:
    change(folder, "campuses", "website", {0: address})
    campus_id = rows_of(folder / "campuses.csv")[0]["id"]
    shown = open_app(campus=campus_id, data=folder)
    assert address in Reader(shown.html).text or address in dict.fromkeys(
        attributes.get("href") for _, attributes in Reader(shown.record).elements
    )


def test_all_errors_are_shown_and_the_mended_folder_shows_again(open_app: OpenApp, folder: Path) -> None:
    right = (folder / "campuses.csv").read_bytes()
    change(folder, "campuses", "region", {0: "Atlantide", 3: "<b>Mu</b>"})
    change(folder, "campuses", "category", {5: "CMQX"})
    change(folder, "label_events", "date", {2: "2013-13"})
    shown = open_app(data=folder)
    assert [title.value for title in shown.app.title] == ["Les données ne peuvent pas être affichées"]
    (error,) = shown.app.error
    with pytest.raises(DataFolderError) as refused:
        load(folder)
    assert f"{refused.value.total}\u00a0erreurs" in error.value
    read = Reader(shown.html)
    assert [name for name, _ in read.elements].count("tr") == 1 + refused.value.total
    for found in refused.value.errors:
        for cell in (
            found.table,
            str(found.row),
            found.id,
            found.field,
            found.value,
            found.problem,
            found.remedy,
        ):
            assert cell in read.text
    assert "b" not in [name for name, _ in read.elements]
    assert not shown.app.get("component_instance")

    shown.app.run()
    assert not shown.app.exception
    assert len(shown.app.error) == 1

    (folder / "campuses.csv").write_bytes(right)
    change(folder, "label_events", "date", {2: "2013-12"})
    shown.app.run()
    assert not shown.app.exception
    assert not shown.app.error
    assert shown.figure == len(shown.map_ids) == len(shown.table_ids) > 0


def test_a_folder_that_breaks_under_an_open_page_shows_its_errors(open_app: OpenApp, folder: Path) -> None:
    shown = open_app(data=folder, filiere="mobilite")
    ids = shown.map_ids
    change(folder, "campuses", "region", {0: "Atlantide"})
    shown.app.run()
    assert not shown.app.exception
    assert len(shown.app.error) == 1
    change(folder, "campuses", "region", {0: "Auvergne-Rhône-Alpes"})
    shown.app.run()
    assert not shown.app.exception
    assert shown.map_ids == ids


def test_a_folder_that_is_not_there_is_told(open_app: OpenApp, tmp_path: Path) -> None:
    shown = open_app(data=tmp_path / "absent")
    assert len(shown.app.error) == 1


@pytest.mark.parametrize("opened", [False, True], ids=["filters", "and the open campus"])
def test_what_was_chosen_may_vanish_from_the_data(open_app: OpenApp, folder: Path, opened: bool) -> None:
    campuses = rows_of(folder / "campuses.csv")
    gone = {row["id"] for row in campuses if row["status"] == "merged" or row["first_label_call"] == "5"}
    shown = open_app(data=folder, statut="merged", appel="5", **({"campus": min(gone)} if opened else {}))
    for table in ("campuses", "label_events", "members", "sources"):
        path = folder / f"{table}.csv"
        write_rows(path, [row for row in rows_of(path) if row.get("campus_id", row.get("id")) not in gone])
    load(folder)
    shown.app.run()
    assert not shown.app.exception
    assert shown.map_ids == shown.table_ids
    assert shown.record == ""
    shown.check("filiere", "mobilite")
    shown.app.run()
    assert not shown.app.exception
    assert shown.map_ids == shown.table_ids


def test_a_name_in_another_script_and_a_very_long_one_reach_the_page_whole(
    open_app: OpenApp, folder: Path
) -> None:
    names = {0: "מסלול הכשרה", 1: "مسار التكوين", 2: "Campus " + "x" * 293}
    change(folder, "campuses", "name", names)
    ids = [row["id"] for row in rows_of(folder / "campuses.csv")]
    for at, name in names.items():
        assert name in open_app(data=folder, campus=ids[at]).record


def test_a_name_that_turns_the_reading_order_is_refused(open_app: OpenApp, folder: Path) -> None:
    change(folder, "campuses", "name", {0: "Campus \u202efdp.exe"})
    shown = open_app(data=folder)
    assert len(shown.app.error) == 1
    assert "caractère de contrôle" in Reader(shown.html).text
    assert "\u202e" not in shown.html
