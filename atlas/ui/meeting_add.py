"""« Ajouter à la séance »: one button beside the title of the pages whose view can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from atlas.model.numbers import plural
from atlas.story.storyboard import LEVEL, MAX_NAME, SETTINGS_OF, Kind, Storyboard
from atlas.ui import coverage_settings, meeting_room, meeting_store, state
from atlas.ui.frame import Page
from atlas.ui.state import Settings

COVERAGE_KINDS: Final[Mapping[str, Kind]] = {
    "portee": Kind.COVERAGE,
    "filieres": Kind.MATRIX,
    "histoire": Kind.HISTORY,
    "evolution": Kind.CHANGES,
    "manques": Kind.GAPS,
}
"""Kind of view of each view of the page « Couverture »."""


def title(said: str, here: Page, kind: Kind, settings: Settings | None = None) -> None:
    """Draw the title of a page, with the button that adds its view beside it.

    Parameters
    ----------
    said : str
        The title.
    here : Page
        The page.
    kind : Kind
        What the view shows.
    settings : mapping of str to str, optional
        Settings of the page under the names of its address; those of the kind are kept. By default
        those of the page.
    """
    with st.container(key="titre", horizontal=True, horizontal_alignment="distribute"):
        st.title(said, anchor=False)
        button(here, kind, settings)


def button(
    here: Page,
    kind: Kind,
    settings: Settings | None = None,
    *,
    label: str = "Ajouter à la séance",
    key: str = "add-to-meeting",
) -> None:
    """Draw the button alone; `label` and `key` are its visible text and its name, for a page that has two."""
    st.button(
        label,
        key=key,
        disabled=meeting_store.is_full(),
        on_click=_add,
        args=(kind, here, _kept(here, kind, settings)),
    )


def files(here: Page, kind: Kind, settings: Settings | None = None, *, name: str = "") -> None:
    """Draw the links to the view alone as files, named after the kind when no `name` is given."""
    view = meeting_store.view_of(kind, here.selection, _kept(here, kind, settings))
    alone = Storyboard((name or kind.label)[:MAX_NAME], (view,))
    st.html(meeting_room.files_html(alone, "Emporter cette vue : "))


def _kept(here: Page, kind: Kind, settings: Settings | None) -> dict[str, str]:
    given = here.view if settings is None else settings
    return {setting: given[setting] for setting in SETTINGS_OF[kind] if given.get(setting)}


def _add(kind: Kind, here: Page, settings: dict[str, str]) -> None:
    meeting_store.add(kind, here.selection, settings)
    state.keep_setting(meeting_store.WHICH_PARAM, meeting_store.OWN)
    count = len(meeting_store.own().views)
    st.toast(f"Vue ajoutée à « Ma séance » ({plural(count, 'vue')}).")


def coverage_view(here: Page) -> tuple[Kind, Settings]:
    """Kind and settings of the view that the page « Couverture » shows."""
    kind = COVERAGE_KINDS[here.view[coverage_settings.VIEW.param]]
    return kind, {**here.view, LEVEL: coverage_settings.level().value}
