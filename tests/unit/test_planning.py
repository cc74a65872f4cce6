"""Scenarios and sites on the real data."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from atlas.coverage import Level, Reach, coverage, engine_of
from atlas.data import load
from atlas.data.atlas import atlas_of
from atlas.data.selecting import select
from atlas.maps.scenarios import scenario_marks
from atlas.model.selection import Selection
from atlas.planning import (
    Change,
    Kind,
    Progress,
    Scenario,
    Solve,
    State,
    apply,
    build_problem,
    compare_scenarios,
    effects,
    explain,
    greedy,
    problems,
    solve_cover,
    status_text,
    stress,
)
from atlas.story.supposing import effect_sentence

ENGINE = engine_of(load())
IDS = ENGINE.catalogue.campuses["id"].tolist()
NUMERIQUE = Selection(filieres=("numerique",))
PROBLEM = build_problem(ENGINE, NUMERIQUE, Reach(30))
CHANGES = (
    Change(Kind.ADD, filiere="numerique", commune="92046", category="CMQ"),
    Change(Kind.CLOSE, campus=IDS[0]),
    Change(Kind.MERGE, campus=IDS[1], into=IDS[2]),
    Change(Kind.MOVE, campus=IDS[3], commune="2B148"),
)


def test_a_site_in_a_scenario_gains_what_the_plan_says() -> None:
    first = greedy(PROBLEM, 1).rows.iloc[0]
    added = Change(Kind.ADD, filiere="numerique", commune=first["code"], category="CMQ")
    found = effects(ENGINE, Scenario(changes=(added,)), NUMERIQUE, Level.REGION, Reach(30))
    assert (found.gained, found.lost) == (first["gain_population"], 0)
    assert found.ledger["effect"].tolist() == [first["gain_population"]]


def test_a_scenario_leaves_the_data_alone_and_its_order_does_not_matter() -> None:
    before = ENGINE.catalogue.campuses.copy(deep=True)
    one, other = (
        coverage(apply(ENGINE, Scenario(changes=some)), Selection(), Level.EPCI, Reach(30)).rows
        for some in (CHANGES, CHANGES[::-1])
    )
    assert_frame_equal(one, other)
    assert_frame_equal(ENGINE.catalogue.campuses, before)
    off = Scenario(changes=CHANGES[:1]).toggled(0)
    assert apply(ENGINE, off) is ENGINE


@pytest.mark.parametrize("date", [None, dt.date(2021, 6, 1)])
def test_a_mention_given_counts_in_the_targets_of_its_day(date: dt.date | None) -> None:
    in_force = select(ENGINE.index, Selection(date=date))
    plain = ~(ENGINE.index.excellence_since <= np.datetime64("2100-01-01"))
    given = Change(Kind.EXCELLENCE, campus=IDS[int(np.flatnonzero(in_force & plain)[0])])
    added = Change(Kind.ADD, filiere="numerique", commune="92046", category="CMQE")
    for changes in ((given,), (added,), (given, added)):
        found = effects(ENGINE, Scenario(date=date, changes=changes), Selection(), Level.REGION, Reach(30))
        was, becomes = (
            next(
                one.figure.numerator
                for one in targets
                if one.target.key == "excellence_nation" and one.figure
            )
            for targets in (found.targets_before, found.targets_after)
        )
        assert becomes == was + len(changes)


def test_what_does_not_fit_is_told() -> None:
    merged = ENGINE.catalogue.campuses.query("status == 'merged'")["id"].iloc[0]
    wrong = Scenario(
        changes=(
            Change(Kind.CLOSE, campus="inconnu"),
            Change(Kind.CLOSE, campus=merged),
            Change(Kind.MOVE, campus=IDS[0], commune="99999"),
        )
    )
    said = problems(wrong, ENGINE)
    assert {place: line[:13] for place, line in said.items()} == {
        0: "Changement 1 ",
        1: "Changement 2 ",
        2: "Changement 3 ",
    }
    assert apply(ENGINE, wrong) is ENGINE


def test_changes_that_undo_each_other_are_both_left_out() -> None:
    closed = Change(Kind.CLOSE, campus=IDS[0])
    merged = Change(Kind.MERGE, campus=IDS[0], into=IDS[1])
    found = effects(ENGINE, Scenario(changes=(closed, merged)), Selection(), Level.REGION, Reach(30))
    assert set(found.problems) == {0, 1}
    assert found.ledger["effect"].isna().all()
    assert scenario_marks(atlas_of(ENGINE.catalogue), ENGINE, found) == []


def test_gains_over_an_unknown_state_are_unknown() -> None:
    chosen = Selection(filieres=("alimentaire",), regions=("44",))
    assert coverage(ENGINE, chosen, Level.REGION, Reach(30)).covered.value is None
    strasbourg = Change(Kind.ADD, filiere="alimentaire", commune="67482", category="CMQ")
    found = effects(ENGINE, Scenario(changes=(strasbourg,)), chosen, Level.REGION, Reach(30))
    assert (found.gained, found.lost) == (None, None)
    assert found.rows[["gained_population", "lost_population"]].isna().all(axis=None)
    assert found.ledger["effect"].isna().all()
    said = effect_sentence(found, chosen)
    assert "part inconnue dans l’état réel" in said
    assert "—" not in said


def test_up_to_four_scenarios_side_by_side() -> None:
    each = [Scenario(f"S{place}", None, (change,)) for place, change in enumerate(CHANGES)]
    rows = compare_scenarios(ENGINE, each, Selection(), Level.ACADEMIE, Reach(30))
    assert rows["name"].tolist() == ["S0", "S1", "S2", "S3"]
    with pytest.raises(ValueError, match="au plus 4"):
        compare_scenarios(ENGINE, [*each, each[0]], Selection(), Level.ACADEMIE, Reach(30))


def test_stress_counts_what_is_not_known() -> None:
    until = dt.date(2027, 1, 1)
    found = stress(ENGINE, until, Selection(), Reach(30))
    assert found.rows["lost_population"].is_monotonic_decreasing
    assert found.lost_together >= found.rows["lost_population"].max()
    assert f"{found.unknown}" in found.sentence
    gone = Scenario(changes=(Change(Kind.EXPIRE, until=until.isoformat()),))
    assert effects(ENGINE, gone, Selection(), Level.FRANCE, Reach(30)).lost == found.lost_together


def test_stress_says_none_when_no_label_ends() -> None:
    found = stress(ENGINE, dt.date(2014, 1, 1), NUMERIQUE, Reach(30))
    assert found.rows.empty
    assert found.sentence.startswith("Aucun label")


def test_infeasible_limits_are_told() -> None:
    plan = greedy(PROBLEM, 30, max_per_region=1)
    assert len(plan.rows) == 18
    assert "par région" in plan.notice
    assert len(greedy(PROBLEM, 3, max_per_region=0).rows) == 0


def test_a_solve_of_its_own_process_proves_and_stops() -> None:
    with Solve.start(PROBLEM, 5) as solve:
        plan = solve.result()
    assert plan.status == "optimal"
    assert plan.rows["gain_population"].sum() == plan.progress.value == plan.progress.bound
    with Solve.start(PROBLEM, 30) as solve:
        solve.stop()
        stopped = solve.result()
    assert stopped.progress.state in (State.STOPPED, State.OPTIMAL)
    assert stopped.progress.value <= stopped.progress.bound
    assert len(explain(plan)) == 5


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own, of its solver's next version
def test_the_same_as_spopt() -> None:
    import pulp
    from spopt.locate import MCLP

    part, _ = PROBLEM.cover.restricted(np.arange(0, PROBLEM.cover.size, 40))
    distances = np.ones((len(part.weight), part.size)) * 2
    for candidate in range(part.size):
        distances[part.of(candidate), candidate] = 0
    model = MCLP.from_cost_matrix(distances, part.weight.astype(float), 1, p_facilities=6)
    solved = model.solve(pulp.PULP_CBC_CMD(msg=False))
    assert solve_cover(part, 6).value == round(solved.problem.objective.value())


@pytest.mark.parametrize(
    ("state", "said"),
    [(State.OPTIMAL, "optimal"), (State.RUNNING, "à moins de 0,51"), (State.STOPPED, "arrêté à 0,51")],
)
def test_a_status_is_never_less_honest(state: State, said: str) -> None:
    assert status_text(Progress(state, 99_499, 100_000, ())).startswith(said)
