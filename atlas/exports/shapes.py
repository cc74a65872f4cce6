"""Campuses and territories as GIS layers: attributes with types, geometries in WGS 84."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from atlas.data.territories import slug
from atlas.exports.identity import coverage_of_request
from atlas.exports.registry import ExportError, Request
from atlas.exports.tables import DIGITS, kept_campuses
from atlas.maps.static_files import FOLDER
from atlas.model.numbers import NBSP

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Type = Literal["text", "int", "float", "date"]

_CAMPUS_FIELDS: Final[Mapping[str, str]] = {
    "id": "Identifiant",
    "name": "Nom",
    "short_name": "Nom court",
    "filiere": "Filière (identifiant)",
    "sector": "Filière",
    "sector_basis": "Origine de la filière",
    "category": "Catégorie",
    "status": "Statut",
    "academie": "Académie",
    "region": "Région",
    "region_code": "Code région",
    "academie_code": "Code académie",
    "departement_code": "Code département",
    "epci_code": "Code EPCI",
    "host_name": "Établissement support",
    "host_commune": "Commune du siège",
    "host_insee": "Code INSEE du siège",
    "host_basis": "Origine du siège",
    "position": "Position",
    "first_label_call": "Appel de première labellisation",
    "since": "Label certain depuis",
    "since_basis": "Origine de cette date",
    "website": "Site",
    "confidence": "Confiance",
    "notes": "Notes",
}
_MEMBER_FIELDS: Final[Mapping[str, str]] = {
    "campus_id": "Identifiant du campus",
    "campus_name": "Campus",
    "filiere": "Filière (identifiant)",
    "type": "Type",
    "name": "Nom",
    "commune": "Commune",
    "insee": "Code INSEE",
    "position": "Position",
}
_UNIT_FIELDS: Final[Mapping[str, tuple[str, Type]]] = {
    "code": ("Code", "text"),
    "name": ("Territoire", "text"),
    "level": ("Maille", "text"),
    "campuses": ("Campus", "int"),
    "population": ("Habitants", "int"),
    "covered_population": ("Habitants à portée", "int"),
    "covered_share": ("Part à portée", "float"),
    "backup_population": ("À portée de deux campus", "int"),
    "nearest_km": ("Distance moyenne (km)", "float"),
    "nearest_three_km": ("Distance moyenne aux trois plus proches (km)", "float"),
}
LEVELS_WITH_SHAPES: Final = ("region", "academie", "departement", "epci", "region_2015", "academie_2019")


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute: name, French title, type."""

    name: str
    title: str
    type: Type


@dataclass(frozen=True)
class Layer:
    """A layer.

    Attributes
    ----------
    name, title : str
        Identifier, and French name.
    fields : tuple of Field
    rows : tuple of tuple
        Attributes in the order of the fields, None where unknown; codes and dates are text.
    geometries : tuple of BaseGeometry or None
        Degrees, WGS 84, longitude first, counter-clockwise shells; None without a known place.
    is_polygon : bool
        Whether they are surfaces.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[object, ...], ...]
    geometries: tuple[BaseGeometry | None, ...]
    is_polygon: bool


def campuses_layer(request: Request) -> Layer:
    """Return the campuses of the Selection; only a known seat makes a point."""
    campuses = kept_campuses(request)
    fields = tuple(
        Field(name, title, "date" if name == "since" else "text") for name, title in _CAMPUS_FIELDS.items()
    )
    points = _points(campuses["seat_lon"], campuses["seat_lat"])
    return Layer("campuses", "Campus", fields, _rows(campuses, fields), points, is_polygon=False)


def members_layer(request: Request) -> Layer:
    """Return the members of the campuses of the Selection; only a known commune makes a point."""
    campuses = kept_campuses(request).set_index("id")
    members = request.catalogue.members
    members = members[members["campus_id"].isin(campuses.index)]
    members = members.assign(
        campus_name=members["campus_id"].map(campuses["name"]),
        filiere=members["campus_id"].map(campuses["filiere"]),
        position=members["lat"].notna().map({True: "commune", False: ""}),
    )
    fields = tuple(Field(name, title, "text") for name, title in _MEMBER_FIELDS.items())
    points = _points(members["lon"], members["lat"])
    return Layer("members", "Membres", fields, _rows(members, fields), points, is_polygon=False)


def territories_layer(request: Request) -> Layer:
    """Return the units of the level with their coverage.

    Raises
    ------
    ExportError
        For a level that has no boundaries.
    """
    level = request.level
    if level.value not in LEVELS_WITH_SHAPES:
        raise ExportError(
            f"L’atlas n’a pas de contours à la maille «{NBSP}{level.label}{NBSP}» "
            f"(au choix{NBSP}: {', '.join(LEVELS_WITH_SHAPES)})."
        )
    rows = coverage_of_request(request).rows.assign(level=level.value)
    fields = tuple(Field(name, title, kind) for name, (title, kind) in _UNIT_FIELDS.items())
    shapes = unit_shapes(level.value)
    geometries = tuple(shapes.get(code) for code in rows["code"])
    return Layer("territories", "Territoires", fields, _rows(rows, fields), geometries, is_polygon=True)


@lru_cache(maxsize=4)
def unit_shapes(level: str) -> Mapping[str, BaseGeometry]:
    """Boundaries of a level by code: multipolygons in degrees (WGS 84), shells counter-clockwise.

    Polynésie française, of no level, is drawn by Tahiti and Moorea, under its code at that level.
    """
    import shapely

    found: dict[str, dict[str, Any]] = {}
    for name in ("collectivite", level):
        for feature in json.loads((FOLDER / "geo" / f"{name}.json").read_text("utf-8"))["features"]:
            found[feature["properties"]["code"]] = feature
    for code, feature in list(found.items()):
        found[slug(feature["properties"]["name"])] = found.setdefault(code, feature)
    shapes = {code: shapely.from_geojson(json.dumps(one["geometry"])) for code, one in found.items()}
    return MappingProxyType({code: _multi(shapely.orient_polygons(one)) for code, one in shapes.items()})


def _multi(shape: BaseGeometry) -> BaseGeometry:
    from shapely.geometry import MultiPolygon, Polygon

    return MultiPolygon([shape]) if isinstance(shape, Polygon) else shape


def _points(lon: pd.Series[float], lat: pd.Series[float]) -> tuple[BaseGeometry | None, ...]:
    import shapely

    digits = DIGITS["degrees"]
    return tuple(
        None if pd.isna(x) else shapely.Point(round(float(x), digits), round(float(y), digits))
        for x, y in zip(lon, lat, strict=True)
    )


def _rows(rows: pd.DataFrame, fields: tuple[Field, ...]) -> tuple[tuple[object, ...], ...]:
    columns = [[_value(value, field) for value in rows[field.name].tolist()] for field in fields]
    return tuple(zip(*columns, strict=True))


def _value(value: object, field: Field) -> object:
    if value is None or value is pd.NA or value == "" or value != value:  # noqa: PLR0124 NaN
        return None
    if field.type == "float":
        return round(float(str(value)), DIGITS["share" if field.name.endswith("share") else "km"])
    return int(str(value)) if field.type == "int" else str(value)


def main_layer(request: Request) -> Layer:
    """Return the layer of the subject, named after it."""
    if request.subject == "campuses":
        return campuses_layer(request)
    return replace(territories_layer(request), name="coverage")
