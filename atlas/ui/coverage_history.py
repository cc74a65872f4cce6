"""The view « Depuis 2013 »: labels date by date, on the map and against official totals and targets."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from atlas.charts.timeline import UNDATED, label_steps
from atlas.coverage import TargetState, Timeline, targets, timeline
from atlas.maps import palette
from atlas.model.filiere import BY_SLUG, FILIERES
from atlas.model.numbers import NBSP, french_int
from atlas.model.selection import french_day
from atlas.story.labels import filieres_text, labels_text
from atlas.story.words import typeset
from atlas.ui import coverage_expiries, coverage_map, coverage_settings
from atlas.ui.frame import Page
from atlas.ui.markup import Html, mark, scrolled, simple_table, tag, text


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
    pieces = _pieces(whole.rows, by_filiere)
    known = whole.rows[whole.rows["official_total"].notna()]
    official = pd.DataFrame({"date": known["date"], "total": known["official_total"].astype(int)})
    said = f"{labels_text(whole.rows)} {filieres_text(by_filiere)}"
    st.html(_key(pieces))
    st.altair_chart(label_steps(pieces, official), theme=None, alt=typeset(said))
    headings = ("Date", "Label daté", "Date inconnue", "Mention excellence", "Total officiel")
    rows = [_labels_row(row) for row in whole.rows.to_dict("records")]
    table = simple_table((*headings, "Excellence (officiel)"), rows, whole.definition)
    st.html(scrolled(table, "Labels en vigueur, date par date"))
    st.html(
        tag(
            "details",
            tag("summary", "Les labels datés, filière par filière"),
            scrolled(_filieres_table(pieces), "Labels datés, filière par filière et date par date"),
        )
    )


def _pieces(whole: pd.DataFrame, by_filiere: pd.DataFrame) -> pd.DataFrame:
    """Parts of each step, in order of date: ``date``, ``kind``, ``campuses``."""
    dated = by_filiere[by_filiere["dated"] > 0]
    kinds = [BY_SLUG[slug].short_name for slug in dated["filiere"]]
    return pd.concat(
        [
            pd.DataFrame({"date": dated["date"], "kind": kinds, "campuses": dated["dated"]}),
            pd.DataFrame({"date": whole["date"], "kind": UNDATED, "campuses": whole["undated"]}),
        ]
    ).sort_values("date", kind="stable")


def _key(pieces: pd.DataFrame) -> Html:
    """What the colours of the chart are, from the bottom to the top."""
    present = set(pieces["kind"])
    filieres = (tag("li", mark(one), text(one.short_name)) for one in FILIERES if one.short_name in present)
    undated = tag(
        "span", text(""), class_="atlas-mark", style=f"background:{palette.UNDATED}", aria_hidden="true"
    )
    return tag("ul", *filieres, tag("li", undated, text(UNDATED)), class_="atlas-letters")


def _filieres_table(pieces: pd.DataFrame) -> Html:
    """Every part of the steps: a row a date, a column a filière that has a dated label at some date."""
    present = set(pieces["kind"])
    kinds = [*(one.short_name for one in FILIERES if one.short_name in present), UNDATED]
    wide = pieces.pivot(index="date", columns="kind", values="campuses").fillna(0).astype(int)
    wide = wide.reindex(index=pieces["date"].unique(), columns=kinds)
    rows = [(french_day(day), *map(french_int, counts)) for day, *counts in wide.itertuples()]
    headings = ("Date", *kinds[:-1], UNDATED.capitalize())
    caption = "Campus en vigueur, par filière quand la date de leur label est connue."
    return simple_table(headings, rows, caption)


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
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="atlas-table")
    st.html(scrolled(table, "Objectifs officiels"))


def _reached(state: TargetState) -> str:
    if state.figure is None:
        return "—"
    reached, total = int(state.figure.numerator), int(state.figure.denominator)
    return f"{french_int(reached)}{NBSP}sur{NBSP}{french_int(total)}"


def _verdict(state: TargetState) -> str:
    if not state.is_stated:
        return "Pas encore énoncé à cette date"
    return {None: "Non mesurable", True: "Atteint", False: "Non atteint"}[state.is_reached]
