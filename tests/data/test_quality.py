"""Completeness and doubts are those of the tables, and the data package is the tables themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from frictionless import Package
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.data import Catalogue, load, quality
from atlas.data.package import PackageError, data_package
from atlas.data.quality_rules import RULES
from atlas.data.schema import TABLES
from atlas.data.territories import PROJECT_DATA
from tests.data.folders import copy_tables, rows_of, write_rows

CATALOGUE = load()
SIZE = len(CATALOGUE.campuses)
RAW = rows_of(PROJECT_DATA / "campuses.csv")
ALL = np.ones(SIZE, dtype=bool)

masks = st.lists(st.booleans(), min_size=SIZE, max_size=SIZE).map(np.array)


@settings(max_examples=25)
@given(masks)
def test_each_field_adds_up_and_is_counted_in_the_file(mask: np.ndarray) -> None:
    rows = quality.fields(CATALOGUE, mask)
    kept = [row for row, is_kept in zip(RAW, mask, strict=True) if is_kept]
    assert (rows[[*quality.STATES, "missing"]].sum(axis=1) == len(kept)).all()
    assert (rows["total"] == len(kept)).all()
    for field, missing in zip(rows["field"], rows["missing"], strict=True):
        if field in RAW[0]:
            assert missing == sum(row[field] == "" for row in kept)


def test_the_origin_of_a_value_is_the_one_that_the_file_gives() -> None:
    rows = quality.fields(CATALOGUE, ALL).set_index("field")
    assert rows.loc["sector", "classified"] == sum(row["sector_basis"] == "classified" for row in RAW)
    assert rows.loc["host_commune", "inferred"] == sum(
        row["host_basis"] == "inferred" and row["host_commune"] != "" for row in RAW
    )
    with_event = {row["campus_id"] for row in rows_of(PROJECT_DATA / "label_events.csv")}
    assert rows.loc["label_events", "missing"] == len({row["id"] for row in RAW} - with_event)


@settings(max_examples=25)
@given(masks)
def test_the_regions_add_up_to_the_campuses_of_the_mask(mask: np.ndarray) -> None:
    rows = quality.regions(CATALOGUE, mask)
    assert rows["campuses"].sum() == mask.sum()
    parts = ["seat", "academie", "dated", "members", "low"]
    assert (rows[parts].le(rows["campuses"], axis=0)).all(axis=None)
    assert rows["seat"].sum() == sum(
        row["host_insee"] != "" for row, is_kept in zip(RAW, mask, strict=True) if is_kept
    )


def test_regions_without_campus_are_told_too() -> None:
    rows = quality.regions(CATALOGUE, ALL).set_index("name")
    assert rows.loc["Corse", "campuses"] == 0
    assert rows.loc["Mayotte", "campuses"] == 0


@settings(max_examples=15)
@given(masks)
def test_doubts_concern_the_campuses_of_the_mask_only(mask: np.ndarray) -> None:
    kept = {row["id"] for row, is_kept in zip(RAW, mask, strict=True) if is_kept}
    everywhere = quality.doubts(CATALOGUE, ALL)
    assert quality.doubts(CATALOGUE, mask) == [one for one in everywhere if one.campus_id in kept]


def test_rules_are_told_apart() -> None:
    assert len({rule.key for rule in RULES}) == len({rule.title for rule in RULES}) == len(RULES)
    assert all(rule.why.endswith(".") for rule in RULES)


# ---- one rule at a time: a campus of which all is known, then one thing less ------------------

ID = "occ-parfait"
CAMPUS = {
    "id": ID, "name": "Campus parfait", "short_name": "", "sector": "Chimie et biotechnologies",
    "sector_basis": "stated", "category": "CMQE", "academie": "Toulouse", "region": "Occitanie",
    "host_name": "Lycée", "host_commune": "Foix", "host_insee": "09122", "host_basis": "stated",
    "first_label_call": "4", "status": "active", "status_date": "2025-01", "website": "",
    "confidence": "high", "notes": "",
}  # fmt: skip
EVENTS = [
    {"campus_id": ID, "date": "2017-02-13", "event": "label", "duration_years": "4"},
    {"campus_id": ID, "date": "2020-02-06", "event": "excellence", "duration_years": ""},
]
SOURCES = [{"campus_id": ID, "url": "https://a.example/"}]
Tables = dict[str, list[dict[str, str]]]


def _set(**cells: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables["campuses"][0].update(cells)

    return change


def _events(*kept: int, **cells: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables["label_events"][:] = [tables["label_events"][rank] | cells for rank in kept]

    return change


def _both(*changes: Callable[[Tables], None]) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        for one in changes:
            one(tables)

    return change


def _twin(tables: Tables) -> None:
    tables["campuses"].append(CAMPUS | {"id": "occ-jumeau", "name": "Campus jumeau"})


def _no_seat() -> Callable[[Tables], None]:
    return _set(host_name="", host_commune="", host_insee="", host_basis="")


CASES: dict[str, Callable[[Tables], None]] = {
    "double": _set(notes="attention au double compte"),
    "voisins": _twin,
    "notes": _set(notes="sources en conflit sur la date"),
    "dates": _events(0, 1, date="2013"),
    "confiance": _set(confidence="low"),
    "filiere": _set(confidence="low", sector_basis="classified"),
    "statut": _set(status="unknown"),
    "trace": _set(status_date="2016"),
    "sans-date": _both(_events(), _set(first_label_call="", status_date="")),
    "sans-evenement": _events(),
    "label-sans-date": _both(_events(1), _set(first_label_call="")),
    "excellence-sans-date": _events(0),
    "excellence-perdue": _set(category="CMQ"),
    "appel": _set(first_label_call="2015"),
    "sans-siege": _no_seat(),
    "siege-deduit": _set(host_basis="inferred"),
    "commune": _set(host_commune="Pamiers"),
    "siege-loin": _set(host_lat="43.6", host_lon="1.44"),
    "rectorat": _set(host_name="Rectorat de l’académie de Toulouse"),
    "sans-academie": _both(_no_seat(), _set(academie="")),
    "sans-source": lambda tables: tables["sources"].clear(),
}


def catalogue_with(folder: Path, change: Callable[[Tables], None]) -> Catalogue:
    """The project's catalogue and one more campus, changed."""
    copy_tables(folder)
    tables: Tables = {"campuses": [dict(CAMPUS)], "label_events": [dict(one) for one in EVENTS]}
    tables["sources"] = [dict(one) for one in SOURCES]
    change(tables)
    for name, rows in tables.items():
        path = folder / TABLES[name].file_name
        columns = dict.fromkeys((column for row in rows for column in row), "")
        write_rows(path, [columns | row for row in rows_of(path) + rows])
    return load(folder)


def rules_of(catalogue: Catalogue) -> set[str]:
    mask = (catalogue.campuses["id"] == ID).to_numpy()
    return {doubt.rule.key for doubt in quality.doubts(catalogue, mask)}


def test_a_campus_of_which_all_is_known_is_not_doubtful(tmp_path: Path) -> None:
    assert rules_of(catalogue_with(tmp_path, lambda tables: None)) == set()


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == {rule.key for rule in RULES}


@pytest.mark.parametrize("key", CASES)
def test_each_rule_finds_its_case(tmp_path: Path, key: str) -> None:
    assert key in rules_of(catalogue_with(tmp_path, CASES[key]))


SEVERAL = {"filiere", "sans-date", "label-sans-date", "sans-academie", "sans-evenement"}
"""Cases that several rules see, each from its side."""


@pytest.mark.parametrize("key", [key for key in CASES if key not in SEVERAL])
def test_a_rule_finds_nothing_else(tmp_path: Path, key: str) -> None:
    assert rules_of(catalogue_with(tmp_path, CASES[key])) == {key}


# ---- the data package -------------------------------------------------------------------------


def test_the_package_is_the_same_each_time_and_says_no_day() -> None:
    content = data_package(CATALOGUE)
    assert content == data_package(load())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_package_unpacked_is_the_same_catalogue_and_a_valid_data_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(data_package(CATALOGUE))) as archive:
        archive.extractall(tmp_path)
    for table in TABLES.values():
        assert (tmp_path / table.file_name).read_bytes() == (PROJECT_DATA / table.file_name).read_bytes()
    assert load(tmp_path).version == CATALOGUE.version
    package = Package(str(tmp_path / "datapackage.json"))
    assert package.validate().valid
    assert package.version == CATALOGUE.version
    assert (tmp_path / "README.md").read_text("utf-8") == (PROJECT_DATA / "README.md").read_text("utf-8")


def test_a_folder_that_changed_gives_no_package(tmp_path: Path) -> None:
    copy_tables(tmp_path)
    catalogue = load(tmp_path)
    path = tmp_path / "sources.csv"
    write_rows(path, rows_of(path)[1:])
    with pytest.raises(PackageError):
        data_package(catalogue)


def test_the_package_describes_the_columns_of_its_own_files(tmp_path: Path) -> None:
    copy_tables(tmp_path)
    path = tmp_path / "campuses.csv"
    write_rows(path, [{"effectif": "120", **row, "host_lat": "", "host_lon": ""} for row in rows_of(path)])
    target = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(data_package(load(tmp_path)))) as archive:
        archive.extractall(target)
    package = Package(str(target / "datapackage.json"))
    assert {"host_lat", "host_lon", "effectif"} <= set(package.get_resource("campuses").schema.field_names)
    assert package.validate().valid
