"""The view « Dictionnaire »: each column of each table, as the schema declares it."""

from __future__ import annotations

import streamlit as st

from atlas.data import dictionary
from atlas.data.columns import Column, Table
from atlas.data.schema import TABLES
from atlas.model.numbers import NBSP, plural
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, tag, text
from atlas.ui.method_tables import html_table


def show(here: Page) -> None:
    """One table a file."""
    st.html(TABLE_ANCHOR)
    for table in TABLES.values():
        rows = len(getattr(here.atlas.catalogue, table.name))
        st.header(f"{table.title} ({plural(rows, 'ligne')})", anchor=False)
        st.html(_chapter(table))


def _chapter(table: Table) -> Html:
    keys = ", ".join(table.key)
    links = "".join(
        f" {column} désigne {target}.{target_column}."
        for column, (target, target_column) in table.links.items()
    )
    caption = f"{table.file_name}. {table.meaning} Clé{NBSP}: {keys}.{links}"
    return html_table(
        ("Colonne", "Titre et sens", "Type", "Présence", "Exemple"),
        [_line(column) for column in table.columns],
        caption,
    )


def _line(column: Column) -> list[Html]:
    meaning = tag("strong", text(column.title)) + text(f". {column.meaning}")
    if column.choices:
        values = (f"{value}{NBSP}: {said}" for value, said in column.choices.items())
        meaning += tag(
            "details", tag("summary", "Valeurs"), tag("ul", *(tag("li", text(one)) for one in values))
        )
    return [
        tag("code", text(column.name)),
        meaning,
        text(dictionary.kind(column)),
        text(dictionary.presence(column)),
        text(column.example),
    ]
