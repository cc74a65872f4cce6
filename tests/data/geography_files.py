"""The built geography as the tests read it: from the committed files, never from the sources."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "data" / "geography"
BOUNDARIES = ROOT / "static" / "geo"
UNIT_COUNTS = {
    "epci": 1256,
    "departement": 101,
    "academie": 30,
    "region": 18,
    "region_2015": 27,
    "academie_2019": 31,
}
LEVELS = tuple(UNIT_COUNTS)
OVERSEAS = ("971", "972", "973", "974", "976")


@cache
def table(name: str) -> pd.DataFrame:
    """Return a table of ``data/geography``: text as written, numbers where every cell is one."""
    frame = pd.read_csv(TABLES / f"{name}.csv", dtype=str, keep_default_na=False)
    numbers = ["population", "communes", "departements", "lat", "lon", "west", "south", "east", "north"]
    for column in frame.columns.intersection([*numbers, "seat_lat", "seat_lon", "label_lat", "label_lon"]):
        frame[column] = pd.to_numeric(frame[column])
    return frame


def units(level: str) -> pd.DataFrame:
    """Return the units of one level, indexed by code."""
    every = table("units")
    return every[every["level"] == level].set_index("code")


@cache
def collection(name: str) -> Any:
    """Return a file of ``static/geo`` as parsed JSON."""
    return json.loads((BOUNDARIES / f"{name}.json").read_text(encoding="utf-8"))


@cache
def shapes(level: str) -> pd.Series:
    """Return the boundaries of a level in lon/lat, indexed by code, in the file's order."""
    features = collection(level)["features"]
    geometries = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return pd.Series(geometries, index=[feature["id"] for feature in features], dtype=object)


def mercator(geometry: Any) -> Any:
    """Project lon/lat geometries to spherical Web Mercator metres."""
    return shapely.transform(
        geometry,
        lambda xy: (
            6_378_137.0 * np.column_stack([np.radians(xy[:, 0]), np.arcsinh(np.tan(np.radians(xy[:, 1])))])
        ),
    )
