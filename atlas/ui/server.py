"""What the web server adds to Streamlit: security headers, a French page, caching, a warm start.

``app.py`` hands these settings to Streamlit's own application class::

    app = App(__file__, **server_settings())
"""

from __future__ import annotations

import gc
import importlib
import os
import secrets
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from streamlit import config
from streamlit.logger import get_logger
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, get_instance
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from atlas.data.errors import DataFolderError
from atlas.ui.documents import (
    COMMON_HEADERS,
    FILE_POLICY,
    Kind,
    content_policy,
    french_document,
    is_lost,
    kind_of,
    local_path,
)
from atlas.ui.markup import lone_page, tag, text

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

WARM_MODULES: Final = ("pandas", "altair", "streamlit_folium")
WARM_UP_THREAD: Final = "warm-up"
_SWITCH_S: Final = 0.001
"""How long a thread that makes slides keeps the others waiting: a page gives its turn away many times a run,
and Python's own 5 ms double the slowest clicks."""
_LOGGER: Final = get_logger(__name__)


def server_settings(warm_up: Iterable[Callable[[], object]] = ()) -> dict[str, Any]:
    """Return the keyword arguments of Streamlit's ``App``.

    Parameters
    ----------
    warm_up
        Functions to call in the background once the server answers, for instance the cached load of
        the catalogue. One that fails is logged and stops neither the others nor the server.

    Returns
    -------
    dict
        ``middleware``, ``lifespan`` and ``on_script_error``.
    """
    # Before its first run, Streamlit takes the folder pages/ for its older way of making pages, and a
    # deep link on a cold server would run the page alone, without app.py around it.
    PagesManager.uses_pages_directory = False
    app_session._populate_theme_msg = theme_from_memory
    return {
        "middleware": [Middleware(AtlasMiddleware)],
        "lifespan": _lifespan(tuple(warm_up)),
        "on_script_error": show_script_error,
    }


def is_same_origin(headers: Headers) -> bool:
    """Whether a WebSocket is opened by our own page, by a declared origin or by no page at all.

    Streamlit itself also accepts any page of this computer, and asks an outside host for the
    server's public address before it refuses another.
    """
    origin = headers.get("origin")
    if origin is None or not config.get_option("server.enableCORS"):
        return True
    return urlsplit(origin).netloc == headers.get("host") or origin in config.get_option(
        "server.corsAllowedOrigins"
    )


# ---- the middleware -------------------------------------------------------------------------


class AtlasMiddleware:
    """Pure ASGI middleware around all of Streamlit: refuse, secure, translate, cache."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.tiles = os.environ.get("ATLAS_TILES") == "1"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or one WebSocket."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        allowed = is_host_allowed(headers.get("host"))
        if scope["type"] == "websocket":
            if allowed and is_same_origin(headers):
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008, "reason": "origin"})
            return
        base_path = config.get_option("server.baseUrlPath") or ""
        kind = kind_of(scope["path"], base_path)
        if local_path(scope["path"], base_path).startswith("/api/"):
            # Streamlit puts its own routes under the base path, and leaves an application's where they are.
            scope = {**scope, "path": local_path(scope["path"], base_path)}
        response: Response
        if not allowed and not scope["path"].endswith("/_stcore/health"):
            response = PlainTextResponse("Nom d'hôte non autorisé.", 421, dict(COMMON_HEADERS))
            await response(scope, receive, send)
        elif scope["path"].startswith("/api/") and headers.get("sec-fetch-site") == "cross-site":
            response = PlainTextResponse("Demande d’un autre site refusée.", 403, dict(COMMON_HEADERS))
            await response(scope, receive, send)
        elif is_lost(scope["path"], base_path):
            home = tag("a", text("Ouvrir l’atlas"), href=f"/{base_path.strip('/')}")
            page = lone_page("Cette page n’existe pas", tag("p", home))
            policy = {"Content-Security-Policy": FILE_POLICY}
            response = HTMLResponse(page, 404, {**COMMON_HEADERS, **policy})
            await response(scope, receive, send)
        elif kind == "file" or scope["method"] not in {"GET", "HEAD"}:
            await self._file(scope, receive, send, headers)
        else:
            await self._document(scope, receive, send, kind)

    async def _file(self, scope: Scope, receive: Receive, send: Send, request: Headers) -> None:
        """Pass a file on, with headers; an unchanged one of ours is answered by 304."""
        unchanged = False

        async def send_secured(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A page that a route of ours writes brings a policy of its own.
                _secure(headers, headers.get("content-security-policy", FILE_POLICY))
                if _is_cacheable(scope["path"]) and message["status"] == 200:
                    _cache(headers, scope)
                    unchanged = "etag" in headers and headers["etag"] in request.get("if-none-match", "")
                    if unchanged:
                        message["status"] = 304
                        for name in ("content-length", "content-type", "content-encoding"):
                            del headers[name]
            elif unchanged and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, send_secured)

    async def _document(self, scope: Scope, receive: Receive, send: Send, kind: Kind) -> None:
        """Fetch a document in full and uncompressed, then send its French version."""
        request = Headers(scope=scope)
        dropped = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range"}
        plain = [(name, value) for name, value in scope["headers"] if name not in dropped]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await self.app({**scope, "method": "GET", "headers": plain}, receive, collect)
        headers = MutableHeaders(raw=start["headers"])
        content = bytes(body)
        policy = FILE_POLICY
        status = start["status"]
        if status == 200 and headers.get("content-type", "").startswith("text/html"):
            content, etag, hashes = french_document(kind, content)
            policy = content_policy(kind, request.get("host", ""), hashes, tiles=self.tiles)
            headers["etag"] = etag
            headers["cache-control"] = "no-cache"
            del headers["last-modified"], headers["accept-ranges"]
            if etag in request.get("if-none-match", ""):
                status, content = 304, b""
        _secure(headers, policy)
        if status == 304:
            del headers["content-length"], headers["content-type"]
        else:
            headers["content-length"] = str(len(content))
        response = Response(b"" if scope["method"] == "HEAD" else content, status)
        response.raw_headers = headers.raw
        await response(scope, receive, send)


def _secure(headers: MutableHeaders, policy: str) -> None:
    for name, value in COMMON_HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = policy
    if headers.get("access-control-allow-origin") == "*":
        del headers["access-control-allow-origin"]


def _is_cacheable(path: str) -> bool:
    """Our files, and those of a component, whose names hold their hash."""
    return "/app/static/" in path or ("/component/" in path and "/static/" in path)


def _cache(headers: MutableHeaders, scope: Scope) -> None:
    """A versioned address (``name@1.2.3/``, ``?v=…``) never changes, a typeface hardly ever."""
    versioned = (
        "@" in scope["path"] or "/component/" in scope["path"] or scope["query_string"].startswith(b"v=")
    )
    if scope["path"].endswith(".woff2"):
        headers["Cache-Control"] = "public, max-age=86400"
        return
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"


# ---- start and failures ---------------------------------------------------------------------


def _lifespan(
    hooks: tuple[Callable[[], object], ...],
) -> Callable[[object], AbstractAsyncContextManager[Mapping[str, object] | None]]:
    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[Mapping[str, object] | None]:
        sys.setswitchinterval(_SWITCH_S)
        thread = threading.Thread(target=warm_up, args=(hooks,), name=WARM_UP_THREAD, daemon=True)
        thread.start()
        yield {"warm_up": thread}

    return lifespan


def warm_up(hooks: Iterable[Callable[[], object]] = ()) -> None:
    """Import the heavy modules, call the hooks, then spare what start-up left from the collector.

    Nothing that fails here matters to the server: the first visitor waits a little longer.
    """
    started = time.perf_counter()
    # Streamlit warns once for what runs outside a session, as all of this does.
    get_logger(script_run_context.__name__).addFilter(lambda record: record.threadName != WARM_UP_THREAD)
    steps: list[Callable[[], object]] = [partial(importlib.import_module, name) for name in WARM_MODULES]
    for step in [*steps, register_map_frame, *hooks]:
        try:
            step()
        except DataFolderError as refused:
            _LOGGER.error("%s", refused)  # its list of errors, in French
        except Exception:
            _LOGGER.exception("Warm-up: one step failed")
    gc.collect()
    gc.freeze()
    _LOGGER.info("Warm-up: done in %.1f s", time.perf_counter() - started)


def register_map_frame() -> None:
    """Declare the map's frame to the server.

    A component is declared by its first import inside a page; here it is imported before any page
    runs, so nobody else would, and its frame would answer 404 for ever.
    """
    import streamlit_folium

    get_instance().component_registry.register_component(streamlit_folium._component_func)


_fill_theme: Final = app_session._populate_theme_msg


@cache
def _theme(section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    _fill_theme(message, section)
    return message


def theme_from_memory(msg: CustomThemeConfig, section: str = "theme") -> None:
    """Fill in a section of the theme as Streamlit does, from memory.

    Streamlit reads all its settings six times at each run, for a millisecond; those of the theme are
    known at the start and never change (no file is watched).
    """
    theme = _theme(section)
    if theme.ByteSize():  # an empty section must stay unset
        msg.MergeFrom(theme)


def show_script_error(error: Exception) -> bool:
    """Say in French that the page failed and what to do; the traceback goes to the server's log only.

    Streamlit has logged the traceback already; this adds the reference that the reader is given.

    Returns
    -------
    bool
        True: Streamlit's own message is not wanted.
    """
    reference = secrets.token_hex(3).upper()
    _LOGGER.error("Incident %s: %s in a page", reference, type(error).__name__)
    st.title("Une erreur est survenue", anchor=False)
    st.error(
        "Cette page n’a pas pu s’afficher. Rechargez-la ; si l’erreur revient, ouvrez l’atlas sans ses "
        f"filtres et transmettez la référence **{reference}** à la personne qui l’administre."
    )
    return True
