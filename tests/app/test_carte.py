"""The page « Carte » from ``app.py``: filters, address, map, table and record say the same."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from atlas.data.selecting import facet_counts, select
from atlas.model.selection import FIELDS, Selection
from atlas.model.vocabulary import MemberType
from atlas.ui import loaded
from tests.app.conftest import OpenApp, Shown
from tests.unit.test_markup import Reader

ATLAS = loaded.current()
CAMPUSES = ATLAS.catalogue.campuses
CHOICES = ATLAS.index.choices
ALL_IDS = CAMPUSES["id"].tolist()
SAMPLE = ALL_IDS[::16]


def expected(selection: Selection) -> list[str]:
    ids: list[str] = CAMPUSES["id"].to_numpy()[select(ATLAS.index, selection)].tolist()
    return ids


def assert_shows(shown: Shown, selection: Selection) -> None:
    """The map, the table, the figures, the units and the address are those of one Selection."""
    assert not shown.app.exception
    ids = expected(selection)
    assert shown.map_ids == ids
    assert shown.table_ids == ids
    assert shown.figure == len(ids)
    regions = CAMPUSES[CAMPUSES["id"].isin(ids)]["region_code"].value_counts().to_dict()
    assert {code: count for code, count in shown.units.items() if count} == {
        code: count for code, count in regions.items() if code in shown.units
    }
    assert shown.map_units == regions
    address = {name: values for name, values in shown.app.query_params.items() if name != "campus"}
    assert {name: [v] if isinstance(v, str) else v for name, v in address.items()} == selection.to_params()


def test_default_page_shows_every_campus_in_force(open_app: OpenApp) -> None:
    shown = open_app()
    assert [title.value for title in shown.app.title] == [
        "Carte des campus des métiers et des qualifications"
    ]
    assert_shows(shown, Selection())
    assert not shown.app.warning
    assert not shown.app.error
    assert shown.record == ""
    assert shown.app.button(key="reset").disabled


@pytest.mark.parametrize("value", CHOICES["filieres"])
def test_each_filiere_filters_map_and_table(open_app: OpenApp, value: str) -> None:
    shown = open_app()
    shown.check("filiere", value)
    shown.app.run()
    assert_shows(shown, Selection(filieres=(value,)))
    shown.check("filiere")
    shown.app.run()
    assert_shows(shown, Selection())


@pytest.mark.parametrize(
    ("param", "value", "selection"),
    [
        *(("categorie", value, Selection(categories=(value,))) for value in CHOICES["categories"]),
        *(("statut", value, Selection(statuses=(value,))) for value in CHOICES["statuses"]),
    ],
)
def test_each_box_filters_map_and_table(
    open_app: OpenApp, param: str, value: str, selection: Selection
) -> None:
    shown = open_app()
    shown.check(param, value)
    shown.app.run()
    assert_shows(shown, selection)


@pytest.mark.parametrize(
    "field",
    [field for field in FIELDS if field.name not in {"filieres", "categories", "statuses"}],
    ids=lambda field: field.name,
)
def test_each_value_of_each_list_filters_map_and_table(open_app: OpenApp, field: object) -> None:
    shown = open_app()
    key, name = f"filter-{field.param}", field.name  # type: ignore[attr-defined]
    for value in CHOICES[name]:
        shown.app.multiselect(key=key).set_value([value]).run()
        assert_shows(shown, Selection(**{name: (value,)}))
    both = tuple(CHOICES[name])[:2]
    shown.app.multiselect(key=key).set_value(list(reversed(both))).run()
    assert_shows(shown, Selection(**{name: both}))


def test_each_date_offered_filters_map_and_table(open_app: OpenApp) -> None:
    shown = open_app()
    stated = {*ATLAS.catalogue.official_totals["date"], *ATLAS.catalogue.label_calls["announced"]} - {""}
    year_ends = {f"{year}-12-31" for year in range(2013, 2025)}
    assert len(shown.app.selectbox(key="filter-date").options) == len(stated | year_ends)
    for day in (dt.date(2013, 10, 14), dt.date(2016, 1, 29), dt.date(2018, 12, 31)):
        shown.app.selectbox(key="filter-date").set_value(day).run()
        assert_shows(shown, Selection(date=day))
    shown.app.selectbox(key="filter-date").set_value(None).run()
    assert_shows(shown, Selection())


def test_search_filters_map_and_table(open_app: OpenApp) -> None:
    shown = open_app()
    shown.app.text_input(key="filter-q").set_value("  AERONAUTIQUE ").run()
    assert_shows(shown, Selection(text="AERONAUTIQUE"))
    assert 0 < shown.figure < len(expected(Selection()))


def test_filters_narrow_one_another(open_app: OpenApp) -> None:
    shown = open_app()
    shown.check("filiere", "energie", "mobilite")
    shown.app.multiselect(key="filter-region").set_value(["76"]).run()
    assert_shows(shown, Selection(filieres=("mobilite", "energie"), regions=("76",)))


@pytest.mark.parametrize("selection", [
    Selection(filieres=("mobilite",), regions=("76",)),
    Selection(categories=("CMQE",), academies=("normandie", "orleans-tours"), departements=("76",)),
    Selection(calls=("inconnu",), statuses=("active", "unknown"), date=dt.date(2020, 2, 29), text="été"),
], ids=lambda selection: str(selection.to_params()))  # fmt: skip
def test_address_opens_the_very_view(open_app: OpenApp, selection: Selection) -> None:
    shown = open_app(**selection.to_params())
    assert_shows(shown, selection)
    assert not shown.app.warning
    for field in FIELDS:
        lists = {one.key: one.value for one in shown.app.multiselect}
        values = lists.get(f"filter-{field.param}", shown.checked.get(field.param))
        assert values == list(selection.values(field.name))
    assert shown.app.text_input(key="filter-q").value == selection.text
    assert shown.app.selectbox(key="filter-date").value == selection.date


def test_address_opens_a_level_and_a_campus(open_app: OpenApp) -> None:
    shown = open_app(niveau="departement", campus=ALL_IDS[0])
    assert shown.update["level"] == "departement"
    assert shown.update["selected"] == ALL_IDS[0]
    assert len(shown.units) == 101
    assert CAMPUSES["name"][0] in Reader(shown.record).text


@pytest.mark.parametrize(("level", "units"), [("region", 18), ("academie", 30), ("departement", 101)])
def test_each_level_counts_its_units_in_table_and_map(open_app: OpenApp, level: str, units: int) -> None:
    shown = open_app(niveau=level)
    assert len(shown.units) == units
    assert sum(shown.units.values()) == sum(
        1 for campus in CAMPUSES[select(ATLAS.index, Selection())].to_dict("records")
        if campus[f"{level}_code"] in shown.units
    )  # fmt: skip
    legend = shown.update["legend"]
    assert sum(one["units"] for one in legend["classes"]) + legend["none"]["units"] == units
    drawn = {code: count for code, count in shown.map_units.items() if code in shown.units}
    assert drawn == {code: count for code, count in shown.units.items() if count}


def test_campuses_without_a_precise_position_are_counted_in_the_legend(open_app: OpenApp) -> None:
    shown = open_app()
    kept = CAMPUSES[select(ATLAS.index, Selection())]
    approximate = int((kept["position"] != "seat").sum())
    assert approximate > 0
    assert f"{approximate}\u00a0campus sans position précise" in str(shown.update["legend"]["note"])


@pytest.mark.parametrize("address", [
    {"filiere": "espace"}, {"region": "Occitanie"}, {"date": "hier"}, {"niveau": "commune"},
    {"campus": "nulle-part"}, {"inconnu": "1"}, {"appel": "0"}, {"departement": "20"}, {"region": ""},
], ids=str)  # fmt: skip
def test_invalid_value_is_dropped_with_a_notice(open_app: OpenApp, address: dict[str, str]) -> None:
    shown = open_app(**address)
    assert_shows(shown, Selection())
    (warning,) = shown.app.warning
    assert "ignoré" in warning.value
    ((name, value),) = address.items()
    assert (name if name == "inconnu" else value) in warning.value


def test_an_address_with_a_thousand_faults_is_answered_in_ten_lines(open_app: OpenApp) -> None:
    shown = open_app(**{f"inconnu{rank}": "x" * 20 for rank in range(1_000)})
    (warning,) = shown.app.warning
    assert len(warning.value.splitlines()) == 10
    assert warning.value.endswith("Et 991 autres.")
    assert len(warning.value) < 2_000


def test_a_notice_is_gone_after_the_next_choice(open_app: OpenApp) -> None:
    shown = open_app(filiere=["mobilite", "espace"], region="76")
    assert len(shown.app.warning) == 1
    assert_shows(shown, Selection(filieres=("mobilite",), regions=("76",)))
    shown.check("filiere", "mobilite", "energie")
    shown.app.run()
    assert not shown.app.warning
    assert_shows(shown, Selection(filieres=("mobilite", "energie"), regions=("76",)))


def test_reset_takes_every_filter_away(open_app: OpenApp) -> None:
    shown = open_app(filiere="mobilite", region="76", q="a", date="2020", statut="active", appel="1")
    assert not shown.app.button(key="reset").disabled
    shown.app.button(key="reset").click().run()
    assert_shows(shown, Selection())
    assert shown.chips == {}
    assert shown.app.text_input(key="filter-q").value == ""


def test_each_chip_names_a_filter_and_takes_it_away(open_app: OpenApp) -> None:
    selection = Selection(filieres=("mobilite", "energie"), regions=("76",), date=dt.date(2020, 12, 31))
    shown = open_app(**selection.to_params())
    assert shown.chips == {
        "chip-filiere-mobilite": "Mobilité, transports",
        "chip-filiere-energie": "Énergie, éco-industrie",
        "chip-region-76": "Occitanie",
        "chip-date": "État au 31 décembre 2020",
    }
    for key, left in (
        ("chip-filiere-mobilite", selection.without("filieres", "mobilite")),
        ("chip-date", selection.without("filieres", "mobilite").without("date")),
        ("chip-region-76", Selection(filieres=("energie",))),
        ("chip-filiere-energie", Selection()),
    ):
        shown.app.button(key=key).click().run()
        assert_shows(shown, left)
        assert key not in shown.chips


@pytest.mark.parametrize("selection", [Selection(), Selection(filieres=("mobilite",), regions=("76",))],
                         ids=lambda selection: str(selection.to_params()))  # fmt: skip
def test_count_stands_beside_every_option(open_app: OpenApp, selection: Selection) -> None:
    shown = open_app(**selection.to_params())
    counts = facet_counts(ATLAS.index, selection)
    for field in FIELDS:
        if field.param in shown.checked:
            assert shown.boxes["counts"][field.param] == counts[field.name]
            continue
        labels = {one.key: one.options for one in shown.app.multiselect}[f"filter-{field.param}"]
        said = [int(re.fullmatch(r".* \((\d+)\)", label)[1]) for label in labels]  # type: ignore[index]
        assert said == list(counts[field.name].values())


def test_nothing_found_says_so_and_offers_the_way_out(open_app: OpenApp) -> None:
    shown = open_app(q="zzzz", filiere="energie")
    assert_shows(shown, Selection(text="zzzz", filieres=("energie",)))
    (info,) = shown.app.info
    assert "zzzz" in info.value
    assert "Transition énergétique" in info.value
    assert "Aucun campus" in shown.html
    shown.app.button(key="loosen").click().run()
    assert_shows(shown, Selection())


@pytest.mark.parametrize("campus_id", SAMPLE)
def test_a_record_tells_the_essentials(open_app: OpenApp, campus_id: str) -> None:
    record = open_app(campus=campus_id).record
    read = Reader(record)
    campus = CAMPUSES[CAMPUSES["id"] == campus_id].iloc[0]
    catalogue = ATLAS.catalogue
    for column in ("name", "short_name", "sector", "host_name", "host_commune", "academie", "region"):
        assert campus[column] in read.text, column
    members = catalogue.members[catalogue.members["campus_id"] == campus_id]
    assert all(name in read.text for name in members["name"])
    for kind, rows in members.groupby("type"):
        assert re.search(rf"({MemberType(kind).label}|{MemberType(kind).plural}) \({len(rows)}\)", read.text)
    urls = catalogue.sources.loc[catalogue.sources["campus_id"] == campus_id, "url"]
    assert set(urls) <= {attributes.get("href") for _, attributes in read.elements}
    events = catalogue.label_events[catalogue.label_events["campus_id"] == campus_id]
    assert all(date[:4] in read.text for date in events["date"])
    assert events.empty == ("Date de labellisation inconnue" in read.text)


def test_every_campus_opens_and_closes(open_app: OpenApp) -> None:
    shown = open_app()
    for campus_id in ALL_IDS:
        shown.app.query_params["campus"] = campus_id
        shown.app.run()
        assert not shown.app.exception
        assert not shown.app.warning
        assert shown.update["selected"] == campus_id
        (name,) = CAMPUSES.loc[CAMPUSES["id"] == campus_id, "name"]
        assert name in Reader(shown.record).text
    shown.app.button(key="close-campus").click().run()
    assert shown.record == ""
    assert "campus" not in shown.app.query_params


def test_nothing_in_french_pages_is_a_missing_value(open_app: OpenApp) -> None:
    for campus_id in ALL_IDS[::5]:
        text = Reader(open_app(campus=campus_id).html).text
        assert not re.search(r"\b(nan|None|NaT|null|undefined)\b", text), campus_id
