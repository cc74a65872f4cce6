"""The interactive map: a folium map whose geometry and campuses the frame fetches once.

A component resends every argument when one changes, so the map's own script holds only settings;
all that a filter changes travels in one small update (see ``static/map/atlas-map.js``).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.template import Template

from atlas.maps.static_files import version_of, versioned
from atlas.maps.static_geometry import ATTRIBUTION
from atlas.maps.update import MapUpdate, script_json

# Addresses relative to the component's frame: absolute ones fail under a base path.
ROOT: Final = "../../"
STATIC: Final = f"{ROOT}app/static/"
API: Final = f"{ROOT}api/"
LEAFLET: Final = f"{STATIC}vendor/leaflet@1.9.4/"

IGN_TILES: Final = {
    "url": (
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=normal&FORMAT=image/png"
        "&TILEMATRIXSET=PM&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    ),
    "attribution": "Fond : IGN, Géoplateforme",
}
METROPOLE_CENTER: Final = (46.6, 1.5)


_SCRIPTS: Final = [("leaflet", f"{LEAFLET}leaflet.js"), ("atlas", ROOT + versioned("map/atlas-map.js"))]
_STYLES: Final = [
    ("leaflet", f"{LEAFLET}leaflet.css"),
    ("fonts", ROOT + versioned("fonts/fonts.css")),
    ("atlas", ROOT + versioned("map/atlas-map.css")),
]


class _Start(MacroElement):
    """Hands the map and its settings to the atlas's own script."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        AtlasMap.init({{ this._parent.get_name() }}, {{ this.settings }});
        {% endmacro %}"""
    )

    def __init__(self, settings: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"
        self.settings = script_json(settings)


class AtlasMap(folium.Map):
    """A folium map that loads nothing from outside and draws the atlas's layers.

    Parameters
    ----------
    version : str
        Content hash of the data; a new one makes a new map.
    tiles : bool
        Whether the reader may switch the IGN background on; it needs a network.
    """

    default_js = _SCRIPTS
    default_css = _STYLES

    def __init__(self, version: str, *, tiles: bool = False) -> None:
        super().__init__(
            location=METROPOLE_CENTER,
            zoom_start=5,
            tiles=None,
            zoom_snap=0.1,
            zoom_delta=0.5,
            wheel_px_per_zoom_level=120,
            max_zoom=12,
            attribution_control=True,
        )
        settings = {
            "title": "Carte des campus. Le tableau sous la carte donne les mêmes campus.",
            "geo": f"{STATIC}geo/",
            "geoVersion": version_of("geo"),
            "campuses": f"{API}campuses/{version}.json",
            "attribution": ATTRIBUTION,
            "tiles": IGN_TILES if tiles else None,
        }
        self.add_child(_Start(settings))

    def render(self, **kwargs: Any) -> str:
        """Do nothing: the frame takes the script alone, folium would compile a page around it at each run."""
        return ""


@cache
def _made(version: str, tiles: bool) -> AtlasMap:
    return AtlasMap(version, tiles=tiles)


def atlas_map(version: str, *, tiles: bool = False) -> AtlasMap:
    """Map for one run: a shallow copy, for ``st_folium`` renames the map and adds a layer to it.

    Making a folium map from nothing compiles templates and draws random names, at every run.
    """
    copied = copy(_made(version, tiles))
    copied._children = copied._children.copy()
    return copied


class UpdateLayer(folium.FeatureGroup):
    """The one thing that changes: given to ``st_folium`` as the feature group to add."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.featureGroup();
        AtlasMap.update({{ this.payload }});
        {% endmacro %}"""
    )

    def __init__(self, update: MapUpdate) -> None:
        super().__init__()
        self.payload = update.to_script()

    def render(self, **kwargs: Any) -> str:
        """Do nothing: the frame takes the script alone, folium would compile it as a template first."""
        return ""
