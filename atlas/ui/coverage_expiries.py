"""The labels that come to their end, in the view « Depuis 2013 »."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from atlas.coverage import Expiry, expiries
from atlas.model.dates import PartialDate
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import plural
from atlas.model.vocabulary import Evenement
from atlas.story.ending import end_text, expiries_sentence, over_line
from atlas.story.storyboard import Kind
from atlas.ui import coverage_settings, meeting_add, navigation, panels, table
from atlas.ui.frame import Page
from atlas.ui.table import Column, records

_TABLE: Final = "table-echeances"


def show(here: Page) -> None:
    """Known ends, soonest first, and how many are not known."""
    found = expiries(coverage_settings.engine(here), here.selection)
    known = found.rows[found.rows["ends_by"].notna()]
    st.header("Échéances des labels", anchor=False)
    panels.notes([line for line in (expiries_sentence(found), over_line(found), found.definition) if line])
    meeting_add.button(
        here, Kind.EXPIRIES, label="Ajouter les échéances à la séance", key="add-expiries-to-meeting"
    )
    meeting_add.files(here, Kind.EXPIRIES)
    if known.empty:
        return
    filieres = [BY_SLUG[slug] for slug in known["filiere"]]
    rows = pd.DataFrame(
        {
            "id": known["campus_id"],
            "name": known["name"],
            "filiere": [filiere.short_name for filiere in filieres],
            "letter": [filiere.letter for filiere in filieres],
            "color": [filiere.color for filiere in filieres],
            "event": [Evenement(event).label for event in known["event"]],
            "granted": [PartialDate.parse(date).in_french() for date in known["event_date"]],
            "years": [plural(int(years), "an") for years in known["duration_years"]],
            "ends": [end_text(*row) for row in zip(known["event_date"], known["ends_by"], strict=True)],
            "state": [Expiry(state).label for state in known["state"]],
        }
    )
    table.unit_table(
        rows=records(rows),
        columns=(
            Column("name", "Campus", main=True),
            Column("filiere", "Filière", letter=True),
            Column("event", "Dernier acte connu"),
            Column("granted", "Date"),
            Column("years", "Durée"),
            Column("ends", "Échéance"),
            Column("state", "État"),
        ),
        param="campus",
        page="./",
        caption=f"Labels dont l’échéance est connue, la plus proche d’abord. {here.caption}",
        selected="",
        on_open=lambda: navigation.go("carte", here.selection, {"campus": table.opened(_TABLE)}),
        key=_TABLE,
    )
