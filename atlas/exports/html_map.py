"""Live maps in one file: the atlas's own map and tables, with their data, without a server.

A page may hold several maps; boundaries, campuses, scripts and typeface are written once. What a page holds
is text until a script reads it, and its policy refuses whatever is not in the file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from atlas.data.atlas import Atlas
from atlas.exports.picture_view import ALL, View, atlas_of_request, facts, views_by_filiere
from atlas.exports.registry import Progress, Request
from atlas.maps.campus_rows import campuses_json
from atlas.maps.focus import drawn_code
from atlas.maps.static_files import FOLDER
from atlas.maps.static_geometry import ATTRIBUTION
from atlas.maps.update import MapUpdate, script_json
from atlas.model.numbers import NBSP, french_int

Html = str

_OWN: Final = Path(__file__).parent / "html"
_TYPEFACES: Final = ("source-sans-3-latin.woff2", "source-sans-3-latin-ext.woff2")
CAMPUS_COLUMNS: Final[tuple[dict[str, Any], ...]] = (
    {"key": "name", "label": "Campus", "main": True},
    {"key": "filiere", "label": "Filière", "letter": True},
    {"key": "category", "label": "Catégorie"},
    {"key": "academie", "label": "Académie", "unknown": "inconnue"},
    {"key": "region", "label": "Région"},
    {"key": "place", "label": "Commune du siège", "unknown": "inconnue"},
    {"key": "since", "label": "Premier label", "sort": "sinceSort"},
)
"""Columns of a table of campuses, as ``static/page/atlas-table.js`` reads them."""
UNIT_COLUMNS: Final[tuple[dict[str, Any], ...]] = (
    {"key": "name", "label": "Territoire", "main": True},
    {"key": "share", "label": "Part à portée", "numeric": True, "format": "percent", "unknown": "inconnue"},
    {"key": "covered", "label": "Habitants à portée", "numeric": True, "format": "int", "unknown": "inconnu"},
    {"key": "population", "label": "Habitants", "numeric": True, "format": "int", "unknown": "inconnu"},
    {"key": "campuses", "label": "Campus", "numeric": True, "format": "int"},
)
"""Columns of a table of units."""


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A table under a map.

    Attributes
    ----------
    caption : str
        What the rows are.
    columns : sequence of mapping
        As ``static/page/atlas-table.js`` reads them.
    rows : sequence of mapping, optional
        Units, ``id`` being their code; by default the campuses that the map shows.
    """

    caption: str
    columns: Sequence[Mapping[str, Any]] = CAMPUS_COLUMNS
    rows: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class LiveView:
    """One state of a map that the reader may choose.

    Attributes
    ----------
    label : str
        Its name in the list of states.
    update : MapUpdate
        What the map shows.
    finding : str
        One sentence over the map; may be empty.
    tables : sequence of LiveTable
        What says the same as the map.
    """

    label: str
    update: MapUpdate
    finding: str = ""
    tables: Sequence[LiveTable] = ()


def map_element(key: str, title: str, views: Sequence[LiveView], choice: str = "") -> Html:
    """Return a live map, its record and its tables.

    Parameters
    ----------
    key : str
        Letters, digits and hyphens; one of its own in the page.
    title : str
        Name of the map for assistive tools.
    views : sequence of LiveView
        The first one is shown; all have as many tables.
    choice : str
        Name of the list that chooses a view; not needed for one.
    """
    payload = {
        "title": title,
        "attribution": ATTRIBUTION,
        "views": [
            {
                "update": json.loads(view.update.to_script()),
                "finding": view.finding,
                "tables": [
                    {"caption": one.caption, "columns": list(one.columns)}
                    | ({"rows": list(one.rows)} if one.rows is not None else {})
                    for one in view.tables
                ],
            }
            for view in views
        ],
    }
    options = "".join(f"<option>{escape(view.label)}</option>" for view in views)
    chooser = f'<label class="live-choice">{escape(choice)} <select>{options}</select></label>'
    finding = f'<p class="atlas-headline live-finding" role="status">{escape(views[0].finding)}</p>'
    tables = '<div><div class="atlas-table-root"></div></div>' * len(views[0].tables)
    return (
        f'<section class="live" data-live="map-{key}" aria-label="Carte et tableau{NBSP}: {escape(title)}">'
        f"{finding if views[0].finding else ''}{chooser if len(views) > 1 else ''}"
        '<div class="live-grid"><div class="live-frame"><div class="live-map"></div></div>'
        '<div class="live-record" aria-live="polite"></div></div>'
        f'<div class="live-tables" id="tableau-{key}">{tables}</div></section>'
        f"{_block(f'map-{key}', script_json(payload))}"
    )


def shared_data(atlas: Atlas, updates: Iterable[MapUpdate]) -> Html:
    """Return what the maps of a page share: boundaries of their levels, and the campuses that they show."""
    found = list(updates)
    levels = sorted({one.level for one in found} | {one.focus.level for one in found if one.focus} - {""})
    shown = {campus for one in found for campus in one.shown}
    shown |= {campus for one in found for step in one.steps for campus in step["shown"]}
    campuses = json.loads(campuses_json(atlas))
    campuses["campuses"] = [row for row in campuses["campuses"] if row["id"] in shown]
    files = {name: (FOLDER / "geo" / f"{name}.json") for name in ("insets", "collectivite", *levels)}
    blocks = [
        _block(name, script_json(json.loads(path.read_text(encoding="utf-8"))))
        for name, path in files.items()
        if path.is_file()
    ]
    return "".join([*blocks, _block("campuses", script_json(campuses))])


def document(title: str, body: Html, *, style: str = "", scripts: Sequence[str] = ()) -> bytes:
    """Return a whole page with the maps' scripts, styles and typeface in it.

    Parameters
    ----------
    title : str
        Title of the page.
    body : str
        Markup, with `map_element` and `shared_data` in it.
    style : str
        More rules.
    scripts : sequence of str
        More scripts, run after the maps have started.

    Returns
    -------
    bytes
        UTF-8; it opens from a disk, and its policy forbids any request.
    """
    rules = _styles() + style
    run = [*_scripts(), *scripts]
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(_hash(script) for script in run)}",
            f"style-src {_hash(rules)}",
            "font-src data:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{escape(title)}</title>\n<style>{rules}</style>\n</head>\n'
        f"<body>\n{body}\n{''.join(f'<script>{script}</script>' for script in run)}\n</body>\n</html>\n"
    ).encode()


def _block(name: str, data: str) -> Html:
    return f'<script type="application/json" id="atlas-data-{name}">{data}</script>\n'


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _scripts() -> tuple[str, ...]:
    """Scripts of a page in order; each file is the one that the atlas serves."""
    leaflet = _read(FOLDER / "vendor" / "leaflet@1.9.4" / "leaflet.js")
    table = _read(FOLDER / "page" / "atlas-table.js")
    # A module cannot be loaded from a disk: its one export becomes a name of the page.
    table = table.replace("export default function", "window.AtlasTable = function")
    return (
        re.sub(r"\n?//# sourceMappingURL=\S*", "", leaflet),
        _read(FOLDER / "map" / "atlas-map.js"),
        f"(function () {{\n{table}}})();",
        _read(_OWN / "page.js"),
    )


@cache
def _styles() -> str:
    """Rules of a page; addresses of pictures that no map uses are taken out."""
    fonts = _read(FOLDER / "fonts" / "fonts.css")
    for name in _TYPEFACES:
        data = base64.b64encode((FOLDER / "fonts" / name).read_bytes()).decode()
        fonts = fonts.replace(f'url("{name}")', f"url(data:font/woff2;base64,{data})")
    leaflet = _read(FOLDER / "vendor" / "leaflet@1.9.4" / "leaflet.css")
    others = (FOLDER / "page" / "atlas.css", FOLDER / "map" / "atlas-map.css", _OWN / "page.css")
    return "\n".join([fonts, re.sub(r"url\((?!#)[^)]*\)", "none", leaflet), *map(_read, others)])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write_html(request: Request, progress: Progress) -> bytes:
    """Write the view of a request as one page: the live map, its tables, and a choice of filière."""
    progress("mesure de la vue")
    found = views_by_filiere(request)
    whole = found[0][1]
    views = [
        LiveView(label, view.update, view.finding, _tables(request, label, view)) for label, view in found
    ]
    progress("assemblage de la page")
    told = facts(request)
    context = f"{told['Filtres']}. État{NBSP}: {told['État']}."
    said = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in told.items())
    body = (
        '<a class="atlas-skip" href="#tableau-carte">Aller au tableau</a>\n<main class="live-page">'
        f'<h1>{escape(whole.title)}</h1><p class="live-context">{escape(context)}</p>'
        f"{map_element('carte', f'Carte. {whole.title}', views, choice='Filière')}"
        f'<footer class="live-footer"><dl class="live-facts">{said}</dl></footer></main>\n'
        f"{shared_data(atlas_of_request(request), [view.update for view in views])}"
    )
    return document(f"{whole.title} – Atlas des campus", body)


def _tables(request: Request, label: str, view: View) -> list[LiveTable]:
    """Units first where the map shades them by a measure; the campuses always."""
    chosen = "" if label == ALL else f", filière{NBSP}: {label}"
    campuses = LiveTable(f"Campus affichés{chosen} ({french_int(len(view.update.shown))})")
    if view.coverage is None:
        return [campuses]
    rows = view.coverage.rows
    known = rows.astype(object).where(rows.notna(), None).to_dict("records")
    units = [
        {
            "id": drawn_code(request.level.value, str(row["code"])),
            "name": row["name"],
            "share": row["covered_share"],
            "covered": row["covered_population"],
            "population": row["population"],
            "campuses": row["campuses"],
        }
        for row in known
    ]
    return [
        LiveTable(f"{request.level.plural}{NBSP}: habitants à portée{chosen}", UNIT_COLUMNS, units),
        campuses,
    ]
