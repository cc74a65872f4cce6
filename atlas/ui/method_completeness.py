"""The view « Complétude »: what the catalogue knows, against the official totals, by field and région."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from atlas.coverage import engine_of, timeline
from atlas.data import quality
from atlas.model.dates import PartialDate
from atlas.model.numbers import NBSP, french_int, plural
from atlas.model.selection import french_day
from atlas.ui import filters
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, external_link, text
from atlas.ui.method_tables import html_table, share


def show(here: Page) -> None:
    """The three tables."""
    st.html(TABLE_ANCHOR)
    _officials(here)
    filters.chips(here.choices, here.selection)
    count = plural(int(here.mask.sum()), "campus", "campus")
    _fields(here, count)
    _regions(here, count)


def _officials(here: Page) -> None:
    """Each official total and what the catalogue knows of that day; whole catalogue, whatever the filters."""
    st.header("Face aux totaux officiels", anchor=False)
    measured = timeline(engine_of(here.atlas.catalogue))
    known = {row["date"]: row for row in measured.rows.to_dict("records")}
    totals = here.atlas.catalogue.official_totals.to_dict("records")
    totals.sort(key=lambda row: PartialDate.parse(row["date"]).last_day)
    rows = [
        _official_row(total, known[day])
        for total in totals
        if (day := PartialDate.parse(total["date"]).last_day) in known
    ]
    headings = (
        "Date",
        "Campus, total officiel",
        "Connus à cette date",
        "dont label daté",
        "Excellence, total officiel",
        "Excellence connue",
        "Source du total",
    )
    st.html(html_table(headings, rows, f"Tout le catalogue. {measured.definition}", numbers=range(1, 6)))


def _official_row(total: Mapping[Hashable, Any], known: Mapping[Hashable, Any]) -> list[Html]:
    in_force = int(known["dated"]) + int(known["undated"])
    day = PartialDate.parse(total["date"]).in_french()
    cells = [text(day)]
    if total["campuses"]:
        official = int(total["campuses"])
        cells += [
            text(french_int(official)),
            share(in_force, official),
            text(french_int(int(known["dated"]))),
        ]
    else:
        cells += [text("non publié"), text(french_int(in_force)), text(french_int(int(known["dated"])))]
    if total["excellence"]:
        official = int(total["excellence"])
        cells += [text(french_int(official)), share(int(known["excellence"]), official)]
    else:
        cells += [text("non publié"), text(french_int(int(known["excellence"])))]
    return [*cells, external_link(total["source_url"], day)]


def _fields(here: Page, count: str) -> None:
    st.header("Champ par champ", anchor=False)
    rows = quality.fields(here.atlas.catalogue, here.mask)
    cells = [
        [
            text(row["title"]),
            share(row["total"] - row["missing"], row["total"]),
            *(text(_count(row[state])) for state in (*quality.STATES, "missing")),
        ]
        for row in rows.to_dict("records")
    ]
    headings = ("Champ", "Connu", "Donné par une source", "Déduit", "Classé d’après le titre", "Manquant")
    caption = (
        f"Campus que gardent les filtres ({count}). « Donné par une source »{NBSP}: recopié d’une page "
        "publique ; un champ facultatif peut manquer parce que le campus n’en a pas."
    )
    st.html(html_table(headings, cells, caption, numbers=range(1, 6)))


def _regions(here: Page, count: str) -> None:
    st.header("Région par région", anchor=False)
    rows = quality.regions(here.atlas.catalogue, here.mask)
    parts = ("seat", "academie", "dated", "members")
    cells = [
        [
            text(row["name"]),
            text(french_int(row["campuses"])),
            *(share(row[part], row["campuses"]) for part in parts),
            text(_count(row["low"])),
        ]
        for row in [*rows.to_dict("records"), _sum(rows)]
    ]
    headings = (
        "Région",
        "Campus",
        "Siège situé",
        "Académie connue",
        "Label daté",
        "Membres connus",
        "Confiance faible",
    )
    day = f", au {french_day(here.selection.date)}" if here.selection.date else ""
    caption = f"Campus que gardent les filtres ({count}{day}). Aucun total officiel n’est publié par région."
    st.html(html_table(headings, cells, caption, numbers=range(1, 7)))


def _sum(rows: pd.DataFrame) -> dict[Hashable, Any]:
    return {"name": "Ensemble", **rows.drop(columns=["code", "name"]).sum().to_dict()}


def _count(number: int) -> str:
    return french_int(number) if number else "—"
