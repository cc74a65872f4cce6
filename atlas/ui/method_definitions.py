"""The view « Définitions »: every measure in its own words, with its value, numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from atlas.coverage import (
    Figure,
    Level,
    Reach,
    coverage,
    curve,
    engine_of,
    expiries,
    gaps,
    neighbours,
    overlaps,
    targets,
    timeline,
)
from atlas.model.numbers import NBSP, french_decimal, french_int, french_percent
from atlas.ui import figures, filters, panels
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, Html, text
from atlas.ui.method_tables import html_table

_LEVEL: Final = Level.REGION
_REACH: Final = Reach()
_HEADINGS: Final = ("Mesure", "Valeur", "Calcul", "Définition")

Row = tuple[str, str, str, str]


def show(here: Page) -> None:
    """Three tables: what the map counts, people within reach, labels in time."""
    engine = engine_of(here.atlas.catalogue)
    measured = coverage(engine, here.selection, _LEVEL, _REACH)
    panels.notes(measured.provenance.sentences())
    filters.chips(here.choices, here.selection)
    st.html(TABLE_ANCHOR)
    st.header("Ce que compte la carte", anchor=False)
    counted = figures.key_figures(here.atlas, here.selection, here.mask)
    _table(
        [
            (one.label.capitalize(), one.value, f"{one.value} sur {one.out_of}", one.definition)
            for one in counted
        ],
        "Campus et territoires",
    )
    st.header("Habitants à portée", anchor=False)
    _table(_people(here), f"Pour un rayon de {_REACH.radius_text}, depuis le siège des campus")
    st.header("Labels, dates et objectifs", anchor=False)
    _table(_labels(here), "Labels en vigueur et objectifs officiels")


_HIDDEN: Final = (
    "Inconnue pour un territoire dont les campus, ou ceux de sa région ou de son académie, sont tous sans "
    "lieu connu, et qu’aucun autre n’atteint."
)


def _people(here: Page) -> list[Row]:
    engine, selection = engine_of(here.atlas.catalogue), here.selection
    measured = coverage(engine, selection, _LEVEL, _REACH)
    out = gaps(engine, selection, _LEVEL, _REACH).out
    near = overlaps(engine, selection, _REACH.radius_km)
    other = neighbours(engine, selection, _LEVEL, _REACH).only_neighbours
    ring = curve(engine, selection, _REACH.basis)
    return [
        _row("Habitants à portée d’un campus", measured.covered, more=_HIDDEN),
        _row("Habitants à portée de deux campus", measured.backup),
        _row("Distance moyenne au campus le plus proche", measured.nearest, is_km=True),
        _row("Distance moyenne, métropole et Corse", measured.nearest_mainland, is_km=True),
        _row("Distance moyenne aux trois plus proches", measured.nearest_three, is_km=True),
        _row("Habitants hors de portée", out),
        _row("À portée d’une autre région seulement", other),
        _row("Régions avec un campus", measured.presence),
        _row("Paires de campus proches", near.pairs),
        ("Courbe selon le rayon", "—", f"sur {french_int(ring.population)} habitants", ring.definition),
    ]


def _labels(here: Page) -> list[Row]:
    engine = engine_of(here.atlas.catalogue)
    ends = expiries(engine, here.selection)
    rows: list[Row] = [
        _row("Échéances connues", ends.known, more=ends.definition),
        ("Labels date par date", "—", "un compte par date", timeline(engine, here.selection).definition),
    ]
    for state in targets(engine, here.selection.date):
        if state.figure is None:
            rows.append((f"Objectif{NBSP}: {state.target.text}", "—", "non mesurable", state.definition))
        else:
            done, wanted = int(state.figure.numerator), int(state.figure.denominator)
            said = f"{french_int(done)} sur {french_int(wanted)}"
            rows.append((f"Objectif{NBSP}: {state.target.text}", french_int(done), said, state.definition))
    return rows


def _row(label: str, figure: Figure, *, is_km: bool = False, more: str = "") -> Row:
    if figure.value is None:
        value = "—"
    elif is_km:
        value = f"{french_decimal(figure.value)}{NBSP}km"
    else:
        value = french_percent(figure.value)
    whole = french_int(round(figure.denominator))
    known = french_int(round(figure.numerator)) if figure.value is not None else "—"
    counted = f"{known} habitants × km sur {whole} habitants" if is_km else f"{known} sur {whole}"
    return label, value, counted, f"{figure.definition} {more}".strip()


def _table(rows: Iterable[Row], caption: str) -> None:
    cells: list[list[Html]] = [[text(cell) for cell in row] for row in rows]
    st.html(html_table(_HEADINGS, cells, caption, numbers=(1, 2), extra_class="atlas-definitions"))
