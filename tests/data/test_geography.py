"""The committed geography: every commune somewhere, every border shared, every inset in its place."""

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from tests.data.geography_files import (
    BOUNDARIES,
    LEVELS,
    ROOT,
    TABLES,
    UNIT_COUNTS,
    collection,
    shapes,
    table,
    units,
)

POPULATION = 68_350_798
GROUPED = ("academies", "academies_2019", "regions_2015")
EVERY_UNIT = [(level, code) for level in LEVELS[1:] for code in units(level).index]
LLIVIA = shapely.Point(1.976, 42.464)
MAX_OUTSIDE = 60
"""Reference points (57 of 34,875) that the simplified border of their département leaves outside."""
MAX_OUTSIDE_M = 900
"""How far outside they may be, in metres."""


def test_communes_are_those_of_today_in_order() -> None:
    """One row a commune of the mainland and the five overseas départements."""
    communes = table("communes")
    assert len(communes) == 34_875
    assert communes["code"].is_unique
    assert communes["code"].is_monotonic_increasing
    assert communes["population"].sum() == POPULATION
    assert (communes.drop(columns="epci_code") != "").all(axis=None)
    assert set(communes["point_basis"]) == {"mairie", "interior"}


@pytest.mark.parametrize("level", LEVELS)
def test_every_commune_is_in_one_unit(level: str) -> None:
    """Units are exactly what communes name; their counts and populations are the sums of their communes."""
    communes, rows = table("communes"), units(level)
    assert len(rows) == UNIT_COUNTS[level]
    assert rows.index.is_unique
    groups = communes.groupby(f"{level}_code")
    assert groups["population"].sum().to_dict() == rows["population"].to_dict()
    assert groups.size().to_dict() == rows["communes"].to_dict()
    assert groups["departement_code"].nunique().to_dict() == rows["departements"].to_dict()
    assert rows["population"].sum() == POPULATION
    assert rows["name"].is_unique or level == "epci"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("parent", ["region_code", "academie_code"])
def test_parents_are_named_only_when_there_is_one(level: str, parent: str) -> None:
    """A unit across two regions or académies names neither."""
    for code, group in table("communes").groupby(f"{level}_code"):
        found = group[parent].unique().tolist()
        assert units(level).at[code, parent] == (found[0] if len(found) == 1 else "")


@pytest.mark.parametrize("name", GROUPED)
def test_hand_written_tables_share_out_the_departements(name: str) -> None:
    """Every département in exactly one unit, with its seat in the unit, and the communes agree."""
    column = {"academies": "academie", "academies_2019": "academie_2019", "regions_2015": "region_2015"}[name]
    communes = table("communes").set_index("code")
    listed = [d for text in table(name)["departement_codes"] for d in text.split()]
    assert sorted(listed) == sorted(units("departement").index)
    for row in table(name).itertuples():
        own = communes[communes["departement_code"].isin(row.departement_codes.split())]
        assert set(own[f"{column}_code"]) == {row.code}
        assert row.seat_insee in own.index


def test_academies_lie_in_one_region_and_2019_differs_by_normandie() -> None:
    """Caen and Rouen made Normandie; all other académies are those of before."""
    today = table("academies").set_index("code")
    before = table("academies_2019").set_index("code")
    assert today["region_code"].to_dict() == units("academie")["region_code"].to_dict()
    assert set(before.index) - set(today.index) == {"caen", "rouen"}
    assert set(today.index) - set(before.index) == {"normandie"}
    split = (before.at["caen", "departement_codes"] + " " + before.at["rouen", "departement_codes"]).split()
    assert sorted(split) == sorted(today.at["normandie", "departement_codes"].split())
    same = today.index.intersection(before.index)
    assert today.loc[same, "departement_codes"].equals(before.loc[same, "departement_codes"])


def test_four_islands_have_no_epci() -> None:
    """Bréhat, Sein, Ouessant and Yeu, under the code of INSEE for « sans objet »."""
    communes = table("communes")
    alone = communes[communes["epci_code"] == "ZZZZZZZZZ"]
    assert alone["code"].tolist() == ["22016", "29083", "29155", "85113"]


@pytest.mark.parametrize("level", LEVELS)
def test_boundaries_are_the_units_and_a_clean_coverage(level: str) -> None:
    """Valid polygons that share every vertex of their borders: no gap, no overlap, no hole but Llívia."""
    geometry = shapes(level)
    assert geometry.index.tolist() == sorted(units(level).index)
    polygons = geometry.to_numpy()
    assert shapely.is_valid(polygons).all()
    assert set(shapely.get_type_id(polygons).tolist()) <= {3, 6}
    assert shapely.coverage_is_valid(polygons)
    union = shapely.union_all(polygons)
    assert union.area == pytest.approx(shapely.area(polygons).sum(), rel=1e-9)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    assert [hole.contains(LLIVIA) for hole in holes] == [True]


@pytest.mark.parametrize("level", [*LEVELS, "collectivite"])
def test_boundaries_are_plain_geojson(level: str) -> None:
    """RFC 7946: lon/lat in degrees to four decimals, exterior rings counter-clockwise, code as id."""
    names = (table("collectivites").set_index("code") if level == "collectivite" else units(level))["name"]
    for feature in collection(level)["features"]:
        assert set(feature) == {"type", "id", "properties", "geometry"}
        assert feature["properties"]["code"] == feature["id"]
        assert feature["properties"]["name"] == names[feature["id"]]
    polygons = shapes(level).to_numpy()
    coordinates = shapely.get_coordinates(polygons)
    assert np.array_equal(coordinates, coordinates.round(4))
    assert (np.abs(coordinates) <= [180, 90]).all()
    exteriors = shapely.get_exterior_ring(shapely.get_parts(polygons))
    assert shapely.is_ccw(exteriors).all()


@pytest.mark.parametrize("level", ["academie", "region", "region_2015", "academie_2019"])
def test_levels_nest_on_the_same_borders(level: str) -> None:
    """A region's boundary is vertex for vertex the boundary of its départements."""
    parents = table("communes").drop_duplicates("departement_code").set_index("departement_code")
    for code, group in shapes("departement").groupby(parents[f"{level}_code"]):
        assert shapely.equals(shapely.coverage_union_all(group.to_numpy()), shapes(level)[code])


@pytest.mark.parametrize(("level", "code"), EVERY_UNIT, ids=[f"{a}-{b}" for a, b in EVERY_UNIT])
def test_unit_has_its_seat_its_label_and_its_bounds(level: str, code: str) -> None:
    """The label lies in the drawn polygon; the seat is a commune of the unit; the bounds hold both."""
    row, shape = units(level).loc[code], shapes(level)[code]
    assert shape.contains(shapely.Point(row["label_lon"], row["label_lat"]))
    seat = table("communes").set_index("code").loc[row["seat_insee"]]
    assert seat[f"{level}_code"] == code
    assert (row["seat_lat"], row["seat_lon"]) == (seat["lat"], seat["lon"])
    box = shapely.box(row["west"], row["south"], row["east"], row["north"])
    own = table("communes")[table("communes")[f"{level}_code"] == code]
    assert box.contains(shapely.points(own["lon"], own["lat"])).all()
    # The drawn border follows the true one to some hundred metres, but for the rocks that are not drawn.
    assert box.buffer(0.005).contains(shape)
    assert np.allclose(box.bounds, shape.bounds, atol=0.1)


def test_epci_labels_lie_in_their_polygons() -> None:
    """The same for the 1,256 EPCI, at once."""
    rows = units("epci")
    labels = shapely.points(rows["label_lon"], rows["label_lat"])
    inside = shapely.contains(shapes("epci").loc[rows.index].to_numpy(), labels)
    assert rows.index[~inside].tolist() == []
    assert (rows["seat_insee"] == "").all()


def test_reference_points_lie_in_their_departement() -> None:
    """Simplified borders leave few points outside, and those near: a wrong point would be far."""
    communes = table("communes")
    points = shapely.points(communes["lon"], communes["lat"])
    borders = shapes("departement").loc[communes["departement_code"]].to_numpy()
    outside = ~shapely.intersects(borders, points)
    assert outside.sum() <= MAX_OUTSIDE
    geod = pyproj.Geod(ellps="WGS84")
    for border, point in zip(borders[outside], points[outside], strict=True):
        assert geod.geometry_length(shapely.shortest_line(border, point)) < MAX_OUTSIDE_M


@pytest.mark.parametrize(
    ("place", "lat", "lon", "departement"),
    [
        ("Conques-en-Rouergue", 44.581, 2.374, "12"),
        ("Aurseulles", 49.135, -0.704, "14"),
        ("Orée d'Anjou", 47.304, -1.211, "49"),
        ("Porte des Pierres Dorées", 45.962, 4.649, "69"),
        ("the notch of Pays-de-Montbenoît on the Swiss border", 46.998, 6.449, "25"),
        ("Pierrefitte-sur-Seine", 48.963, 2.363, "93"),
        ("Véronne", 44.740, 5.207, "26"),
        ("Hesdin-la-Forêt", 50.377, 2.043, "62"),
    ],
)
def test_land_that_the_sources_forgot_is_there(place: str, lat: float, lon: float, departement: str) -> None:
    """Communes rebuilt or merged lately are no hole, at the edge of the country either."""
    assert shapes("departement")[departement].contains(shapely.Point(lon, lat)), place


def test_restored_communes_have_their_own_points() -> None:
    """Neussargues-Moissac and the four communes that left it stand apart, kilometres from one another."""
    five = table("communes").set_index("code").loc[["15031", "15035", "15047", "15141", "15171"]]
    points = pd.Series(shapely.points(five["lon"], five["lat"]), index=five.index)
    for code, point in points.items():
        assert shapely.distance(points.drop(code).to_numpy(), point).min() > 0.02


def test_aliases_lead_to_communes_of_today() -> None:
    """Arrondissements and former communes resolve in one step; none hides a present commune."""
    aliases, present = table("commune_aliases"), set(table("communes")["code"])
    assert aliases["code"].is_unique
    assert aliases["code"].is_monotonic_increasing
    assert set(aliases["commune_code"]) <= present
    assert not set(aliases["code"]) & present
    districts = aliases[aliases["kind"] == "arrondissement-municipal"]
    assert districts["commune_code"].value_counts().to_dict() == {"75056": 20, "13055": 16, "69123": 9}
    lookup = aliases.set_index("code")["commune_code"]
    assert lookup[["75113", "13201", "69383", "93059", "26371"]].tolist() == [
        "75056",
        "13055",
        "69123",
        "93066",
        "26289",
    ]


@pytest.mark.parametrize(("name", "column"), [("campuses", "host_insee"), ("members", "insee")])
def test_every_code_of_the_catalogue_resolves(name: str, column: str) -> None:
    """Seats and members lie in a commune that the atlas can place."""
    codes = pd.read_csv(ROOT / "data" / f"{name}.csv", dtype=str, keep_default_na=False)[column]
    known = set(table("communes")["code"]) | set(table("commune_aliases")["code"])
    known |= set(table("collectivites")["seat_insee"])
    assert sorted(set(codes) - known - {""}) == []
    assert (codes != "").any()


@pytest.mark.parametrize(
    ("name", "limit"),
    [("departement", 350_000), ("region", 150_000), ("academie", 200_000), ("epci", 1_500_000)],
)
def test_boundaries_are_light(name: str, limit: int) -> None:
    """What a browser must fetch stays small."""
    assert (BOUNDARIES / f"{name}.json").stat().st_size <= limit


def test_everything_together_is_light() -> None:
    """A clone stays quick."""
    files = [path for folder in (TABLES, BOUNDARIES) for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 12_000_000
