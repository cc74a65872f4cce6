"""The parts of the page « Carte » around the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import streamlit as st

from atlas.maps.focus import LEVEL_FIELDS
from atlas.model.filiere import FILIERES
from atlas.model.numbers import plural
from atlas.model.selection import Selection
from atlas.ui import figures, map_panel, navigation, record, state, table
from atlas.ui.frame import Page
from atlas.ui.map_panel import CAMPUS, LEVEL, LEVELS
from atlas.ui.markup import TABLE_ANCHOR, mark, plain, tag, text
from atlas.ui.table import Column

_CAMPUS_TABLE: Final = "table-campus"
_UNIT_TABLE: Final = "table-unites"
_UNIT_NAMES: Final = {"region": "Région", "academie": "Académie", "departement": "Département"}


def headline(sentence: str) -> None:
    """The page's answer in one sentence."""
    st.html(tag("p", text(sentence), class_="atlas-headline"))


def said(sentence: str) -> None:
    """What the last action did, heard by those who do not see the page change."""
    st.html(tag("p", text(sentence), class_="atlas-notes atlas-said"))


def notes(sentences: Iterable[str]) -> None:
    """What stands behind the page's figures: state, version, and what was left out."""
    st.html(tag("p", text(" ".join(sentences)), class_="atlas-notes"))


def key_figures(here: Page) -> None:
    """Key figures of what is shown."""
    st.html(figures.figures_html(figures.key_figures(here.atlas, here.selection, here.mask)))


def level_choice() -> None:
    """Which units the map and the second table count."""
    st.segmented_control(
        "Découpage de la carte",
        options=list(LEVELS),
        format_func=LEVELS.__getitem__,
        key=state.setting_key(LEVEL.param),
        required=True,
        label_visibility="collapsed",
    )


def side(here: Page) -> None:
    """Beside the map: the campus that is open, else what the letters of the marks mean."""
    with st.container(key="side"):
        if here.view[CAMPUS.param]:
            with st.container(key="record-links", horizontal=True, gap="small"):
                st.button(
                    "Fiche complète",
                    key="full-record",
                    type="primary",
                    on_click=navigation.go,
                    args=("campus", here.selection, {"id": here.view[CAMPUS.param]}),
                )
                st.button(
                    "Fermer la fiche", key="close-campus", on_click=state.set_setting, args=(CAMPUS.param, "")
                )
            st.html(record.record_html(here.atlas.catalogue, here.view[CAMPUS.param]))
        else:
            _filieres(here)
            if not here.mask.any():
                _nothing(here)


def _filieres(here: Page) -> None:
    campuses = here.atlas.filieres[here.mask]
    counts = {filiere.slug: int((campuses == filiere.slug).sum()) for filiere in FILIERES}
    largest = max([*counts.values(), 1])
    rows = (
        tag(
            "tr",
            tag("th", mark(filiere), " ", text(filiere.short_name), scope="row"),
            tag("td", text(counts[filiere.slug]), class_="number"),
            tag(
                "td",
                tag("span", class_="bar", style=f"width:{100 * counts[filiere.slug] / largest:.0f}%"),
                class_="bars",
                aria_hidden="true",
            ),
        )
        for filiere in FILIERES
    )
    st.html(
        tag(
            "table",
            tag("caption", "Campus affichés par filière"),
            tag("tbody", *rows),
            class_="atlas-filieres",
        )
    )


def _nothing(here: Page) -> None:
    st.info(plain(f"Aucun campus ne répond à : {here.caption}."))
    st.button(
        "Retirer tous les filtres",
        key="loosen",
        on_click=state.put,
        args=(Selection(), here.choices),
        type="primary",
    )


def campus_table(here: Page) -> None:
    """The map's twin: the same campuses, as a table."""
    st.html(TABLE_ANCHOR)
    st.header(f"{plural(int(here.mask.sum()), 'campus affiché', 'campus affichés')}", anchor=False)
    if not here.mask.any():
        st.html(tag("p", text(f"Aucun campus ne répond à : {here.caption}.")))
        return
    table.campus_table(
        ids=here.atlas.ids[here.mask].tolist(),
        version=here.atlas.catalogue.version,
        caption=here.caption,
        selected=here.view[CAMPUS.param],
        on_open=_open_campus,
        key=_CAMPUS_TABLE,
    )


def _open_campus() -> None:
    state.set_setting(CAMPUS.param, table.opened(_CAMPUS_TABLE))


def unit_table(here: Page) -> None:
    """The counts that shade the map, unit by unit, those without any campus included."""
    level = here.view[LEVEL.param]
    st.header(f"{LEVELS[level]} : campus affichés", anchor=False)
    found = dict(zip(*np.unique(here.atlas.unit_codes[level][here.mask], return_counts=True), strict=True))
    table.unit_table(
        rows=[
            {"id": code, "name": name, "campuses": int(found.get(code, 0))}
            for code, name in here.atlas.unit_names[level].items()
        ],
        columns=(
            Column("name", _UNIT_NAMES[level], main=True),
            Column("campuses", "Campus affichés", numeric=True),
        ),
        param=level,
        caption=f"{LEVELS[level]}, campus affichés : {here.caption}",
        selected=_only(here, level),
        on_open=lambda: map_panel.choose_unit(level, table.opened(_UNIT_TABLE), here.choices),
        key=_UNIT_TABLE,
    )


def _only(here: Page, level: str) -> str:
    chosen = here.selection.values(LEVEL_FIELDS[level])
    return chosen[0] if len(chosen) == 1 else ""
