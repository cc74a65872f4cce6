"""The view « Entre deux dates »: who gained and who lost a campus within reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from atlas.coverage import Change, Comparison, compare
from atlas.story.territory import unit_key
from atlas.ui import coverage_map, coverage_settings, navigation, table
from atlas.ui.frame import Page
from atlas.ui.table import Column, records

_TABLE: Final = "table-evolution"


def measure(here: Page) -> Comparison:
    """Compare the state shown with an earlier one."""
    before = replace(here.selection, date=coverage_settings.since(here))
    return compare(
        coverage_settings.engine(here),
        before,
        here.selection,
        coverage_settings.level(),
        coverage_settings.reach(here),
    )


def show(here: Page, found: Comparison) -> None:
    """Map and table of the changes."""
    coverage_settings.since_choice(here)
    coverage_map.draw_changes(here, found)
    level = found.after.level
    st.header(f"{level.plural} : ce qui a changé", anchor=False)
    rows = found.rows.assign(
        id=[unit_key(level, code) for code in found.rows["code"]],
        change=[Change(change).label if change else "—" for change in found.rows["change"].fillna("")],
    )
    shown = ["id", "name", "share_before", "share_after", "gained_population", "lost_population", "change"]
    table.unit_table(
        rows=records(rows[shown]),
        columns=(
            Column("name", level.label, main=True),
            Column("share_before", "Part avant", numeric=True, format="percent"),
            Column("share_after", "Part après", numeric=True, format="percent"),
            Column("gained_population", "Habitants gagnés", numeric=True, format="int"),
            Column("lost_population", "Habitants perdus", numeric=True, format="int"),
            Column("change", "Évolution"),
        ),
        param="code",
        page="territoire",
        caption=found.sentence,
        selected="",
        on_open=lambda: navigation.go("territoire", here.selection, {"code": table.opened(_TABLE)}),
        key=_TABLE,
    )
