"""The pages and the way from one to another, the Selection going along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from atlas.model.selection import Selection
from atlas.ui import state
from atlas.ui.markup import plain

_TITLES: Final = {
    "carte": "Carte",
    "couverture": "Couverture",
    "territoire": "Territoire",
    "annuaire": "Annuaire",
    "campus": "Campus",
    "scenarios": "Scénarios",
    "seance": "Séance",
    "methode": "Données et méthode",
}
_TARGET: Final = "go-to"
_MEASURING: Final = frozenset({"couverture", "territoire", "scenarios"})
_REACH: Final = ("rayon", "base")


def pages() -> dict[str, Any]:
    """All pages by name; the file's stem is the address, so that a deep link works on a cold server."""
    return {
        name: st.Page(f"pages/{name}.py", title=title, url_path=name, default=name == "carte")
        for name, title in _TITLES.items()
    }


def run() -> None:
    """Draw the navigation, and the page that is asked for."""
    known = pages()
    chosen = st.navigation(list(known.values()))
    if target := st.session_state.pop(_TARGET, None):
        name, params = target
        st.switch_page(known[name], query_params=params)
    st.set_page_config(
        page_title=f"{chosen.title} · Atlas des campus", layout="wide", initial_sidebar_state="auto"
    )
    chosen.run()


def go(page: str, selection: Selection, settings: Mapping[str, str]) -> None:
    """Leave for another page at the next run; for callbacks."""
    st.session_state[_TARGET] = (page, _params(page, selection, settings))


def link(label: str, page: str, selection: Selection, settings: Mapping[str, str]) -> None:
    """Link to another page, which keeps the session."""
    st.page_link(
        f"pages/{page}.py",
        label=plain(label),
        query_params=_params(page, selection, settings),
        width="content",
    )


def _params(page: str, selection: Selection, settings: Mapping[str, str]) -> dict[str, list[str]]:
    """What the address of a page says.

    A page that measures gets the radius and the points of the one that is left: its figures are then
    those that were clicked.
    """
    kept = state.settings_of(_REACH) if page in _MEASURING else {}
    return selection.to_params() | {name: [value] for name, value in {**kept, **settings}.items() if value}
