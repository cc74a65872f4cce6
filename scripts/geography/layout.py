"""Where the overseas territories and the heart of Île-de-France are drawn on the map.

Six equal frames make a column west of Brittany, from the top of the mainland to its foot; the enlargement of
Paris stands beside the first, over the Channel. All lengths are metres of EPSG:3857.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from atlas.maps.insets import from_mercator, to_mercator

# The column: its edges leave 30 km to Ouessant and follow the mainland's top and foot.
COLUMN_WEST, COLUMN_EAST = -892_000, -606_000
TOP, FOOT = 6_645_000, 5_055_000
GUTTER = 14_000
# The frame of Île-de-France: clear of the Cotentin to the east and of the Sept-Îles to the south.
IDF_EAST, IDF_SOUTH = -252_000, 6_295_000
NAME_STRIP = 44_000
"""Height kept at the top of each frame for its name."""
PADDING = 9_000
LAND_MARGIN = 1.06
"""What is shown is at least this much larger than the land."""
OVERVIEW = (-905_000, 5_042_000, 1_082_000, 6_658_000)
"""West, south, east, north of the first view: mainland, Corsica and every frame."""

IDF_PARTS = {
    "departement": {"75": ["75"], "92": ["92"], "93": ["93"], "94": ["94"]},
    "academie": {"creteil": ["93", "94"], "paris": ["75"], "versailles": ["92"]},
    "academie_2019": {"creteil": ["93", "94"], "paris": ["75"], "versailles": ["92"]},
}


@dataclass(frozen=True)
class Territory:
    """What a frame shows: its code, name and the lon/lat box of its land."""

    code: str
    name: str
    box: tuple[float, float, float, float]
    members: Mapping[str, list[str]]


def _column(count: int) -> list[tuple[float, float, float, float]]:
    """Return `count` equal frames from top to foot, separated by the gutter."""
    height = (TOP - FOOT - (count - 1) * GUTTER) / count
    tops = [TOP - i * (height + GUTTER) for i in range(count)]
    return [(COLUMN_WEST, round(top - height), COLUMN_EAST, round(top)) for top in tops]


def _inset(territory: Territory, frame: tuple[float, float, float, float]) -> dict[str, Any]:
    """Fit a territory in its frame, under the name; show as much sea as the frame has room for."""
    west, south, east, north = territory.box
    (x0, y0), (x1, y1) = to_mercator(south, west), to_mercator(north, east)
    left, bottom, right, top = frame
    width, height = right - left - 2 * PADDING, top - bottom - NAME_STRIP - PADDING
    scale = round(min(width / (x1 - x0), height / (y1 - y0)) / LAND_MARGIN, 3)
    center = (round((x0 + x1) / 2), round((y0 + y1) / 2))
    half = (width / scale / 2, height / scale / 2)
    shown_south, shown_west = from_mercator(center[0] - half[0], center[1] - half[1])
    shown_north, shown_east = from_mercator(center[0] + half[0], center[1] + half[1])
    return {
        "code": territory.code,
        "name": territory.name,
        "source": {
            "west": round(shown_west, 4),
            "south": round(shown_south, 4),
            "east": round(shown_east, 4),
            "north": round(shown_north, 4),
        },
        "scale": scale,
        "source_center": list(center),
        "display_center": [round((left + right) / 2), round(bottom + PADDING + height / 2)],
        "frame": list(frame),
        "members": dict(territory.members),
    }


def build_insets(
    levels: Mapping[str, pd.Series], units: pd.DataFrame, polynesie: Iterable[shapely.Polygon]
) -> dict[str, Any]:
    """Return the document of ``static/geo/insets.json``.

    Parameters
    ----------
    levels : mapping of str to pandas.Series
        Boundaries in lon/lat by level, as `levels.build_levels` returns them.
    units : pandas.DataFrame
        Units, as `units.build_units` returns them: their names and the one académie and region they lie in.
    polynesie : iterable of shapely.Polygon
        The islands of Polynésie française to show, in lon/lat.
    """
    overseas = []
    for code in ("971", "972", "973", "974", "976"):
        departement = units[(units["level"] == "departement") & (units["code"] == code)].iloc[0]
        own = units[units["region_code"] == departement["region_code"]]
        members = {level: sorted(group["code"]) for level, group in own.groupby("level")}
        overseas.append(Territory(code, departement["name"], levels["departement"][code].bounds, members))
    box = shapely.total_bounds(list(polynesie)).tolist()
    overseas.append(Territory("987", "Polynésie française", tuple(box), {"collectivite": ["987"]}))
    insets = [_inset(t, frame) for t, frame in zip(overseas, _column(len(overseas)), strict=True)]

    inner = [levels["departement"][code] for code in IDF_PARTS["departement"]]
    paris = Territory(
        "idf",
        "Paris et petite couronne",
        tuple(shapely.total_bounds(inner).tolist()),
        {"departement": list(IDF_PARTS["departement"])},
    )
    frame = (COLUMN_EAST + GUTTER, IDF_SOUTH, IDF_EAST, TOP)
    insets.append({**_inset(paris, frame), "parts": IDF_PARTS, "enlarges": True})
    (south, west), (north, east) = from_mercator(*OVERVIEW[:2]), from_mercator(*OVERVIEW[2:])
    corners = [[round(south, 4), round(west, 4)], [round(north, 4), round(east, 4)]]
    return {"insets": insets, "overview": {"bounds": corners}}
