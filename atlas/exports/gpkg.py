"""GeoPackage: campuses, members and territories with coverage, styled for QGIS.

GDAL writes the layers; the styles and the sheet « lisez_moi » are added with SQLite, and every time stamp is
set to one fixed day, so that two files of one state are the same.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np

from atlas.exports.identity import identity_of, notes_of
from atlas.exports.qgis_style import qml
from atlas.exports.registry import Progress, Request
from atlas.exports.shapes import Field, Layer, campuses_layer, members_layer, territories_layer

_FIXED_TIME: Final = "2000-01-01T00:00:00.000Z"
# GDAL's configuration and its drivers are shared by all threads of the process.
_gdal = threading.Lock()

_STYLES_TABLE: Final = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
)"""
_ABOUT_TABLE: Final = (
    "CREATE TABLE lisez_moi (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, rubrique TEXT, texte TEXT)"
)
_REGISTER: Final = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
    "VALUES (?, 'attributes', ?, ?, ?)"
)


def write_gpkg(request: Request, progress: Progress) -> bytes:
    """Write the three layers; what is known of no place has a null geometry.

    Raises
    ------
    ExportError
        For a level that has no boundaries.
    """
    progress("lecture des données")
    # The last is drawn first in QGIS: surfaces under points.
    layers = (campuses_layer(request), members_layer(request), territories_layer(request))
    about = identity_of(request)
    lines = [*about.lines(), *(("À savoir", note) for note in notes_of(request))]
    description = f"{about.title}. {about.selection}. {about.state}, version {about.version}. {about.address}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atlas.gpkg"
        for layer in layers:
            progress(f"couche « {layer.title} »")
            _write_layer(path, layer, description)
        _complete(path, layers, lines)
        return path.read_bytes()


def _write_layer(path: Path, layer: Layer, description: str) -> None:
    import pyogrio
    import shapely

    masks = [np.array([row[rank] is None for row in layer.rows]) for rank in range(len(layer.fields))]
    data = [_column([row[rank] for row in layer.rows], field) for rank, field in enumerate(layer.fields)]
    geometries = np.array([None if one is None else shapely.to_wkb(one) for one in layer.geometries], object)
    with _gdal:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_TIME})
        pyogrio.raw.write(
            path,
            geometry=geometries,
            field_data=data,
            fields=[field.name for field in layer.fields],
            field_mask=masks,
            layer=layer.name,
            driver="GPKG",
            geometry_type="MultiPolygon" if layer.is_polygon else "Point",
            crs="EPSG:4326",
            append=path.exists(),
            IDENTIFIER=layer.title,
            DESCRIPTION=description,
        )
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _column(values: list[Any], field: Field) -> np.ndarray[Any, Any]:
    """Values of one attribute; the mask tells which are unknown."""
    if field.type == "int":
        return np.array([0 if value is None else value for value in values], np.int64)
    if field.type == "float":
        return np.array([np.nan if value is None else value for value in values], np.float64)
    if field.type == "date":
        return np.array(["NaT" if value is None else value for value in values], "datetime64[D]")
    return np.array(values, object)


def _complete(path: Path, layers: Sequence[Layer], lines: Sequence[tuple[str, str]]) -> None:
    """Add the styles and what the file says of itself; fix the time stamps."""
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_STYLES_TABLE)
        for layer in layers:
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
                "VALUES ('', '', ?, 'geom', 'Atlas', ?, '', 1, '', '', ?)",
                (layer.name, qml(layer), _FIXED_TIME),
            )
        base.execute(_ABOUT_TABLE)
        base.executemany("INSERT INTO lisez_moi (rubrique, texte) VALUES (?, ?)", lines)
        base.execute(_REGISTER, ("layer_styles", "layer_styles", "", _FIXED_TIME))
        base.execute(_REGISTER, ("lisez_moi", "Lisez-moi", "", _FIXED_TIME))
        base.execute("UPDATE gpkg_contents SET last_change = ?", (_FIXED_TIME,))
