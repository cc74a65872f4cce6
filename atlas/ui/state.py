"""The state of a session: the Selection, the page's own settings, the widgets and the address as one.

The address is read when it differs from what was last written (first load, shared link, back
button); otherwise the widgets speak and the address follows. The Selection goes along from page to
page; settings belong to the page that declares them, and those that are kept are found again there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from atlas.model.selection import (
    DATE_PARAM,
    FIELDS,
    PARAMS,
    TEXT_PARAM,
    Choices,
    Selection,
    canonical,
    clean_text,
    parse,
)

CHECKED_FIELDS: Final = ("filieres", "categories", "statuses")
"""Fields with few values, shown as boxes; the others are lists of Streamlit's."""

_PARAM_OF: Final = {field.name: field.param for field in FIELDS}
_ADDRESS: Final = "address"
_PAGE: Final = "page"
_SELECTION: Final = "selection"
_SETTINGS: Final = "settings"
_KEPT: Final = "kept-settings"
TEXT_KEY: Final = f"filter-{TEXT_PARAM}"
DATE_KEY: Final = f"filter-{DATE_PARAM}"

Address = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a page beside the filter, such as the level drawn or the campus opened.

    Attributes
    ----------
    param : str
        Name in the address; the widget, if there is one, has the key of :func:`setting_key`.
    default : str
        Value when the address does not say; left out of the address.
    accepts : callable
        Whether a value from an address makes sense.
    label : str
        French name, for the notice about a value that does not.
    is_kept : bool
        Whether a page that has it finds its last value again, when the menu leads there.
    """

    param: str
    default: str
    accepts: Callable[[str], bool]
    label: str
    is_kept: bool = False


Settings = Mapping[str, str]


def widget_key(field: str) -> str:
    """Key of a filter's widget, or of the values of its boxes."""
    return f"filter-{_PARAM_OF[field]}"


def setting_key(param: str) -> str:
    """Key of a setting's widget."""
    return f"view-{param}"


def begin(page: str, settings: Sequence[Setting], choices: Choices) -> tuple[Selection, Settings, list[str]]:
    """State of this run, with what had to be dropped from the address, in French.

    Must be called before any widget that it feeds is made, since it sets their values.
    """
    address = {name: st.query_params.get_all(name) for name in st.query_params}
    notices: list[str] = []
    turned = st.session_state.get(_PAGE) != page
    arrived_with_selection = turned and not address and _SELECTION in st.session_state
    if arrived_with_selection:
        kept: dict[str, str] = st.session_state.get(_KEPT, {})
        _take_settings({param: [value] for param, value in kept.items()}, settings)
        put(current_selection(), choices)
    elif turned or address != st.session_state[_ADDRESS]:
        selection, notices = parse(address, choices)
        notices += _take_settings(address, settings) + _unknown(address, settings)
        put(selection, choices)
    st.session_state[_PAGE] = page
    st.session_state[_ADDRESS] = address
    selection = canonical(_from_widgets(), choices)
    st.session_state[_SELECTION] = selection
    return selection, _read_settings(settings), notices


def current_selection() -> Selection:
    """Selection of the present run, or of the last one when called back by a widget."""
    found: Selection = st.session_state[_SELECTION]
    return found


def setting(param: str) -> str:
    """Value of a setting of the present page."""
    value: str = st.session_state[_SETTINGS][param]
    return value


def settings_of(params: Sequence[str]) -> Settings:
    """Values of some settings, of those that the present page has."""
    stored: Settings = st.session_state[_SETTINGS]
    return {param: stored[param] for param in params if param in stored}


def set_setting(param: str, value: str) -> None:
    """Change a setting; only before its widget is made, or in a callback."""
    st.session_state[_SETTINGS] = {**st.session_state[_SETTINGS], param: value}
    if setting_key(param) in st.session_state:
        st.session_state[setting_key(param)] = value


def keep_setting(param: str, value: str) -> None:
    """Choose the value with which the menu opens the page that has a setting; for callbacks."""
    st.session_state[_KEPT] = st.session_state.get(_KEPT, {}) | {param: value}


def finish(selection: Selection, settings: Sequence[Setting]) -> None:
    """Write the state to the address, if it changed."""
    values = _read_settings(settings)
    kept = {one.param: values[one.param] for one in settings if one.is_kept}
    st.session_state[_KEPT] = st.session_state.get(_KEPT, {}) | kept
    address = selection.to_params() | {
        one.param: [values[one.param]] for one in settings if values[one.param] != one.default
    }
    if address != st.session_state[_ADDRESS]:
        st.session_state[_ADDRESS] = address
        st.query_params.from_dict(address)


def put(selection: Selection, choices: Choices) -> None:
    """Set every filter widget, to known values; only before they are made, or in a callback."""
    selection = canonical(selection, choices)
    for field in FIELDS:
        st.session_state[widget_key(field.name)] = list(selection.values(field.name))
    st.session_state[TEXT_KEY] = selection.text
    st.session_state[DATE_KEY] = selection.date
    st.session_state[_SELECTION] = selection


def _from_widgets() -> Selection:
    """Read the widgets; one that is not on the page keeps the last value."""
    widgets: Mapping[Any, Any] = st.session_state
    last = current_selection()
    chosen = {
        field.name: tuple(widgets.get(widget_key(field.name), last.values(field.name))) for field in FIELDS
    }
    day: dt.date | None = widgets.get(DATE_KEY, last.date)
    return Selection(**chosen, date=day, text=clean_text(widgets.get(TEXT_KEY, last.text)))


def _take_settings(address: Address, settings: Sequence[Setting]) -> list[str]:
    values, notices = {}, []
    for one in settings:
        given = address.get(one.param, [""])[-1]
        if given and not one.accepts(given):
            notices.append(
                f"{one.label} : la valeur « {clean_text(given)[:40]} » est inconnue et a été ignorée."
            )
            given = ""
        values[one.param] = given or one.default
        st.session_state[setting_key(one.param)] = values[one.param]
    st.session_state[_SETTINGS] = values
    return notices


def _read_settings(settings: Sequence[Setting]) -> Settings:
    """Widgets where there are any, else the last value; what the data no longer has, by default."""
    stored: dict[str, str] = st.session_state[_SETTINGS]
    values = {}
    for one in settings:
        value = st.session_state.get(setting_key(one.param)) or stored.get(one.param, one.default)
        values[one.param] = value if value == one.default or one.accepts(value) else one.default
        if value != values[one.param]:
            st.session_state[setting_key(one.param)] = values[one.param]
    st.session_state[_SETTINGS] = values
    return values


def _unknown(address: Address, settings: Sequence[Setting]) -> list[str]:
    known = {*PARAMS, *(one.param for one in settings)}
    return [
        f"Le paramètre « {clean_text(name)[:40]} » est inconnu ; il a été ignoré."
        for name in address
        if name not in known
    ]
