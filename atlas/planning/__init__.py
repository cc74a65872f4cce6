"""Where next: scenarios over the real data, and the best sites with proof. No screen, no map."""

from atlas.planning.effects import (
    LEDGER_DEFINITION,
    MAX_COMPARED,
    Effects,
    change_text,
    compare_scenarios,
    effects,
)
from atlas.planning.exact import Progress, State, solve_cover
from atlas.planning.problem import MAX_RADIUS_KM, MAX_SITES, Candidates, Problem, build_problem
from atlas.planning.scenario import MAX_CHANGES, MAX_NAME, Change, Kind, Scenario, ScenarioError
from atlas.planning.sites import (
    Plan,
    SiteReasons,
    curve_of_gain,
    explain,
    greedy,
    plan_of,
    share_text,
    status_text,
)
from atlas.planning.solve import Solve
from atlas.planning.state import apply, due, problems
from atlas.planning.stressing import Stress, stress

__all__ = [
    "LEDGER_DEFINITION",
    "MAX_CHANGES",
    "MAX_COMPARED",
    "MAX_NAME",
    "MAX_RADIUS_KM",
    "MAX_SITES",
    "Candidates",
    "Change",
    "Effects",
    "Kind",
    "Plan",
    "Problem",
    "Progress",
    "Scenario",
    "ScenarioError",
    "SiteReasons",
    "Solve",
    "State",
    "Stress",
    "apply",
    "build_problem",
    "change_text",
    "compare_scenarios",
    "curve_of_gain",
    "due",
    "effects",
    "explain",
    "greedy",
    "plan_of",
    "problems",
    "share_text",
    "solve_cover",
    "status_text",
    "stress",
]
