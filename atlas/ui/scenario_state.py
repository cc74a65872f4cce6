"""The scenarios of a session: up to four side by side, the open one in the address while it is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from atlas.model.selection import clean_text
from atlas.planning import MAX_CHANGES, MAX_COMPARED, MAX_NAME, Change, Scenario, ScenarioError
from atlas.ui import state
from atlas.ui.frame import Page
from atlas.ui.scenario_settings import SCENARIO, VIEW

MAX_SHARED: Final = 1_800
"""Characters of an address that mail and browsers carry whole."""
_SHELF: Final = "scenario-shelf"
_OPEN: Final = "scenario-open"
_SYNCED: Final = "scenario-synced"
NOTICE: Final = "scenario-notice"
NAME_KEY: Final = "scenario-name"
CHOICE_KEY: Final = "scenario-choice"


def is_arrival() -> bool:
    """Whether another page was shown before, and no address says which scenario; before the page opens."""
    return st.session_state.get("page") != "scenarios" and SCENARIO.param not in st.query_params


def shelf() -> list[Scenario]:
    """Scenarios of the session, at least one."""
    found: list[Scenario] = st.session_state.setdefault(_SHELF, [Scenario("Scénario 1")])
    return found


def current() -> Scenario:
    """The scenario that is open."""
    return shelf()[place()]


def place() -> int:
    """Rank of the scenario that is open."""
    return int(min(st.session_state.get(_OPEN, 0), len(shelf()) - 1))


def settle(here: Page, arrived: bool) -> None:
    """Take the scenario of an address, or write the one of the session there."""
    given = here.view[SCENARIO.param]
    if given != st.session_state.get(_SYNCED, "") and not arrived:
        _replace(Scenario.from_address(given) if given else Scenario(current().name))
    _sync()


def put(scenario: Scenario) -> None:
    """Change the scenario that is open; for callbacks."""
    _replace(scenario)
    _sync()


def _replace(scenario: Scenario) -> None:
    # The day is that of the filter, in the address once.
    shelf()[place()] = replace(scenario, date=None)


def _sync() -> None:
    address = address_of(current())
    if st.session_state.get(_SYNCED) != address or state.setting(SCENARIO.param) != address:
        st.session_state[_SYNCED] = address
        state.set_setting(SCENARIO.param, address)


def address_of(scenario: Scenario) -> str:
    """Text of the address; empty for a scenario that changes nothing or that is too long to share."""
    address = scenario.to_address()
    return address if scenario.changes and len(address) <= MAX_SHARED else ""


def add(changes: Sequence[Change]) -> None:
    """Add changes to the scenario that is open; say so when there is no room."""
    scenario = current()
    if len(scenario.changes) + len(changes) > MAX_CHANGES:
        tell(f"Un scénario compte au plus {MAX_CHANGES} changements : rien n’a été ajouté.")
        return
    put(replace(scenario, changes=(*scenario.changes, *changes)))


def toggle(rank: int) -> None:
    """Switch a change on or off."""
    if 0 <= rank < len(current().changes):
        put(current().toggled(rank))


def remove(rank: int) -> None:
    """Take a change away."""
    if 0 <= rank < len(current().changes):
        put(current().without(rank))


def new(scenario: Scenario) -> bool:
    """Open a scenario beside the others; an open one without any change gives it its place."""
    if current().changes:
        if len(shelf()) >= MAX_COMPARED:
            tell(f"On garde au plus {MAX_COMPARED} scénarios : supprimez-en un d’abord. Rien n’a été perdu.")
            return False
        shelf().append(scenario)
        st.session_state[_OPEN] = len(shelf()) - 1
    put(scenario)
    return True


def duplicate() -> None:
    """Open a copy of the scenario that is open."""
    scenario = current()
    new(replace(scenario, name=free_name(f"{scenario.name[: MAX_NAME - 8]} (copie)")))


def blank() -> None:
    """Open an empty scenario."""
    if current().changes:
        new(Scenario(free_name(f"Scénario {len(shelf()) + 1}")))


def free_name(wanted: str) -> str:
    """Name that no scenario of the session has."""
    names = {one.name for one in shelf()}
    base = clean_text(wanted)[: MAX_NAME - 4].strip()
    numbered = (base if not rank else f"{base} {rank + 1}" for rank in range(99))
    return next(name for name in numbered if name not in names)


def drop() -> None:
    """Forget the scenario that is open."""
    del shelf()[place()]
    if not shelf():
        shelf().append(Scenario("Scénario 1"))
    st.session_state[_OPEN] = 0
    _sync()


def choose() -> None:
    """Open the scenario chosen in the list."""
    st.session_state[_OPEN] = st.session_state[CHOICE_KEY]
    _sync()


def rename() -> None:
    """Take the name that was typed, if there is one."""
    name = clean_text(st.session_state[NAME_KEY])[:MAX_NAME].strip()
    if name:
        put(replace(current(), name=name))


def load(content: bytes, here: Page) -> None:
    """Open a file as one more scenario; a file that is none is refused, and nothing is lost."""
    try:
        scenario = Scenario.from_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        tell("Fichier refusé : ce n’est pas un texte. Vos scénarios n’ont pas changé.")
        return
    except ScenarioError as refused:
        tell(f"Fichier refusé : {refused}. Vos scénarios n’ont pas changé.")
        return
    if new(scenario):
        state.put(replace(state.current_selection(), date=scenario.date), here.choices)


def to_view(view: str) -> None:
    """Show one of the two views."""
    state.set_setting(VIEW.param, view)


def tell(sentence: str) -> None:
    """Say something once, at the next run."""
    st.session_state[NOTICE] = sentence
