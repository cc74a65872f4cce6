"""The files that the atlas can write: what one is asked for, and which formats there are.

A format names its writer; the writer's module, and the library behind it, are imported when a file is asked
for, so that this module costs nothing to the start of the application or to a command's help.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from atlas.coverage.engine import Basis
    from atlas.coverage.levels import Level
    from atlas.data.catalogue import Catalogue
    from atlas.data.selecting import CampusIndex
    from atlas.model.selection import Selection

Subject = Literal["campuses", "coverage"]
Progress = Callable[[str], None]
"""Told in French what is being done, as a noun phrase; for commands and pages that show it."""


class ExportError(ValueError):
    """A file that cannot be made of what was asked; the message is a sentence in French."""


def silent(_: str) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Request:
    """What to write, apart from the format.

    Attributes
    ----------
    catalogue : Catalogue
        The data.
    index : CampusIndex
        Filter of that catalogue.
    selection : Selection
        Campuses and date.
    level : Level
        Units of the coverage table, or units that shade the map.
    radius_km : float
        Largest geodesic distance « within reach », in km.
    basis : Basis
        Points of a campus from which distances are measured.
    subject : str
        ``campuses``, or ``coverage``: the share of people within reach, unit by unit.
    address : str
        Path and query of the view, ``/?filiere=mobilite&region=76``.
    options : mapping of str to str
        What one format alone understands, such as the ``table`` of a CSV.
    """

    catalogue: Catalogue
    index: CampusIndex
    selection: Selection
    level: Level
    radius_km: float
    basis: Basis
    subject: Subject
    address: str
    options: Mapping[str, str] = field(default_factory=dict)


Writer = Callable[[Request, Progress], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
        Identifier, on the command line and in addresses.
    extension : str
        End of the file's name, without the dot.
    label : str
        French name.
    description : str
        What the file holds or is good for, in French, a few words.
    media_type : str
        As HTTP names it.
    writer : str
        ``module:function`` of a :data:`Writer`.
    is_slow : bool
        Whether it may take more than a second.
    """

    name: str
    extension: str
    label: str
    description: str
    media_type: str
    writer: str
    is_slow: bool = False

    def write(self, request: Request, progress: Progress = silent) -> bytes:
        """Return the file; the same request gives the same bytes.

        Raises
        ------
        ExportError
            When nothing can be made of the request in this format.
        """
        module, _, name = self.writer.partition(":")
        writer: Writer = getattr(importlib.import_module(module), name)
        return writer(request, progress)


_ALL: Final = (
    Format(
        "xlsx",
        "xlsx",
        "Excel",
        "toutes les tables, avec leurs définitions",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "atlas.exports.xlsx:write_xlsx",
    ),
    Format("csv", "csv", "CSV", "une table", "text/csv; charset=utf-8", "atlas.exports.csv_files:write_csv"),
    Format(
        "gpkg",
        "gpkg",
        "GeoPackage",
        "couches mises en forme pour QGIS",
        "application/geopackage+sqlite3",
        "atlas.exports.gpkg:write_gpkg",
    ),
    Format(
        "geojson",
        "geojson",
        "GeoJSON",
        "une couche, en WGS 84",
        "application/geo+json",
        "atlas.exports.geojson:write_geojson",
    ),
    Format(
        "png",
        "png",
        "PNG",
        "la carte à imprimer",
        "image/png",
        "atlas.exports.picture:write_png",
        is_slow=True,
    ),
    Format(
        "svg",
        "svg",
        "SVG",
        "la carte à retoucher",
        "image/svg+xml",
        "atlas.exports.picture:write_svg",
        is_slow=True,
    ),
    Format(
        "html",
        "html",
        "Carte HTML",
        "la carte interactive, sans réseau",
        "text/html; charset=utf-8",
        "atlas.exports.html_map:write_html",
    ),
    Format(
        "pptx",
        "pptx",
        "PowerPoint",
        "la séance en diapositives, graphiques et tableaux modifiables",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "atlas.exports.deck_request:write_pptx",
        is_slow=True,
    ),
    Format(
        "pdf",
        "pdf",
        "PDF",
        "la séance sur papier, accessible",
        "application/pdf",
        "atlas.exports.deck_request:write_pdf",
        is_slow=True,
    ),
    Format(
        "html-deck",
        "html",
        "Séance HTML",
        "la séance à projeter, cartes interactives, sans réseau",
        "text/html; charset=utf-8",
        "atlas.exports.deck_request:write_html",
        is_slow=True,
    ),
)
DECKS: Final = ("pptx", "pdf", "html-deck")
"""Formats of a meeting: views in order, whatever page they are asked from."""
FORMATS: Final[Mapping[str, Format]] = MappingProxyType({one.name: one for one in _ALL})
"""By name, in the order in which they are offered."""
