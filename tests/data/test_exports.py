"""The files that the atlas writes, opened by readers of their own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import shape

from atlas.cli import main
from atlas.coverage import Basis, Level, Reach, coverage, engine_of
from atlas.data.catalogue import Catalogue, load
from atlas.data.selecting import build_index, select
from atlas.exports.csv_files import IDENTITY_TITLES
from atlas.exports.identity import file_name, request_of
from atlas.exports.registry import FORMATS, ExportError, Request
from atlas.exports.tables import MAKERS
from atlas.model.selection import Selection
from tests.data.folders import copy_tables

TABLE_FORMATS = ("csv", "xlsx", "geojson", "gpkg")
ALL = Selection()
OCCITANIE = Selection(filieres=("mobilite",), regions=("76",))
HOSTILE = ("=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "  =1+1")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def request(catalogue: Catalogue, selection: Selection = ALL, **changes: object) -> Request:
    asked = {"subject": "campuses", "level": Level.DEPARTEMENT, "radius_km": 30, "basis": Basis.SEAT}
    return request_of(catalogue, build_index(catalogue), selection, **(asked | changes))


def written(name: str, asked: Request) -> bytes:
    return FORMATS[name].write(asked)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_rows(content: bytes, title: str) -> list[dict[str, object]]:
    head, *rows = workbook(content)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def kept_ids(asked: Request) -> list[str]:
    return asked.catalogue.campuses["id"][select(asked.index, asked.selection)].tolist()


# ---- what every file holds -----------------------------------------------------------------------


@pytest.mark.parametrize("subject", MAKERS)
@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_two_files_of_one_state_are_the_same(catalogue, name, subject):
    asked = request(catalogue, OCCITANIE, subject=subject)
    assert written(name, asked) == written(name, request(load(), OCCITANIE, subject=subject))


def everything(name: str, content: bytes, tmp_path: Path) -> str:
    """All the text of a file, by a reader of its format."""
    if name == "xlsx":
        cells = (row for sheet in workbook(content) for row in sheet.iter_rows(values_only=True))
        return " ".join(str(cell) for row in cells for cell in row)
    if name == "gpkg":
        path = tmp_path / "a.gpkg"
        path.write_bytes(content)
        return pyogrio.read_dataframe(path, layer="lisez_moi")["texte"].str.cat(sep=" ")
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("subject", MAKERS)
@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_a_file_names_its_selection_its_day_its_data_and_its_view(catalogue, name, subject, tmp_path):
    selection = Selection(regions=("76",), date=dt.date(2020, 2, 6))
    asked = request(catalogue, selection, subject=subject)
    said = everything(name, written(name, asked), tmp_path)
    assert asked.address in said.replace("&amp;", "&")
    assert catalogue.version in said
    assert selection.caption(asked.index.choices) in said
    assert "2020-02-06" in said or "6 février 2020" in said


def test_names_say_what_is_inside(catalogue):
    latest = build_index(catalogue).latest.isoformat()
    xlsx = FORMATS["xlsx"]
    assert file_name(request(catalogue, OCCITANIE), xlsx) == f"campus_mobilite_occitanie_{latest}.xlsx"
    dated = Selection(date=dt.date(2017, 2, 13), text="../../etc/passwd")
    assert file_name(request(catalogue, dated), xlsx) == "campus_etc-passwd_2017-02-13.xlsx"
    assert file_name(request(catalogue, subject="coverage", radius_km=7.5), xlsx) == (
        f"couverture_departement_7-5-km_{latest}.xlsx"
    )


# ---- campuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("selection", [Selection(), OCCITANIE, Selection(date=dt.date(2015, 1, 30))])
def test_all_formats_hold_the_campuses_of_the_selection(catalogue, selection, tmp_path):
    asked = request(catalogue, selection)
    expected = kept_ids(asked)
    assert expected
    assert [row["Identifiant"] for row in csv_rows(written("csv", asked))] == expected
    assert [row["Identifiant"] for row in sheet_rows(written("xlsx", asked), "Campus")] == expected
    document = json.loads(written("geojson", asked))
    assert [feature["properties"]["id"] for feature in document["features"]] == expected
    path = tmp_path / "a.gpkg"
    path.write_bytes(written("gpkg", asked))
    assert pyogrio.read_dataframe(path, layer="campuses")["id"].tolist() == expected


@pytest.mark.parametrize(
    ("table", "sheet", "source"),
    [
        ("events", "Labels", "label_events"),
        ("members", "Membres", "members"),
        ("sources", "Sources", "sources"),
    ],
)
def test_tables_of_the_campuses_follow_the_selection(catalogue, table, sheet, source):
    asked = request(catalogue, OCCITANIE, options={"table": table})
    rows = getattr(catalogue, source)
    expected = rows["campus_id"][rows["campus_id"].isin(kept_ids(asked))].tolist()
    assert expected
    for found in (csv_rows(written("csv", asked)), sheet_rows(written("xlsx", asked), sheet)):
        assert [row["Identifiant du campus"] for row in found] == expected


def test_an_unknown_table_is_refused(catalogue):
    with pytest.raises(ExportError, match="n’existe pas ici"):
        written("csv", request(catalogue, options={"table": "coverage"}))


def test_a_sheet_is_typed_frozen_and_filtered(catalogue):
    book = workbook(written("xlsx", request(catalogue)))
    assert book.sheetnames == ["Campus", "Labels", "Membres", "Sources", "Lisez-moi"]
    for title in book.sheetnames[:-1]:
        sheet = book[title]
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref == sheet.dimensions
    columns = {cell.value: cell.column for cell in book["Campus"][1]}
    first = book["Campus"][2]
    types = {title: first[column - 1].data_type for title, column in columns.items()}
    assert types["Code INSEE du siège"] == "s"
    assert types["Latitude"] == types["Longitude"] == "n"
    assert types["Label certain depuis"] == "d"


def test_dates_keep_the_precision_of_their_source(catalogue):
    rows = sheet_rows(written("xlsx", request(catalogue)), "Labels")
    ids = set(kept_ids(request(catalogue)))
    events = catalogue.label_events[catalogue.label_events["campus_id"].isin(ids)]
    assert len(rows) == len(events)
    for row, stated in zip(rows, events["date"], strict=True):
        if len(stated) == len("2015-01-30"):
            assert row["Date"] == dt.datetime.fromisoformat(stated)
        else:
            assert row["Date"] == stated


def test_a_csv_says_its_identity_on_every_row(catalogue):
    asked = request(catalogue, OCCITANIE)
    found = {tuple(row[title] for title in IDENTITY_TITLES) for row in csv_rows(written("csv", asked))}
    day = asked.index.latest.isoformat()
    assert found == {(OCCITANIE.caption(asked.index.choices), day, catalogue.version, asked.address)}


# ---- formulas --------------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Catalogue:
    """A data folder whose names are formulas."""
    folder = copy_tables(tmp_path)
    path = folder / "campuses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        fields, rows = list(reader.fieldnames or ()), list(reader)
    for row, name in zip(rows, HOSTILE, strict=False):
        row["name"] = row["host_name"] = row["notes"] = name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)
    return load(folder)


def test_no_cell_of_a_sheet_is_a_formula(hostile):
    book = workbook(written("xlsx", request(hostile)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    names = [row["Nom"] for row in sheet_rows(written("xlsx", request(hostile)), "Campus")]
    assert {name.strip() for name in HOSTILE} <= {name.strip() for name in names}
    risky = [cell for cell in cells if str(cell.value).lstrip(" ").startswith(("=", "+", "@"))]
    assert risky
    assert all(cell.quotePrefix for cell in risky)


def test_no_text_of_a_csv_starts_a_formula(hostile):
    rows = csv_rows(written("csv", request(hostile)))
    numbers = ("Latitude", "Longitude")
    texts = [value for row in rows for title, value in row.items() if title not in numbers]
    assert [text for text in texts if text.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert "'=HYPERLINK(1)" in texts


# ---- coverage --------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [Level.REGION, Level.ACADEMIE, Level.DEPARTEMENT, Level.EPCI])
def test_all_formats_hold_the_coverage_of_the_engine(catalogue, level, tmp_path):
    asked = request(catalogue, OCCITANIE, subject="coverage", level=level, radius_km=20)
    rows = coverage(engine_of(catalogue), OCCITANIE, level, Reach(20.0)).rows
    codes = rows["code"].tolist()
    people = [None if pd.isna(count) else int(count) for count in rows["covered_population"]]
    sheet = sheet_rows(written("xlsx", asked), "Couverture")
    assert [row["Code"] for row in sheet] == codes
    assert [row["Habitants à portée"] for row in sheet] == people
    lines = csv_rows(written("csv", asked))
    assert [int(row["Habitants à portée"]) if row["Habitants à portée"] else None for row in lines] == people
    features = json.loads(written("geojson", asked))["features"]
    assert [one["properties"]["covered_population"] for one in features] == people
    path = tmp_path / "a.gpkg"
    path.write_bytes(written("gpkg", asked))
    frame = pyogrio.read_dataframe(path, layer="territories")
    assert frame["code"].tolist() == codes
    assert [None if pd.isna(n) else int(n) for n in frame["covered_population"]] == people


@pytest.mark.parametrize("level", [Level.COMMUNE, Level.FRANCE])
def test_a_level_without_boundaries_is_refused(catalogue, level):
    with pytest.raises(ExportError, match="contours"):
        written("geojson", request(catalogue, subject="coverage", level=level))


# ---- geometry --------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", MAKERS)
def test_geojson_follows_its_standard(catalogue, subject):
    document = json.loads(written("geojson", request(catalogue, subject=subject)))
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    known = [shape(one["geometry"]) for one in document["features"] if one["geometry"]]
    edges = list(zip(*(one.bounds for one in known), strict=True))
    assert document["bbox"] == [min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])]
    polygons = [part for one in known for part in getattr(one, "geoms", [one]) if part.area]
    assert all(part.exterior.is_ccw for part in polygons)
    assert not any(ring.is_ccw for part in polygons for ring in part.interiors)
    assert bool(polygons) == (subject == "coverage")
    assert all(one.is_valid for one in known)


def test_only_a_known_seat_makes_a_point(catalogue):
    asked = request(catalogue)
    features = json.loads(written("geojson", asked))["features"]
    points = {one["id"]: one["geometry"] for one in features}
    campuses = catalogue.campuses.set_index("id").loc[kept_ids(asked)]
    for campus_id, campus in campuses.iterrows():
        expected = None
        if campus["position"] == "seat":
            expected = {"type": "Point", "coordinates": [round(campus["lon"], 5), round(campus["lat"], 5)]}
        assert points[campus_id] == expected
    assert {one["properties"]["position"] for one in features} == {"seat", "academie", "region"}


def test_a_geopackage_has_its_layers_types_and_styles(catalogue, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(written("gpkg", request(catalogue)))
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers == {
        "campuses": "Point",
        "members": "Point",
        "territories": "MultiPolygon",
        "layer_styles": None,
        "lisez_moi": None,
    }
    campuses = pyogrio.read_dataframe(path, layer="campuses")
    assert str(campuses.crs) == "EPSG:4326"
    assert {"01", "13"} & set(pyogrio.read_dataframe(path, layer="territories")["code"])
    assert campuses["since"].dtype.kind == "M"
    types = pyogrio.read_info(path, layer="territories")
    kinds = dict(zip(types["fields"], types["dtypes"], strict=True))
    assert (kinds["code"], kinds["population"], kinds["covered_share"]) == ("object", "int64", "float64")
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        styled = base.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault").fetchall()
        days = base.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
    assert sorted(name for (name,) in styled) == ["campuses", "members", "territories"]
    assert days == [("2000-01-01T00:00:00.000Z",)]


def test_an_empty_selection_makes_files_without_rows(catalogue, tmp_path):
    asked = request(catalogue, Selection(text="introuvable partout"))
    assert kept_ids(asked) == []
    assert csv_rows(written("csv", asked)) == []
    assert sheet_rows(written("xlsx", asked), "Campus") == []
    document = json.loads(written("geojson", asked))
    assert (document["features"], "bbox" in document) == ([], False)
    path = tmp_path / "a.gpkg"
    path.write_bytes(written("gpkg", asked))
    assert len(pyogrio.read_dataframe(path, layer="campuses")) == 0


# ---- the command -----------------------------------------------------------------------------------


def test_the_command_writes_the_same_file(catalogue, tmp_path, capsys):
    output = tmp_path / "sortie.csv"
    assert main(["export", "csv", "-o", str(output), "--filiere", "mobilite", "--region", "76"]) == 0
    assert output.read_bytes() == written("csv", request(catalogue, OCCITANIE))
    assert capsys.readouterr().out.strip() == str(output)
    assert [path.name for path in tmp_path.iterdir()] == ["sortie.csv"]


def test_in_a_folder_the_file_gets_its_name(catalogue, tmp_path):
    options = ["--subject", "coverage", "--level", "region", "--radius", "20"]
    assert main(["export", "xlsx", "-o", str(tmp_path), *options]) == 0
    day = build_index(catalogue).latest
    assert [path.name for path in tmp_path.iterdir()] == [f"couverture_region_20-km_{day}.xlsx"]


@pytest.mark.parametrize(
    "options",
    [
        ["export"],
        ["export", "csv"],
        ["export", "docx", "-o", "x"],
        ["export", "csv", "-o", "x", "--filiere", "=1+1"],
        ["export", "csv", "-o", "x", "--radius", "-1"],
        ["export", "csv", "-o", "x", "--table", "coverage"],
        ["export", "xlsx", "-o", "x", "--table", "events"],
        ["export", "csv", "-o", "x", "--level", "canton"],
        ["export", "csv", "-o", "x", "--inconnu"],
    ],
)
def test_a_wrong_option_is_one_line_and_status_2(options, capsys):
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_cannot_be_written_is_said_in_one_line(tmp_path, capsys):
    assert main(["export", "csv", "-o", str(tmp_path / "absent" / "a.csv")]) == 1
    unknown = ["--subject", "coverage", "--level", "commune"]
    assert main(["export", "geojson", "-o", str(tmp_path / "a"), *unknown]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_format(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["export", "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(name in said for name in FORMATS)
