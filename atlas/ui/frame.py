"""What every page starts and ends with: the data or its errors, the filters, the state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import streamlit as st

from atlas.data.atlas import Atlas
from atlas.data.errors import DataError, DataFolderError
from atlas.data.selecting import Mask, facet_counts, select
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import Choices, Selection
from atlas.ui import filters, loaded, meeting_store, state
from atlas.ui.markup import Html, few, plain, scrolled, tag, text
from atlas.ui.state import Setting, Settings

_SHOWN_ERRORS: Final = 200

Narrow = Callable[[Atlas, Settings], Mask | None]
"""The campuses that a page's own settings leave, whatever the filters."""


@dataclass(frozen=True)
class Page:
    """What a page works with in one run."""

    atlas: Atlas
    choices: Choices
    selection: Selection
    view: Settings
    mask: Mask
    caption: str


@contextmanager
def page(name: str, settings: Sequence[Setting] = (), narrow: Narrow | None = None) -> Iterator[Page]:
    """Open a page: read the state, draw the filters; on leaving, write the address.

    Where a page narrows the campuses by itself, the counts beside the filters follow.
    A data folder with errors stops the page here, with the list of its errors on the screen.
    """
    try:
        atlas = loaded.current()
    except DataFolderError as refused:
        st.html(_start())
        refused_folder(refused)
        st.stop()
    st.html(_start(meeting_store.cookie()))
    choices = atlas.index.choices
    selection, view, notices = state.begin(name, settings, choices)
    if notices:
        st.warning("  \n".join(map(plain, few(notices))))
    within = narrow(atlas, view) if narrow else None
    filters.sidebar(atlas, choices, facet_counts(atlas.index, selection, within), selection)
    kept = select(atlas.index, selection)
    mask = kept if within is None else kept & within
    yield Page(atlas, choices, selection, view, mask, selection.caption(choices))
    # The law (décret n° 2019-768) wants these words on every page.
    st.page_link(
        "pages/methode.py",
        label=f"Accessibilité{NBSP}: non conforme",
        query_params=selection.to_params() | {"vue": ["accessibilite"]},
    )
    state.finish(selection, settings)


def _start(meeting: str = "") -> Html:
    """Where the content begins; the browser keeps the reader's meeting from there for the next session."""
    return tag("div", id="atlas-contenu", tabindex="-1", data_seance=meeting)


def refused_folder(refused: DataFolderError) -> None:
    """Say why the data folder cannot be shown, error by error, and what to do."""
    st.title("Les données ne peuvent pas être affichées", anchor=False)
    st.error(
        f"Le dossier de données contient {plural(refused.total, 'erreur')}. Rien n’a été chargé{NBSP}: "
        "corrigez les lignes ci-dessous, puis rechargez la page."
    )
    shown = refused.errors[:_SHOWN_ERRORS]
    headings = ("Fichier", "Ligne", "Identifiant", "Champ", "Valeur", "Problème", "Remède")
    head = tag("tr", *(tag("th", text(heading), scope="col") for heading in headings))
    body = "".join(_error_row(error) for error in shown)
    caption = (
        f"{len(shown)} premières erreurs sur {refused.total}"
        if refused.total > len(shown)
        else "Toutes les erreurs"
    )
    table = tag(
        "table", tag("caption", text(caption)), tag("thead", head), tag("tbody", body), class_="atlas-table"
    )
    st.html(scrolled(table, "Erreurs du dossier de données"))


def _error_row(error: DataError) -> str:
    cells = (error.table, error.row or "", error.id, error.field, error.value, error.problem, error.remedy)
    return tag("tr", *(tag("td", text(cell)) for cell in cells))
