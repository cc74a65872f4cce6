"""The measures against ``pyproj.Geod``, one pair of points after the other, on the real data."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from pyproj import Geod

from atlas.coverage import (
    Basis,
    Level,
    Reach,
    campuses_of_unit,
    coverage,
    engine_of,
    neighbours,
    overlaps,
)
from atlas.data import load
from atlas.data.selecting import select
from atlas.model.filiere import BY_SLUG
from atlas.model.selection import Selection

CATALOGUE = load()
ENGINE = engine_of(CATALOGUE)
COMMUNES = CATALOGUE.communes
PEOPLE = COMMUNES["population"].to_numpy()
GEOD = Geod(ellps="WGS84")

DATES = (None, dt.date(2016, 12, 31))
FILIERES = (None, "mobilite", "energie", "services-personne", "tourisme")
RADII_KM = (0, 7.5, 30, 100, 400)
LEVELS = (Level.COMMUNE, Level.EPCI, Level.ACADEMIE_2019, Level.REGION, Level.FRANCE)

Metres = NDArray[np.float64]


@cache
def metres_from(lat: float, lon: float) -> Metres:
    """Distance from one point to each commune's reference point."""
    count = len(COMMUNES)
    start = np.full(count, lon), np.full(count, lat)
    return np.asarray(GEOD.inv(*start, COMMUNES["lon"].to_numpy(), COMMUNES["lat"].to_numpy())[2])


def points_of(campus: pd.Series, basis: Basis) -> list[tuple[float, float]]:
    """Located points of a campus."""
    points = [(campus["lat"], campus["lon"])] if campus["position"] == "seat" else []
    if basis is Basis.NETWORK:
        members = CATALOGUE.members[CATALOGUE.members["campus_id"] == campus["id"]]
        located = members[members["lat"].notna()]
        points += list(zip(located["lat"], located["lon"], strict=True))
    return points


@cache
def metres_of(row: int, basis: Basis) -> Metres | None:
    """Distance from each commune to the nearest point of a campus."""
    points = points_of(CATALOGUE.campuses.loc[row], basis)
    return np.min([metres_from(*point) for point in points], axis=0) if points else None


def in_force(selection: Selection) -> list[int]:
    """Rows of the campuses, one condition after the other."""
    kept = []
    for row, campus in CATALOGUE.campuses.iterrows():
        if selection.filieres and campus["filiere"] not in selection.filieres:
            continue
        if selection.date is None and campus["status"] in ("merged", "ended"):
            continue
        if selection.date is not None:
            since, until = campus["since"], campus["until"]
            if since is None or since > selection.date or (until is not None and until <= selection.date):
                continue
        kept.append(row)
    return kept


def ranked_metres(selection: Selection, basis: Basis) -> Metres:
    """Distances from each commune to the campuses, nearest first: shape (campuses, communes)."""
    known = [metres for row in in_force(selection) if (metres := metres_of(row, basis)) is not None]
    return np.sort(known, axis=0) if known else np.empty((0, len(COMMUNES)))


@pytest.mark.parametrize("basis", Basis)
def test_every_distance_is_exact(basis: Basis) -> None:
    """To what a float32 can hold, and 4 cm: 2 mm at 30 km, 3 cm at 500 km, 0.5 m overseas."""
    for row, km in enumerate(ENGINE.sites.km(basis)):
        expected = metres_of(row, basis)
        assert (km is None) == (expected is None)
        if km is not None and expected is not None:
            held = np.spacing(km).astype(float) / 2 * 1000
            allowed = held + np.where(expected < 1_200_000, 0.004, 0.04)
            assert (np.abs(km.astype(float) * 1000 - expected) <= allowed).all()


@pytest.mark.parametrize(("basis", "filiere", "date"), list(product(Basis, FILIERES, DATES)))
def test_coverage_is_that_of_brute_force(basis: Basis, filiere: str | None, date: dt.date | None) -> None:
    selection = Selection(filieres=(filiere,) if filiere else (), date=date)
    metres = ranked_metres(selection, basis)
    for radius_km in RADII_KM:
        near = (metres <= radius_km * 1000).sum(axis=0)
        rows = coverage(ENGINE, selection, Level.COMMUNE, Reach(radius_km, basis)).rows
        assert (rows["covered_population"] == PEOPLE * (near >= 1)).all()
        assert (rows["backup_population"] == PEOPLE * (near >= 2)).all()
        inhabited = PEOPLE > 0
        assert ((rows["covered_share"] == 1) == (near >= 1))[inhabited].all()
        if len(metres):
            assert np.abs(rows["nearest_km"] * 1000 - metres[0]).max() < 0.6
        else:
            assert rows["nearest_km"].isna().all()


def hidden(frame: pd.DataFrame, selection: Selection, basis: Basis) -> pd.Series:
    """Communes of a région or an académie of which no campus has a point, and where none is near."""
    mask = select(ENGINE.index, selection)
    campuses = CATALOGUE.campuses[mask].assign(located=ENGINE.sites.is_located(basis)[mask])
    found = pd.Series(data=False, index=frame.index)
    for column in ("region_code", "academie_code"):
        is_placed = campuses[campuses[column] != ""].groupby(column)["located"].any()
        near = frame.groupby(column)["covered"].sum()
        found |= frame[column].isin(set(is_placed.index[~is_placed]) & set(near.index[near == 0]))
    return found


@pytest.mark.parametrize(("level", "basis"), list(product(LEVELS, Basis)))
def test_units_are_sums_and_means_of_their_communes(level: Level, basis: Basis) -> None:
    selection, reach = Selection(filieres=("mobilite", "creation")), Reach(30, basis)
    metres = ranked_metres(selection, basis)
    columns = {Level.COMMUNE: "code", Level.FRANCE: "france"}
    frame = COMMUNES.assign(
        france="FR",
        covered=PEOPLE * (metres[0] <= 30_000),
        backup=PEOPLE * (metres[1] <= 30_000),
        person_km=PEOPLE * metres[0] / 1000,
        person_km_three=PEOPLE * metres[:3].mean(axis=0) / 1000,
    )
    by_unit = frame.assign(hidden=hidden(frame, selection, basis)).groupby(
        columns.get(level, f"{level.value}_code")
    )
    sums = by_unit[["population", "covered", "backup", "person_km", "person_km_three"]].sum()
    is_known = ~by_unit["hidden"].all()
    measured = coverage(ENGINE, selection, level, reach)
    rows = measured.rows[measured.rows["population"].notna()].set_index("code").reindex(sums.index)
    assert len(sums) == measured.rows["population"].notna().sum()
    inhabited = (sums["population"] > 0) & is_known
    assert (rows["population"] == sums["population"]).all()
    for name, total in (("covered_population", "covered"), ("backup_population", "backup")):
        assert (rows[name].notna() == is_known).all()
        assert (rows[name][is_known] == sums[total][is_known]).all()
    for name, total in (
        ("covered_share", "covered"),
        ("nearest_km", "person_km"),
        ("nearest_three_km", "person_km_three"),
    ):
        expected = sums[total][inhabited] / sums["population"][inhabited]
        assert np.allclose(rows[name][inhabited], expected, rtol=1e-6, atol=1e-5)
    whole = frame[["covered", "backup", "person_km", "person_km_three"]].sum().to_list()
    figures = (measured.covered, measured.backup, measured.nearest, measured.nearest_three)
    assert [figure.numerator for figure in figures] == pytest.approx(whole, rel=1e-6)
    assert {figure.denominator for figure in figures} == {PEOPLE.sum()}
    mainland = frame[~frame["departement_code"].str.startswith("97")]
    assert measured.nearest_mainland.numerator == pytest.approx(mainland["person_km"].sum(), rel=1e-6)
    assert measured.nearest_mainland.denominator == mainland["population"].sum()


@pytest.mark.parametrize(
    ("code", "within_400_km"), [("972", {"971", "972"}), ("973", {"973"}), ("974", {"974"})]
)
def test_overseas_is_reached_from_its_own_shores_only(code: str, within_400_km: set[str]) -> None:
    rows = coverage(ENGINE, Selection(departements=(code,)), Level.DEPARTEMENT, Reach(400)).rows
    assert set(rows["code"][rows["covered_population"].fillna(0) > 0]) == within_400_km


def test_a_campus_in_polynesie_counts_and_reaches_nobody() -> None:
    measured = coverage(ENGINE, Selection(regions=("987",)), Level.REGION, Reach(5000))
    rows = measured.rows.set_index("code")
    assert rows["campuses"].to_dict() == {code: 2 if code == "987" else 0 for code in rows.index}
    assert measured.covered.numerator == 0
    assert rows.loc["987", ["population", "covered_population", "covered_share"]].isna().all()
    assert (measured.provenance.campuses, measured.provenance.not_located) == (2, 1)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("within_km", [0, 40])
def test_overlaps_are_those_of_brute_force(basis: Basis, within_km: float) -> None:
    expected = {}
    compared = 0
    for slug in BY_SLUG:
        rows = [row for row in in_force(Selection(filieres=(slug,))) if metres_of(row, basis) is not None]
        for pair in combinations(rows, 2):
            one, other = (points_of(CATALOGUE.campuses.loc[row], basis) for row in pair)
            metres = min(
                GEOD.inv(lon, lat, other_lon, other_lat)[2]
                for (lat, lon), (other_lat, other_lon) in product(one, other)
            )
            compared += 1
            if metres <= within_km * 1000:
                expected[frozenset(CATALOGUE.campuses["id"][list(pair)])] = metres / 1000
    found = overlaps(ENGINE, Selection(), within_km, basis)
    ids = found.rows[["first_id", "second_id"]].to_numpy().tolist()
    pairs = {frozenset(pair): km for pair, km in zip(ids, found.rows["distance_km"], strict=True)}
    assert pairs == pytest.approx(expected, abs=1e-5)
    assert (found.pairs.numerator, found.pairs.denominator) == (len(expected), compared)


@pytest.mark.parametrize("basis", Basis)
def test_neighbours_are_those_of_brute_force(basis: Basis) -> None:
    own = np.zeros(len(COMMUNES), dtype=bool)
    any_region = np.zeros(len(COMMUNES), dtype=bool)
    for row in in_force(Selection()):
        metres = metres_of(row, basis)
        if metres is not None:
            is_near = metres <= 50_000
            any_region |= is_near
            own |= is_near & (COMMUNES["region_code"] == CATALOGUE.campuses["region_code"][row]).to_numpy()
    found = neighbours(ENGINE, Selection(), Level.DEPARTEMENT, Reach(50, basis))
    frame = COMMUNES.assign(own=PEOPLE * own, all=PEOPLE * any_region, covered=PEOPLE * any_region)
    by_departement = frame.assign(hidden=hidden(frame, Selection(), basis)).groupby("departement_code")
    sums = by_departement[["own", "all"]].sum()[~by_departement["hidden"].all()]
    assert len(sums) == 100
    rows = found.rows[found.rows["covered_population"].notna()].set_index("code")
    assert rows["covered_population"].to_dict() == sums["all"].to_dict()
    assert rows["own_population"].to_dict() == sums["own"].to_dict()
    assert rows["neighbour_population"].sum() == found.only_neighbours.numerator > 0


def test_campuses_of_a_unit_are_those_of_brute_force() -> None:
    inside = (COMMUNES["departement_code"] == "30").to_numpy()
    expected = {}
    for row in in_force(Selection()):
        metres = metres_of(row, Basis.SEAT)
        if metres is not None and (metres[inside] <= 30_000).any():
            expected[CATALOGUE.campuses["id"][row]] = PEOPLE[inside & (metres <= 30_000)].sum()
    found = campuses_of_unit(ENGINE, Selection(), Level.DEPARTEMENT, "30", Reach(30))
    near = found.rows[found.rows["nearest_km"] <= 30]
    assert dict(zip(near["campus_id"], near["reached_population"], strict=True)) == expected
    assert found.reaching.numerator == len(expected)
    assert found.rows["is_inside"].sum() == found.inside.numerator
