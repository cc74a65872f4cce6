"""The scenarios of the session: names, files, the address, and up to four side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.coverage import Level
from atlas.model.numbers import NBSP, french_int
from atlas.planning import MAX_COMPARED, MAX_NAME, Scenario
from atlas.story.storyboard import SCENARIO, Kind
from atlas.story.words import percent
from atlas.ui import meeting_add, scenario_measure, scenario_settings, scenario_state
from atlas.ui.coverage_settings import LEVEL
from atlas.ui.frame import Page
from atlas.ui.markup import scrolled, simple_table

_UPLOAD: Final = "scenario-upload"
_UPLOADS: Final = "scenario-uploads"


def identity(here: Page) -> None:
    """Name of the scenario, the others of the session, and what can be done with it."""
    scenarios, current = scenario_state.shelf(), scenario_state.current()
    st.header("Nommer, garder, partager", anchor=False)
    if len(scenarios) > 1:
        st.session_state[scenario_state.CHOICE_KEY] = scenario_state.place()
        st.selectbox(
            "Scénario ouvert",
            range(len(scenarios)),
            format_func=lambda rank: scenarios[rank].name,
            key=scenario_state.CHOICE_KEY,
            on_change=scenario_state.choose,
        )
    st.session_state[scenario_state.NAME_KEY] = current.name
    st.text_input(
        "Nom du scénario", key=scenario_state.NAME_KEY, max_chars=MAX_NAME, on_change=scenario_state.rename
    )
    with st.container(horizontal=True, gap="small", key="scenario-buttons"):
        st.download_button(
            "Enregistrer",
            replace(current, date=here.selection.date).to_text(),
            file_name=f"{file_stem(current)}.json",
            mime="application/json",
            on_click="ignore",
            key="scenario-save",
        )
        st.button(
            "Dupliquer", key="scenario-copy", on_click=scenario_state.duplicate, disabled=not current.changes
        )
        st.button("Nouveau", key="scenario-new", on_click=scenario_state.blank, disabled=not current.changes)
        st.button(
            "Supprimer",
            key="scenario-drop",
            on_click=scenario_state.drop,
            disabled=not current.changes and len(scenarios) == 1,
        )
    if current.changes:
        is_shared = bool(scenario_state.address_of(current))
        st.caption(
            "L’adresse de cette page contient le scénario : copiez-la pour le partager."
            if is_shared
            else "Ce scénario est trop long pour l’adresse de la page : partagez son fichier."
        )
        view = {**here.view, SCENARIO: current.to_address()}
        meeting_add.button(here, Kind.SCENARIO, view)
        meeting_add.files(here, Kind.SCENARIO, view, name=f"Scénario «{NBSP}{current.name}{NBSP}»")
    with st.expander("Ouvrir un scénario enregistré"):
        _upload(here)


def _upload(here: Page) -> None:
    key = f"{_UPLOAD}-{st.session_state.setdefault(_UPLOADS, 0)}"
    st.file_uploader(
        "Fichier d’un scénario (.json)",
        type=["json"],
        key=key,
        max_upload_size=1,
        on_change=_take,
        args=(key, here),
    )


def _take(key: str, here: Page) -> None:
    if (given := st.session_state.get(key)) is not None:
        scenario_state.load(given.getvalue(), here)
        st.session_state[_UPLOADS] += 1  # an empty uploader again


def file_stem(scenario: Scenario) -> str:
    """Name of the file: letters, digits and dashes of the scenario's name.

    >>> file_stem(Scenario("Cinq sites / numérique"))
    'scenario-cinq-sites-numerique'
    """
    from atlas.model.selection import fold

    words = "".join(
        sign if sign.isascii() and sign.isalnum() else " " for sign in fold(scenario.name)
    ).split()
    return "-".join(words if words[:1] == ["scenario"] else ["scenario", *words])


def _whole(count: Any) -> str:
    return "—" if pd.isna(count) else french_int(int(count))


def comparison(here: Page) -> None:
    """Up to four scenarios of the session, one a column of a table."""
    scenarios = scenario_state.shelf()
    if len(scenarios) < 2:
        return
    dated = tuple(replace(one, date=here.selection.date) for one in scenarios[:MAX_COMPARED])
    rows = scenario_measure.side_by_side(
        here.atlas.catalogue.version,
        dated,
        here.selection,
        Level(here.view[LEVEL.param]),
        scenario_settings.reach(here),
    ).to_dict("records")
    st.header("Les scénarios côte à côte", anchor=False)
    lines = {
        "Changements en service": "changes",
        "Campus retenus": "campuses",
        "Habitants gagnés": "gained_population",
        "Habitants perdus": "lost_population",
        "Habitants à portée": "covered_population",
        "Territoires qui gagnent un premier campus": "units_gained",
        "Territoires qui perdent leur dernier campus": "units_lost",
    }
    body = [(label, *(_whole(row[field]) for row in rows)) for label, field in lines.items()]
    body.append(("Part des habitants à portée", *(percent(row["covered_share"]) for row in rows)))
    headings = ("", *(f"Scénario{NBSP}: {row['name']}" for row in rows))
    made = simple_table(headings, body, f"Scénarios de cette session, contre l’état réel. {here.caption}")
    st.html(scrolled(made, "Scénarios côte à côte"))
