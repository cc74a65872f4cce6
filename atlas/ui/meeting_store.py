"""The storyboard that a session builds: kept from page to page, changed one view at a time.

A session ends with each reload of the page: the browser keeps the storyboard in a cookie of its own
session, and the next one takes it up.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from atlas.model.selection import Selection
from atlas.story.address import from_address, to_address
from atlas.story.build import build
from atlas.story.content import Content
from atlas.story.ground import Ground, ground_of
from atlas.story.storyboard import MAX_VIEWS, Kind, Storyboard, StoryboardError, View
from atlas.story.text import dump, parse
from atlas.ui import loaded

EMPTY: Final = Storyboard("Ma séance")
CONTENT_PARAM: Final = "contenu"
KEY_PARAM: Final = "cle"
COOKIE: Final = "atlas-seance"
_KEY: Final = "storyboard"
_PLACE: Final = "storyboard-place"
_BEFORE: Final = "storyboard-before"
_KEPT: Final = 200
_UNDONE: Final = 20
WHICH_PARAM: Final = "seance"
READY: Final = "prete"
OWN: Final = "mienne"

_lock = threading.Lock()
_texts: OrderedDict[str, str] = OrderedDict()


def ground() -> Ground:
    """The data in use, ready to be told."""
    return _ground(loaded.current().catalogue.version)


@lru_cache(maxsize=2)
def _ground(version: str) -> Ground:
    return ground_of(loaded.of(version))


def packed(storyboard: Storyboard) -> dict[str, str]:
    """Return the parameters that stand for a storyboard: itself, or its key where it is too long.

    The server keeps what is too long, as long as it is among the last ones.
    """
    if content := to_address(storyboard):
        return {CONTENT_PARAM: content}
    written = dump(storyboard)
    key = hashlib.sha256(written.encode()).hexdigest()[:32]
    with _lock:
        _texts[key] = written
        _texts.move_to_end(key)
        while len(_texts) > _KEPT:
            _texts.popitem(last=False)
    return {KEY_PARAM: key}


def unpacked(params: Mapping[str, str]) -> Storyboard | None:
    """Return the storyboard that parameters stand for; None when the server has it no more.

    Raises
    ------
    StoryboardError
        When it cannot be read, or says what the data do not hold.
    """
    if content := params.get(CONTENT_PARAM):
        return from_address(content, ground())
    with _lock:
        written = _texts.get(params.get(KEY_PARAM, ""))
    return None if written is None else parse(written, ground())


def own() -> Storyboard:
    """Storyboard of this session; at its start, the one that the browser has kept."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _left()
    found: Storyboard = st.session_state[_KEY]
    return found


def cookie() -> str:
    """What the browser is to keep of this session's storyboard."""
    return urlencode(packed(own())) if own().views else ""


def _left() -> Storyboard:
    try:
        return unpacked(dict(parse_qsl(st.context.cookies.get(COOKIE, "")))) or EMPTY
    except StoryboardError:
        return EMPTY


def keep(storyboard: Storyboard, place: int | None = None) -> None:
    """Replace the storyboard of this session, which can be undone; `place` is the view to open."""
    before, older = own(), st.session_state.get(_BEFORE, ())
    if storyboard != before and (before.views or older):
        st.session_state[_BEFORE] = (*older, before)[-_UNDONE:]
    _open(storyboard, place)


def _open(storyboard: Storyboard, place: int | None = None) -> None:
    st.session_state[_KEY] = storyboard
    wanted = st.session_state.get(_PLACE, 0) if place is None else place
    st.session_state[_PLACE] = max(0, min(wanted, len(storyboard.views) - 1))


def can_undo() -> bool:
    """Whether there is a storyboard to come back to."""
    return bool(st.session_state.get(_BEFORE))


def undo() -> None:
    """Come back to the storyboard as it was before its last change, and so on."""
    if can_undo():
        *older, before = st.session_state[_BEFORE]
        st.session_state[_BEFORE] = tuple(older)
        _open(before)


def place() -> int:
    """Rank of the view that is open, from 0."""
    rank: int = st.session_state.get(_PLACE, 0)
    return rank


def is_full() -> bool:
    """Whether no view can be added."""
    return len(own().views) >= MAX_VIEWS


def add(kind: Kind, selection: Selection, settings: dict[str, str]) -> None:
    """Add a view at the end."""
    if is_full():
        return
    board = own()
    keep(replace(board, views=(*board.views, view_of(kind, selection, settings))), len(board.views))


def view_of(kind: Kind, selection: Selection, settings: dict[str, str]) -> View:
    """What a page shows, as a view."""
    return View(kind, {name: tuple(values) for name, values in selection.to_params().items()}, settings)


def move(rank: int, by: int) -> None:
    """Move a view up (−1) or down (1)."""
    views = list(own().views)
    other = rank + by
    if 0 <= rank < len(views) and 0 <= other < len(views):
        views[rank], views[other] = views[other], views[rank]
        keep(replace(own(), views=tuple(views)), other)


def duplicate(rank: int) -> None:
    """Repeat a view after itself."""
    views = own().views
    if 0 <= rank < len(views) and not is_full():
        keep(replace(own(), views=(*views[: rank + 1], *views[rank:])), rank + 1)


def delete(rank: int) -> None:
    """Take a view out."""
    views = own().views
    if 0 <= rank < len(views):
        keep(replace(own(), views=(*views[:rank], *views[rank + 1 :])))


def drop_lost() -> int:
    """Take out the views that the data no longer hold, as one of a campus that is gone; say how many."""
    views = own().views
    kept = tuple(view for view in views if _is_held(view))
    if len(kept) < len(views):
        keep(replace(own(), views=kept))
    return len(views) - len(kept)


def _is_held(view: View) -> bool:
    try:
        parse(dump(Storyboard("vue", (view,))), ground())
    except StoryboardError:
        return False
    return True


def rewrite(rank: int, **texts: str) -> None:
    """Change title, finding or note of a view; an empty one is the data's again."""
    views = list(own().views)
    if 0 <= rank < len(views):
        views[rank] = replace(views[rank], **texts)  # type: ignore[arg-type]
        keep(replace(own(), views=tuple(views)))


def told(view: View) -> Content:
    """What a view says now; made once for all sessions that ask for the same."""
    return _told(loaded.current().catalogue.version, dump(Storyboard("vue", (view,))))


@lru_cache(maxsize=128)
def _told(version: str, text: str) -> Content:
    found = _ground(version)
    return build(found, parse(text, found).views[0])
