"""Boundaries of each level, simplified for the screen, from the one clean coverage of communes.

Départements are simplified once; académies and regions of every date are dissolved from them, so that a
region's border is exactly the border of its départements. EPCI are simplified from the communes.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from geography.communes import Coverage, dissolve

DECIMALS = 4
"""Decimals of the coordinates (11 m): three make invalid polygons."""

# Tolerances in metres, by zone: what the overseas insets enlarge is drawn finer.
DEPARTEMENT_M = {
    "mainland": 1000, "guadeloupe": 250, "martinique": 200, "guyane": 2500, "la-reunion": 250, "mayotte": 120,
}  # fmt: skip
EPCI_M = {**DEPARTEMENT_M, "mainland": 850}
ENLARGED = ("75", "92", "93", "94")
"""Départements of the Île-de-France inset."""
ENLARGED_M = 200

# Islands smaller than this that hold no commune's reference point are not drawn (m²).
SPECK_M2 = {"mainland": 1.5e6, "guyane": 5e6}
SPECK_ELSEWHERE_M2 = 0.3e6


def drop_specks(coverage: Coverage, points: pd.DataFrame) -> Coverage:
    """Return the coverage without its smallest islands.

    Parameters
    ----------
    coverage : Coverage
        Communes of one zone.
    points : pandas.DataFrame
        Reference points, as `communes.reference_points` returns them: an island that holds one is kept.

    Notes
    -----
    Whole islands are dropped, never one commune's part of an island: no gap can appear.
    """
    limit = SPECK_M2.get(coverage.zone.name, SPECK_ELSEWHERE_M2)
    islands = shapely.get_parts(shapely.coverage_union_all(coverage.geometry))
    own = points.loc[coverage.codes]
    marks = coverage.zone.to_metric(shapely.points(own["lon"], own["lat"]))
    inhabited = np.zeros(len(islands), dtype=bool)
    inhabited[shapely.STRtree(islands).query(marks, predicate="intersects")[1]] = True
    specks = islands[~inhabited & (shapely.area(islands) < limit)]
    parts, owner = shapely.get_parts(coverage.geometry, return_index=True)
    dropped = shapely.STRtree(specks).query(shapely.point_on_surface(parts), predicate="within")[0]
    keep = np.ones(len(parts), dtype=bool)
    keep[dropped] = False
    kept = [
        shapely.multipolygons(group) if len(group) > 1 else group[0]
        for group in _groups(parts[keep], owner[keep])
    ]
    return Coverage(coverage.zone, coverage.codes, np.array(kept, dtype=object))


def _groups(parts: np.ndarray, owner: np.ndarray) -> list[np.ndarray]:
    """Split `parts` by their owner's position (ascending)."""
    return np.split(parts, np.flatnonzero(np.diff(owner)) + 1)


def simplify_level(coverage: Coverage, labels: pd.Series, tolerance: float) -> tuple[list[str], np.ndarray]:
    """Dissolve the communes by label and simplify the result as a coverage.

    Parameters
    ----------
    coverage : Coverage
        Communes of one zone.
    labels : pandas.Series
        Unit code of each commune, indexed by INSEE code.
    tolerance : float
        Metres: the square root of the area of the triangles that Visvalingam's method may remove.

    Returns
    -------
    codes, geometry : list of str, numpy.ndarray
        Units in order of code, in the zone's metric CRS.
    """
    own = labels.loc[coverage.codes].to_numpy().astype(str)
    order = sorted(set(own.tolist()))
    return order, shapely.coverage_simplify(dissolve(coverage.geometry, own, order), tolerance)


def refine(coarse: np.ndarray, fine: np.ndarray, chosen: Sequence[int]) -> np.ndarray:
    """Take the borders of some units from a finer simplification of the same coverage.

    Both simplifications keep the points where three units meet, so borders may be exchanged one by one. Faces
    of the new linework are named by what covers most of each in the coarse coverage.

    Raises
    ------
    ValueError
        If borders of the two simplifications cross: the result would not be a coverage.
    """
    chosen = list(chosen)
    others = np.delete(np.arange(len(coarse)), chosen)
    # Lines shared with the chosen units leave the coarse linework; the fine ones replace them.
    rest = shapely.union_all(shapely.boundary(coarse[others]))
    rest = shapely.difference(rest, shapely.union_all(shapely.boundary(coarse[chosen])))
    lines = shapely.union_all([rest, shapely.union_all(shapely.boundary(fine[chosen]))])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    owner = np.full(len(faces), -1)
    best = np.zeros(len(faces))
    for unit in range(len(coarse)):
        for face in shapely.STRtree(faces).query(coarse[unit], predicate="intersects"):
            area = shapely.intersection(faces[face], coarse[unit]).area
            if area > max(best[face], faces[face].area / 2):
                best[face], owner[face] = area, unit
    named = owner >= 0
    order = [str(unit) for unit in range(len(coarse))]
    result = dissolve(faces[named], owner[named].astype(str), order)
    land = [shapely.coverage_union_all(units) for units in (coarse, result)]
    if not shapely.coverage_is_valid(result) or not shapely.equals(*land):
        raise ValueError("the finer borders do not fit between the coarse ones")
    return result


def to_published(zone_geometry: np.ndarray, coverage: Coverage) -> np.ndarray:
    """Bring simplified units to lon/lat, rounded to `DECIMALS` and oriented as RFC 7946 asks."""
    rounded = shapely.transform(
        coverage.zone.to_lonlat(zone_geometry), lambda xy: np.round(xy, DECIMALS) + 0.0
    )
    return _checked(rounded)


def _checked(geometry: np.ndarray) -> np.ndarray:
    """Return the coverage oriented and without repeated points; raise ValueError when it is not one."""
    geometry = shapely.orient_polygons(shapely.remove_repeated_points(geometry))
    if not shapely.is_valid(geometry).all() or not shapely.coverage_is_valid(geometry):
        raise ValueError("rounding broke a boundary: use a coarser tolerance or more decimals")
    return geometry


def build_levels(coverages: list[Coverage], attributes: pd.DataFrame) -> dict[str, pd.Series]:
    """Return, for each level, its units' boundaries in lon/lat, indexed by code and sorted.

    Parameters
    ----------
    coverages : list of Coverage
        One a zone, without specks.
    attributes : pandas.DataFrame
        As `communes.read_attributes` returns it.
    """
    departements, epci = {}, {}
    for coverage in coverages:
        zone = coverage.zone.name
        labels = attributes["departement_code"]
        codes, shapes = simplify_level(coverage, labels, DEPARTEMENT_M[zone])
        if zone == "mainland":
            _, fine = simplify_level(coverage, labels, ENLARGED_M)
            shapes = refine(shapes, fine, [codes.index(code) for code in ENLARGED])
        departements.update(zip(codes, to_published(shapes, coverage), strict=True))
        codes, shapes = simplify_level(coverage, attributes["epci_code"], EPCI_M[zone])
        epci.update(zip(codes, to_published(shapes, coverage), strict=True))
    levels = {"departement": pd.Series(departements).sort_index(), "epci": pd.Series(epci).sort_index()}
    base = levels["departement"]
    by_departement = attributes.drop_duplicates("departement_code").set_index("departement_code")
    for level in ("academie", "region", "region_2015", "academie_2019"):
        labels = by_departement.loc[base.index, f"{level}_code"].to_numpy().astype(str)
        order = sorted(set(labels.tolist()))
        merged = _checked(dissolve(base.to_numpy(dtype=object), labels, order))
        levels[level] = pd.Series(merged, index=order)
    return levels
