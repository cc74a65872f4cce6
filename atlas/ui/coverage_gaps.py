"""The view « Manques et recouvrements »: where people are out of reach, and where campuses are close."""

from __future__ import annotations

from typing import Final

import streamlit as st

from atlas.coverage import Gaps, gaps, overlaps
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import plural
from atlas.story.territory import unit_key
from atlas.story.words import listed
from atlas.ui import coverage_settings, navigation, table
from atlas.ui.frame import Page
from atlas.ui.table import Column, records

_GAPS: Final = "table-manques"
_OVERLAPS: Final = "table-recouvrements"


def measure(here: Page) -> Gaps:
    """Units ranked by people out of reach."""
    return gaps(
        coverage_settings.engine(here),
        here.selection,
        coverage_settings.level(),
        coverage_settings.reach(here),
    )


def show(here: Page, found: Gaps) -> None:
    """Both ranked tables."""
    level = coverage_settings.level()
    st.header(f"{level.plural} : habitants hors de portée", anchor=False)
    table.unit_table(
        rows=records(found.rows.assign(id=[unit_key(level, code) for code in found.rows["code"]])),
        columns=(
            Column("rank", "Rang", numeric=True, format="int"),
            Column("name", level.label, main=True),
            Column("out_population", "Hors de portée", numeric=True, format="int"),
            Column("out_share", "Part hors de portée", numeric=True, format="percent"),
            Column("population", "Habitants", numeric=True, format="int"),
            Column("campuses", "Campus", numeric=True),
            Column("nearest_km", "Distance moyenne (km)", numeric=True, format="km"),
        ),
        param="code",
        page="territoire",
        caption=" ".join((found.out.definition, *_unranked(found))),
        selected="",
        on_open=lambda: navigation.go("territoire", here.selection, {"code": table.opened(_GAPS)}),
        key=_GAPS,
    )
    _overlaps(here)


def _unranked(found: Gaps) -> tuple[str, ...]:
    """The sentence that names what the ranking leaves out, if anything."""
    names = listed(list(found.unknown))
    return (f"Sans rang, leurs campus étant sans lieu connu : {names}.",) if names else ()


def _overlaps(here: Page) -> None:
    reach = coverage_settings.reach(here)
    found = overlaps(coverage_settings.engine(here), here.selection, reach.radius_km, reach.basis)
    pairs = plural(len(found.rows), "paire")
    st.header(f"Campus d’une même filière à {reach.radius_text} au plus : {pairs}", anchor=False)
    if found.rows.empty:
        st.caption("Aucune paire de campus d’une même filière n’est aussi proche.")
        return
    rows = found.rows.assign(
        id=found.rows["first_id"],
        filiere=[BY_SLUG[slug].short_name for slug in found.rows["filiere"]],
        letter=[BY_SLUG[slug].letter for slug in found.rows["filiere"]],
        color=[BY_SLUG[slug].color for slug in found.rows["filiere"]],
        same_region=["oui" if same else "non" for same in found.rows["is_same_region"]],
    )
    columns = (
        Column("first_name", "Campus", main=True),
        Column("second_name", "Campus proche", leads="second_id"),
        Column("filiere", "Filière", letter=True),
        Column("distance_km", "Distance (km)", numeric=True, format="km"),
        Column("same_region", "Même région"),
    )
    shown = ["id", "second_id", "letter", "color", *(column.key for column in columns)]
    table.unit_table(
        rows=records(rows[shown]),
        columns=columns,
        param="campus",
        page="./",
        caption=found.pairs.definition,
        selected="",
        on_open=lambda: navigation.go("carte", here.selection, {"campus": table.opened(_OVERLAPS)}),
        key=_OVERLAPS,
    )
