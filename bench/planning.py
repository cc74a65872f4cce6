"""How fast the best sites are found and proven, without screen."""

from __future__ import annotations

import resource
import time
from itertools import product

from atlas.coverage import Engine, Reach, engine_of
from atlas.data import load
from atlas.model.selection import Selection
from atlas.planning import Problem, Solve, build_problem
from atlas.planning.greedy import greedy_choice
from bench.engine import timed
from bench.registry import Figure, Settings, Target
from bench.stats import median, spread

CASES = {"all": ("toutes filières", Selection()), "one": ("numérique", Selection(filieres=("numerique",)))}
RADII_KM = (30, 50)
SITES = (10, 30)
CERTIFICATE = 0.005
_POLL_S = 0.01


def measure(settings: Settings) -> list[Figure]:
    """Return every figure of the plan."""
    engine = engine_of(load())
    figures: list[Figure] = []
    for (name, (label, selection)), radius in product(CASES.items(), RADII_KM):
        key, text = f"{name}-{radius}", f"{label}, {radius} km"
        figures += _quick(engine, selection, radius, key, text, settings.repetitions(9, 3))
        problem = build_problem(engine, selection, Reach(radius))
        for sites in SITES[: settings.repetitions(2, 1)]:
            figures += _exact(problem, sites, f"{key}-{sites}", f"{text}, {sites} sites")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return [
        *figures,
        Figure("plan-memory", "Mémoire du plus grand processus", "Mo", peak / 1024, target=Target(1024)),
    ]


def _quick(
    engine: Engine, selection: Selection, radius: int, key: str, text: str, repeat: int
) -> list[Figure]:
    build = timed(build_problem, engine, selection, Reach(radius), repeat=repeat)
    problem = build_problem(engine, selection, Reach(radius))
    greedy = timed(greedy_choice, problem.cover, 10, repeat=repeat)
    return [
        Figure(
            f"{name}-{key}",
            f"{label}, {text}",
            "ms",
            median(times),
            target=Target(most),
            details=(spread(times),),
        )
        for name, label, times, most in (
            ("plan-build", "Construction", build, 1000),
            ("plan-greedy", "Glouton, 10 sites", greedy, 25),
        )
    ]


def _exact(problem: Problem, sites: int, key: str, text: str) -> list[Figure]:
    """Seconds to a bound within half a percent, and to the proof; infinite when it is not reached."""
    started, certified = time.perf_counter(), float("inf")
    with Solve.start(problem, sites) as solve:
        while solve.is_running:
            if certified == float("inf") and solve.progress().chosen and solve.progress().gap <= CERTIFICATE:
                certified = time.perf_counter() - started
            time.sleep(_POLL_S)
        plan = solve.result()
    taken = time.perf_counter() - started
    certified = min(certified, taken if plan.progress and plan.progress.gap <= CERTIFICATE else certified)
    proven = taken if plan.status == "optimal" else float("inf")
    return [
        Figure(f"plan-certificate-{key}", f"Borne à 0,5 %, {text}", "s", certified, target=Target(5)),
        Figure(
            f"plan-exact-{key}", f"Optimum, {text}", "s", proven, target=Target(40), details=(plan.status,)
        ),
    ]
