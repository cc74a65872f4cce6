"""« Emporter »: links to the files of a view, made when one is asked for.

A page draws one piece of HTML; nothing is computed before a click.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import streamlit as st

from atlas.coverage.engine import Basis
from atlas.coverage.levels import Level
from atlas.exports.registry import DECKS, FORMATS, Format, Subject
from atlas.exports.tables import MAKERS
from atlas.maps.focus import LEVEL_FIELDS
from atlas.model.numbers import NBSP
from atlas.model.selection import Selection, clean_text
from atlas.ui import coverage_settings
from atlas.ui.markup import Html, bullets, tag, text

if TYPE_CHECKING:
    import pandas as pd

    from atlas.coverage.reach import Reach
    from atlas.story.territory import Unit
    from atlas.ui.frame import Page

SUBJECT_PARAM: Final = "objet"
TABLE_PARAM: Final = "table"
_CSV_TABLES: Final = {
    "campuses": "campus",
    "events": "labels",
    "members": "membres",
    "sources": "sources",
    "coverage": "couverture",
}


def panel(
    here: Page,
    subject: Subject = "campuses",
    level: Level = Level.REGION,
    radius_km: float = 30,
    basis: Basis = Basis.SEAT,
    selection: Selection | None = None,
    note: str = "",
) -> None:
    """Draw the links to every file of a view: one light element, closed until it is opened.

    Parameters
    ----------
    here : Page
        The page in this run.
    subject : str
        What the view shows: ``campuses`` or ``coverage``.
    level : Level
        Units of the coverage, or those that shade the map.
    radius_km : float
        Largest distance « within reach », in km.
    basis : Basis
        Points from which distances are measured.
    selection : Selection, optional
        Campuses of the view, when they are not those of the filter.
    note : str
        What the files leave out, in French.
    """
    chosen = here.selection if selection is None else selection
    st.html(panel_html(chosen, subject, level, radius_km, basis, note))


def of_campus(here: Page, campus_id: str) -> None:
    """Draw the panel of one campus, where some words tell it from all others."""
    campuses = here.atlas.catalogue.campuses
    row = campuses[campuses["id"] == campus_id].iloc[0]
    for chosen in _tellings(row, here.selection):
        if here.atlas.ids[here.atlas.mask(chosen)].tolist() == [campus_id]:
            panel(here, selection=chosen)
            return


def _tellings(row: pd.Series[Any], selection: Selection) -> Iterator[Selection]:
    """Selections that may hold one campus alone, by its name first, then with its place."""
    name = clean_text(row["name"])
    yield Selection(text=name, date=selection.date)
    if row["academie_code"]:
        yield Selection(text=name, academies=(row["academie_code"],), date=selection.date)
    for words in (row["short_name"], f"{name} {row['host_commune']}"):
        if said := clean_text(words):
            yield Selection(text=said, date=selection.date)


def of_unit(here: Page, unit: Unit, reach: Reach) -> None:
    """Draw the panel of one territory: its campuses, or the coverage of its level if no filter names it."""
    field = LEVEL_FIELDS.get(unit.level.value)
    if field is None or unit.code not in here.choices[field]:
        level = unit.level if coverage_settings.LEVEL.accepts(unit.level.value) else Level.REGION
        panel(here, "coverage", level, reach.radius_km, reach.basis)
        return
    chosen = replace(here.selection, **{field: (unit.code,)})  # type: ignore[arg-type]
    panel(here, "campuses", unit.level, reach.radius_km, reach.basis, chosen)


def panel_html(
    selection: Selection, subject: Subject, level: Level, radius_km: float, basis: Basis, note: str = ""
) -> Html:
    """Return the panel as HTML; its links are relative, so that they hold under any base path."""
    params = selection.to_params() | {
        SUBJECT_PARAM: [subject],
        coverage_settings.LEVEL.param: [level.value],
        coverage_settings.RADIUS.param: [f"{radius_km:g}"],
        coverage_settings.BASIS.param: [basis.value],
    }
    query = urlencode(params, doseq=True)
    items = [
        _csv_item(query, subject) if one.name == "csv" else _item(one, query)
        for one in FORMATS.values()
        if one.name not in DECKS  # « Emporter cette vue » makes slides of the view itself
    ]
    said = (
        "les campus de cette vue"
        if subject == "campuses"
        else f"les habitants à portée, par {level.label.lower()}"
    )
    return tag(
        "details",
        tag("summary", text("Emporter")),
        tag(
            "p",
            text(
                f"Télécharger {said}, avec la sélection, la date et la version des données. {note}".rstrip()
            ),
        ),
        bullets(items),
        class_="atlas-downloads",
    )


def _item(one: Format, query: str) -> Html:
    wait = f"{NBSP}; quelques secondes" if one.is_slow else ""
    link = tag("a", text(one.label), href=f"api/export/{one.name}?{query}")
    return f"{link} {text(f'{one.description}{wait}')}"


def _csv_item(query: str, subject: Subject) -> Html:
    return " ".join(
        tag(
            "a",
            text(f"CSV {_CSV_TABLES[name]}"),
            href=f"api/export/csv?{query}&{TABLE_PARAM}={name}",
        )
        for name in MAKERS[subject]
    )
