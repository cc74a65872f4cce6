"""The view « Depuis 2013 »: labels date by date, on the map and against official totals and targets."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from atlas.charts.timeline import UNDATED, label_bars
from atlas.coverage import TargetState, Timeline, targets, timeline
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP, french_int
from atlas.model.selection import french_day
from atlas.story.labels import labels_text
from atlas.story.words import typeset
from atlas.ui import coverage_expiries, coverage_map, coverage_settings
from atlas.ui.frame import Page
from atlas.ui.markup import simple_table, tag, text


def measure(here: Page) -> Timeline:
    """Labels of the filter, date by date."""
    return timeline(coverage_settings.engine(here), here.selection)


def show(here: Page, whole: Timeline) -> None:
    """Map to play, chart and table of labels, official targets."""
    coverage_map.draw_history(here, coverage_settings.level())
    st.header("Labels en vigueur, date par date", anchor=False)
    _labels(here, whole)
    st.header("Objectifs officiels", anchor=False)
    _targets(here)
    coverage_expiries.show(here)


def _labels(here: Page, whole: Timeline) -> None:
    by_filiere = timeline(coverage_settings.engine(here), here.selection, is_by_filiere=True).rows
    dated = by_filiere[by_filiere["dated"] > 0]
    bars = pd.concat(
        [
            pd.DataFrame(
                {
                    "date": dated["date"].map(french_day),
                    "kind": [BY_SLUG[slug].short_name for slug in dated["filiere"]],
                    "campuses": dated["dated"],
                }
            ),
            pd.DataFrame(
                {
                    "date": whole.rows["date"].map(french_day),
                    "kind": UNDATED,
                    "campuses": whole.rows["undated"],
                }
            ),
        ]
    )
    order = {french_day(day): position for position, day in enumerate(whole.rows["date"])}
    bars = bars.sort_values("date", key=lambda dates: dates.map(order), kind="stable")
    known = whole.rows[whole.rows["official_total"].notna()]
    official = pd.DataFrame(
        {"date": known["date"].map(french_day), "total": known["official_total"].astype(int)}
    )
    st.altair_chart(label_bars(bars, official), theme=None, alt=typeset(labels_text(whole.rows)))
    st.html(
        tag(
            "div",
            simple_table(
                (
                    "Date",
                    "Label daté",
                    "Date inconnue",
                    "Mention excellence",
                    "Total officiel",
                    "Excellence (officiel)",
                ),
                [_labels_row(row) for row in whole.rows.to_dict("records")],
                whole.definition,
            ),
            class_="atlas-scroll",
            tabindex="0",
            role="region",
            aria_label="Labels en vigueur, date par date",
        )
    )


def _labels_row(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    columns = ("dated", "undated", "excellence", "official_total", "official_excellence")
    counts = ("—" if pd.isna(row[name]) else french_int(int(row[name])) for name in columns)
    return (french_day(row["date"]), *counts)


def _targets(here: Page) -> None:
    """Each official target, and how far it is reached by the campuses that the atlas knows."""
    states = targets(coverage_settings.engine(here), here.selection.date)
    rows = [
        tag(
            "tr",
            tag("th", text(state.target.text), scope="row"),
            tag("td", text(", ".join(date.in_french() for date in state.target.stated))),
            tag("td", text(_reached(state)), class_="short"),
            tag("td", text(_verdict(state)), class_="short"),
            tag("td", text(state.definition)),
        )
        for state in states
    ]
    headings = ("Objectif", "Énoncé en", "Atteint", "État", "Ce qui est compté")
    head = tag("tr", *(tag("th", text(heading), scope="col") for heading in headings))
    caption = tag(
        "caption",
        text("Campus connus de l’atlas, tous filtres levés sauf la date ; d’autres peuvent exister."),
    )
    st.html(tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="atlas-table"))


def _reached(state: TargetState) -> str:
    if state.figure is None:
        return "—"
    reached, total = int(state.figure.numerator), int(state.figure.denominator)
    return f"{french_int(reached)}{NBSP}sur{NBSP}{french_int(total)}"


def _verdict(state: TargetState) -> str:
    if not state.is_stated:
        return "Pas encore énoncé à cette date"
    return {None: "Non mesurable", True: "Atteint", False: "Non atteint"}[state.is_reached]
