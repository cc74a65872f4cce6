"""« Emporter »: links to the files of a view, made when one is asked for.

A page draws one piece of HTML; nothing is computed before a click. The route ``api/export/{format}`` reads
the Selection and the settings with the parser of every address.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import streamlit as st
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit.logger import get_logger

from atlas.coverage.engine import Basis
from atlas.coverage.levels import Level
from atlas.data.errors import DataFolderError
from atlas.exports.identity import file_name, request_of
from atlas.exports.registry import FORMATS, ExportError, Format, Request, Subject
from atlas.exports.tables import MAKERS
from atlas.maps.focus import LEVEL_FIELDS
from atlas.model.numbers import NBSP
from atlas.model.selection import PARAMS, Selection, clean_text, parse
from atlas.ui import coverage_settings, loaded, making
from atlas.ui.markup import Html, bullets, few, tag, text

if TYPE_CHECKING:
    from atlas.coverage.reach import Reach
    from atlas.data.atlas import Atlas
    from atlas.story.territory import Unit
    from atlas.ui.frame import Page

SUBJECT_PARAM: Final = "objet"
TABLE_PARAM: Final = "table"
_SETTINGS: Final = (coverage_settings.LEVEL, coverage_settings.RADIUS, coverage_settings.BASIS)
_KNOWN: Final = frozenset({*PARAMS, SUBJECT_PARAM, TABLE_PARAM, *(one.param for one in _SETTINGS)})
_CSV_TABLES: Final = {
    "campuses": "campus",
    "events": "labels",
    "members": "membres",
    "sources": "sources",
    "coverage": "couverture",
}
_KEPT_BYTES: Final = 32_000_000

_queue: Final = making.Queue(at_once=2, most=18)
_LOGGER: Final = get_logger(__name__)

Key = tuple[str, str, str]


class RequestError(ValueError):
    """An address that asks for no file; its sentences are French."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


# ---- the panel ---------------------------------------------------------------------------------


def panel(
    here: Page,
    subject: Subject = "campuses",
    level: Level = Level.REGION,
    radius_km: float = 30,
    basis: Basis = Basis.SEAT,
    selection: Selection | None = None,
    note: str = "",
) -> None:
    """Draw the links to every file of a view: one light element, closed until it is opened.

    Parameters
    ----------
    here : Page
        The page in this run.
    subject : str
        What the view shows: ``campuses`` or ``coverage``.
    level : Level
        Units of the coverage, or those that shade the map.
    radius_km : float
        Largest distance « within reach », in km.
    basis : Basis
        Points from which distances are measured.
    selection : Selection, optional
        Campuses of the view, when they are not those of the filter.
    note : str
        What the files leave out, in French.
    """
    chosen = here.selection if selection is None else selection
    st.html(panel_html(chosen, subject, level, radius_km, basis, note))


def of_campus(here: Page, campus_id: str) -> None:
    """Draw the panel of one campus, where its name alone tells it from all others."""
    name = str(here.atlas.catalogue.campuses.set_index("id").loc[campus_id, "name"])
    chosen = Selection(text=clean_text(name), date=here.selection.date)
    if here.atlas.ids[here.atlas.mask(chosen)].tolist() == [campus_id]:
        panel(here, selection=chosen)


def of_unit(here: Page, unit: Unit, reach: Reach) -> None:
    """Draw the panel of one territory: its campuses, or the coverage of its level if no filter names it."""
    field = LEVEL_FIELDS.get(unit.level.value)
    if field is None or unit.code not in here.choices[field]:
        level = unit.level if coverage_settings.LEVEL.accepts(unit.level.value) else Level.REGION
        panel(here, "coverage", level, reach.radius_km, reach.basis)
        return
    chosen = replace(here.selection, **{field: (unit.code,)})  # type: ignore[arg-type]
    panel(here, "campuses", unit.level, reach.radius_km, reach.basis, chosen)


def panel_html(
    selection: Selection, subject: Subject, level: Level, radius_km: float, basis: Basis, note: str = ""
) -> Html:
    """Return the panel as HTML; its links are relative, so that they hold under any base path."""
    params = selection.to_params() | {
        SUBJECT_PARAM: [subject],
        coverage_settings.LEVEL.param: [level.value],
        coverage_settings.RADIUS.param: [f"{radius_km:g}"],
        coverage_settings.BASIS.param: [basis.value],
    }
    query = urlencode(params, doseq=True)
    items = [
        item
        for one in FORMATS.values()
        for item in (_csv_items(query, subject) if one.name == "csv" else [_item(one, query)])
    ]
    said = "les campus de cette vue" if subject == "campuses" else "la couverture de cette vue"
    return tag(
        "details",
        tag("summary", text("Emporter")),
        tag(
            "p",
            text(
                f"Télécharger {said}, avec la sélection, la date et la version des données. {note}".rstrip()
            ),
        ),
        bullets(items),
        class_="atlas-downloads",
    )


def _item(one: Format, query: str) -> Html:
    wait = f"{NBSP}; quelques secondes" if one.is_slow else ""
    link = tag("a", text(one.label), href=f"api/export/{one.name}?{query}")
    return f"{link} {text(f'{one.description}{wait}')}"


def _csv_items(query: str, subject: Subject) -> list[Html]:
    links = " ".join(
        tag(
            "a",
            text(f"CSV {_CSV_TABLES[name]}"),
            href=f"api/export/csv?{query}&{TABLE_PARAM}={name}",
        )
        for name in MAKERS[subject]
    )
    return [links]


# ---- the route ---------------------------------------------------------------------------------


def route() -> Route:
    """Return the route that writes files."""
    return Route("/api/export/{format}", _export)


async def _export(asked: HttpRequest) -> Response:
    """Write the file that an address asks for, or say in French why there is none."""
    chosen = FORMATS.get(asked.path_params["format"])
    if chosen is None:
        return _refusal(404, ["Ce format n’existe pas."])
    params: dict[str, list[str]] = {}
    for name, value in asked.query_params.multi_items():
        params.setdefault(name, []).append(value)
    return await _queue.answer(
        f"{chosen.name} {asked.url.query}",
        partial(_answer_or_refusal, chosen, params),
        partial(_refusal, 503, [making.FULL]),
    )


def _answer_or_refusal(chosen: Format, params: Mapping[str, Sequence[str]]) -> Response:
    try:
        return _answer(chosen, params)
    except RequestError as refused:
        return _refusal(400, refused.sentences)
    except ExportError as refused:
        return _refusal(422, [str(refused)])
    except DataFolderError:
        return _refusal(503, ["Les données ne peuvent pas être lues pour l’instant."])
    except Exception:
        _LOGGER.exception("Export %s failed", chosen.name)
        return _refusal(500, ["Une erreur est survenue ; elle est notée dans le journal du serveur."])


def _answer(chosen: Format, params: Mapping[str, Sequence[str]]) -> Response:
    request = read_request(loaded.current(), params, chosen)
    content = _file(chosen, request)
    name = file_name(request, chosen)
    return Response(
        content,
        media_type=chosen.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-cache",
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        },
    )


def read_request(atlas: Atlas, params: Mapping[str, Sequence[str]], chosen: Format) -> Request:
    """Read an address; one that a page would correct is refused, since a file outlives its notice.

    Raises
    ------
    RequestError
        With every reason.
    """
    selection, reasons = parse(params, atlas.index.choices)
    reasons = [reason.partition(" ; elle a été ignorée")[0].rstrip(".") + "." for reason in reasons]
    values = {}
    for one in _SETTINGS:
        values[one.param] = (params.get(one.param) or [one.default])[-1]
        if not _accepts(one.param, values[one.param]):
            shown = clean_text(values[one.param])[:40]
            reasons.append(f"{one.label}{NBSP}: la valeur «{NBSP}{shown}{NBSP}» est inconnue.")
    subject = (params.get(SUBJECT_PARAM) or ["campuses"])[-1]
    table = (params.get(TABLE_PARAM) or [""])[-1]
    if subject not in MAKERS:
        reasons.append("L’objet demandé est inconnu.")
    elif table and (chosen.name != "csv" or table not in MAKERS[subject]):
        reasons.append("La table demandée est inconnue.")
    reasons += [
        f"Le paramètre «{NBSP}{clean_text(name)[:40]}{NBSP}» est inconnu."
        for name in params
        if name not in _KNOWN
    ]
    if reasons:
        raise RequestError(reasons)
    return request_of(
        atlas.catalogue,
        atlas.index,
        selection,
        subject="coverage" if subject == "coverage" else "campuses",
        level=Level(values[coverage_settings.LEVEL.param]),
        radius_km=float(values[coverage_settings.RADIUS.param]),
        basis=Basis(values[coverage_settings.BASIS.param]),
        options={"table": table} if table else {},
    )


def _accepts(param: str, value: str) -> bool:
    return any(one.param == param and one.accepts(value) for one in _SETTINGS)


# ---- the last files ----------------------------------------------------------------------------

_lock = threading.Lock()
_files: OrderedDict[Key, bytes] = OrderedDict()


def _file(chosen: Format, request: Request) -> bytes:
    """Return the file of a request; the last ones are kept, so that a room asks for one work."""
    settings = f"{request.subject} {request.level} {request.radius_km:g} {request.basis} {request.options}"
    key = (request.catalogue.version, chosen.name, f"{request.selection} {settings}")
    with _lock:
        if key in _files:
            _files.move_to_end(key)
            return _files[key]
    content = chosen.write(request)
    with _lock:
        _files[key] = content
        while sum(map(len, _files.values())) > _KEPT_BYTES:
            _files.popitem(last=False)
    return content


def _refusal(status: int, sentences: Sequence[str]) -> Response:
    """A page that says in French why there is no file; it stands alone, without script or style sheet."""
    style = "body{font:16px/1.5 sans-serif;color:#1b1f24;max-width:40em;margin:3em auto;padding:0 1em}"
    body = tag("h1", text("Ce fichier n’a pas pu être préparé")) + bullets(map(text, few(sentences)))
    back = tag("p", text("Revenez à la page précédente et rechargez-la."))
    title = tag("title", text("Fichier non préparé · Atlas des campus"))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">{title}'
    page = f"{head}{tag('style', style)}</head><body><main>{body}{back}</main></body></html>"
    return HTMLResponse(f'<!doctype html><html lang="fr"><head>{page}', status, {"Cache-Control": "no-store"})
