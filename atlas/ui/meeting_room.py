"""The room's screen and the files to leave behind, made from a storyboard when they are asked for.

``api/seance/{format}?contenu=…`` holds the storyboard in its address; one that is too long for that is kept
by the server under a key, for as long as it is among the last ones.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import partial
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit.logger import get_logger

from atlas.data.errors import DataFolderError
from atlas.data.territories import slug
from atlas.exports.deck_words import Deck
from atlas.model.selection import DATE_PARAM
from atlas.story.build import contents
from atlas.story.storyboard import Storyboard, StoryboardError
from atlas.story.text import dump, parse
from atlas.ui import loaded, making, meeting_store
from atlas.ui.markup import Html, bullets, few, lone_page, tag, text
from atlas.ui.meeting_store import CONTENT_PARAM, OWN, WHICH_PARAM

ROOM: Final = "salle"
_BACK: Final = "../../seance"
_OWN_PARAM: Final = "mienne"
_WRITERS: Final = {
    "html": ("atlas.exports.html_slides", "text/html; charset=utf-8"),
    "pptx": (
        "atlas.exports.pptx_deck",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "pdf": ("atlas.exports.pdf_deck", "application/pdf"),
}
LABELS: Final = {"pptx": "PowerPoint", "pdf": "PDF", "html": "Page HTML, sans réseau"}
# The page brings its own policy, which forbids any request; this one only says who may frame it.
_ROOM_POLICY: Final = "frame-ancestors 'self'"

_LOGGER: Final = get_logger(__name__)


def address(storyboard: Storyboard, form: str = ROOM, *, is_own: bool = False) -> str:
    """Address of the room's screen or of a file, relative to the pages.

    The way out of one's own storyboard leads to it, not to the ready one.
    """
    query = meeting_store.packed(storyboard)
    if is_own:
        query[_OWN_PARAM] = "1"
    return f"api/seance/{form}?{urlencode(query)}"


def files_html(storyboard: Storyboard, label: str) -> Html:
    """Links to the files of a storyboard, after a label."""
    links = "".join(
        tag("a", text(LABELS[form]), href=address(storyboard, form), download="") for form in available()
    )
    return tag("span", label, Html(links), class_="atlas-seance-fichiers")


def respond(request: Request) -> Response:
    """Answer with the room's screen or a file; runs in a worker thread."""
    form = request.path_params["form"]
    if form != ROOM and form not in _WRITERS:
        return _refusal("Ce format n’existe pas.", status=404)
    try:
        storyboard = meeting_store.unpacked(request.query_params)
    except StoryboardError as refused:
        return _refusal(*refused.errors)
    if storyboard is None:
        return _refusal("Cette séance n’est plus en mémoire : rouvrez-la depuis la page « Séance ».")
    version = loaded.current().catalogue.version
    if form == ROOM:
        screen = _written("html", version, dump(storyboard), _back(request))
        return HTMLResponse(
            screen, headers={"Content-Security-Policy": _ROOM_POLICY, "Cache-Control": "no-cache"}
        )
    name = f"{slug(storyboard.name)[:80] or ROOM}_{_day(storyboard)}.{form}"
    return Response(
        _written(form, version, dump(storyboard)),
        media_type=_WRITERS[form][1],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"},
    )


def _day(storyboard: Storyboard) -> str:
    """Day of the state: the one that all views share, else that of the most recent evidence."""
    stated = {view.params.get(DATE_PARAM) for view in storyboard.views}
    shared = stated.pop() if len(stated) == 1 else None
    return shared[0] if shared else meeting_store.ground().engine.index.latest.isoformat()


def _back(request: Request) -> str:
    if _OWN_PARAM not in request.query_params:
        return _BACK
    packed = request.query_params.get(CONTENT_PARAM)
    return f"{_BACK}?{urlencode({WHICH_PARAM: OWN} | ({CONTENT_PARAM: packed} if packed else {}))}"


def _deck(written: str) -> Deck:
    found = meeting_store.ground()
    storyboard = parse(written, found)
    return Deck(storyboard.name, contents(found, storyboard), found.atlas)


_kept = making.Kept(64_000_000)


def _written(form: str, version: str, written: str, *back: str) -> bytes:
    """A file of a storyboard, or its screen with the way out; `version` tells the data."""

    def make() -> bytes:
        content: bytes = importlib.import_module(_WRITERS[form][0]).build(_deck(written), *back)
        return content

    return _kept.get((form, version, written, *back), make)


def _refusal(*sentences: str, status: int = 400) -> Response:
    heading = "Cette séance ne peut pas être ouverte"
    return HTMLResponse(lone_page(heading, bullets(map(text, few(sentences)))), status)


def available() -> tuple[str, ...]:
    """Formats whose writer is there."""
    return tuple(form for form in LABELS if importlib.util.find_spec(_WRITERS[form][0]))


def route() -> Route:
    """Route to mount beside Streamlit's."""
    return Route("/api/seance/{form}", _respond)


async def _respond(request: Request) -> Response:
    queue = making.SCREENS if request.path_params["form"] == ROOM else making.DECKS
    return await queue.answer(request, partial(_respond_or_refuse, request), partial(_refusal, making.FULL))


def _respond_or_refuse(request: Request) -> Response:
    try:
        return respond(request)
    except DataFolderError:
        return _refusal("Le dossier de données contient des erreurs : la page « Carte » les dit.", status=503)
    except Exception:
        _LOGGER.exception("A meeting failed")
        return _refusal("Une erreur est survenue ; elle est notée dans le journal du serveur.", status=500)
