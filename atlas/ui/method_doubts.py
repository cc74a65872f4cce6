"""The view « Fiches à vérifier »: the doubtful records, why they are, and the way to each."""

from __future__ import annotations

from collections import Counter
from typing import Final

import streamlit as st

from atlas.data.quality import Doubt, doubts
from atlas.data.quality_rules import RULES, Rule
from atlas.model.numbers import NBSP, french_int, plural
from atlas.ui import filters, navigation, panels, state, table
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, text
from atlas.ui.method_settings import ALL_RULES, RULE
from atlas.ui.method_tables import html_table, share
from atlas.ui.table import Column

_TABLE: Final = "table-doutes"
_SEPARATOR: Final = f"{NBSP}; "


def show(here: Page) -> None:
    """The doubts by rule, then by campus."""
    found = doubts(here.atlas.catalogue, here.mask)
    kept = int(here.mask.sum())
    doubtful = len({doubt.campus_id for doubt in found})
    panels.notes(
        [
            f"{plural(doubtful, 'fiche')} sur {french_int(kept)} "
            f"{'porte' if doubtful < 2 else 'portent'} au moins un des doutes ci-dessous.",
            "Ils sont déduits des tables à cet instant : corriger les données les fait disparaître.",
        ]
    )
    filters.chips(here.choices, here.selection)
    _campuses(here, found)
    _rules(found, kept)


def _campuses(here: Page, found: list[Doubt]) -> None:
    st.selectbox(
        "Motif",
        [ALL_RULES, *(rule.key for rule in RULES)],
        format_func=_TITLES.__getitem__,
        key=state.setting_key(RULE.param),
    )
    chosen = here.view[RULE.param]
    by_campus: dict[str, list[Doubt]] = {}
    for doubt in found:
        by_campus.setdefault(doubt.campus_id, []).append(doubt)
    shown = {
        campus_id: own
        for campus_id, own in by_campus.items()
        if chosen == ALL_RULES or any(doubt.rule.key == chosen for doubt in own)
    }
    st.html(TABLE_ANCHOR)
    st.header(plural(len(shown), "fiche à vérifier", "fiches à vérifier"), anchor=False)
    if not shown:
        panels.notes(
            [f"Aucune fiche pour ce motif parmi les campus que gardent les filtres{NBSP}: {here.caption}."]
        )
        return
    campuses = here.atlas.catalogue.campuses
    rows = [
        {
            "id": campus_id,
            "name": name,
            "region": region,
            "count": len(shown[campus_id]),
            "doubts": _SEPARATOR.join(map(_said, shown[campus_id])),
        }
        for campus_id, name, region in zip(campuses["id"], campuses["name"], campuses["region"], strict=True)
        if campus_id in shown
    ]
    rows.sort(key=lambda row: -int(str(row["count"])))
    table.unit_table(
        rows=rows,
        columns=(
            Column("name", "Campus", main=True),
            Column("region", "Région"),
            Column("count", "Motifs", numeric=True),
            Column("doubts", "Pourquoi"),
        ),
        param="id",
        page="campus",
        caption=f"{_TITLES[chosen]}. {here.caption}",
        selected="",
        on_open=lambda: navigation.go("campus", here.selection, {"id": table.opened(_TABLE)}),
        key=_TABLE,
    )


def _said(doubt: Doubt) -> str:
    return f"{doubt.rule.title} ({doubt.detail})" if doubt.detail else doubt.rule.title


def _rules(found: list[Doubt], kept: int) -> None:
    """What is looked for, with what was found: nothing found is an answer too."""
    counts = Counter(doubt.rule.key for doubt in found)
    st.header("Ce qui est cherché, et pourquoi", anchor=False)
    st.html(
        html_table(
            ("Motif", "Fiches", "Ce que cela change"),
            [[text(rule.title), share(counts[rule.key], kept), text(rule.why)] for rule in RULES],
            "Motifs de doute, et campus concernés parmi ceux que gardent les filtres",
            numbers=(1,),
        )
    )


def _titles(rules: tuple[Rule, ...]) -> dict[str, str]:
    return {ALL_RULES: "Tous les motifs", **{rule.key: rule.title for rule in rules}}


_TITLES: Final = _titles(RULES)
