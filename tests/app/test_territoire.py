"""The page « Territoire » from ``app.py``: what it says equals what the engine measures."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from atlas.coverage import (
    Basis,
    Level,
    Reach,
    by_filiere,
    campuses_of_unit,
    coverage,
    engine_of,
    geodesic_km,
    neighbours,
    timeline,
)
from atlas.maps.shares import share_class
from atlas.model.filiere import FILIERES
from atlas.model.numbers import french_decimal, french_int, french_percent
from atlas.model.selection import Selection, french_day
from atlas.story.portrait import Portrait
from atlas.story.territory import unit_key
from atlas.story.words import percent
from atlas.ui import loaded
from atlas.ui.territory_filieres import filieres_html
from atlas.ui.territory_measure import portrait
from atlas.ui.territory_panels import gaps_text, neighbours_text
from atlas.ui.territory_timeline import Step, history, steps_table, steps_text
from atlas.ui.territory_units import (
    FRANCE_KEY,
    LEVELS,
    Unit,
    find,
    labels,
    natural_reference,
    parents,
)
from tests.app.conftest import OpenApp, Shown
from tests.unit.test_markup import HOSTILE, Reader

ROOT = Path(__file__).resolve().parents[2]
ATLAS = loaded.current()
ENGINE = engine_of(ATLAS.catalogue)
VERSION = ATLAS.catalogue.version
HAUTE_GARONNE, OCCITANIE, TOULOUSE, CORSE = "departement-31", "region-76", "epci-243100518", "region-94"
POLYNESIE = ("region-987", "departement-987", "academie-polynesie-francaise")
MEASURED = (HAUTE_GARONNE, OCCITANIE, TOULOUSE, CORSE, "region-06", "academie-toulouse", "region_2015-73")


@pytest.fixture
def open_territory(open_app: OpenApp) -> OpenApp:
    """Open the page at an address."""
    return partial(open_app, "territoire")


def unit_of(key: str) -> Unit:
    unit = find(ENGINE, key)
    assert unit is not None
    return unit


def known(value: object) -> object:
    """A cell of the engine, None when it is unknown."""
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def measured(key: str, selection: Selection | None = None, reach: Reach | None = None) -> Portrait:
    unit = unit_of(key)
    reference = natural_reference(ENGINE, unit)
    return portrait(VERSION, selection or Selection(), unit, reference, reach or Reach())


def headline(shown: Shown) -> str:
    (said,) = re.findall(r'class="atlas-headline"[^>]*>([^<]*)<', shown.html)
    return unescape(said)


def title(shown: Shown) -> str:
    (only,) = shown.app.title
    return str(only.value)


def address(shown: Shown) -> dict[str, list[str]]:
    """Parameters of the address."""
    params = dict(shown.app.query_params.items())
    return {name: [values] if isinstance(values, str) else list(values) for name, values in params.items()}


def rows_of(shown: Shown, param: str) -> list[dict[str, object]]:
    """Rows of the last table that leads to campuses or to territories."""
    found: list[dict[str, object]] = [one["rows"] for one in shown.tables if one["param"] == param][-1]
    return found


def rows_of_level(shown: Shown, level: Level) -> list[dict[str, object]]:
    """Rows of the table that leads to territories of a level."""
    leading = [one["rows"] for one in shown.tables if one["param"] == "code"]
    (found,) = [rows for rows in leading if str(rows[0]["id"]).startswith(f"{level.value}-")]
    return list(found)


# ---- the measures are those of the engine ----------------------------------------------------


@pytest.mark.parametrize("reach", [Reach(), Reach(50, Basis.NETWORK)], ids=str)
@pytest.mark.parametrize("selection", [
    Selection(), Selection(filieres=("numerique", "energie")),
    Selection(date=dt.date(2017, 2, 13), regions=("76",)),
], ids=lambda selection: str(selection.to_params()))  # fmt: skip
@pytest.mark.parametrize("key", [*MEASURED, "departement-2A", *POLYNESIE])
def test_both_sides_equal_the_engine(key: str, selection: Selection, reach: Reach) -> None:
    found = measured(key, selection, reach)
    for side in (found.territory, found.reference):
        unit = side.unit
        row = ENGINE.units[unit.level].row_of[unit.code]
        expected = coverage(ENGINE, selection, unit.level, reach).rows.iloc[row]
        assert side.campuses == expected["campuses"]
        if not unit.is_measured:
            assert (side.population, side.covered, side.backup, side.own) == (None,) * 4
            continue
        assert side.population == expected["population"]
        assert side.covered == known(expected["covered_population"])
        assert side.backup == known(expected["backup_population"])
        if side.nearest_km is None:
            assert expected.isna()["nearest_km"]
        else:
            assert side.nearest_km == pytest.approx(expected["nearest_km"])
        own = neighbours(ENGINE, selection, unit.level, reach).rows.iloc[row]
        assert side.own == known(own["own_population"])


@pytest.mark.parametrize("key", MEASURED)
def test_parts_add_up_to_the_territory(key: str) -> None:
    found = measured(key)
    parts, side = found.subunits, found.territory
    assert parts["population"].sum() == side.population
    assert parts["covered_population"].sum() == side.covered
    assert parts["campuses"].sum() + found.unplaced == side.campuses
    assert (parts["out_population"] == parts["population"] - parts["covered_population"]).all()
    assert parts["out_population"].is_monotonic_decreasing
    whole = coverage(ENGINE, Selection(), found.sublevel, Reach()).rows.set_index("code")
    for part in parts[~parts["is_part"]].to_dict("records"):
        assert part["population"] == whole.loc[part["code"], "population"]
        assert part["covered_population"] == whole.loc[part["code"], "covered_population"]
        assert part["nearest_km"] == pytest.approx(whole.loc[part["code"], "nearest_km"])


@pytest.mark.parametrize("key", [HAUTE_GARONNE, OCCITANIE, TOULOUSE, "academie-versailles"])
def test_each_filiere_equals_the_engine(key: str) -> None:
    found = measured(key)
    assert {state.filiere for state in found.filieres} == set(FILIERES)
    for side in (found.territory, found.reference):
        rows = by_filiere(ENGINE, Selection(), side.unit.level, Reach()).rows
        expected = rows[rows["code"] == side.unit.code].set_index("filiere")
        for state in found.filieres:
            row = expected.loc[state.filiere.slug]
            people = None if pd.isna(row["covered_population"]) else int(row["covered_population"])
            share = None if people is None else pytest.approx(row["covered_share"])
            if side is found.territory:
                assert (state.campuses, state.covered, state.share) == (row["campuses"], people, share)
            else:
                assert (state.reference_covered, state.reference_share) == (people, share)
    present = {state.filiere.slug for state in found.filieres if state.campuses}
    assert present == found.territory.filieres


def test_nearest_campus_of_a_filiere_is_the_nearest_by_plain_computation() -> None:
    communes = ATLAS.catalogue.communes[ATLAS.catalogue.communes["departement_code"] == "31"]
    campuses = ATLAS.catalogue.campuses
    for state in measured(HAUTE_GARONNE).filieres:
        located = campuses[
            (campuses["filiere"] == state.filiere.slug)
            & (campuses["position"] == "seat")
            & ~ENGINE.index.ended
        ]
        if located.empty:
            assert state.nearest_km is None
            continue
        km = geodesic_km(
            located["lat"].to_numpy(float),
            located["lon"].to_numpy(float),
            communes["lat"].to_numpy(float),
            communes["lon"].to_numpy(float),
        )
        people = communes["population"].to_numpy(float)
        means = (km * people).sum(axis=1) / people.sum()
        assert state.nearest_km == pytest.approx(means.min(), rel=1e-5)
        assert state.nearest_name == located["name"].iloc[int(means.argmin())]


@pytest.mark.parametrize(
    ("key", "level", "code"), [(OCCITANIE, Level.REGION, "76"), (HAUTE_GARONNE, Level.DEPARTEMENT, "31")]
)
def test_history_equals_the_engine(key: str, level: Level, code: str) -> None:
    steps = history(VERSION, Selection(), unit_of(key))
    rows = timeline(ENGINE, Selection(), level).rows
    rows = rows[rows["code"] == code]
    now = (0, 0, 0)
    by_date = {step.date: (step.dated, step.undated, step.excellence) for step in steps}
    for row in rows.to_dict("records"):
        now = by_date.get(row["date"], now)
        assert now == (row["dated"], row["undated"], row["excellence"])
    in_force: set[str] = set()
    for step in steps:
        in_force = (in_force | set(step.arrived)) - set(step.left)
        assert len(in_force) == step.campuses


# ---- the page says them ----------------------------------------------------------------------


@pytest.mark.parametrize("key", MEASURED)
def test_title_headline_map_and_tables_say_the_same(open_territory: OpenApp, key: str) -> None:
    shown = open_territory(code=key)
    found = measured(key)
    assert not shown.app.warning
    assert title(shown) == found.territory.unit.title
    assert address(shown)["code"] == [key]
    assert "ref" not in address(shown)
    share, other = found.territory.share, found.reference.share
    assert share is not None
    assert other is not None
    assert french_percent(other) in headline(shown)
    points = abs(round(round(share * 100, 1) - round(other * 100, 1), 1))
    assert f"{french_decimal(points)}\u00a0point" in headline(shown)
    assert headline(shown).startswith(french_percent(share) if share else "Aucun habitant")

    update = shown.update
    assert update["level"] == found.drawn_level.value
    assert update["focus"]["code"] == found.territory.unit.code
    assert set(update["units"]) == set(found.drawn["code"])
    for part in found.drawn.to_dict("records"):
        words, step = update["units"][part["code"]]
        assert french_int(part["covered_population"]) in words
        assert french_percent(part["covered_share"]) in words
        assert step == share_class(part["covered_share"])
    legend = update["legend"]
    classes = sum(step["units"] for step in legend["classes"]) + legend["none"]["units"]
    assert classes == len(found.drawn)
    rows = rows_of_level(shown, found.drawn_level)
    assert [row["id"] for row in rows] == [unit_key(found.drawn_level, code) for code in found.drawn["code"]]
    assert [row["covered_population"] for row in rows] == found.drawn["covered_population"].tolist()


@pytest.mark.parametrize("key", [OCCITANIE, HAUTE_GARONNE, "departement-971", "region-987"])
def test_campuses_of_the_map_are_those_of_the_table(open_territory: OpenApp, key: str) -> None:
    shown = open_territory(code=key)
    unit = unit_of(key)
    expected = campuses_of_unit(ENGINE, Selection(), unit.level, unit.code, Reach()).rows
    rows = rows_of(shown, "campus")
    assert [row["id"] for row in rows] == shown.map_ids
    assert sorted(shown.map_ids) == sorted(expected["campus_id"])
    inside = {row["id"] for row in rows if row["place"] == "Dans le territoire"}
    assert inside == set(expected.loc[expected["is_inside"], "campus_id"])
    heads = [one.value for one in shown.app.header]
    assert any(head.startswith(f"{len(inside)}\u00a0campus dans le territoire") for head in heads)


@pytest.mark.parametrize("key", [OCCITANIE, CORSE])
def test_filieres_table_states_every_filiere(open_territory: OpenApp, key: str) -> None:
    html = unescape(open_territory(code=key).html)
    found = measured(key)
    for state in found.filieres:
        count = str(state.campuses) if state.campuses else "aucun"
        cells = [count, percent(state.share), percent(state.reference_share)]
        row = "".join(f'<td class="number">{cell}</td>' for cell in cells)
        assert f"{state.filiere.short_name}</th>{row}" in html
        if state.nearest_km is not None:
            said = f"à {french_decimal(state.nearest_km)}\u00a0km\u00a0: {state.nearest_name}"
            assert said in html
    absent = sum(not state.campuses for state in found.filieres)
    assert f"Filières absentes ({absent})" in html


def test_key_figures_stand_beside_the_reference(open_territory: OpenApp) -> None:
    shown = open_territory(code=HAUTE_GARONNE, ref=FRANCE_KEY)
    values = re.findall(r'class="value">([^<]*)', unescape(shown.html))
    found = measured(HAUTE_GARONNE)
    assert found.territory.share is not None
    assert found.territory.nearest_km is not None
    assert values[:2] == [str(found.territory.campuses), french_percent(found.territory.share)]
    assert values[3] == f"{french_decimal(found.territory.nearest_km)}\u00a0km"
    notes = re.findall(r'class="note">([^<]*)', unescape(shown.html))
    assert len(notes) == len(values) == 5
    assert all("France" in note for note in notes)
    assert address(shown)["ref"] == [FRANCE_KEY]


def test_the_headline_names_the_selection_that_it_counts(open_territory: OpenApp) -> None:
    assert "d’un campus de la sélection" in headline(
        open_territory(code="departement-33", filiere="alimentaire")
    )
    assert "de la sélection" not in headline(open_territory(code="departement-33"))


@pytest.mark.parametrize("key", [OCCITANIE, HAUTE_GARONNE, "region-11"])
def test_chart_text_states_the_numbers_of_its_table(open_territory: OpenApp, key: str) -> None:
    shown = open_territory(code=key)
    (chart,) = shown.app.get("vega_lite_chart") or shown.app.get("arrow_vega_lite_chart")
    steps = history(VERSION, Selection(), unit_of(key))
    assert chart.proto.alt == steps_text(steps)
    table = next(body for body in (one.proto.body for one in shown.app.get("html")) if "atlas-steps" in body)
    rows = re.findall(
        r'<tr><th scope="row">([^<]*)</th>((?:<td class="number">[^<]*</td>)+)', unescape(table)
    )
    assert [date for date, _ in rows] == [french_day(step.date) for step in reversed(steps)]
    for date, cells in rows:
        total, dated, undated, excellence = re.findall(r">([^<]+)<", cells)
        said = f"{total}\u00a0campus au {date}, dont {dated} datés, {undated} non datés et {excellence} avec"
        assert said in chart.proto.alt


def test_sentences_state_the_numbers_of_their_tables(open_territory: OpenApp) -> None:
    rows = neighbours(ENGINE, Selection(), Level.REGION, Reach()).rows
    most = rows.loc[rows["neighbour_population"].idxmax()]
    assert most["neighbour_population"] > 0
    key = unit_key(Level.REGION, most["code"])
    shown = open_territory(code=key)
    found = measured(key)
    side = found.territory
    assert neighbours_text(side) in unescape(shown.html)
    assert side.covered is not None
    assert side.own is not None
    assert french_int(side.covered - side.own) in neighbours_text(side)
    cells = re.findall(r'<td class="number">([^<]*)</td>', unescape(shown.html))
    assert french_int(side.covered - side.own) in cells
    assert gaps_text(found) in unescape(shown.html)
    out = [int(str(row["out_population"])) for row in rows_of_level(shown, found.sublevel)]
    assert french_int(sum(out)) in gaps_text(found)
    assert french_int(out[0]) in gaps_text(found)


# ---- choosing --------------------------------------------------------------------------------


def test_without_a_territory_the_page_asks_for_one(open_territory: OpenApp) -> None:
    shown = open_territory()
    assert title(shown) == "Quel territoire\u202f?"
    assert shown.app.selectbox(key="view-code").value is None
    rows = rows_of(shown, "code")
    assert {row["id"] for row in rows} == {
        unit_key(Level.REGION, code) for code in ENGINE.units[Level.REGION].codes
    }
    shown.app.selectbox(key="view-code").set_value(TOULOUSE).run()
    assert title(shown) == "Toulouse Métropole, intercommunalité"
    assert address(shown)["code"] == [TOULOUSE]


def test_territory_and_reference_change_at_any_time(open_territory: OpenApp) -> None:
    shown = open_territory(code=HAUTE_GARONNE, filiere="mobilite")
    shown.app.selectbox(key="view-ref").set_value("departement-33").run()
    assert address(shown)["ref"] == ["departement-33"]
    assert "Gironde" in headline(shown)
    shown.app.selectbox(key="view-code").set_value(OCCITANIE).run()
    assert title(shown) == "Occitanie, région"
    assert address(shown) == {
        "filiere": ["mobilite"],
        "code": [OCCITANIE],
        "ref": ["departement-33"],
    }
    shown.app.selectbox(key="view-ref").set_value("auto").run()
    assert "ref" not in address(shown)
    assert "en France" in headline(shown)


def test_a_territory_is_not_compared_with_itself(open_territory: OpenApp) -> None:
    shown = open_territory(code=HAUTE_GARONNE, ref=OCCITANIE)
    assert "ref" not in address(shown)
    shown.app.selectbox(key="view-ref").set_value("departement-33").run()
    shown.app.selectbox(key="view-code").set_value("departement-33").run()
    (warning,) = shown.app.warning
    assert "ne se compare pas à lui-même" in warning.value
    assert "ref" not in address(shown)
    assert "Nouvelle-Aquitaine" in headline(shown)


@pytest.mark.parametrize("given", [
    {"code": "departement-99"}, {"code": "commune-31555"}, {"code": "31"}, {"code": "france-FR"},
    {"code": "<b>"}, {"code": HAUTE_GARONNE, "ref": "region-99"}, {"code": HAUTE_GARONNE, "rayon": "31"},
    {"code": HAUTE_GARONNE, "base": "gare"},
], ids=str)  # fmt: skip
def test_invalid_value_is_dropped_with_a_notice(open_territory: OpenApp, given: dict[str, str]) -> None:
    shown = open_territory(**given)
    (warning,) = shown.app.warning
    assert "ignorée" in warning.value
    kept = {name: [value] for name, value in given.items() if name == "code" and len(given) > 1}
    assert address(shown) == kept


def test_wider_territories_are_one_click_away(open_territory: OpenApp) -> None:
    shown = open_territory(code=TOULOUSE, rayon="50")
    names = [parent.said for parent in parents(ENGINE, unit_of(TOULOUSE))]
    assert names == ["département Haute-Garonne", "académie de Toulouse", "région Occitanie"]
    shown.app.button(key="parent-academie-toulouse").click().run()
    assert title(shown) == "Toulouse, académie"
    assert address(shown) == {"code": ["academie-toulouse"], "rayon": ["50"]}


def test_filters_apply_and_go_along(open_territory: OpenApp) -> None:
    shown = open_territory(code=HAUTE_GARONNE, filiere="numerique")
    assert shown.map_ids == []
    assert "Filières absentes (1)" in shown.html
    assert shown.chips == {"chip-filiere-numerique": "Numérique"}
    heads = [one.value for one in shown.app.header]
    assert "Aucun campus dans le territoire ni à portée" in heads
    shown.app.button(key="chip-filiere-numerique").click().run()
    assert shown.map_ids == measured(HAUTE_GARONNE).campuses["campus_id"].tolist()


def test_campuses_without_a_position_are_not_passed_over(open_territory: OpenApp) -> None:
    shown = open_territory(code="departement-971")
    unlocated = sum(state.unlocated for state in measured("departement-971").filieres)
    assert unlocated > 0
    assert f"{unlocated} sur {unlocated}\u00a0campus du territoire n’ont pas de position" in shown.html


@pytest.mark.parametrize("key", POLYNESIE)
def test_a_collectivity_says_that_its_people_are_not_known(open_territory: OpenApp, key: str) -> None:
    shown = open_territory(code=key)
    assert "la population de ce territoire n’est pas dans les données" in headline(shown)
    assert shown.update["focus"]["code"] == "987"
    assert shown.update["legend"]["classes"] == []
    assert len(shown.map_ids) == measured(key).territory.campuses > 0


def test_labels_name_every_unit_once() -> None:
    names = labels(VERSION)
    assert len(names) == sum(len(ENGINE.units[level].codes) for level in LEVELS)
    assert len(set(names.values())) == len(names)
    assert names[HAUTE_GARONNE] == "Haute-Garonne · département (31)"
    assert names[TOULOUSE] == "Toulouse Métropole · Haute-Garonne"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (HAUTE_GARONNE, OCCITANIE),
        (TOULOUSE, OCCITANIE),
        (OCCITANIE, FRANCE_KEY),
        ("academie-toulouse", FRANCE_KEY),
        ("departement-971", FRANCE_KEY),  # its région is the same territory
        *((key, FRANCE_KEY) for key in POLYNESIE),
    ],
)
def test_natural_reference(key: str, expected: str) -> None:
    assert natural_reference(ENGINE, unit_of(key)).key == expected


@pytest.mark.parametrize("value", HOSTILE)
def test_names_are_text_in_every_table(value: str) -> None:
    found = measured(OCCITANIE)
    unit = replace(found.reference.unit, name=value)
    hostile = replace(
        found,
        reference=replace(found.reference, unit=unit),
        filieres=tuple(replace(state, nearest_name=value) for state in found.filieres),
    )
    step = Step(dt.date(2020, 1, 1), 1, 0, 0, (value,), (value,))
    known = {"table", "caption", "small", "thead", "tbody", "tr", "th", "td", "span", "div"}
    for markup in (filieres_html(hostile), steps_table((step,))):
        read = Reader(markup)
        assert {name for name, _ in read.elements} <= known
        assert value in read.text


@pytest.mark.parametrize(
    ("key", "heading", "codes"),
    [
        ("departement-31", "Départements limitrophes", {"09", "11", "31", "32", "65", "81", "82"}),
        ("region-76", "Régions limitrophes", {"75", "76", "84", "93"}),
        ("academie-lille", "Académies limitrophes", {"amiens", "lille"}),
    ],
)
def test_the_units_that_border_a_territory_are_listed_with_their_coverage(
    open_territory: OpenApp, key: str, heading: str, codes: set[str]
) -> None:
    shown = open_territory(code=key)
    assert heading in [header.value for header in shown.app.header]
    unit = unit_of(key)
    (table,) = [told for told in shown.tables if told.get("selected") == key]
    listed = {str(row["id"]).split("-", 1)[1]: row for row in table["rows"]}
    assert set(listed) == codes
    measured = coverage(ENGINE, Selection(), unit.level, Reach()).rows.set_index("code")
    for code, row in listed.items():
        assert row["covered_population"] == measured.loc[code, "covered_population"]


def test_an_island_borders_nobody(open_territory: OpenApp) -> None:
    shown = open_territory(code="region-94")
    assert not [header.value for header in shown.app.header if "limitrophes" in header.value]


@pytest.mark.parametrize("code", ["region-76", "departement-13", "epci-243100518"])
def test_a_filter_of_campuses_without_a_place_is_said_to_reach_nobody_knows_whom(
    open_territory: OpenApp, code: str
) -> None:
    shown = open_territory(code=code, filiere="services-entreprises")
    assert "Le lieu du seul campus retenu est inconnu" in shown.html
    assert "Aucun habitant" not in shown.html
