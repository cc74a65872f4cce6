"""Whatever a data folder holds, it is loaded whole or refused with reasons, and nothing else happens."""

from __future__ import annotations

import csv
import io
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.data import Catalogue, DataFolderError, load, quality
from atlas.data.columns import MAX_CELL_LENGTH
from atlas.data.schema import TABLES
from atlas.data.selecting import build_index, select
from atlas.data.territories import PROJECT_DATA
from atlas.model.selection import Selection
from tests.data.folders import copy_tables, csv_text, rows_of, write_rows

Files = dict[str, bytes]

FORMULA = '=HYPERLINK("http://mal.example";"cliquer")|cmd|\' /C calc\'!A0'
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
NASTY = [
    "", "2013-13", "2013-02-30", "9999", "-1", "1e400", "nan", "0x10", FORMULA, HTML, "\x00", "\x1b[2J",
    "\u202e", "a,b;c\td", 'a"b', "é", "e\u0301", "../../etc/passwd", "%s{0}", "69123", "Lyon", "merged",
    "x" * (MAX_CELL_LENGTH + 1), "x" * 200_000, "\ud7ff\uffff\U0010ffff",
]  # fmt: skip
POSITIONS = [
    ("45.78", "4.85"),
    ("4.85", "45.78"),
    ("91", "181"),
    ("", "4.85"),
    ("-17.5", "-149.5"),
    ("a", "b"),
]


def _few_campuses() -> Files:
    """Return the real tables cut to six campuses, so that one example takes milliseconds."""
    campuses = rows_of(PROJECT_DATA / "campuses.csv")[::20]
    ids = {row["id"] for row in campuses}
    files = {}
    for name, table in TABLES.items():
        rows = rows_of(PROJECT_DATA / table.file_name)
        kept = [row for row in rows if row.get("id", row.get("campus_id")) in ids] or rows
        files[name] = csv_text(kept).encode()
    return files


FEW = _few_campuses()

tables = st.sampled_from(sorted(FEW))
Change = Callable[[Files], Files]


def on_rows(change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> Callable[[bytes], bytes]:
    """Turn a change of rows into one of bytes; leave alone what earlier changes made unreadable."""

    def apply(content: bytes) -> bytes:
        try:
            rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
            return csv_text(change(rows)).encode() if rows else content
        except (UnicodeError, ValueError, TypeError, csv.Error):
            return content

    return apply


@st.composite
def changes_of_cells(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    value = draw(st.sampled_from(NASTY) | st.text(max_size=20))
    at, column = draw(st.integers(0, 5)), draw(st.integers(0, 17))

    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        row = rows[at % len(rows)]
        row[list(row)[column % len(row)]] = value
        return rows

    return on_rows(change)


def without(rows: list[dict[str, str]], column: int) -> list[dict[str, str]]:
    """Drop one column."""
    dropped = list(rows[0])[column % len(rows[0])]
    return [{name: cell for name, cell in row.items() if name != dropped} for row in rows]


@st.composite
def changes_of_rows(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    column, (lat, lon) = draw(st.integers(0, 17)), draw(st.sampled_from(POSITIONS))
    return on_rows(
        draw(
            st.sampled_from([
                lambda rows: [*rows, rows[0]],
                lambda rows: without(rows, column),
                lambda rows: [row | {"host_lat": lat, "host_lon": lon} for row in rows],
                lambda rows: [row | {"": "", "de plus": HTML} for row in rows],
                lambda rows: [dict(reversed(row.items())) for row in rows],
            ])
        )
    )  # fmt: skip


@st.composite
def changes_of_bytes(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    noise, at = draw(st.binary(max_size=30)), draw(st.integers(0, 3000))
    return draw(
        st.sampled_from([
            lambda content: content.decode("utf-8", "replace").encode("cp1252", "replace"),
            lambda content: content.decode("utf-8", "replace").encode("utf-16"),
            lambda content: b"\xef\xbb\xbf" + content,
            lambda content: content.replace(b",", b";"),
            lambda content: content.replace(b",", b"\t"),
            lambda content: content.replace(b"\n", b"\r\n"),
            lambda content: content[:at],
            lambda content: content[:at] + noise + content[at:],
            lambda content: content + b"\n,,,\n\n",
            lambda content: b"",
            lambda content: b",,,\n",
            lambda content: noise,
        ])
    )  # fmt: skip


@st.composite
def hostile_folders(draw: st.DrawFn) -> Files:
    files = dict(FEW)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(tables)
        if draw(st.integers(0, 19)) == 0:
            files.pop(name, None)
        elif name in files:
            files[name] = draw(st.one_of(changes_of_cells(), changes_of_rows(), changes_of_bytes()))(
                files[name]
            )
    return files


def read(files: Files) -> Catalogue | DataFolderError:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / f"{name}.csv").write_bytes(content)
        try:
            return load(Path(folder))
        except DataFolderError as error:
            return error


def counted(content: bytes) -> int:
    """Count the rows that are not blank, by other means than the code under test."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return sum(bool("".join(row).strip()) for row in rows) - 1


def measured_like_the_tables(catalogue: Catalogue) -> None:
    """What is said of an accepted folder adds up: nobody is lost, nothing raises."""
    size = len(catalogue.campuses)
    kept = select(build_index(catalogue), Selection())
    over = catalogue.campuses["status"].isin(["merged", "ended"])
    assert kept.sum() == size - over.sum()
    everyone = np.ones(size, dtype=bool)
    fields = quality.fields(catalogue, everyone)
    assert (fields[[*quality.STATES, "missing"]].sum(axis=1) == size).all()
    assert quality.regions(catalogue, everyone)["campuses"].sum() == size
    assert {one.campus_id for one in quality.doubts(catalogue, everyone)} <= set(catalogue.campuses["id"])


@settings(max_examples=300)
@given(hostile_folders())
def test_a_hostile_folder_is_loaded_whole_or_refused(files: Files) -> None:
    result = read(files)
    if isinstance(result, DataFolderError):
        assert result.total >= len(result.errors) > 0
        assert all(error.code and error.problem and error.remedy for error in result.errors)
        assert not any(
            unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in str(result).replace("\n", "")
        )
    else:
        assert {name: len(getattr(result, name)) for name in TABLES} == {
            name: counted(content) for name, content in files.items()
        }
        measured_like_the_tables(result)


@settings(max_examples=100)
@given(st.dictionaries(tables, st.binary(max_size=400)))
def test_random_bytes_are_refused(files: Files) -> None:
    assert isinstance(read(files), DataFolderError)


@pytest.mark.parametrize("text", [FORMULA, HTML, "'; DROP TABLE campuses;--", "{{7*7}}", "🎓 Œuvre"])
def test_what_looks_like_code_is_plain_text(tmp_path: Path, text: str) -> None:
    copy_tables(tmp_path)
    columns = ("name", "short_name", "host_name", "notes")
    path = tmp_path / "campuses.csv"
    rows = rows_of(path)
    write_rows(path, [rows[0] | dict.fromkeys(columns, text), *rows[1:]])
    first = load(tmp_path).campuses.iloc[0]
    assert [first[column] for column in columns] == [text] * len(columns)


def changed(table: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> Files:
    return FEW | {table: on_rows(change)(FEW[table])}


SEAT = {"host_commune": "Lyon", "host_insee": "69123", "academie": "Lyon", "region": "Auvergne-Rhône-Alpes",
        "host_basis": "stated"}  # fmt: skip
REFUSED = {
    "encoding": FEW | {"campuses": FEW["campuses"].decode().encode("cp1252", "replace")},
    "separator": FEW | {"sources": FEW["sources"].replace(b",", b";")},
    "missing-column": changed("members", lambda rows: without(rows, 0)),
    "duplicate-id": changed("campuses", lambda rows: [*rows, rows[0]]),
    "bad-date": changed("label_events", lambda rows: [rows[0] | {"date": "2013-13"}, *rows[1:]]),
    "position-outside-france": changed(
        "campuses", lambda rows: [row | SEAT | {"host_lat": "4.85", "host_lon": "45.76"} for row in rows[:1]]
    ),
    "empty-file": FEW | {"official_totals": b""},
    "too-long": changed("campuses", lambda rows: [rows[0] | {"notes": "x" * 6_000}, *rows[1:]]),
    "malformed-csv": FEW | {"sources": FEW["sources"] + b'"closed"and more\r\n'},
}


@pytest.mark.parametrize("code", REFUSED)
def test_each_kind_of_broken_folder_is_refused_by_its_name(code: str) -> None:
    result = read(REFUSED[code])
    assert isinstance(result, DataFolderError)
    assert code in {error.code for error in result.errors}


def test_a_huge_cell_is_refused_whatever_the_process_allows() -> None:
    huge = changed("campuses", lambda rows: [rows[0] | {"notes": "x" * 200_000}, *rows[1:]])
    usual = csv.field_size_limit()
    try:
        for most in (131_072, 10_000_000):
            csv.field_size_limit(most)
            result = read(huge)
            assert isinstance(result, DataFolderError)
            assert "campuses.csv" in {error.table for error in result.errors}
    finally:
        csv.field_size_limit(usual)


def test_ten_thousand_campuses_are_loaded(tmp_path: Path) -> None:
    copy_tables(tmp_path)
    campuses = rows_of(tmp_path / "campuses.csv")
    members = rows_of(tmp_path / "members.csv")
    many = [campuses[i % 112] | {"id": f"campus-{i}"} for i in range(10_000)]
    write_rows(tmp_path / "campuses.csv", campuses + many)
    links = [
        members[i % 342] | {"campus_id": f"campus-{i % 10_000}", "name": f"Membre {i}"} for i in range(30_000)
    ]
    write_rows(tmp_path / "members.csv", members + links)
    catalogue = load(tmp_path)
    assert (len(catalogue.campuses), len(catalogue.members)) == (10_112, 30_342)
    assert catalogue.campuses[["lat", "lon"]].notna().all(axis=None)
