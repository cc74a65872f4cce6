"""« Ajouter à la séance »: one light button on the pages whose view can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from atlas.story.storyboard import LEVEL, MAX_NAME, SETTINGS_OF, Kind, Storyboard
from atlas.ui import coverage_settings, meeting_room, meeting_store
from atlas.ui.frame import Page

COVERAGE_KINDS: Final[Mapping[str, Kind]] = {
    "portee": Kind.COVERAGE,
    "filieres": Kind.MATRIX,
    "histoire": Kind.HISTORY,
    "evolution": Kind.CHANGES,
    "manques": Kind.GAPS,
}
"""Kind of view of each view of the page « Couverture »."""


def button(
    here: Page,
    kind: Kind,
    settings: Mapping[str, str] | None = None,
    *,
    name: str = "",
    label: str = "Ajouter à la séance",
    key: str = "add-to-meeting",
) -> None:
    """Draw the button that adds the view as it stands, and links to the view alone as files.

    Parameters
    ----------
    here : Page
        The page.
    kind : Kind
        What the view shows.
    settings : mapping of str to str, optional
        Settings of the page under the names of its address; those of the kind are kept. By default
        those of the page.
    name : str
        Name of the files; by default that of the kind.
    label, key : str
        Visible text and name of the button, for a page that has two.
    """
    given = here.view if settings is None else settings
    kept = {setting: given[setting] for setting in SETTINGS_OF[kind] if given.get(setting)}
    st.button(
        label,
        key=key,
        disabled=meeting_store.is_full(),
        on_click=_add,
        args=(kind, here, kept),
    )
    alone = Storyboard((name or kind.label)[:MAX_NAME], (meeting_store.view_of(kind, here.selection, kept),))
    st.html(meeting_room.files_html(alone, "Emporter cette vue : "))


def _add(kind: Kind, here: Page, settings: dict[str, str]) -> None:
    meeting_store.add(kind, here.selection, settings)
    count = len(meeting_store.own().views)
    st.toast(f"Vue ajoutée à votre séance, qui en compte {count}.")


def coverage_button(here: Page) -> None:
    """Draw the button of the page « Couverture », for the view that it shows."""
    kind = COVERAGE_KINDS[here.view[coverage_settings.VIEW.param]]
    button(here, kind, {**here.view, LEVEL: coverage_settings.level().value})
