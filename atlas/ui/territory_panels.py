"""The parts of the page « Territoire »: where it is, its campuses, its gaps, what its neighbours bring."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.coverage import Level, coverage
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP, french_decimal, french_int, french_percent, plural
from atlas.story.portrait import Portrait, Side
from atlas.story.portrait_words import gaps_text, neighbours_text
from atlas.story.territory import unit_key
from atlas.ui import navigation, panels, state, table, territory_filieres, territory_map
from atlas.ui.frame import Page
from atlas.ui.markup import Html, scrolled, simple_table, tag, text
from atlas.ui.table import Column, records
from atlas.ui.territory_measure import portrait
from atlas.ui.territory_settings import Chosen
from atlas.ui.territory_units import CODE, Unit, parents

_CAMPUSES: Final = "table-campus-territoire"
_GAPS: Final = "table-parties"
_AROUND: Final = "table-autour"
_CHOICE: Final = "table-choix"
_FEW_FILIERES: Final = 4
_SHARE_COLUMNS: Final = (
    Column("out_population", "Hors de portée", numeric=True, format="int"),
    Column("covered_population", "À portée", numeric=True, format="int"),
    Column("covered_share", "Part à portée", numeric=True, format="percent"),
    Column("population", "Habitants", numeric=True, format="int"),
    Column("campuses", "Campus", numeric=True),
    Column("nearest_km", "Distance moyenne (km)", numeric=True, format="km"),
)


def measure(here: Page, unit: Unit, reference: Unit, made: Chosen) -> Portrait:
    """The portrait that the settings and the filter ask for."""
    return portrait(here.atlas.catalogue.version, here.selection, unit, reference, made.reach)


def choice(here: Page, made: Chosen) -> None:
    """Without a territory: the régions on a map and in a table, each leading to its portrait."""
    found = coverage(made.engine, here.selection, Level.REGION, made.reach)
    territory_map.draw_choice(here, found)
    st.header("Les régions", anchor=False)
    rows = found.rows.assign(
        id=[unit_key(found.level, code) for code in found.rows["code"]],
        out_population=found.rows["population"] - found.rows["covered_population"],
    )
    _unit_table(rows, _CHOICE, Level.REGION.label, found.covered.definition, "")


def context(made: Chosen, unit: Unit, found: Portrait) -> None:
    """People of the territory, and the wider territories that hold it."""
    with st.container(key="atlas-contexte", horizontal=True, gap="small", vertical_alignment="center"):
        population = found.territory.population
        known = "population non connue" if population is None else plural(population, "habitant")
        st.html(tag("p", text(known), class_="atlas-population"), width="content")
        for parent in parents(made.engine, unit):
            said = parent.said
            st.button(
                f"{said[0].upper()}{said[1:]}",
                key=f"parent-{parent.key}",
                type="tertiary",
                on_click=state.set_setting,
                args=(CODE.param, parent.key),
            )


def unlocated(found: Portrait) -> None:
    """Say which campuses of the territory the shares leave out, if any."""
    left_out = sum(state.unlocated for state in found.filieres)
    if not left_out or found.territory.population is None:
        return
    sentence = (
        f"{left_out} sur {plural(found.territory.campuses, 'campus', 'campus')} du territoire "
        f"{'n’ont' if left_out > 1 else 'n’a'} pas de position connue et ne "
        f"{'comptent' if left_out > 1 else 'compte'} pas dans cette part."
    )
    panels.notes([sentence])


def campuses(here: Page, found: Portrait) -> None:
    """Campuses inside, then those outside that reach its people."""
    inside = int(found.campuses["is_inside"].sum())
    outside = len(found.campuses) - inside
    if not len(found.campuses):
        _no_campus(here, found)
        return
    others = plural(outside, "autre à portée", "autres à portée") if outside else "aucun autre à portée"
    st.header(f"{plural(inside, 'campus', 'campus')} dans le territoire, {others}", anchor=False)
    filieres = [BY_SLUG[slug] for slug in found.campuses["filiere"]]
    rows = found.campuses.assign(
        id=found.campuses["campus_id"],
        filiere=[filiere.short_name for filiere in filieres],
        letter=[filiere.letter for filiere in filieres],
        color=[filiere.color for filiere in filieres],
        place=[
            "Dans le territoire" if is_inside else f"Dehors, {region}"
            for is_inside, region in zip(found.campuses["is_inside"], found.campuses["region"], strict=True)
        ],
    )
    shown = [
        "id",
        "name",
        "filiere",
        "letter",
        "color",
        "place",
        "reached_population",
        "reached_share",
        "nearest_km",
    ]
    table.unit_table(
        rows=records(rows[shown]),
        columns=(
            Column("name", "Campus", main=True),
            Column("filiere", "Filière", letter=True),
            Column("place", "Situation"),
            Column("reached_population", "À portée", numeric=True, format="int"),
            Column("reached_share", "Part", numeric=True, format="percent"),
            Column("nearest_km", "Au plus près (km)", numeric=True, format="km"),
        ),
        param="campus",
        page="./",
        caption=(
            f"Habitants du territoire à {found.reach.radius_text} au plus de chaque campus, et distance de "
            f"la commune la plus proche. Un tiret{NBSP}: distance non connue. {here.caption}."
        ),
        selected="",
        on_open=lambda: navigation.go("carte", here.selection, {"campus": table.opened(_CAMPUSES)}),
        key=_CAMPUSES,
    )


def _no_campus(here: Page, found: Portrait) -> None:
    st.header("Aucun campus dans le territoire ni à portée", anchor=False)
    known = [state for state in found.filieres if state.nearest_km is not None]
    if known:
        nearest = min(known, key=lambda state: state.nearest_km or 0.0)
        sentence = (
            f"Le plus proche des habitants, en moyenne, est à {_km(nearest.nearest_km)}{NBSP}km{NBSP}: "
            f"{nearest.nearest_name}."
        )
    else:
        sentence = "Aucun campus dont la position soit connue ne répond aux filtres."
    filters = "" if here.selection.is_empty else f" {here.caption}."
    st.html(tag("p", text(f"{sentence}{filters}"), class_="atlas-notes"))


def gaps(here: Page, found: Portrait) -> None:
    """Parts of the territory by people out of reach."""
    rows, level = found.subunits, found.sublevel
    if found.territory.population is None:
        return
    st.header(f"{level.plural}{NBSP}: habitants hors de portée", anchor=False)
    st.html(tag("p", text(gaps_text(found)), class_="atlas-notes"))
    near = f"habitants à {found.reach.radius_text} au plus {found.reach.points_text}"
    caption = f"{level.plural} du territoire, {near}. {here.caption}."
    if level is Level.COMMUNE:
        st.html(_communes_html(rows, caption))
    else:
        _unit_table(_keyed(rows, level), _GAPS, level.label, caption, "")


def around(here: Page, found: Portrait) -> None:
    """Units of the same level around the territory, itself included."""
    if found.around.empty:
        return
    unit = found.territory.unit
    if unit.level is Level.EPCI:
        st.header("Intercommunalités du même département", anchor=False)
        which = "Les intercommunalités de la carte"
    else:
        st.header(f"{unit.level.plural} limitrophes", anchor=False)
        which = "Le territoire et ceux qui le bordent"
    near = f"habitants à {found.reach.radius_text} au plus {found.reach.points_text}"
    caption = f"{which}, {near}. {here.caption}."
    _unit_table(_keyed(found.around, unit.level), _AROUND, unit.level.label, caption, unit.key)


def _keyed(rows: pd.DataFrame, level: Level) -> pd.DataFrame:
    names = [
        f"{name} (partie)" if part else name for name, part in zip(rows["name"], rows["is_part"], strict=True)
    ]
    return rows.assign(id=[unit_key(level, code) for code in rows["code"]], name=names)


def _unit_table(rows: pd.DataFrame, key: str, label: str, caption: str, selected: str) -> None:
    columns = (Column("name", label, main=True), *_SHARE_COLUMNS)
    table.unit_table(
        rows=records(rows[["id", *(column.key for column in columns)]]),
        columns=columns,
        param=CODE.param,
        page="territoire",
        caption=caption,
        selected=selected,
        on_open=lambda: state.set_setting(CODE.param, table.opened(key)),
        key=key,
    )


def _communes_html(rows: pd.DataFrame, caption: str) -> Html:
    headings = ("Commune", *(column.label for column in _SHARE_COLUMNS))
    cells = [
        (
            str(row["name"]),
            _people(row["out_population"]),
            _people(row["covered_population"]),
            "—" if pd.isna(row["covered_share"]) else french_percent(row["covered_share"]),
            french_int(int(row["population"])),
            french_int(int(row["campuses"])),
            _km(row["nearest_km"]),
        )
        for row in rows.to_dict("records")
    ]
    return scrolled(simple_table(headings, cells, caption), caption, "atlas-wide")


def side(found: Portrait) -> None:
    """Beside the map: the sectors; when the filters leave few of them, the neighbours too."""
    territory_filieres.show(found)
    if _has_room(found):
        _neighbours(found)


def neighbours(found: Portrait) -> None:
    """Coverage with and without the campuses of other régions, unless it stands beside the map."""
    if not _has_room(found):
        _neighbours(found)


def _has_room(found: Portrait) -> bool:
    return len(found.filieres) <= _FEW_FILIERES


def _neighbours(found: Portrait) -> None:
    if found.territory.covered is None:
        return
    st.header("Ce qu’apportent les campus des autres régions", anchor=False)
    st.html(tag("p", text(neighbours_text(found.territory)), class_="atlas-notes"))
    sides = [side for side in (found.territory, found.reference) if side.covered is not None]
    near = f"Habitants à {found.reach.radius_text} au plus {found.reach.points_text}"
    caption = f"{near}, selon la région du campus et celle de la commune"
    columns = [_neighbour_figures(side) for side in sides]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    table = simple_table(("Mesure", *(side.unit.name for side in sides)), rows, caption)
    st.html(scrolled(table, caption, "atlas-wide"))


def _neighbour_figures(side: Side) -> dict[str, str]:
    covered, own = side.covered or 0, side.own or 0
    return {
        "Habitants": french_int(side.population or 0),
        "À portée d’un campus": french_int(covered),
        "… d’un campus de leur région": french_int(own),
        "… seulement d’un campus d’une autre région": french_int(covered - own),
        "Part à portée": french_percent(side.share or 0),
        "Part sans les campus des autres régions": french_percent(side.own_share or 0),
    }


def _people(count: Any) -> str:
    return "—" if pd.isna(count) else french_int(int(count))


def _km(distance: float | None) -> str:
    return "—" if distance is None or pd.isna(distance) else french_decimal(distance)
