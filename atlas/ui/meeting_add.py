"""« Ajouter à la séance »: one light button on the pages whose view can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from atlas.story.storyboard import LEVEL, SETTINGS_OF, Kind, Storyboard
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
    label: str = "Ajouter à la séance",
    key: str = "add-to-meeting",
) -> None:
    """Draw the button; pressing it adds the view as it stands.

    Parameters
    ----------
    here : Page
        The page.
    kind : Kind
        What the view shows.
    settings : mapping of str to str, optional
        Settings of the page under the names of its address; those of the kind are kept. By default
        those of the page.
    label, key : str
        Visible text and name of the button, for a page that has two.
    """
    kept = _kept(here, kind, settings)
    st.button(
        label,
        key=key,
        disabled=meeting_store.is_full(),
        on_click=_add,
        args=(kind, here, kept),
    )


def files(here: Page, kind: Kind, settings: Mapping[str, str], name: str) -> None:
    """Draw links to the view alone, as slides, on paper or as a page: what a meeting of one view gives."""
    view = meeting_store.view_of(kind, here.selection, _kept(here, kind, settings))
    st.html(meeting_room.files_html(Storyboard(name, (view,)), "Emporter : "))


def _kept(here: Page, kind: Kind, settings: Mapping[str, str] | None) -> dict[str, str]:
    given = here.view if settings is None else settings
    return {name: given[name] for name in SETTINGS_OF[kind] if given.get(name)}


def _add(kind: Kind, here: Page, settings: dict[str, str]) -> None:
    meeting_store.add(kind, here.selection, settings)
    count = len(meeting_store.own().views)
    st.toast(f"Vue ajoutée à votre séance, qui en compte {count}.")


def coverage_button(here: Page) -> None:
    """Draw the button of the page « Couverture », for the view that it shows."""
    kind = COVERAGE_KINDS[here.view[coverage_settings.VIEW.param]]
    level = {LEVEL: coverage_settings.level().value}
    button(here, kind, {**here.view, **level})
