"""Styles that QGIS reads from a GeoPackage: the atlas's own colours and letters, as QML."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from atlas.exports.shapes import Layer
from atlas.maps.palette import LAND, SEQUENTIAL
from atlas.model.filiere import FILIERES

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_OUTLINE = "255,255,255,255"


def qml(layer: Layer) -> str:
    """Style of a layer: renderer, labels of the attributes, and the attribute that names a feature."""
    renderer = {"campuses": _campuses, "members": _members, "territories": _territories}[layer.name]()
    aliases = "".join(
        f"<alias field={quoteattr(field.name)} index={quoteattr(str(rank + 1))} "
        f"name={quoteattr(field.title)}/>"
        for rank, field in enumerate(layer.fields)
    )
    geometry = 2 if layer.is_polygon else 0
    return (
        f'{_HEAD}<qgis version="3.34" styleCategories="Symbology|Fields|MapTips">{renderer}'
        f'<aliases>{aliases}</aliases><previewExpression>"name"</previewExpression>'
        f"<layerGeometryType>{geometry}</layerGeometryType></qgis>"
    )


def rgba(color: str, alpha: int = 255) -> str:
    """Colour as QGIS writes it.

    >>> rgba("#1f4e8c")
    '31,78,140,255'
    """
    return ",".join(str(int(color[start : start + 2], 16)) for start in (1, 3, 5)) + f",{alpha}"


def _options(values: dict[str, str]) -> str:
    said = "".join(
        f'<Option type="QString" name={quoteattr(name)} value={quoteattr(value)}/>'
        for name, value in values.items()
    )
    return f'<Option type="Map">{said}</Option>'


def _symbol(kind: str, name: int, layer_class: str, values: dict[str, str]) -> str:
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer_class}" enabled="1" locked="0" pass="0">{_options(values)}</layer></symbol>'
    )


def _by_filiere(size: str, shape: str) -> str:
    categories = "".join(
        f"<category value={quoteattr(one.slug)} symbol={quoteattr(str(rank))} "
        f"label={quoteattr(f'{one.letter} · {one.name}')} render={quoteattr('true')}/>"
        for rank, one in enumerate(FILIERES)
    )
    symbols = "".join(
        _symbol(
            "marker",
            rank,
            "SimpleMarker",
            {
                "name": shape,
                "color": rgba(one.color),
                "outline_color": _OUTLINE,
                "outline_width": "0.3",
                "size": size,
                "size_unit": "MM",
            },
        )
        for rank, one in enumerate(FILIERES)
    )
    return (
        '<renderer-v2 type="categorizedSymbol" attr="filiere" symbollevels="0" enableorderby="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _campuses() -> str:
    return _by_filiere("4", "circle")


def _members() -> str:
    return _by_filiere("2", "square")


def _territories() -> str:
    """Five classes of the share of people within reach; nobody within reach is land, hatched."""
    lows = (0.000001, 0.2, 0.4, 0.6, 0.8)
    ranges = [("0", "0.000001", "aucun habitant à portée")]
    ranges += [
        (str(low), str(round(high, 1)), f"{round(low * 100)} à {round(high * 100)} %")
        for low, high in zip(lows, (0.2, 0.4, 0.6, 0.8, 1.0), strict=True)
    ]
    said = "".join(
        f'<range symbol="{rank}" lower="{low}" upper="{high}" label={quoteattr(label)} render="true"/>'
        for rank, (low, high, label) in enumerate(ranges)
    )
    fills = [(LAND, "f_diagonal"), *((color, "solid") for color in SEQUENTIAL)]
    symbols = "".join(
        _symbol(
            "fill",
            rank,
            "SimpleFill",
            {
                "color": rgba(color) if style == "solid" else rgba("#57606a"),
                "style": style,
                "outline_color": _OUTLINE if style == "solid" else rgba("#57606a"),
                "outline_width": "0.2",
                "outline_style": "solid",
            },
        )
        for rank, (color, style) in enumerate(fills)
    )
    return (
        '<renderer-v2 type="graduatedSymbol" attr="covered_share" graduatedMethod="GraduatedColor" '
        f'symbollevels="0" enableorderby="0"><ranges>{said}</ranges><symbols>{symbols}</symbols>'
        "</renderer-v2>"
    )
