"""From names and INSEE codes to codes of every level and a point on the map."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from atlas.data.territories import Territories
from atlas.model.vocabulary import Position

COMMUNE_COLUMNS = ("departement_code", "epci_code", "academie_code")


def place_campuses(campuses: pd.DataFrame, territories: Territories) -> pd.DataFrame:
    """Return where each campus is.

    Parameters
    ----------
    campuses : DataFrame
        Checked table, with ``region``, ``academie``, ``host_insee``, ``host_lat`` and ``host_lon``.
    territories : Territories
        Geography of France.

    Returns
    -------
    DataFrame
        In the order of `campuses`: ``region_code``, ``academie_code``, ``commune_code``,
        ``departement_code``, ``epci_code``, ``lat``, ``lon`` (degrees, WGS 84) and ``position``.
        A code is empty where unknown; a point is never missing.
    """
    placed = pd.DataFrame(index=campuses.index)
    placed["region_code"] = campuses["region"].map(territories.region_codes).astype("str")
    placed["commune_code"] = _commune_codes(campuses["host_insee"], territories)
    from_commune = _commune_facts(placed["commune_code"], territories)
    placed["academie_code"] = _academie_codes(campuses, placed, from_commune["academie_code"], territories)
    placed["departement_code"] = _departement_codes(placed, from_commune["departement_code"], territories)
    placed["epci_code"] = from_commune["epci_code"]
    return placed.join(_points(campuses, placed, territories))


def place_members(members: pd.DataFrame, territories: Territories) -> pd.DataFrame:
    """Return ``commune_code`` ('' unknown), ``lat`` and ``lon`` (NaN unknown) of each member."""
    codes = _commune_codes(members["insee"], territories)
    return codes.to_frame("commune_code").join(_commune_points(codes, territories))


def _commune_codes(insee: pd.Series[str], territories: Territories) -> pd.Series[str]:
    known = {code: territories.commune_code(code) for code in set(insee)}
    return insee.map(known).astype("str")


def _commune_facts(codes: pd.Series[str], territories: Territories) -> pd.DataFrame:
    facts = territories.communes_by_code.reindex(codes)[list(COMMUNE_COLUMNS)].fillna("")
    return facts.set_axis(codes.index).astype("str")


def _academie_codes(
    campuses: pd.DataFrame, placed: pd.DataFrame, from_commune: pd.Series[str], territories: Territories
) -> pd.Series[str]:
    """Take the stated one, else the commune's, else that of a région that has only one."""
    regions = territories.academie_regions
    counts = Counter(regions.values())
    single = {region: academie for academie, region in regions.items() if counts[region] == 1}
    stated = campuses["academie"].map(territories.academie_codes).fillna("").astype("str")
    codes = stated.where(stated != "", from_commune)
    return codes.where(codes != "", placed["region_code"].map(single).fillna("").astype("str"))


def _departement_codes(
    placed: pd.DataFrame, from_commune: pd.Series[str], territories: Territories
) -> pd.Series[str]:
    """Take the commune's; without one, an académie of a single département leaves no doubt."""
    academies = territories.academies
    single = {
        code: departements
        for code, departements in zip(academies["code"], academies["departement_codes"], strict=True)
        if " " not in departements
    }
    inferred = placed["academie_code"].map(single).fillna("").astype("str")
    # A collectivity has no départements: it stands for its own.
    outside = placed["region_code"].where(placed["region_code"].isin(territories.collectivites["code"]), "")
    codes = from_commune.where(from_commune != "", inferred)
    return codes.where(codes != "", outside)


def _points(campuses: pd.DataFrame, placed: pd.DataFrame, territories: Territories) -> pd.DataFrame:
    """Take the first that is known: own position, commune, rectorat of the académie, région's seat."""
    own = pd.DataFrame(
        {"lat": _numbers(campuses["host_lat"]), "lon": _numbers(campuses["host_lon"])}, index=campuses.index
    )
    candidates = (
        (Position.SEAT, own),
        (Position.SEAT, _commune_points(placed["commune_code"], territories)),
        (Position.ACADEMIE, _seat_points("academie", placed["academie_code"], territories)),
        (Position.REGION, _seat_points("region", placed["region_code"], territories)),
    )
    points = pd.DataFrame(index=campuses.index, columns=["lat", "lon"], dtype=float)
    position = pd.Series("", index=campuses.index, dtype="str")
    for kind, candidate in candidates:
        taken = points["lat"].isna() & candidate["lat"].notna()
        points = points.where(~taken, candidate)
        position = position.mask(taken, kind.value)
    return points.assign(position=position)


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(texts, errors="coerce").astype(float)


def _commune_points(codes: pd.Series[str], territories: Territories) -> pd.DataFrame:
    return territories.commune_points.reindex(codes).set_axis(codes.index)


def _seat_points(level: str, codes: pd.Series[str], territories: Territories) -> pd.DataFrame:
    units = territories.units[territories.units["level"] == level]
    if level == "region":
        units = pd.concat([units, territories.collectivites])
    points = units.set_index("code")[["seat_lat", "seat_lon"]].set_axis(["lat", "lon"], axis="columns")
    return points.reindex(codes).set_axis(codes.index)
