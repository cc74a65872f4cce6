"""GeoJSON (RFC 7946): longitude then latitude in WGS 84, shells counter-clockwise, no ``crs`` member."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from atlas.exports.identity import SOURCES, identity_of, notes_of
from atlas.exports.registry import Progress, Request
from atlas.exports.shapes import Layer, main_layer

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def write_geojson(request: Request, progress: Progress) -> bytes:
    """Write the layer of the subject; what is known of no place has a null geometry."""
    progress("lecture des données")
    layer = main_layer(request)
    progress("écriture")
    about = identity_of(request)
    names = [field.name for field in layer.fields]
    document: dict[str, object] = {
        "type": "FeatureCollection",
        "name": layer.name,
        "title": about.title,
        "description": " ".join(notes_of(request)),
        "metadata": {
            "selection": about.selection,
            "date": about.date.isoformat(),
            "state": about.state,
            "version": about.version,
            "address": about.address,
            "attributes": {field.name: field.title for field in layer.fields},
            "source": SOURCES,
        },
    }
    if box := bounds(layer.geometries):
        document["bbox"] = box
    features = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for feature in _features(layer, names)
    ]
    head = json.dumps(document, ensure_ascii=False, allow_nan=False)
    listed = ",\n".join(features)
    return f'{head[:-1]}, "features": [\n{listed}\n]}}\n'.encode()


def bounds(geometries: Sequence[BaseGeometry | None]) -> list[float]:
    """West, south, east, north in degrees; empty when nothing has a place."""
    import shapely

    known = [shape for shape in geometries if shape is not None]
    return [float(edge) for edge in shapely.total_bounds(known)] if known else []


def _features(layer: Layer, names: list[str]) -> list[dict[str, object]]:
    from shapely.geometry import mapping

    return [
        {
            "type": "Feature",
            "id": row[0],
            "properties": dict(zip(names, row, strict=True)),
            "geometry": None if shape is None else mapping(shape),
        }
        for row, shape in zip(layer.rows, layer.geometries, strict=True)
    ]
