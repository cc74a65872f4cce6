"""The storyboard that a session builds: kept from page to page, changed one view at a time."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import streamlit as st

from atlas.model.selection import Selection
from atlas.story.build import build
from atlas.story.content import Content
from atlas.story.ground import Ground, ground_of
from atlas.story.storyboard import MAX_VIEWS, Kind, Storyboard, StoryboardError, View
from atlas.story.text import dump, parse
from atlas.ui import loaded

EMPTY: Final = Storyboard("Ma séance")
_KEY: Final = "storyboard"
_PLACE: Final = "storyboard-place"


def ground() -> Ground:
    """The data in use, ready to be told."""
    return _ground(loaded.current().catalogue.version)


@lru_cache(maxsize=2)
def _ground(version: str) -> Ground:
    return ground_of(loaded.by_version(version) or loaded.current())


def own() -> Storyboard:
    """Storyboard of this session."""
    found: Storyboard = st.session_state.get(_KEY, EMPTY)
    return found


def keep(storyboard: Storyboard, place: int | None = None) -> None:
    """Replace the storyboard of this session; `place` is the view to open."""
    st.session_state[_KEY] = storyboard
    wanted = st.session_state.get(_PLACE, 0) if place is None else place
    st.session_state[_PLACE] = max(0, min(wanted, len(storyboard.views) - 1))


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
