"""The layout of the insets, against the land that they must show and must not cover."""

import itertools
import json

import numpy as np
import pytest
import shapely

from atlas.maps.insets import Inset, load_insets, to_display
from tests.data.geography_files import BOUNDARIES, OVERSEAS, collection, mercator, shapes, table

INSETS = {inset.code: inset for inset in load_insets(BOUNDARIES / "insets.json")}
NAME_STRIP_M = 40_000
"""Height that the name needs at the top of a frame, in display metres."""


def mainland() -> shapely.Geometry:
    """Metropolitan France in Web Mercator metres."""
    departements = shapes("departement")
    return mercator(shapely.union_all(departements[~departements.index.isin(OVERSEAS)].to_numpy()))


def displayed(inset: Inset, geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a lon/lat geometry as the inset draws it, in Web Mercator metres."""
    center, place = np.array(inset.source_center), np.array(inset.display_center)
    return shapely.transform(mercator(geometry), lambda xy: (xy - center) * inset.scale + place)


def overview() -> shapely.Geometry:
    """Return the box of the first view in Web Mercator metres."""
    (south, west), (north, east) = collection("insets")["overview"]["bounds"]
    return mercator(shapely.box(west, south, east, north))


def test_the_insets_are_these() -> None:
    """Five départements, Polynésie française, and the enlargement of Paris."""
    assert list(INSETS) == [*OVERSEAS, "987", "idf"]
    assert [code for code, inset in INSETS.items() if inset.enlarges] == ["idf"]
    assert len({inset.name for inset in INSETS.values()}) == len(INSETS)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(INSETS, 2)))
def test_frames_do_not_meet(one: str, other: str) -> None:
    """There is white between two frames."""
    assert shapely.box(*INSETS[one].frame).distance(shapely.box(*INSETS[other].frame)) >= 10_000


@pytest.mark.parametrize("code", INSETS)
def test_frames_cover_no_land_and_are_seen_at_first(code: str) -> None:
    """Each frame is clear of the mainland and inside the first view."""
    frame = shapely.box(*INSETS[code].frame)
    assert frame.distance(mainland()) >= 20_000
    assert overview().contains(frame)


def test_the_column_is_tidy() -> None:
    """Overseas frames are equal and stand one under the other; all is about as wide as a landscape box."""
    frames = np.array([inset.frame for inset in INSETS.values() if not inset.enlarges])
    assert np.ptp(frames[:, 0]) == np.ptp(frames[:, 2]) == 0
    assert np.ptp(frames[:, 3] - frames[:, 1]) <= 2
    assert (np.diff(frames[:, 3]) < 0).all()
    assert overview().contains(mainland())
    west, south, east, north = overview().bounds
    assert (east - west) / (north - south) == pytest.approx(1.25, abs=0.05)


@pytest.mark.parametrize("code", INSETS)
def test_land_fits_under_the_name(code: str) -> None:
    """All that is drawn lies in the frame, under its name, and fills most of it in one direction."""
    inset = INSETS[code]
    xmin, ymin, xmax, ymax = inset.frame
    level = "collectivite" if code == "987" else "departement"
    land = displayed(inset, shapely.union_all(shapes(level).loc[list(inset.members[level])].to_numpy()))
    room = shapely.box(xmin, ymin, xmax, ymax - NAME_STRIP_M)
    assert room.contains(land)
    west, south, east, north = land.bounds
    assert max((east - west) / (xmax - xmin), (north - south) / (ymax - NAME_STRIP_M - ymin)) > 0.85


@pytest.mark.parametrize("code", OVERSEAS)
def test_every_overseas_commune_falls_in_its_inset(code: str) -> None:
    """Its own inset and no other, and its drawn point in the frame."""
    rows = table("communes")
    for row in rows[rows["departement_code"] == code].itertuples():
        homes = [inset.code for inset in INSETS.values() if inset.contains(row.lat, row.lon)]
        assert homes == [code]
        assert INSETS[code].contains_display(*to_display(row.lat, row.lon, INSETS.values()))


@pytest.mark.parametrize("code", OVERSEAS)
def test_members_are_the_units_of_the_territory(code: str) -> None:
    """Every level's units of the territory, those that the browser must move."""
    rows = table("communes")
    own = rows[rows["departement_code"] == code]
    for level in ("epci", "departement", "academie", "region", "region_2015", "academie_2019"):
        assert list(INSETS[code].members[level]) == sorted(own[f"{level}_code"].unique())


def test_mainland_communes_stay() -> None:
    """No mainland point is moved."""
    rows = table("communes")
    rows = rows[~rows["departement_code"].isin(OVERSEAS)]
    for inset in INSETS.values():
        west, south, east, north = inset.source
        inside = rows["lon"].between(west, east) & rows["lat"].between(south, north)
        assert inset.enlarges or not inside.any()


def test_papeete_is_on_tahiti_in_its_inset() -> None:
    """The seat of Polynésie française is framed, and drawn on land."""
    row = table("collectivites").iloc[0]
    assert (row["code"], row["seat_insee"]) == ("987", "98735")
    assert INSETS["987"].contains(row["seat_lat"], row["seat_lon"])
    assert shapes("collectivite")["987"].contains(shapely.Point(row["seat_lon"], row["seat_lat"]))
    assert row["west"] <= shapes("collectivite")["987"].bounds[0]
    assert json.dumps(INSETS["987"].members["collectivite"]) == '["987"]'


def test_paris_is_enlarged_whole() -> None:
    """Every commune of the four départements is in the enlargement; its parts share them out."""
    inset, rows = INSETS["idf"], table("communes")
    rows = rows[rows["departement_code"].isin(inset.members["departement"])]
    assert len(rows) == 123
    assert all(inset.contains(lat, lon) for lat, lon in zip(rows["lat"], rows["lon"], strict=True))
    assert inset.scale > 4
    for level, parts in inset.parts.items():
        owners = {d: unit for unit, codes in parts.items() for d in codes}
        expected = rows.drop_duplicates("departement_code").set_index("departement_code", drop=False)[
            f"{level}_code"
        ]
        assert owners == expected.to_dict()
