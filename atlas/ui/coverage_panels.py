"""The view « À portée »: who is within reach of a campus, and the figures that say it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.charts.curve import share_curve
from atlas.coverage import Coverage, curve
from atlas.model.numbers import NBSP, french_int, french_percent
from atlas.story.territory import unit_key
from atlas.story.words import kilometres, percent, share_of
from atlas.ui import coverage_map, coverage_settings, figures, navigation, table
from atlas.ui.coverage_settings import RADII_KM
from atlas.ui.figures import Figure
from atlas.ui.frame import Page
from atlas.ui.markup import scrolled, simple_table, tag
from atlas.ui.table import Column, records

_TABLE: Final = "table-couverture"
_CURVE_TABLE_KM: Final = (10, 20, 30, 50, 75, 100, 150)


def show(here: Page, found: Coverage) -> None:
    """Figures, map, curve and table of one measure."""
    st.html(key_figures(found))
    map_column, side_column = st.columns([0.68, 0.32], gap="medium")
    with map_column:
        coverage_map.draw_shares(here, found)
    if not found.provenance.is_placeless:
        with side_column:
            _radius_curve(here, found)
    st.header(f"{found.level.plural} : population à portée", anchor=False)
    _unit_table(here, found)


def key_figures(found: Coverage) -> str:
    """Key figures of a measure, as HTML."""
    notes = " ".join(found.provenance.sentences())

    def share(figure: Any, label: str) -> Figure:
        return Figure(percent(figure.value), "", label, f"{figure.definition} {notes}", note=share_of(figure))

    def distance(figure: Any, label: str, note: str = "") -> Figure:
        return Figure(kilometres(figure.value), "", label, f"{figure.definition} {notes}", note=note)

    units = found.presence
    return figures.figures_html(
        [
            share(found.covered, "des habitants à portée d’un campus"),
            share(found.backup, "à portée de deux campus ou plus"),
            distance(
                found.nearest,
                "en moyenne jusqu’au campus le plus proche",
                f"en métropole{NBSP}: {kilometres(found.nearest_mainland.value)}",
            ),
            distance(found.nearest_three, "en moyenne jusqu’aux trois plus proches"),
            Figure(
                french_int(int(units.numerator)),
                french_int(int(units.denominator)),
                f"{found.level.plural.lower()} avec un campus",
                f"{units.definition} {notes}",
            ),
        ]
    )


def _radius_curve(here: Page, found: Coverage) -> None:
    """Share of people against the radius, and the same in a table."""
    rows = curve(coverage_settings.engine(here), here.selection, found.reach.basis).rows
    radius = found.reach.radius_km
    st.html(tag("h2", "Part des habitants selon le rayon", class_="atlas-subtitle"))
    st.altair_chart(share_curve(rows, radius, float(RADII_KM[-1])), theme=None, alt=curve_text(rows, radius))
    listed = rows[rows["radius_km"].isin({*_CURVE_TABLE_KM, radius})].to_dict("records")
    figures_of_curve = simple_table(
        ("Rayon", "Un campus", "Deux campus"),
        [
            (
                f"{row['radius_km']:.0f}{NBSP}km",
                french_percent(row["covered_share"]),
                french_percent(row["backup_share"]),
            )
            for row in listed
        ],
        "Part des habitants à portée selon le rayon",
    )
    name = "Les chiffres de la courbe"
    st.html(tag("details", tag("summary", name), scrolled(figures_of_curve, name)))


def curve_text(rows: pd.DataFrame, radius_km: float) -> str:
    """Text alternative of the curve: the figures that matter."""
    shares = dict(zip(rows["radius_km"], rows["covered_share"], strict=True))
    stops = sorted({20.0, radius_km, 50.0, 100.0})
    points = ", ".join(f"{french_percent(shares[km])} à {km:.0f}{NBSP}km" for km in stops)
    return f"Part des habitants à portée d’au moins un campus selon le rayon{NBSP}: {points}."


def _unit_table(here: Page, found: Coverage) -> None:
    """Every unit of the level with the figures that shade the map."""
    level = found.level
    rows = found.rows.assign(id=[unit_key(level, code) for code in found.rows["code"]])
    table.unit_table(
        rows=records(rows.drop(columns=["code", "nearest_three_km"])),
        columns=(
            Column("name", level.label, main=True),
            Column("campuses", "Campus", numeric=True),
            Column("population", "Habitants", numeric=True, format="int"),
            Column("covered_population", "À portée", numeric=True, format="int"),
            Column("covered_share", "Part à portée", numeric=True, format="percent"),
            Column("backup_population", "À portée de deux", numeric=True, format="int"),
            Column("nearest_km", "Distance moyenne (km)", numeric=True, format="km"),
        ),
        param="code",
        page="territoire",
        caption=(
            f"{level.plural} : habitants à {found.reach.radius_text} au plus {found.reach.points_text}. "
            f"{here.caption}"
        ),
        selected="",
        on_open=lambda: navigation.go("territoire", here.selection, {"code": table.opened(_TABLE)}),
        key=_TABLE,
    )
