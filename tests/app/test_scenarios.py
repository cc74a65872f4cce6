"""The page « Scénarios » from ``app.py``: what it proposes and measures equals what the engine says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from atlas.coverage import Level, Reach, engine_of
from atlas.model.numbers import french_int
from atlas.model.selection import Selection
from atlas.planning import (
    Change,
    Kind,
    Progress,
    Scenario,
    State,
    build_problem,
    effects,
    explain,
    greedy,
)
from atlas.story.address import from_address
from atlas.story.ground import ground_of
from atlas.story.storyboard import Kind as StoryKind
from atlas.ui import loaded, scenario_measure, scenario_solve, scenario_state
from atlas.ui.scenario_solve import AT_ONCE, progress_text, proof_text
from tests.app.conftest import OpenApp, Shown

ROOT = Path(__file__).resolve().parents[2]

ATLAS = loaded.current()
ENGINE = engine_of(ATLAS.catalogue)
NUMERIQUE = Selection(filieres=("numerique",))
PLAN = greedy(build_problem(ENGINE, NUMERIQUE, Reach()), 5)
TOULOUSE = Change(Kind.ADD, filiere="numerique", commune="31555", category="CMQ")
CLOSED = ATLAS.ids[ATLAS.mask(NUMERIQUE) & ATLAS.is_located][0]


@pytest.fixture
def open_scenarios(open_app: OpenApp) -> OpenApp:
    """Open the page at an address."""
    return partial(open_app, "scenarios")


def address(*changes: Change) -> str:
    return Scenario("Essai", changes=changes).to_address()


def in_address(app: AppTest) -> str:
    """The scenario that the address of the page holds."""
    found = app.query_params["scenario"]
    return found if isinstance(found, str) else found[-1]


def ledger(shown: Shown) -> list[dict[str, object]]:
    """Changes that the page lists."""
    told = [json.loads(component.proto.json) for component in shown.app.get("bidi_component")]
    rows: list[dict[str, object]] = next(
        data["rows"] for data in told if "columns" not in data and "rows" in data
    )
    return rows


def infos(shown: Shown) -> str:
    return " ".join(one.value for one in shown.app.info).replace("\\", "")


def test_the_best_sites_are_those_of_the_engine(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique")
    assert "Cinq nouveaux campus" in shown.html
    assert "éclaire" in shown.html
    sites = shown.update["sites"]
    assert [site["label"] for site in sites] == ["1", "2", "3", "4", "5"]
    for site, why in zip(sites, explain(PLAN), strict=True):
        assert why.sentence in site["text"]
        assert french_int(why.gain_population) in shown.html
    assert shown.update["sites_name"] == "Site proposé"
    assert set(shown.map_ids) == set(ATLAS.ids[ATLAS.mask(NUMERIQUE)])


def test_the_settings_of_the_address_are_obeyed(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique", sites="2", limite="1", communes="50000", sans="region")
    codes = [site["text"] for site in shown.update["sites"]]
    assert 1 <= len(codes) <= 2
    assert "Deux nouveaux campus" in shown.html or "Un nouveau campus" in shown.html


def test_the_sites_become_a_scenario_that_says_the_same_gain(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique")
    shown.app.button(key="scenario-from-sites").click().run()
    assert not shown.app.exception
    made = effects(
        ENGINE,
        Scenario(
            "x",
            changes=tuple(
                Change(Kind.ADD, filiere="numerique", commune=code, category="CMQ")
                for code in PLAN.rows["code"]
            ),
        ),
        NUMERIQUE,
        Level.DEPARTEMENT,
        Reach(),
    )
    assert made.gained == PLAN.rows["gain_population"].sum()
    assert french_int(made.gained) in shown.html
    assert len(ledger(shown)) == 5
    assert [site["label"] for site in shown.update["sites"]] == ["1", "2", "3", "4", "5"]
    assert "atlas-scenario-word" in shown.html
    shared = in_address(shown.app)
    assert Scenario.from_address(shared).changes == made.scenario.changes


def test_an_address_restores_the_scenario_and_its_losses(open_scenarios: OpenApp) -> None:
    changes = (TOULOUSE, Change(Kind.CLOSE, campus=CLOSED))
    shown = open_scenarios(filiere="numerique", vue="scenario", scenario=address(*changes))
    found = effects(ENGINE, Scenario("Essai", changes=changes), NUMERIQUE, Level.DEPARTEMENT, Reach())
    assert found.lost
    assert found.gained
    assert french_int(found.gained) in shown.html
    assert french_int(found.lost) in shown.html
    assert CLOSED not in shown.map_ids
    assert len(shown.update["sites"]) == 2


def test_a_hostile_address_is_refused_in_french(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(vue="scenario", scenario="<script>alert(1)</script>")
    assert any("Scénario" in one.value for one in shown.app.warning)
    assert "<script>" not in shown.html


def test_what_does_not_fit_the_data_is_said(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(
        vue="scenario", scenario=address(Change(Kind.CLOSE, campus="campus-qui-n-existe-pas"), TOULOUSE)
    )
    assert any("existe pas" in one.value for one in shown.app.warning)
    first, second = ledger(shown)
    assert "existe pas" in str(first["problem"])
    assert first["effect"] == "laissé de côté"
    assert not second["problem"]
    assert [site["label"] for site in shown.update["sites"]] == ["2"]


def test_gains_over_an_unknown_state_are_said_to_be_unknown(open_scenarios: OpenApp) -> None:
    strasbourg = Change(Kind.ADD, filiere="alimentaire", commune="67482", category="CMQ")
    shown = open_scenarios(vue="scenario", filiere="alimentaire", region="44", scenario=address(strasbourg))
    assert not shown.app.exception
    assert "part inconnue dans l’état réel" in shown.html
    (row,) = ledger(shown)
    assert row["effect"] == "effet inconnu"
    assert [site["label"] for site in shown.update["sites"]] == ["1"]


def test_a_campus_is_added_by_typing_its_commune(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique", vue="scenario")
    app = shown.app
    assert app.button(key="scenario-add").disabled
    assert shown.update["picks"]
    app.text_input(key="scenario-commune-typed").set_value("toulouse").run()
    app.button(key="scenario-add").click().run()
    assert not app.exception
    shared = in_address(app)
    assert Scenario.from_address(shared).changes == (TOULOUSE,)


@pytest.mark.parametrize("kind", [Kind.CLOSE, Kind.MERGE, Kind.EXCELLENCE, Kind.EXPIRE])
def test_every_other_change_has_its_form(open_scenarios: OpenApp, kind: Kind) -> None:
    app = open_scenarios(vue="scenario").app
    app.selectbox(key="scenario-kind").set_value(kind).run()
    app.button(key="scenario-add").click().run()
    assert not app.exception
    shared = in_address(app)
    assert [change.kind for change in Scenario.from_address(shared).changes] == [kind]
    assert not Shown(app).update["picks"]


def test_a_copy_stands_beside_the_first(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique", vue="scenario", scenario=address(TOULOUSE))
    shown.app.button(key="scenario-copy").click().run()
    assert not shown.app.exception
    assert "Essai (copie)" in shown.html
    assert "Les scénarios côte à côte" in [one.value for one in shown.app.header]
    for _ in range(3):
        shown.app.button(key="scenario-copy").click().run()
    assert "au plus 4 scénarios" in infos(shown)


def test_a_scenario_survives_a_visit_to_another_page(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique", vue="scenario", scenario=address(TOULOUSE))
    app = shown.app
    app.switch_page("pages/carte.py").run()
    for name in list(app.query_params):
        del app.query_params[name]
    app.switch_page("pages/scenarios.py").run()
    assert not app.exception
    shared = in_address(app)
    assert Scenario.from_address(shared).changes == (TOULOUSE,)


def test_a_hostile_file_is_refused_and_nothing_is_lost(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique", vue="scenario", scenario=address(TOULOUSE))
    for content in (b"\xff\xfe\x00", b"[[[[", b'{"format": "atlas-scenario"}'):
        shown.app.file_uploader[0].set_value(("x.json", content, "application/json")).run()
        assert not shown.app.exception
        assert "Fichier refusé" in infos(shown)
        assert len(ledger(shown)) == 1


def test_a_saved_file_is_read_back(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(filiere="numerique", vue="scenario")
    text = Scenario("Relu", changes=(TOULOUSE,)).to_text()
    shown.app.file_uploader[0].set_value(("x.json", text.encode(), "application/json")).run()
    assert not shown.app.exception
    assert "Relu" in shown.html
    assert len(ledger(shown)) == 1


def test_the_labels_due_are_ranked_by_people_lost(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(vue="scenario")
    shown.app.select_slider(key="scenario-stress-until").set_value(2030).run()
    (table,) = (one for one in shown.tables if "un à la fois" in one["caption"])
    lost = [row["lost"] for row in table["rows"]]
    assert lost
    assert lost == sorted(lost, reverse=True)
    assert re.search(r"Échéance inconnue pour", shown.html)


def test_communes_are_found_by_name_code_and_place() -> None:
    version = ATLAS.catalogue.version
    assert next(iter(scenario_measure.communes_named(version, "Saint Etienne"))) == "42218"
    assert next(iter(scenario_measure.communes_named(version, "31555"))) == "31555"
    assert scenario_measure.communes_named(version, "x") == {}
    assert scenario_measure.nearest_commune(version, 43.604, 1.444) == "31555"
    assert scenario_measure.nearest_commune(version, 47.0, -12.0) == ""


def test_a_proof_says_no_more_than_what_is_proven() -> None:
    assert "optimal" in proof_text(Progress(State.OPTIMAL, 100, 100, (1,)))
    assert "arrêté à 10,00" in proof_text(Progress(State.STOPPED, 90, 100, (1,)))
    assert "optimal." not in proof_text(Progress(State.STOPPED, 90, 100, (1,)))
    assert "au plus 100 possibles" in progress_text(Progress(State.RUNNING, 90, 100, (1,)))


def test_a_solve_that_nobody_follows_leaves_its_place(
    open_scenarios: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(shown: Shown) -> bool:
        shown.app.button(key="scenario-optimum").click().run()
        assert not shown.app.exception
        return any(button.key == "scenario-stop" for button in shown.app.button)

    sessions = [open_scenarios(filiere="numerique", sites="30", rayon="50") for _ in range(AT_ONCE + 1)]
    assert [started(one) for one in sessions] == [*[True] * AT_ONCE, False]
    (told,) = sessions[-1].app.info
    assert f"{AT_ONCE} calculs sont déjà en cours" in told.value
    monkeypatch.setattr(scenario_solve, "_FORGOTTEN_S", -1.0)
    assert started(sessions[-1])
    for one in sessions:
        one.app.run()
        if any(button.key == "scenario-stop" for button in one.app.button):
            one.app.button(key="scenario-stop").click().run()
        assert not one.app.exception


def test_a_scenario_too_long_to_share_is_kept_out_of_the_address() -> None:
    many = tuple(Change(Kind.CLOSE, campus=f"{'c' * 90}{rank}") for rank in range(40))
    assert scenario_state.address_of(Scenario("Long", changes=many)) == ""
    assert scenario_state.address_of(Scenario("Court", changes=many[:2]))


def test_the_effect_of_a_change_is_what_leaving_it_out_takes_away() -> None:
    changes = (TOULOUSE, replace(TOULOUSE, commune="31044"), Change(Kind.CLOSE, campus=CLOSED))
    scenario = Scenario("Essai", changes=changes)

    def people(one: Scenario) -> int:
        return int(effects(ENGINE, one, NUMERIQUE, Level.DEPARTEMENT, Reach()).after.covered.numerator)

    found = effects(ENGINE, scenario, NUMERIQUE, Level.DEPARTEMENT, Reach()).ledger["effect"].tolist()
    assert found == [people(scenario) - people(scenario.without(place)) for place in range(3)]


def test_the_scenario_joins_the_meeting(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(vue="scenario", scenario=address(TOULOUSE))
    app = shown.app.button(key="add-to-meeting").click().run()
    assert not app.exception
    (toast,) = app.toast
    assert "(1\u00a0vue)" in toast.value


def test_the_scenario_is_taken_away_alone(open_scenarios: OpenApp) -> None:
    shown = open_scenarios(vue="scenario", scenario=address(TOULOUSE))
    links = re.findall(r'href="api/seance/(\w+)\?contenu=([^"]+)"', shown.html)
    assert [form for form, _ in links] == ["pptx", "pdf", "html"]
    for _, content in links:
        (view,) = from_address(content, ground_of(ATLAS.catalogue)).views
        assert view.kind is StoryKind.SCENARIO
        assert view.settings["scenario"] == address(TOULOUSE)
