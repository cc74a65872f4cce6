"""What holds of coverage whatever the campuses, the date, the radius and the basis."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import Geod

from atlas.coverage import (
    Basis,
    Coverage,
    Engine,
    Level,
    Reach,
    build_engine,
    coverage,
    engine_of,
    geodesic_km,
    timeline,
)
from atlas.coverage.measure import campus_counts
from atlas.data import Catalogue, load
from atlas.data.selecting import select
from atlas.model.filiere import BY_SLUG
from atlas.model.selection import Selection

CATALOGUE = load()
ENGINE = engine_of(CATALOGUE)
for _basis in Basis:  # outside of what is timed
    ENGINE.sites.km(_basis)
GEOD = Geod(ellps="WGS84")
PEOPLE = ["covered_population", "backup_population"]
PARENTS = [
    (Level.COMMUNE, "departement_code", Level.DEPARTEMENT),
    (Level.DEPARTEMENT, "academie_code", Level.ACADEMIE),
    (Level.DEPARTEMENT, "academie_2019_code", Level.ACADEMIE_2019),
    (Level.ACADEMIE, "region_code", Level.REGION),
    (Level.ACADEMIE_2019, "region_2015_code", Level.REGION_2015),
    (Level.COMMUNE, "epci_code", Level.EPCI),
]

radii = st.floats(0, 20_000) | st.floats(0, 200)
bases = st.sampled_from(Basis)
levels = st.sampled_from(Level)
dates = st.none() | st.dates(dt.date(2012, 1, 1), dt.date(2027, 1, 1))
filieres = st.lists(st.sampled_from(sorted(BY_SLUG)), unique=True, max_size=4).map(tuple)
selections = st.builds(Selection, filieres=filieres, date=dates)
latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)

slow = settings(max_examples=12)
quick = settings(max_examples=40)


def people(measured: Coverage) -> pd.DataFrame:
    """People reached, by code of the measured units; none where whom the campuses reach is unknown."""
    rows = measured.rows[measured.rows["population"].notna()]
    return rows.set_index("code")[PEOPLE].fillna(0).astype("int64")


@quick
@given(selections, levels, bases, radii)
def test_whom_campuses_reach_is_unknown_just_when_none_has_a_place(
    selection: Selection, level: Level, basis: Basis, radius: float
) -> None:
    found = coverage(ENGINE, selection, level, Reach(radius, basis))
    mask = select(ENGINE.index, selection)
    is_placeless = bool(mask.any()) and not (mask & ENGINE.sites.is_located(basis)).any()
    assert found.provenance.is_placeless == is_placeless
    assert (found.covered.value is None) == is_placeless
    rows = found.rows[found.rows["population"].fillna(0) > 0]
    is_unknown = rows["covered_share"].isna()
    assert rows[PEOPLE].isna().eq(is_unknown, axis=0).all(axis=None)
    assert is_unknown.all() or not is_placeless
    # Elsewhere, just where there are campuses and none has a place: one that has would count.
    located = campus_counts(ENGINE, mask & ENGINE.sites.is_located(basis), level)
    of_unit = dict(zip(ENGINE.units[level].codes, located, strict=True))
    assert all(not of_unit[code] for code in rows.loc[is_unknown, "code"])


@quick
@given(selections, levels, bases, radii, radii)
def test_a_larger_radius_never_reaches_fewer(
    selection: Selection, level: Level, basis: Basis, one: float, other: float
) -> None:
    small, large = (coverage(ENGINE, selection, level, Reach(km, basis)) for km in sorted((one, other)))
    assert (people(small) <= people(large)).all(axis=None)
    assert small.covered.numerator <= large.covered.numerator


@quick
@given(selections, levels, radii)
def test_a_network_reaches_all_that_its_seat_reaches(
    selection: Selection, level: Level, radius: float
) -> None:
    seat, network = (coverage(ENGINE, selection, level, Reach(radius, basis)) for basis in Basis)
    assert (people(seat) <= people(network)).all(axis=None)
    assert not (network.rows["nearest_km"] > seat.rows["nearest_km"] + 1e-9).any()


@quick
@given(selections, levels, bases, radii, radii)
def test_presence_depends_neither_on_the_radius_nor_on_the_basis(
    selection: Selection, level: Level, basis: Basis, one: float, other: float
) -> None:
    first = coverage(ENGINE, selection, level, Reach(one, basis))
    second = coverage(ENGINE, selection, level, Reach(other))
    assert (first.rows["campuses"] == second.rows["campuses"]).all()
    assert first.presence.value == second.presence.value


@quick
@given(selections, bases, radii, st.sampled_from(sorted(BY_SLUG)))
def test_adding_a_filiere_never_lowers_coverage(
    selection: Selection, basis: Basis, radius: float, slug: str
) -> None:
    if not selection.filieres:
        return
    more = replace(selection, filieres=tuple({*selection.filieres, slug}))
    before, after = (coverage(ENGINE, one, Level.EPCI, Reach(radius, basis)) for one in (selection, more))
    assert (people(before) <= people(after)).all(axis=None)
    assert (before.rows["campuses"] <= after.rows["campuses"]).all()
    assert not (after.rows["nearest_km"] > before.rows["nearest_km"] + 1e-9).any()


@quick
@given(selections, bases, radii)
def test_the_sums_of_a_level_are_its_parent(selection: Selection, basis: Basis, radius: float) -> None:
    reach = Reach(radius, basis)
    measured = {level: people(coverage(ENGINE, selection, level, reach)) for level in Level}
    for child, column, parent in PARENTS:
        key = "code" if child is Level.COMMUNE else f"{child.value}_code"
        parent_of = CATALOGUE.communes.drop_duplicates(key).set_index(key)[column]
        sums = measured[child].groupby(parent_of.reindex(measured[child].index).to_numpy()).sum()
        assert_frame_equal(sums.sort_index(), measured[parent].sort_index(), check_names=False)
    whole = measured[Level.FRANCE].iloc[0].to_dict()
    assert all(rows.sum().to_dict() == whole for rows in measured.values())


# With other campuses than the real ones


def with_campus(lat: float, lon: float) -> Catalogue:
    """The catalogue with one more campus, somewhere on Earth."""
    campus = CATALOGUE.campuses.iloc[[0]].assign(id="nouveau", lat=lat, lon=lon, position="seat")
    return replace(CATALOGUE, campuses=pd.concat([CATALOGUE.campuses, campus], ignore_index=True))


def check_addition(lat: float, lon: float, radius: float) -> None:
    engine = build_engine(with_campus(lat, lon))
    for basis in Basis:
        reach = Reach(radius, basis)
        before, after = (coverage(one, Selection(), Level.COMMUNE, reach) for one in (ENGINE, engine))
        assert (people(before) <= people(after)).all(axis=None)
        for name in ("nearest_km", "nearest_three_km"):
            was_known = before.rows[name].notna()
            assert (after.rows[name] <= before.rows[name])[was_known].all()
    km = engine.sites.km(Basis.SEAT)[-1]
    assert km is not None
    assert np.isfinite(km).all()
    assert km.min() >= 0
    assert km.max() < 20_004


@slow
@given(latitudes, longitudes, radii)
def test_adding_a_campus_anywhere_never_lowers_coverage(lat: float, lon: float, radius: float) -> None:
    check_addition(lat, lon, radius)


@pytest.mark.parametrize(
    ("lat", "lon"), [(-16.5, 179.9), (-16.5, -179.9), (90.0, 0.0), (-90.0, 12.0), (-46.2, -177.1)]
)
def test_the_antimeridian_the_poles_and_the_antipodes_break_nothing(lat: float, lon: float) -> None:
    check_addition(lat, lon, 30)


@cache
def on_both_sides() -> tuple[Engine, Engine]:
    """A world whose communes lie around 180°, and the same one turned by 180°."""
    turned = []
    for shift in (180.0, 0.0):
        territories = CATALOGUE.territories
        lon = territories.communes["lon"] - territories.communes["lon"].mean() + shift
        communes = territories.communes.assign(lon=(lon + 180) % 360 - 180)
        place = communes.iloc[0]
        seats = shift + np.arange(len(CATALOGUE.campuses)) / 60
        campuses = CATALOGUE.campuses.assign(position="seat", lat=place["lat"], lon=(seats + 180) % 360 - 180)
        members = CATALOGUE.members.assign(lat=np.nan, lon=np.nan)
        catalogue = replace(
            CATALOGUE,
            territories=replace(territories, communes=communes),
            campuses=campuses,
            members=members,
        )
        turned.append(build_engine(catalogue))
    return turned[0], turned[1]


@quick
@given(selections, levels, st.floats(1, 300))
def test_turning_the_world_over_the_antimeridian_changes_nothing(
    selection: Selection, level: Level, radius: float
) -> None:
    over, far = (coverage(engine, selection, level, Reach(radius)) for engine in on_both_sides())
    assert np.allclose(over.rows["nearest_km"], far.rows["nearest_km"], rtol=1e-6, equal_nan=True)
    # A commune at the very edge may fall on either side by rounding.
    assert over.covered.numerator == pytest.approx(far.covered.numerator, rel=1e-3)


@settings(max_examples=4)
@given(st.randoms(use_true_random=False), radii)
def test_the_order_of_the_campuses_does_not_matter(random: np.random.RandomState, radius: float) -> None:
    order = list(range(len(CATALOGUE.campuses)))
    random.shuffle(order)
    shuffled = replace(
        CATALOGUE,
        campuses=CATALOGUE.campuses.iloc[order].reset_index(drop=True),
        members=CATALOGUE.members.iloc[::-1].reset_index(drop=True),
    )
    engine = build_engine(shuffled)
    for basis in Basis:
        reach = Reach(radius, basis)
        before, after = (coverage(one, Selection(), Level.EPCI, reach) for one in (ENGINE, engine))
        assert_frame_equal(before.rows, after.rows)
        assert before.covered.numerator == after.covered.numerator
    assert_frame_equal(timeline(ENGINE).rows, timeline(engine).rows)


# Distances


@settings(max_examples=300)
@given(latitudes, longitudes, latitudes, longitudes)
def test_distances_are_those_of_pyproj_anywhere(
    lat: float, lon: float, other_lat: float, other_lon: float
) -> None:
    km = geodesic_km(*(np.array([value]) for value in (lat, lon, other_lat, other_lon)))[0, 0]
    metres = GEOD.inv(lon, lat, other_lon, other_lat)[2]
    assert abs(float(km) * 1000 - metres) <= float(np.spacing(km)) * 500 + 0.06


@quick
@given(latitudes, longitudes)
def test_a_point_is_at_no_distance_from_itself(lat: float, lon: float) -> None:
    here = np.array([lat]), np.array([lon])
    around = np.array([lat]), np.array([lon + 360])
    assert geodesic_km(*here, *here)[0, 0] == 0
    assert geodesic_km(*here, *around)[0, 0] == pytest.approx(0, abs=1e-5)


def test_no_point_is_no_distance() -> None:
    none, one = np.empty(0), np.array([48.0])
    assert geodesic_km(none, none, one, one).shape == (0, 1)
    assert geodesic_km(one, one, none, none).shape == (1, 0)
