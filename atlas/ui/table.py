"""The HTML table that stands behind every map: same rows, same actions, read by any assistive tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.maps.static_files import versioned


def loader(name: str) -> str:
    """Script of a component, which Streamlit sends at every run: it only fetches the real one, once.

    Parameters
    ----------
    name : str
        Name of the real script under ``static/``; its default export takes the component.
    """
    # On one line, Streamlit would take it for the name of a file.
    return (
        f'const script = import(new URL("{versioned(name)}", document.baseURI));\n'
        "export default (component) => "
        "script.then((module) => module.default(component)).then(() => undefined);"
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    key : str
        Field of the row.
    label : str
        French heading.
    sort : str
        Field to sort by, when it is not the one shown.
    main : bool
        Whether it names the row and leads to it.
    leads : str
        Field of the id that the value leads to, when it is not the row's own.
    letter : bool
        Whether the sector's mark stands before the value.
    numeric : bool
        Whether values are numbers: right-aligned, largest first at the first click.
    unknown : str
        What to write when the value is not known.
    format : str
        ``int``, ``percent`` (of a share, 0 to 1) or ``km``; French digits.
    heat : bool
        Whether the value shades its cell, which leads somewhere of its own.
    mark : tuple of str, optional
        Letter and colour of a sector's mark, to stand for the label in the heading.
    """

    key: str
    label: str
    sort: str = ""
    main: bool = False
    leads: str = ""
    letter: bool = False
    numeric: bool = False
    unknown: str = ""
    format: str = ""
    heat: bool = False
    mark: tuple[str, str] | None = None

    def to_json(self) -> dict[str, object]:
        """Settings that are set, for the script."""
        settings = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in settings.items() if value}


@dataclass(frozen=True, slots=True)
class Heat:
    """Lower bound and colour of each class of the heat cells, lightest first."""

    bounds: tuple[float, ...]
    colors: tuple[str, ...]


CAMPUS_COLUMNS: Final = (
    Column("name", "Campus", main=True),
    Column("filiere", "Filière", letter=True),
    Column("category", "Catégorie"),
    Column("academie", "Académie", unknown="inconnue"),
    Column("region", "Région"),
    Column("place", "Commune du siège", unknown="inconnue"),
    Column("since", "Premier label", sort="sinceSort"),
)


@cache
def _component() -> Any:
    return st.components.v2.component(
        "atlas_table",
        html='<div class="atlas-table-root"></div>',
        js=loader("page/atlas-table.js"),
        isolate_styles=False,
    )


def campus_table(
    ids: Sequence[str],
    version: str,
    caption: str,
    selected: str,
    on_open: Callable[[], None],
    key: str,
    *,
    columns: Sequence[Column] = CAMPUS_COLUMNS,
    more: Mapping[str, Mapping[str, object]] | None = None,
    opens: tuple[str, str] = ("", "campus"),
) -> None:
    """Draw the campuses of a view; ``on_open`` is called when a row is chosen.

    Parameters
    ----------
    ids : sequence of str
        Campuses to show; their content is fetched once by the browser.
    version : str
        Content hash of the data.
    caption : str
        What the table holds, in French.
    selected : str
        Id of the campus that is open, or empty.
    on_open : callable
        The id is then found with :func:`opened`.
    key : str
        Key of the component.
    columns : sequence of Column
        Columns, those of `more` included.
    more : mapping, optional
        By id, values that only this view has.
    opens : tuple of str
        Page, empty for this one, and address parameter that open a campus.
    """
    page, param = opens
    data: dict[str, object] = {
        "url": f"api/campuses/{version}.json",
        "ids": list(ids),
        "param": param,
        "page": page,
    }
    if more:
        data["more"] = more
    _draw(
        data,
        columns,
        caption,
        selected,
        on_open,
        key,
    )


def unit_table(
    rows: Sequence[dict[str, object]],
    columns: Sequence[Column],
    param: str,
    caption: str,
    selected: str,
    on_open: Callable[[], None],
    key: str,
    page: str = "",
    heat: Heat | None = None,
) -> None:
    """Draw units; ``param`` is the address parameter that opens one, on another page if one is given.

    A heat cell is opened as ``row id|column key``.
    """
    data: dict[str, object] = {"rows": list(rows), "param": param, "page": page}
    if heat:
        data["heat"] = {"bounds": heat.bounds, "colors": heat.colors}
    _draw(data, columns, caption, selected, on_open, key)


def records(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Rows for :func:`unit_table`, what is missing as None."""
    known = rows.astype(object).where(rows.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


def _draw(
    data: dict[str, object],
    columns: Sequence[Column],
    caption: str,
    selected: str,
    on_open: Callable[[], None],
    key: str,
) -> None:
    shape = {"columns": [column.to_json() for column in columns], "caption": caption, "selected": selected}
    _component()(key=key, data=data | shape, on_open_change=on_open)


def opened(key: str) -> str:
    """Id of the row just chosen in a table; for its callback."""
    value: str | None = st.session_state[key].get("open")
    return value or ""
