"""The network of a campus, and the campuses around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP, plural
from atlas.model.vocabulary import MemberType
from atlas.ui import navigation, panels, table
from atlas.ui.campus_page_record import Record
from atlas.ui.frame import Page
from atlas.ui.markup import Html, bullets, tag, text
from atlas.ui.table import Column, records

SAME_FILIERE: Final = "table-meme-filiere"
SAME_TERRITORY: Final = "table-meme-territoire"
_DISTANCE: Final = Column("distance_km", "Distance (km)", numeric=True, format="km")
_REGION: Final = Column("region", "Région")
_FILIERE: Final = Column("filiere", "Filière", letter=True)


def members(found: Record) -> None:
    """Members by type, those of a known commune with it."""
    count = len(found.members)
    st.header(
        f"{plural(count, 'membre connu', 'membres connus')} du réseau" if count else "Réseau", anchor=False
    )
    if not count:
        panels.notes(["Les sources ne nomment aucun membre de ce réseau."])
        return
    st.html(tag("div", *_groups(found.members), class_="atlas-members"))


def _groups(rows: list[dict[Any, Any]]) -> list[Html]:
    groups = []
    for kind in MemberType:
        of_kind = [row for row in rows if row["type"] == kind.value]
        if of_kind:
            name = f"{kind.label if len(of_kind) == 1 else kind.plural} ({len(of_kind)})"
            groups.append(tag("section", tag("h3", text(name)), bullets(_member(row) for row in of_kind)))
    return groups


def _member(row: dict[Any, Any]) -> Html:
    name, commune = str(row["name"]), str(row["commune"])
    if not commune or commune in name:
        return text(name)
    return text(f"{name}, ") + tag("span", text(commune), class_="dim")


def neighbours(here: Page, found: Record) -> None:
    """Campuses of the same sector, then those of the same territory, each leading to its record."""
    others = found.around.others
    same = others[others["is_same_filiere"]]
    order = "du plus proche au plus loin" if found.is_located else "par ordre alphabétique"
    _table(
        here,
        same,
        f"{plural(len(same), 'autre campus', 'autres campus')} de la filière",
        (Column("name", "Campus", main=True), _DISTANCE, Column("category", "Catégorie"), _REGION),
        f"Filière {found.filiere.name}, {order}. {_distances(found)}",
        SAME_FILIERE,
    )
    field, name = ("is_same_academie", f"académie{NBSP}: {found.campus['academie']}")
    if not found.campus["academie"]:
        field, name = ("is_same_region", f"région{NBSP}: {found.campus['region']}")
    near = others[others[field]]
    _table(
        here,
        near,
        f"{plural(len(near), 'autre campus', 'autres campus')} du même territoire ({name})",
        (Column("name", "Campus", main=True), _FILIERE, _DISTANCE, Column("category", "Catégorie")),
        f"Campus de la même {name}. {_distances(found)}",
        SAME_TERRITORY,
    )


def _distances(found: Record) -> str:
    if not found.is_located:
        return "Le siège du campus n’est pas connu : aucune distance n’est mesurée."
    return f"Distances géodésiques de siège à siège. Un tiret{NBSP}: siège non connu."


def _table(
    here: Page, rows: pd.DataFrame, heading: str, columns: tuple[Column, ...], caption: str, key: str
) -> None:
    st.header(heading, anchor=False)
    if rows.empty:
        panels.notes(["Aucun autre campus en vigueur."])
        return
    filieres = [BY_SLUG[slug] for slug in rows["filiere"]]
    shown = pd.DataFrame(
        {
            "id": rows["campus_id"],
            "name": rows["name"],
            "category": rows["category"],
            "region": rows["region"],
            "distance_km": rows["distance_km"],
            "filiere": [filiere.short_name for filiere in filieres],
            "letter": [filiere.letter for filiere in filieres],
            "color": [filiere.color for filiere in filieres],
        }
    )
    table.unit_table(
        rows=records(shown),
        columns=columns,
        param="id",
        page="campus",
        caption=caption,
        selected="",
        on_open=_open(here, key),
        key=key,
    )


def _open(here: Page, key: str) -> Callable[[], None]:
    return lambda: navigation.go("campus", here.selection, {"id": table.opened(key)})
