"""The labels of one territory since the first of them: chart, words and table that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from atlas.charts.territory_timeline import label_steps
from atlas.coverage import engine_of
from atlas.coverage.timeline import DEFINITION
from atlas.model.numbers import NBSP, THIN, french_int, plural
from atlas.model.selection import Selection, french_day
from atlas.story.portrait import Portrait
from atlas.story.territory_history import CAPTION, Step, steps_of
from atlas.ui import loaded, panels
from atlas.ui.frame import Page
from atlas.ui.markup import Html, tag, text
from atlas.ui.territory_units import Unit


@lru_cache(maxsize=64)
def history(version: str, selection: Selection, unit: Unit) -> tuple[Step, ...]:
    """Steps of a unit, computed once for all sessions that ask for the same.

    Parameters
    ----------
    version : str
        Version of the data, which must be in memory.
    selection : Selection
        Campuses; its date, if any, is the last one.
    unit : Unit
        Territory.
    """
    atlas = loaded.of(version)
    return steps_of(engine_of(atlas.catalogue), selection, unit)


def show(here: Page, found: Portrait) -> None:
    """Chart and table of the labels of the territory."""
    unit = found.territory.unit
    st.header("Labels du territoire depuis 2013", anchor=False)
    steps = history(here.atlas.catalogue.version, here.selection, unit)
    if not steps:
        filters = "" if here.selection.is_empty else f" {here.caption}."
        panels.notes([f"Aucun campus en vigueur ici, à aucune date connue.{filters}"])
        return
    st.vega_lite_chart(None, _specification(steps), theme=None, alt=steps_text(steps))
    st.html(steps_table(steps))
    panels.notes([DEFINITION])


def steps_text(steps: tuple[Step, ...]) -> str:
    """Text alternative of the chart: every number of the table, date after date."""
    said = (
        f"{plural(step.campuses, 'campus', 'campus')} au {french_day(step.date)}, dont "
        f"{french_int(step.dated)} datés, {french_int(step.undated)} non datés et "
        f"{french_int(step.excellence)} avec la mention excellence"
        for step in steps
    )
    return f"Campus du territoire en vigueur{NBSP}: {f'{THIN}; '.join(said)}."


def steps_table(steps: tuple[Step, ...]) -> Html:
    """Table of the steps, the latest first."""
    headings = ("Date", "En vigueur", "Datés", "Non datés", "Excellence", "Changements")
    head = tag(
        "tr",
        *(
            tag("th", text(name), scope="col", **({"class_": "number"} if 0 < rank < 5 else {}))
            for rank, name in enumerate(headings)
        ),
    )
    caption = tag(
        "caption",
        CAPTION,
    )
    body = tag("tbody", *(_row(step) for step in reversed(steps)))
    return tag(
        "div",
        tag("table", caption, tag("thead", head), body, class_="atlas-table atlas-steps"),
        class_="atlas-scroll",
        tabindex="0",
        role="region",
        aria_label="Labels du territoire, date par date",
    )


def _row(step: Step) -> Html:
    counts = (step.campuses, step.dated, step.undated, step.excellence)
    changes = "".join(tag("div", text(change)) for change in _changes(step))
    return tag(
        "tr",
        tag("th", text(french_day(step.date)), scope="row"),
        *(tag("td", text(french_int(count)), class_="number") for count in counts),
        tag("td", changes or text("—")),
    )


def _changes(step: Step) -> Iterator[str]:
    yield from (f"+{NBSP}{name}" for name in step.arrived)
    yield from (f"−{NBSP}{name}" for name in step.left)


@lru_cache(maxsize=64)
def _specification(steps: tuple[Step, ...]) -> dict[str, Any]:
    """Vega-Lite of the chart: making one costs more than all the rest of the page."""
    specification: dict[str, Any] = label_steps(_frame(steps)).to_dict(validate=False)
    return specification


def _frame(steps: tuple[Step, ...]) -> pd.DataFrame:
    return pd.DataFrame([(step.date, step.dated, step.undated) for step in steps]).set_axis(
        ["date", "dated", "undated"], axis="columns"
    )
