"""The catalogue: every real record, then the rules that complete records."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from atlas.data import DataFolderError, data_folder, load
from atlas.model.dates import PartialDate
from atlas.model.filiere import BY_SLUG
from atlas.model.selection import fold
from atlas.model.vocabulary import Position, SinceBasis
from tests.data.folders import add_row, rows_of, write_rows

CATALOGUE = load()
CAMPUSES = CATALOGUE.campuses.set_index("id")
REGIONS = CATALOGUE.units[CATALOGUE.units["level"] == "region"].set_index("code")
COLLECTIVITES = CATALOGUE.collectivites.set_index("code")
COMMUNES = CATALOGUE.communes.set_index("code")
MEMBERS = CATALOGUE.members


@pytest.mark.parametrize("campus_id", CAMPUSES.index)
def test_each_campus_is_placed(campus_id: str) -> None:
    campus = CAMPUSES.loc[campus_id]
    assert BY_SLUG[campus["filiere"]].name == campus["sector"]
    code = campus["region_code"]
    region = COLLECTIVITES.loc[code] if code in COLLECTIVITES.index else REGIONS.loc[code]
    assert region["name"] == campus["region"]
    assert region["west"] <= campus["lon"] <= region["east"]
    assert region["south"] <= campus["lat"] <= region["north"]
    assert (campus["position"] == Position.SEAT) == bool(campus["host_insee"])
    if campus["commune_code"] in COMMUNES.index:
        commune = COMMUNES.loc[campus["commune_code"]]
        codes = ["region_code", "academie_code", "departement_code", "epci_code"]
        assert list(campus[codes]) == list(commune[codes])
    if campus["position"] == Position.REGION:
        assert not campus["academie"] or code in COLLECTIVITES.index


@pytest.mark.parametrize("campus_id", CAMPUSES.index)
def test_each_campus_has_honest_dates(campus_id: str) -> None:
    campus = CAMPUSES.loc[campus_id]
    since, until = campus["since"], campus["until"]
    assert (since is None) == (campus["since_basis"] == SinceBasis.NONE)
    assert campus["is_dated"] == (campus["since_basis"] in {SinceBasis.LABEL, SinceBasis.CALL})
    assert since is None or dt.date(2013, 9, 1) <= since
    assert (until is not None) == (campus["status"] in {"merged", "ended"})
    assert until is None or since < until
    events = CATALOGUE.label_events[CATALOGUE.label_events["campus_id"] == campus_id]
    for date, certain in zip(events["date"], events["certain_date"], strict=True):
        assert PartialDate.parse(date).contains(certain)


@pytest.mark.parametrize("campus_id", CAMPUSES.index)
def test_each_campus_is_found_by_its_words_and_has_a_source(campus_id: str) -> None:
    campus = CAMPUSES.loc[campus_id]
    words = [campus[name] for name in ("name", "short_name", "host_commune", "sector", "region")]
    words += list(MEMBERS["name"][MEMBERS["campus_id"] == campus_id])
    assert all(fold(word) in campus["search_text"] for word in words)
    assert CATALOGUE.sources["campus_id"].eq(campus_id).any()


@pytest.mark.parametrize("row", MEMBERS.index[MEMBERS["insee"] != ""])
def test_each_member_with_a_code_has_a_point(row: int) -> None:
    member = MEMBERS.loc[row]
    assert member["commune_code"]
    assert -90 <= member["lat"] <= 90
    assert -180 <= member["lon"] <= 180


def test_members_without_a_code_have_no_point() -> None:
    unknown = MEMBERS[MEMBERS["insee"] == ""]
    assert unknown[["lat", "lon"]].isna().all(axis=None)
    assert set(unknown["commune_code"]) == {""}


def test_counts_are_those_reviewed() -> None:
    with (Path(__file__).parent / "expected_counts.csv").open(encoding="utf-8", newline="") as file:
        expected = {(row["column"], row["code"]): int(row["campuses"]) for row in csv.DictReader(file)}
    columns = ("filiere", "region_code", "position", "since_basis", "status")
    counted = Counter((column, code) for column in columns for code in CAMPUSES[column])
    assert dict(counted) == expected


def test_polynesie_francaise_is_its_own_unit_of_each_level() -> None:
    campuses = CAMPUSES[CAMPUSES["region"] == "Polynésie française"]
    assert len(campuses) == 2
    codes = campuses[["region_code", "departement_code", "academie_code"]].drop_duplicates()
    assert codes.to_numpy().tolist() == [["987", "987", "polynesie-francaise"]]
    seat = campuses[campuses["host_insee"] == "98735"].iloc[0]
    assert (seat["lat"], seat["lon"]) == pytest.approx((-17.535, -149.569), abs=0.01)


def test_tables_hold_text_and_plain_indexes() -> None:
    for table in (CATALOGUE.campuses, CATALOGUE.label_events, CATALOGUE.members, CATALOGUE.label_calls):
        assert list(table.index) == list(range(len(table)))
        assert not table.select_dtypes("str").isna().any(axis=None)
    assert {"campuses", "excellence"} <= set(CATALOGUE.official_totals.columns)


def change(folder: Path, campus_id: str, events: list[tuple[str, str]], **cells: str) -> dict[str, object]:
    """Load the folder with one campus and its events changed, and return that campus."""
    campuses = [row | cells if row["id"] == campus_id else row for row in rows_of(folder / "campuses.csv")]
    write_rows(folder / "campuses.csv", campuses)
    kept = [row for row in rows_of(folder / "label_events.csv") if row["campus_id"] != campus_id]
    changed = [
        {"campus_id": campus_id, "date": date, "event": event, "duration_years": ""} for date, event in events
    ]
    write_rows(folder / "label_events.csv", [*kept, *changed])
    return load(folder).campuses.set_index("id").loc[campus_id].to_dict()


DAY = dt.date


@pytest.mark.parametrize(
    ("known", "events", "since", "basis"),
    [
        (("", "2024"), [("2016-05-12", "label")], DAY(2016, 5, 12), "label"),
        (("", "2024"), [("2016-05", "label")], DAY(2016, 5, 31), "label"),
        (("", ""), [("2016", "label")], DAY(2016, 12, 31), "label"),
        (("4", ""), [("2017", "label")], DAY(2017, 2, 13), "label"),  # announced in that year
        (("4", ""), [("2017-02", "label")], DAY(2017, 2, 13), "label"),
        (("4", ""), [("2017-03", "label")], DAY(2017, 3, 31), "label"),  # announced before that month
        (("3", ""), [("2016", "label")], DAY(2016, 1, 29), "label"),  # the part of that name first
        (("3", ""), [("2016-10", "label")], DAY(2016, 10, 12), "label"),  # then the second part
        (("3", ""), [("2016-01", "label")], DAY(2016, 1, 29), "label"),
        (("2", ""), [("2018", "label"), ("2015-12", "label")], DAY(2015, 12, 2), "label"),
        (("4", "2024"), [], DAY(2017, 2, 13), "call"),
        (("2020", ""), [("2025", "excellence")], DAY(2020, 2, 6), "call"),
        (("2023", ""), [], DAY(2023, 12, 31), "call"),  # a year for which no call is known
        (("5", "2024-09"), [], DAY(2024, 9, 30), "evidence"),  # the call has no announcement date
        (("", "2024"), [("2020", "excellence"), ("2019-04", "renewal")], DAY(2019, 4, 30), "evidence"),
        (("", "2024"), [], DAY(2024, 12, 31), "evidence"),
        (("", ""), [], None, "none"),
    ],
)
def test_since(
    folder: Path,
    known: tuple[str, str],
    events: list[tuple[str, str]],
    since: dt.date | None,
    basis: str,
) -> None:
    call, status_date = known
    cells = {"first_label_call": call, "status_date": status_date, "status": "active"}
    campus = change(folder, "bre-batiment-durable", events, **cells)
    assert (campus["since"], campus["since_basis"]) == (since, basis)
    assert campus["is_dated"] == (basis in {"label", "call"})


@pytest.mark.parametrize(
    ("status", "events", "status_date", "until"),
    [
        ("merged", [("2020", "merge")], "2020-01", DAY(2020, 1, 31)),  # the source is sharper than the event
        ("merged", [("2020-05-04", "merge")], "2024", DAY(2020, 5, 4)),
        ("merged", [("2020", "merge")], "", DAY(2020, 12, 31)),
        ("ended", [], "2021-06", DAY(2021, 6, 30)),
        ("ended", [("2019", "end")], "2021", DAY(2019, 12, 31)),
        ("active", [("2020", "merge")], "2024", None),  # it took others in, and goes on
        ("active", [("2018", "end"), ("2020", "label")], "2024", None),  # labelled again
        ("unknown", [("2018", "end")], "", DAY(2018, 12, 31)),
        ("unknown", [("2018", "merge")], "", None),  # nothing says which side it was on
    ],
)
def test_until(
    folder: Path, status: str, events: list[tuple[str, str]], status_date: str, until: dt.date | None
) -> None:
    campus = change(folder, "bre-batiment-durable", events, status=status, status_date=status_date)
    assert campus["until"] == until
    if status in {"merged", "ended"}:
        assert campus["since"] is None  # the end is no evidence of a beginning


def test_own_position_wins_over_the_commune(folder: Path) -> None:
    path = folder / "campuses.csv"
    rows = [row | {"host_lat": "", "host_lon": ""} for row in rows_of(path)]
    rows[0] |= {"host_lat": "45.7801", "host_lon": "3.1002"}
    write_rows(path, rows)
    campuses = load(folder).campuses
    assert (campuses["lat"][0], campuses["lon"][0], campuses["position"][0]) == (45.7801, 3.1002, "seat")
    assert list(campuses["lat"][1:]) == list(CATALOGUE.campuses["lat"][1:])


def test_old_and_arrondissement_codes_lead_to_the_commune_of_today(folder: Path) -> None:
    add_row(folder / "members.csv", insee="75101", commune="Paris 1er", name="Arrondissement")
    assert load(folder).members["commune_code"].iloc[-1] == "75056"


NO_SEAT = dict.fromkeys(("academie", "host_name", "host_commune", "host_insee", "host_basis"), "")


@pytest.mark.parametrize(
    ("campus_id", "cells", "code"),
    [
        ("ges-autonomie-inclusion", {"academie": ""}, "nancy-metz"),  # its commune's
        ("bre-batiment-durable", NO_SEAT, "rennes"),  # the only one of its région
        ("pyf-mer-polynesie-francaise", NO_SEAT, "polynesie-francaise"),
        ("ges-autonomie-inclusion", NO_SEAT, ""),
    ],
)
def test_an_unstated_academie_is_inferred_without_doubt_or_not_at_all(
    folder: Path, campus_id: str, cells: dict[str, str], code: str
) -> None:
    campus = change(folder, campus_id, [], **cells)
    assert (campus["academie"], campus["academie_code"]) == ("", code)


def test_one_dated_campus_is_enough_and_the_other_tables_may_be_empty(folder: Path) -> None:
    (first, *_) = rows_of(folder / "campuses.csv")
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    write_rows(folder / "campuses.csv", [first | {"first_label_call": "", "status_date": "2024"}])
    catalogue = load(folder)
    assert (len(catalogue.campuses), len(catalogue.members), len(catalogue.sources)) == (1, 0, 0)
    assert list(catalogue.campuses.columns) == list(CATALOGUE.campuses.columns)


def test_folder_is_the_given_one_then_the_variable_then_the_project(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATLAS_DATA", raising=False)
    assert data_folder() == CATALOGUE.folder
    monkeypatch.setenv("ATLAS_DATA", str(folder))
    assert data_folder() == folder == load().folder
    assert data_folder("ailleurs") == Path("ailleurs")
    monkeypatch.setenv("ATLAS_DATA", "")
    assert data_folder() == CATALOGUE.folder


def test_nothing_is_loaded_half(folder: Path) -> None:
    (folder / "members.csv").unlink()
    with pytest.raises(DataFolderError, match=r"missing-file") as raised:
        load(folder)
    assert raised.value.errors[0].table == "members.csv"
