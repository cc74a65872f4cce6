"""The route ``api/export/{format}``: an address read with the parser of every page, answered with a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit.logger import get_logger

from atlas.coverage.engine import Basis
from atlas.coverage.levels import Level
from atlas.data.errors import DataFolderError
from atlas.exports.identity import file_name, request_of
from atlas.exports.registry import DECKS, FORMATS, ExportError, Format, Request
from atlas.exports.tables import MAKERS
from atlas.model.numbers import NBSP
from atlas.model.selection import PARAMS, Selection, clean_text, parse
from atlas.ui import coverage_settings, loaded, making
from atlas.ui.downloads import SUBJECT_PARAM, TABLE_PARAM
from atlas.ui.markup import bullets, few, lone_page, tag, text
from atlas.ui.state import Setting

if TYPE_CHECKING:
    from atlas.data.atlas import Atlas

_SETTINGS: Final = (coverage_settings.LEVEL, coverage_settings.RADIUS, coverage_settings.BASIS)
_LOGGER: Final = get_logger(__name__)

Params = Mapping[str, Sequence[str]]


class RequestError(ValueError):
    """An address that asks for no file; its sentences are French."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


def route() -> Route:
    """Return the route that writes files."""
    return Route("/api/export/{format}", _export)


async def _export(asked: HttpRequest) -> Response:
    chosen = FORMATS.get(asked.path_params["format"])
    if chosen is None:
        return refusal(404, ["Ce format n’existe pas."])
    queue = (
        making.DECKS if chosen.name in DECKS else making.PICTURES if chosen.is_slow else making.LIGHT_FILES
    )
    return await answered(asked, partial(_answer, chosen), queue)


async def answered(asked: HttpRequest, write: Callable[[Params], Response], queue: making.Queue) -> Response:
    """Answer with what `write` makes of the parameters of an address, or say in French why not.

    Parameters
    ----------
    asked : Request
        The address.
    write : callable
        Run in a thread; may raise :class:`RequestError`, ``ExportError`` or ``DataFolderError``.
    queue : Queue
        Where it waits.
    """
    params: dict[str, list[str]] = {}
    for name, value in asked.query_params.multi_items():
        params.setdefault(name, []).append(value)
    refuse = partial(refusal, 503, [making.FULL])
    return await queue.answer(asked, partial(_written_or_refused, write, params), refuse)


def _written_or_refused(write: Callable[[Params], Response], params: Params) -> Response:
    try:
        return write(params)
    except RequestError as refused:
        return refusal(400, refused.sentences)
    except ExportError as refused:
        return refusal(422, [str(refused)])
    except DataFolderError:
        return refusal(503, ["Les données ne peuvent pas être lues pour l’instant."])
    except Exception:
        _LOGGER.exception("A file failed")
        return refusal(500, ["Une erreur est survenue ; elle est notée dans le journal du serveur."])


def _answer(chosen: Format, params: Params) -> Response:
    request = read_request(loaded.current(), params, chosen)
    content = _file(chosen, request)
    name = file_name(request, chosen)
    return sent(content, name, chosen.media_type)


def sent(content: bytes, name: str, media_type: str) -> Response:
    """A file to save under a name."""
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-cache",
        },
    )


def read_address(
    atlas: Atlas, params: Params, settings: Sequence[Setting], others: Collection[str] = ()
) -> tuple[Selection, dict[str, str], list[str]]:
    """Read an address; what a page would correct is a reason to refuse, since a file outlives its notice.

    Parameters
    ----------
    atlas : Atlas
        The data.
    params : mapping of str to sequence of str
        The address.
    settings : sequence of Setting
        Settings beside the Selection.
    others : collection of str
        Parameters that the caller reads.

    Returns
    -------
    Selection
        The filter.
    dict of str to str
        Value of each setting.
    list of str
        Reasons to refuse, in French.
    """
    selection, reasons = parse(params, atlas.index.choices)
    reasons = [reason.partition(" ; elle a été ignorée")[0].rstrip(".") + "." for reason in reasons]
    values = {one.param: (params.get(one.param) or [one.default])[-1] for one in settings}
    for one in settings:
        if values[one.param] != one.default and not one.accepts(values[one.param]):
            shown = clean_text(values[one.param])[:40]
            reasons.append(f"{one.label}{NBSP}: la valeur «{NBSP}{shown}{NBSP}» est inconnue.")
    known = {*PARAMS, *values, *others}
    reasons += [
        f"Le paramètre «{NBSP}{clean_text(name)[:40]}{NBSP}» est inconnu."
        for name in params
        if name not in known
    ]
    return selection, values, reasons


def read_request(atlas: Atlas, params: Params, chosen: Format) -> Request:
    """Read the address of a view's file.

    Raises
    ------
    RequestError
        With every reason.
    """
    selection, values, reasons = read_address(atlas, params, _SETTINGS, (SUBJECT_PARAM, TABLE_PARAM))
    subject = (params.get(SUBJECT_PARAM) or ["campuses"])[-1]
    table = (params.get(TABLE_PARAM) or [""])[-1]
    if subject not in MAKERS:
        reasons.append("L’objet demandé est inconnu.")
    elif table and (chosen.name != "csv" or table not in MAKERS[subject]):
        reasons.append("La table demandée est inconnue.")
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


_kept = making.Kept(32_000_000)


def _file(chosen: Format, request: Request) -> bytes:
    settings = f"{request.subject} {request.level} {request.radius_km:g} {request.basis} {request.options}"
    key = (request.catalogue.version, chosen.name, f"{request.selection} {settings}")
    return _kept.get(key, partial(chosen.write, request))


def refusal(status: int, sentences: Sequence[str]) -> Response:
    """A page that says in French why there is no file."""
    back = tag("p", text("Revenez à la page précédente et rechargez-la."))
    page = lone_page("Ce fichier n’a pas pu être préparé", bullets(map(text, few(sentences))), back)
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})
