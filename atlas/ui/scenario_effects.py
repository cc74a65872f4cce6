"""The view « Scénario »: what a list of changes gains and loses against the real state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from atlas.coverage import Coverage, Level
from atlas.data.selecting import select
from atlas.maps.scenarios import scenario_marks, scenario_update
from atlas.model.numbers import NBSP, french_int, plural
from atlas.planning import Effects, Kind
from atlas.story.supposing import effect_sentence
from atlas.story.territory import unit_key
from atlas.story.words import percent, share_of, verb
from atlas.ui import (
    figures,
    filters,
    map_panel,
    navigation,
    panels,
    scenario_changes,
    scenario_files,
    scenario_measure,
    scenario_settings,
    scenario_state,
    scenario_stress,
    table,
)
from atlas.ui.coverage_settings import LEVEL
from atlas.ui.figures import Figure
from atlas.ui.frame import Page
from atlas.ui.markup import plain, scrolled, simple_table, tag, text
from atlas.ui.scenario_sites import ADVICE, on_event
from atlas.ui.table import Column, records

MAP_KEY: Final = "scenario"
_TABLE: Final = "table-scenario"


def show(here: Page) -> None:
    """Everything about the scenario that is open."""
    found = _measured(here)
    name = tag("span", "Scénario", class_="atlas-scenario-word")
    said = f"«{NBSP}{found.scenario.name}{NBSP}»{NBSP}: {effect_sentence(found, here.selection)}"
    st.html(tag("p", name, " ", text(said), class_="atlas-headline"))
    panels.notes([ADVICE])
    if said := st.session_state.pop(scenario_state.NOTICE, ""):
        st.info(plain(said))
    if found.problems:
        st.warning(
            "  \n".join(
                map(plain, ("Ces changements ne tiennent pas avec les données :", *found.problems.values()))
            )
        )
    _left_out(here, found)
    filters.chips(here.choices, here.selection)
    _controls(here)
    if found.scenario.changes:
        st.html(figures.figures_html(_figures(found)))
    map_column, side_column = st.columns([0.6, 0.4], gap="medium")
    with map_column:
        _map(here, found)
    with side_column:
        if found.scenario.changes:
            scenario_changes.ledger(found)
        scenario_changes.form(here)
        scenario_files.identity(here)
    if found.scenario.changes:
        _units(here, found)
        _targets(found)
    scenario_files.comparison(here)
    scenario_stress.show(here)
    panels.notes(found.before.provenance.sentences())


def _left_out(here: Page, found: Effects) -> None:
    """Say that the filter hides campuses that the scenario adds: their effect is then nothing."""
    wanted = here.selection.filieres
    added = [one for one in found.scenario.changes if one.enabled and one.kind is Kind.ADD]
    hidden = sum(bool(wanted) and one.filiere not in wanted for one in added)
    if hidden:
        said = plural(hidden, "campus ajouté n’est pas", "campus ajoutés ne sont pas")
        st.info(plain(f"{said} de la filière choisie : sans effet sur ces chiffres."))


def _level(here: Page) -> Level:
    return Level(here.view[LEVEL.param])


def _measured(here: Page) -> Effects:
    scenario = replace(scenario_state.current(), date=here.selection.date)
    reach = scenario_settings.reach(here)
    version = here.atlas.catalogue.version
    return scenario_measure.measured(version, scenario, here.selection, _level(here), reach)


def _figures(found: Effects) -> list[Figure]:
    covered, level = found.after.covered, found.after.level
    units = (level.plural if len(found.newly_covered) > 1 else level.label).lower()

    def share(one: Coverage, label: str) -> Figure:
        told = " ".join([one.covered.definition, *found.before.provenance.sentences()])
        return Figure(percent(one.covered.value), "", label, told, note=share_of(one.covered))

    everyone = f"sur {french_int(int(covered.denominator))}"
    gained = "Habitants à portée d’un campus dans le scénario, et non dans l’état réel."
    lost = "Habitants à portée d’un campus dans l’état réel, et non dans le scénario."
    names = dict(zip(found.rows["code"], found.rows["name"], strict=True))
    new = ", ".join(str(names[code]) for code in found.newly_covered[:6]) or "aucun"
    return [
        Figure(_count(found.gained), "", "habitants gagnés", gained, note=everyone),
        Figure(_count(found.lost), "", "habitants perdus", lost, note=everyone),
        share(found.before, "à portée, état réel"),
        share(found.after, "à portée, scénario"),
        Figure(
            french_int(len(found.newly_covered)),
            "",
            f"{units} {verb(len(found.newly_covered), 'qui gagne son', 'qui gagnent leur')} premier campus",
            f"Territoires sans campus dans l’état réel, avec au moins un dans le scénario{NBSP}: {new}. "
            f"Territoires qui perdent leur dernier campus{NBSP}: {len(found.newly_uncovered)}.",
            note=f"{len(found.newly_uncovered)} perdent leur dernier",
        ),
    ]


def _count(people: int | None) -> str:
    return "—" if people is None else french_int(people)


def _controls(here: Page) -> None:
    columns = st.columns(4, gap="medium")
    with columns[0]:
        scenario_settings.filiere_choice(here)
    with columns[1]:
        scenario_settings.radius_choice()
    with columns[2]:
        scenario_settings.basis_choice()
    with columns[3]:
        scenario_settings.level_choice()


def _map(here: Page, found: Effects) -> None:
    chosen = replace(here.selection, date=found.scenario.date)
    kept = set(found.engine.catalogue.campuses["id"][select(found.engine.index, chosen)])
    mask = here.mask & [one in kept for one in here.atlas.ids.tolist()]
    marks = scenario_marks(here.atlas, scenario_measure.engine(here.atlas.catalogue.version), found)
    update = scenario_update(here.atlas, here.selection, mask, found, marks, picks=scenario_changes.picks())
    level, version = _level(here), here.atlas.catalogue.version

    def told(event: dict[str, Any]) -> None:
        if event.get("kind") == "point":
            lat, lon = event.get("lat"), event.get("lon")
            if isinstance(lat, int | float) and isinstance(lon, int | float):
                scenario_changes.pick(version, float(lat), float(lon))
        else:
            on_event(event, here, level)

    map_panel.show(update, version, MAP_KEY, told)


def _units(here: Page, found: Effects) -> None:
    level = found.after.level
    st.header(f"{level.plural} : ce que le scénario change", anchor=False)
    touched = found.rows[
        (found.rows["gained_population"] > 0)
        | (found.rows["lost_population"] > 0)
        | (found.rows["campuses_before"] != found.rows["campuses_after"])
    ]
    if touched.empty:
        st.caption("Aucun territoire ne change.")
        return
    moved = touched["gained_population"] + touched["lost_population"]
    touched = touched.loc[moved.sort_values(ascending=False, kind="stable").index]
    rows = touched.assign(id=[unit_key(level, code) for code in touched["code"]])
    shown = ["id", "name", "campuses_before", "campuses_after", "share_before", "share_after",
             "gained_population", "lost_population"]  # fmt: skip
    table.unit_table(
        rows=records(rows[shown]),
        columns=(
            Column("name", level.label, main=True),
            Column("campuses_before", "Campus, réel", numeric=True),
            Column("campuses_after", "Campus, scénario", numeric=True),
            Column("share_before", "Part, réel", numeric=True, format="percent"),
            Column("share_after", "Part, scénario", numeric=True, format="percent"),
            Column("gained_population", "Hab. gagnés", numeric=True, format="int"),
            Column("lost_population", "Hab. perdus", numeric=True, format="int"),
        ),
        param="code",
        page="territoire",
        caption=(
            f"{plural(len(rows), 'territoire change', 'territoires changent')} sur "
            f"{french_int(int(found.after.presence.denominator))}. "
            f"{here.caption}"
        ),
        selected="",
        on_open=lambda: navigation.go("territoire", here.selection, {"code": table.opened(_TABLE)}),
        key=_TABLE,
    )


def _targets(found: Effects) -> None:
    st.header("Objectifs officiels, avant et après", anchor=False)
    rows = [
        (one.target.text, *(_target_text(state) for state in (one, other)))
        for one, other in zip(found.targets_before, found.targets_after, strict=True)
    ]
    caption = "Ce que l’atlas connaît, toutes filières. Un objectif sans nombre ne se mesure pas."
    figures_of_targets = simple_table(("Objectif", "État réel", "Scénario"), rows, caption)
    st.html(scrolled(figures_of_targets, "Objectifs officiels"))


def _target_text(state: Any) -> str:
    if state.figure is None:
        return "non mesurable"
    return f"{french_int(int(state.figure.numerator))} sur {french_int(int(state.figure.denominator))}"
