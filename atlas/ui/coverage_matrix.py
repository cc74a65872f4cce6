"""The view « Filières et territoires »: which filière is where, as a table shaded by its values."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from atlas.coverage import Matrix, by_filiere
from atlas.maps.focus import LEVEL_FIELDS
from atlas.maps.palette import SEQUENTIAL
from atlas.model.filiere import BY_SLUG
from atlas.story.territory import parse_unit_key, unit_key
from atlas.ui import coverage_settings, navigation, table
from atlas.ui.frame import Page
from atlas.ui.markup import mark, tag, text
from atlas.ui.table import Column, Heat, records

MEASURES: Final = {"share": "Part des habitants à portée", "campuses": "Nombre de campus"}
_TABLE: Final = "table-filieres"
_MEASURE_KEY: Final = "matrice-mesure"
_HEATS: Final = {
    "share": Heat((0.000001, 0.2, 0.4, 0.6, 0.8), SEQUENTIAL),
    "campuses": Heat((1, 2, 3, 4, 5), SEQUENTIAL),
}


def measure(here: Page) -> Matrix:
    """Coverage of each filière in each région or académie."""
    level = coverage_settings.level()
    return by_filiere(coverage_settings.engine(here), here.selection, level, coverage_settings.reach(here))


def headline(found: Matrix) -> str:
    """The view's answer in one sentence."""
    territories = found.rows[found.rows["population"].notna()]
    empty = int((territories["campuses"] == 0).sum())
    return (
        f"{empty} croisements d’une filière et d’une {found.level.label.lower()} sur {len(territories)} "
        "n’ont aucun campus."
    )


def show(here: Page, found: Matrix) -> None:
    """The heat map, which is a table; each cell opens the map on its filière and territory."""
    kind = st.segmented_control(
        "Mesure",
        list(MEASURES),
        format_func=MEASURES.__getitem__,
        key=_MEASURE_KEY,
        default="share",
        required=True,
    )
    value = "campuses" if kind == "campuses" else "covered_share"
    slugs = list(dict.fromkeys(found.rows["filiere"]))
    wide = found.rows.pivot(index="code", columns="filiere", values=value)
    names = found.rows.drop_duplicates("code").set_index("code")["name"]
    wide = wide.reindex(index=names.index, columns=slugs).assign(name=names)
    wide["id"] = [unit_key(found.level, code) for code in wide.index]
    names_of_letters = (tag("li", mark(BY_SLUG[slug]), text(BY_SLUG[slug].short_name)) for slug in slugs)
    st.html(tag("ul", *names_of_letters, class_="atlas-letters"))
    table.unit_table(
        rows=records(wide),
        columns=(
            Column("name", found.level.label, main=True),
            *(
                Column(
                    slug,
                    BY_SLUG[slug].name,
                    numeric=True,
                    heat=True,
                    format="int" if kind == "campuses" else "percent",
                    mark=(BY_SLUG[slug].letter, BY_SLUG[slug].color),
                )
                for slug in slugs
            ),
        ),
        param="code",
        page="territoire",
        caption=(
            f"{MEASURES[kind or 'share']}, par filière et par {found.level.label.lower()}. {here.caption}"
        ),
        selected="",
        on_open=lambda: _open(here),
        key=_TABLE,
        heat=_HEATS["campuses" if kind == "campuses" else "share"],
    )
    st.caption(
        "Une case ouvre la carte sur sa filière et son territoire ; un nom ouvre le portrait du territoire. "
        "Au clavier, les flèches vont d’une case à l’autre."
    )


def _open(here: Page) -> None:
    key, _, slug = table.opened(_TABLE).partition("|")
    if not slug:
        navigation.go("territoire", here.selection, {"code": key})
    elif unit := parse_unit_key(key):
        level, code = unit
        field = LEVEL_FIELDS[level.value]
        chosen = replace(here.selection, filieres=(slug,), **{field: (code,)})  # type: ignore[arg-type]
        navigation.go("carte", chosen, {"niveau": level.value})
