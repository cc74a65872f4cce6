"""What each measure says, on the real data: rules, dates, provenance."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from atlas.coverage import (
    CHANGE_CLASSES,
    FRANCE_CODE,
    Basis,
    Change,
    Expiry,
    Level,
    Reach,
    build_engine,
    by_filiere,
    campuses_of_unit,
    compare,
    coverage,
    curve,
    engine_of,
    expiries,
    gaps,
    moments,
    overlaps,
    presence,
    targets,
    timeline,
)
from atlas.data import Catalogue, load
from atlas.model.filiere import BY_SLUG
from atlas.model.selection import Selection
from tests.data.folders import add_row, rows_of, write_rows

CATALOGUE = load()
ENGINE = engine_of(CATALOGUE)
CAMPUSES = CATALOGUE.campuses.set_index("id")
REACH = Reach(30)
ALL = Selection()
DAY = dt.date


def unit_of(campus_id: str, level: Level) -> str | None:
    row = ENGINE.campus_units[level][CAMPUSES.index.get_loc(campus_id)]
    return None if row < 0 else ENGINE.units[level].codes[row]


def changed(folder: Path, campus_id: str, **cells: str) -> Catalogue:
    """Load a copy of the real folder with one campus changed."""
    path = folder / "campuses.csv"
    write_rows(path, [row | cells if row["id"] == campus_id else row for row in rows_of(path)])
    return load(folder)


# Engine


def test_one_engine_a_version_whatever_the_threads(folder: Path) -> None:
    add_row(folder / "campuses.csv", id="bre-nouveau")
    other = load(folder)
    with ThreadPoolExecutor(8) as threads:
        engines = list(threads.map(lambda _: engine_of(other), range(8)))
    assert len({id(engine) for engine in engines}) == 1
    assert engines[0] is not engine_of(CATALOGUE)
    assert engine_of(load()) is engine_of(CATALOGUE)


def test_units_nest_and_hold_everybody() -> None:
    counts = {level: int(units.is_measured.sum()) for level, units in ENGINE.units.items()}
    assert counts == {
        Level.COMMUNE: len(CATALOGUE.communes),
        Level.EPCI: (CATALOGUE.units["level"] == "epci").sum(),
        Level.DEPARTEMENT: 101,
        Level.ACADEMIE: 30,
        Level.ACADEMIE_2019: 31,
        Level.REGION: 18,
        Level.REGION_2015: 27,
        Level.FRANCE: 1,
    }
    people = CATALOGUE.communes["population"].sum()
    assert {int(units.population.sum()) for units in ENGINE.units.values()} == {people}
    regions = ENGINE.units[Level.REGION]
    assert set(regions.codes[regions.is_overseas]) == {"01", "02", "03", "04", "06", "987"}


@pytest.mark.parametrize(
    ("cells", "units"),
    [
        # A commune tells all.
        (
            {"host_insee": "14118", "host_commune": "Caen", "academie": "Normandie", "region": "Normandie"},
            {Level.ACADEMIE_2019: "caen", Level.REGION_2015: "25", Level.DEPARTEMENT: "14"},
        ),
        # An académie of today may hold two of yesterday, and two régions.
        (
            {"host_insee": "", "host_commune": "", "academie": "Normandie", "region": "Normandie"},
            {Level.ACADEMIE_2019: None, Level.REGION_2015: None, Level.ACADEMIE: "normandie"},
        ),
        # An académie lies in one former région; a région that did not change is its own.
        (
            {"host_insee": "", "host_commune": "", "academie": "Reims", "region": "Grand Est"},
            {Level.ACADEMIE_2019: "reims", Level.REGION_2015: "21", Level.DEPARTEMENT: None},
        ),
        (
            {"host_insee": "", "host_commune": "", "academie": "", "region": "Bretagne"},
            {Level.ACADEMIE: "rennes", Level.REGION_2015: "53", Level.EPCI: None},
        ),
        # Polynésie française is a unit of its own where the map has one for it.
        (
            {
                "host_insee": "98735",
                "host_commune": "Papeete",
                "academie": "Polynésie française",
                "region": "Polynésie française",
            },
            {
                Level.ACADEMIE_2019: "polynesie-francaise",
                Level.REGION_2015: "987",
                Level.DEPARTEMENT: "987",
                Level.COMMUNE: None,
                Level.FRANCE: FRANCE_CODE,
            },
        ),
    ],
)
def test_the_unit_of_a_campus(folder: Path, cells: dict[str, str], units: dict[Level, str | None]) -> None:
    campus_id = "nor-industrie-energies"
    basis = "stated" if cells["host_insee"] else ""
    engine = build_engine(changed(folder, campus_id, host_basis=basis, **cells))
    row = engine.catalogue.campuses["id"].tolist().index(campus_id)
    found = {level: engine.campus_units[level][row] for level in units}
    codes = {level: None if unit < 0 else engine.units[level].codes[unit] for level, unit in found.items()}
    assert codes == units


# Presence and reach


@pytest.mark.parametrize("level", [Level.ACADEMIE, Level.REGION, Level.DEPARTEMENT])
def test_presence_is_a_count_of_codes(level: Level) -> None:
    kept = CAMPUSES[~CAMPUSES["status"].isin(["merged", "ended"])]
    counts = kept[f"{level.value}_code"].value_counts()
    measured = coverage(ENGINE, ALL, level, REACH)
    expected = [counts.get(code, 0) for code in measured.rows["code"]]
    inferred = 0 if level is not Level.ACADEMIE else 4 - measured.provenance.unplaced
    assert measured.rows["campuses"].sum() == sum(expected) + inferred
    if not inferred:
        assert measured.rows["campuses"].tolist() == expected
    assert measured.rows["campuses"].sum() + measured.provenance.unplaced == len(kept)


def test_presence_of_at_least_so_many() -> None:
    rows = coverage(ENGINE, ALL, Level.REGION, REACH).rows
    regions = rows[rows["population"].notna()]
    for at_least in (1, 3, 200):
        figure = presence(ENGINE, ALL, Level.REGION, at_least)
        assert (figure.numerator, figure.denominator) == ((regions["campuses"] >= at_least).sum(), 18)


def test_provenance_says_what_is_left_out() -> None:
    kept = CAMPUSES[~CAMPUSES["status"].isin(["merged", "ended"])]
    provenance = coverage(ENGINE, ALL, Level.REGION, REACH).provenance
    assert (provenance.date, provenance.version) == (ENGINE.index.latest, CATALOGUE.version)
    assert provenance.campuses == len(kept)
    assert provenance.not_located == (kept["position"] != "seat").sum()
    assert provenance.undated == (~kept["is_dated"]).sum()
    assert (provenance.no_trace, provenance.unplaced) == (0, 0)
    past = coverage(ENGINE, Selection(date=DAY(2016, 12, 31)), Level.DEPARTEMENT, REACH).provenance
    assert past.no_trace == (kept["since_basis"] == "none").sum()
    assert past.unplaced > 0
    said = " ".join(past.sentences())
    for number in (past.campuses, past.not_located, past.undated, past.no_trace, past.unplaced):
        assert f"\u00a0: {number}\u00a0campus" in said
    assert "31 décembre 2016" in said


def test_network_locates_more_campuses_than_seats() -> None:
    seat, network = (
        coverage(ENGINE, ALL, Level.FRANCE, Reach(30, basis)).provenance.not_located for basis in Basis
    )
    located = set(CATALOGUE.members["campus_id"][CATALOGUE.members["lat"].notna()])
    without_seat = CAMPUSES.index[
        (CAMPUSES["position"] != "seat") & ~CAMPUSES["status"].isin(["merged", "ended"])
    ]
    assert seat is not None
    assert network == seat - len(located & set(without_seat))


def test_nothing_selected_reaches_nobody_and_has_no_distance() -> None:
    nothing = Selection(filieres=("energie",), date=DAY(2013, 1, 1))
    measured = coverage(ENGINE, nothing, Level.EPCI, Reach(1000))
    assert measured.covered.value == 0
    assert measured.nearest.value is None
    assert measured.nearest.record()["numerator"] is None
    assert measured.rows["nearest_km"].isna().all()


def test_at_radius_zero_only_the_communes_of_the_seats_are_reached() -> None:
    rows = coverage(ENGINE, ALL, Level.COMMUNE, Reach(0)).rows
    reached = set(rows["code"][rows["covered_population"] > 0])
    kept = CAMPUSES[(CAMPUSES["position"] == "seat") & ~CAMPUSES["status"].isin(["merged", "ended"])]
    assert reached == set(kept["commune_code"]) - {"98735"}


@pytest.mark.parametrize("radius", [-1.0, float("nan"), float("inf")])
def test_a_radius_is_a_distance(radius: float) -> None:
    with pytest.raises(ValueError, match=r"le rayon est une distance"):
        Reach(radius)


@pytest.mark.parametrize(("radius", "text"), [(30, "30\u00a0km"), (7.5, "7,5\u00a0km"), (0, "0\u00a0km")])
def test_the_radius_in_french(radius: float, text: str) -> None:
    assert Reach(radius).radius_text == text


@pytest.mark.parametrize(("level", "code"), [(Level.FRANCE, FRANCE_CODE), (Level.EPCI, "200046977")])
def test_the_curve_goes_through_each_coverage(level: Level, code: str) -> None:
    for basis in Basis:
        drawn = curve(ENGINE, ALL, basis, level, code)
        rows = drawn.rows.set_index("radius_km")
        for radius in (0, 12, 30, 200):
            measured = coverage(ENGINE, ALL, level, Reach(radius, basis)).rows.set_index("code").loc[code]
            assert rows.loc[radius, "covered_population"] == measured["covered_population"]
            assert rows.loc[radius, "backup_population"] == measured["backup_population"]
            assert rows.loc[radius, "covered_share"] == pytest.approx(measured["covered_share"])
        assert drawn.population == measured["population"]


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(KeyError):
        curve(ENGINE, ALL, Basis.SEAT, Level.REGION, "999")
    with pytest.raises(KeyError):
        campuses_of_unit(ENGINE, ALL, Level.REGION, "999", REACH)


def test_the_matrix_is_the_coverage_of_each_filiere() -> None:
    rows = by_filiere(ENGINE, ALL, Level.ACADEMIE, REACH).rows
    assert list(dict.fromkeys(rows["filiere"])) == list(BY_SLUG)
    for slug in ("mobilite", "chimie"):
        expected = coverage(ENGINE, Selection(filieres=(slug,)), Level.ACADEMIE, REACH).rows
        part = rows[rows["filiere"] == slug].drop(columns="filiere").reset_index(drop=True)
        assert part.equals(expected)
    two = by_filiere(ENGINE, Selection(filieres=("chimie", "energie")), Level.ACADEMIE, REACH).rows
    assert set(two["filiere"]) == {"chimie", "energie"}


# Time


def test_moments_are_official_dates_calls_and_ends_of_years() -> None:
    dates = {moment.date: moment for moment in moments(ENGINE)}
    assert list(dates) == sorted(dates)
    assert {DAY(2013, 10, 14), DAY(2019, 9, 16), DAY(2022, 4, 15), DAY(2014, 12, 31)} <= set(dates)
    assert dates[DAY(2017, 2, 13)].call == "4"
    assert dates[DAY(2017, 2, 13)].is_official_total
    assert not dates[DAY(2022, 4, 15)].is_official_total
    assert max(dates) == ENGINE.index.latest


def test_timeline_counts_each_date_again() -> None:
    rows = timeline(ENGINE).rows
    excellence = CATALOGUE.label_events[CATALOGUE.label_events["event"] == "excellence"]
    first = excellence.groupby("campus_id")["certain_date"].min()
    for row in rows.itertuples():
        kept = coverage(ENGINE, Selection(date=row.date), Level.FRANCE, REACH).provenance
        assert (row.dated + row.undated, row.undated) == (kept.campuses, kept.undated)
        assert row.excellence - row.excellence_undated == (first <= row.date).sum()
    last = rows.iloc[-1]
    active = CAMPUSES[~CAMPUSES["status"].isin(["merged", "ended"])]
    assert last["dated"] + last["undated"] == len(active)
    assert last["excellence"] == (active["category"] == "CMQE").sum()


def test_official_totals_stand_beside_on_their_own_day() -> None:
    rows = timeline(ENGINE).rows.set_index("date")
    published = rows["official_total"].dropna()
    assert published.to_dict() == {
        DAY.fromisoformat(date): int(total)
        for date, total in zip(
            CATALOGUE.official_totals["date"], CATALOGUE.official_totals["campuses"], strict=True
        )
        if total
    }
    assert rows.loc[DAY(2021, 3, 18), "official_excellence"] == 40
    for other in (
        timeline(ENGINE, Selection(filieres=("energie",))),
        timeline(ENGINE, level=Level.REGION),
        timeline(ENGINE, is_by_filiere=True),
    ):
        assert other.rows[["official_total", "official_excellence"]].isna().all(axis=None)


def test_parts_of_the_timeline_add_up() -> None:
    whole = timeline(ENGINE).rows.set_index("date")[["dated", "undated", "excellence", "excellence_undated"]]
    for parts in (timeline(ENGINE, is_by_filiere=True), timeline(ENGINE, level=Level.REGION)):
        assert parts.rows.groupby("date")[list(whole)].sum().equals(whole)
    both = timeline(ENGINE, level=Level.REGION, is_by_filiere=True).rows
    assert both.groupby("date")[list(whole)].sum().equals(whole)
    energy = both[(both["filiere"] == "energie") & (both["date"] == ENGINE.index.latest)]
    counts = coverage(ENGINE, Selection(filieres=("energie",)), Level.REGION, REACH).rows["campuses"]
    assert (energy["dated"] + energy["undated"]).tolist() == counts.tolist()


@pytest.mark.parametrize("date", [DAY(2012, 5, 1), DAY(2018, 6, 30), DAY(2019, 9, 16), DAY(2030, 1, 1)])
def test_the_date_of_the_selection_is_the_last_of_the_timeline(date: DAY) -> None:
    dates = timeline(ENGINE, Selection(date=date)).rows["date"].tolist()
    assert dates == sorted({*dates, date})
    assert dates[-1] == date


@pytest.mark.parametrize(
    ("campus_id", "date", "ends", "state"),
    [
        ("pac-aeronautique-provence-alpes-cote-azur", None, (DAY(2017, 9, 1), DAY(2017, 9, 30)), Expiry.OVER),
        (
            "pac-aeronautique-provence-alpes-cote-azur",
            DAY(2017, 9, 15),
            (DAY(2017, 9, 1), DAY(2017, 9, 30)),
            Expiry.UNSURE,
        ),
        (
            "pac-aeronautique-provence-alpes-cote-azur",
            DAY(2015, 1, 1),
            (DAY(2017, 9, 1), DAY(2017, 9, 30)),
            Expiry.RUNNING,
        ),
        ("ara-design-habitat", None, (None, None), Expiry.UNKNOWN),
        # The mention of 2020, without a duration, hides the four years of 2013.
        ("ara-plasturgie-plasti-campus-oyonnax", None, (None, None), Expiry.UNKNOWN),
        (
            "ara-plasturgie-plasti-campus-oyonnax",
            DAY(2016, 1, 1),
            (DAY(2017, 1, 1), DAY(2017, 12, 31)),
            Expiry.RUNNING,
        ),
    ],
)
def test_expiries(
    campus_id: str, date: DAY | None, ends: tuple[DAY | None, DAY | None], state: Expiry
) -> None:
    found = expiries(ENGINE, Selection(date=date))
    row = found.rows.set_index("campus_id").loc[campus_id]
    assert (row["ends_from"], row["ends_by"]) == ends
    assert row["state"] == state
    assert found.known.numerator == (found.rows["state"] != Expiry.UNKNOWN).sum()
    assert found.known.denominator == found.provenance.campuses == len(found.rows)


@pytest.mark.parametrize(
    ("date", "totals"),
    [
        (DAY(2013, 10, 14), [31, 22, None, 27, 80]),
        (DAY(2015, 12, 31), [31, 22, None, 27, 80]),
        (DAY(2016, 1, 1), [31, 13, None, 18, 80]),
        (DAY(2019, 12, 31), [31, 13, None, 18, 80]),
        (DAY(2020, 1, 1), [30, 13, None, 18, 80]),
        (None, [30, 13, None, 18, 80]),
    ],
)
def test_targets_are_judged_on_the_map_of_their_day(date: DAY | None, totals: list[int | None]) -> None:
    states = targets(ENGINE, date)
    assert [state.figure and state.figure.denominator for state in states] == totals
    for state in states:
        if state.figure and state.level is not Level.FRANCE:
            assert state.figure.numerator == state.rows["is_reached"].sum()
            assert state.figure.denominator == len(state.rows)
        assert state.definition.startswith(state.target.text)
    nation = states[-1]
    assert nation.figure is not None
    last = timeline(ENGINE, Selection(date=date)).rows.iloc[-1]
    assert nation.figure.numerator == last["excellence"]


def test_a_target_is_stated_from_its_first_day_on() -> None:
    stated = [state.is_stated for state in targets(ENGINE, DAY(2014, 1, 1))]
    assert stated == [True, True, False, False, False]
    assert [state.is_reached for state in targets(ENGINE)][2] is None


# Comparison, gaps, overlaps


def test_a_comparison_balances() -> None:
    past = Selection(date=DAY(2016, 12, 31))
    for level in (Level.COMMUNE, Level.REGION):
        found = compare(ENGINE, past, ALL, level, REACH)
        is_known = found.rows["change"].notna()
        rows, unknown = found.rows[is_known], found.rows[~is_known & found.rows["population"].notna()]
        net = rows["gained_population"] - rows["lost_population"]
        assert (rows["covered_after"] - rows["covered_before"] == net).all()
        # Whom nobody is known to reach in one state is told to be unknown there, unit by unit.
        assert len(unknown)
        assert unknown[["gained_population", "lost_population", "change_points"]].isna().all(axis=None)
        appeared, gone = (unknown[f"covered_{state}"].fillna(0).sum() for state in ("after", "before"))
        assert rows["gained_population"].sum() + appeared == found.gained.numerator
        assert rows["lost_population"].sum() + gone == found.lost.numerator
        people = found.gained.numerator + found.lost.numerator + found.unchanged.numerator
        assert people == found.gained.denominator == CATALOGUE.communes["population"].sum()
        assert sum(found.units.values()) == len(rows)
        assert ((rows["change"] == Change.GAINED) == (net > 0)).all()
        back = compare(ENGINE, ALL, past, level, REACH)
        assert back.gained.numerator == found.lost.numerator
        assert set(back.gained_campuses) == set(found.lost_campuses)
        assert (back.rows["change_class"] == len(CHANGE_CLASSES) - 1 - found.rows["change_class"]).all()


def test_a_comparison_with_itself_changes_nothing() -> None:
    found = compare(ENGINE, ALL, ALL, Level.DEPARTEMENT, REACH)
    unknown = found.rows.loc[found.rows["change"].isna(), "name"].tolist()
    assert unknown == ["Guadeloupe", "Polynésie française"]
    assert set(found.rows["change"].dropna()) == {Change.UNCHANGED}
    assert set(found.rows["change_class"]) == {3}
    assert (found.gained_campuses, found.lost_campuses) == ((), ())
    assert found.units == {Change.LOST: 0, Change.UNCHANGED: 100, Change.GAINED: 0}


def test_the_sentence_of_a_comparison_holds_its_numbers() -> None:
    found = compare(ENGINE, Selection(date=DAY(2016, 12, 31)), ALL, Level.REGION, REACH)
    said = found.sentence.replace("\u202f", "").replace("\u00a0", " ")
    people = [found.before.covered, found.after.covered, found.gained, found.lost]
    for number in [*(int(figure.numerator) for figure in people), *found.units.values()]:
        assert str(number) in said
    assert said.startswith("Du 31 décembre 2016 au ")
    wider = compare(ENGINE, ALL, Selection(filieres=("energie",)), Level.FRANCE, REACH, Reach(50))
    assert "50\u00a0km du siège" in wider.sentence
    assert "Transition énergétique" in wider.sentence
    assert wider.sentence.endswith(("n’en sort.", "en sortent.", "en sort."))


def test_gaps_are_ranked_by_people_out_of_reach() -> None:
    selection = Selection(filieres=("mobilite",))
    found = gaps(ENGINE, selection, Level.DEPARTEMENT, REACH)
    rows = found.rows
    assert rows["out_population"].is_monotonic_decreasing
    assert (rows["rank"].iloc[0], len(rows) + len(found.unknown)) == (1, 101)
    measured = coverage(ENGINE, selection, Level.DEPARTEMENT, REACH)
    unknown = measured.rows.loc[measured.rows["name"].isin(found.unknown), "population"].sum()
    assert rows["out_population"].sum() + unknown == found.out.numerator
    assert found.out.numerator + measured.covered.numerator == found.out.denominator
    assert np.allclose(rows["out_share"], rows["out_population"] / rows["population"])
    tied = rows[rows.duplicated("out_population", keep=False)]
    assert (tied.groupby("out_population")["rank"].nunique() == 1).all()


@pytest.mark.parametrize("level", [Level.REGION, Level.ACADEMIE, Level.DEPARTEMENT])
def test_where_no_campus_has_a_place_nobody_is_said_to_be_out_of_reach(level: Level) -> None:
    assert (CAMPUSES.loc[CAMPUSES["region"] == "Guadeloupe", "position"] != "seat").all()
    row = coverage(ENGINE, ALL, level, REACH).rows.set_index("name").loc["Guadeloupe"]
    assert row["population"] > 0
    assert row[["covered_population", "covered_share", "backup_population", "nearest_km"]].isna().all()
    found = gaps(ENGINE, ALL, level, REACH)
    assert found.unknown == ("Guadeloupe",)
    assert "Guadeloupe" not in set(found.rows["name"])


def test_overlaps_refuse_what_is_no_distance() -> None:
    with pytest.raises(ValueError, match="rayon"):
        overlaps(ENGINE, ALL, -1)


def test_a_campus_without_a_seat_is_inside_and_reaches_nobody() -> None:
    campus_id = "cvl-mecatronique-materiaux-intelligents"
    assert CAMPUSES.loc[campus_id, "position"] != "seat"
    code = unit_of(campus_id, Level.REGION)
    assert code is not None
    rows = campuses_of_unit(ENGINE, ALL, Level.REGION, code, REACH).rows.set_index("campus_id")
    assert rows.loc[campus_id, "is_inside"]
    assert rows.loc[campus_id, ["reached_population", "reached_share", "nearest_km"]].isna().all()
