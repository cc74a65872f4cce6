"""How fast coverage is measured, without screen: ``python -m bench.engine``.

Everything is in one process and in one thread, on the real catalogue. Growth is measured on the same
catalogue with its campuses and members repeated three and ten times, each time a little farther: the
floor of these lines is the time of the real one times 3 or 10, so that a ratio of 1 is linear growth.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pandas as pd

from atlas.coverage import Basis, Engine, Level, Reach, build_engine, by_filiere, coverage
from atlas.coverage.engine import build_sites
from atlas.data import Catalogue, load
from atlas.model.filiere import FILIERES
from atlas.model.selection import Selection
from bench import report
from bench.registry import Figure, Settings, Target
from bench.stats import median, spread

YEARS = range(2013, 2027)
GROWTH = (3, 10)
LINEAR = Target(1.1, of_ratio=True)
"""Linear, and a tenth for the noise of the machine."""

_PEAK_MEMORY = """
import resource
from atlas.coverage import Level, Reach, by_filiere, engine_of
from atlas.data import load
from atlas.model.selection import Selection
by_filiere(engine_of(load()), Selection(), Level.COMMUNE, Reach())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure(settings: Settings) -> list[Figure]:
    """Return every figure of the engine."""
    catalogue = load()
    engine = build_engine(catalogue)
    repeat = settings.repetitions(30, 8)
    return [
        _figure("distances", "Distances de tous les points", 200, _distances, catalogue, repeat=repeat // 2),
        *_selections(engine, repeat),
        _history(engine, settings.repetitions(5, 2)),
        _matrix(engine, repeat // 2),
        _memory(),
        *_growth(catalogue, settings.repetitions(9, 3)),
    ]


def timed(function: Callable[..., object], *arguments: object, repeat: int) -> list[float]:
    """Milliseconds of each of several runs, after one that is not counted."""
    function(*arguments)
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        function(*arguments)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _figure(
    name: str,
    label: str,
    target_ms: float | None,
    function: Callable[..., object],
    *arguments: object,
    repeat: int,
) -> Figure:
    times = timed(function, *arguments, repeat=repeat)
    target = None if target_ms is None else Target(target_ms)
    return Figure(
        name, label, "ms", median(times), target=target, details=(spread(times),), samples={"real": times}
    )


def _selections(engine: Engine, repeat: int) -> list[Figure]:
    """One Selection, measured for every commune; all campuses is the longest there is."""
    cases = {
        "all": ("tous les campus", Selection()),
        "one": ("une filière", Selection(filieres=("mobilite",))),
    }
    return [
        _figure(
            f"selection-{name}-{basis}",
            f"Couverture des communes, {label}, {basis.label.lower()}",
            10,
            coverage,
            engine,
            selection,
            Level.COMMUNE,
            Reach(30, basis),
            repeat=repeat,
        )
        for (name, (label, selection)), basis in product(cases.items(), Basis)
    ]


def _history(engine: Engine, repeat: int) -> Figure:
    """The whole of France for each filière, year and basis, each on its own."""

    def run() -> None:
        for filiere, year, basis in product(FILIERES, YEARS, Basis):
            selection = Selection(filieres=(filiere.slug,), date=dt.date(year, 12, 31))
            coverage(engine, selection, Level.FRANCE, Reach(30, basis))

    count = len(FILIERES) * len(YEARS) * len(Basis)
    return _figure("history", f"France, {count} filières × années × bases", 1000, run, repeat=repeat)


def _matrix(engine: Engine, repeat: int) -> Figure:
    arguments = (engine, Selection(), Level.REGION, Reach())
    return _figure("matrix", "Matrice filière × région", None, by_filiere, *arguments, repeat=repeat)


def _memory() -> Figure:
    """Peak of a process of its own that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK_MEMORY], capture_output=True, text=True, check=True, timeout=120
    )
    label = "Mémoire du processus, catalogue et moteur"
    return Figure("engine-memory", label, "Mo", float(done.stdout), target=Target(500))


def _growth(catalogue: Catalogue, repeat: int) -> list[Figure]:
    """Shortest times, the sizes in turn: what else the machine does must not look like growth."""
    cases = {
        "distances": ("Distances", _distances_of),
        "selection": ("Couverture des communes", _selection_of),
    }
    figures = []
    for name, (label, prepared) in cases.items():
        runs = {times: prepared(repeated(catalogue, times)) for times in (1, *GROWTH)}
        taken: dict[int, list[float]] = {times: [] for times in runs}
        for _ in range(repeat):
            for times, run in runs.items():
                taken[times] += timed(run, repeat=1)
        figures += [
            Figure(
                f"growth-{name}-{times}",
                f"{label}, {times} × plus de campus (plancher : linéaire)",
                "ms",
                min(taken[times]),
                min(taken[1]) * times,
                LINEAR,
                details=(spread(taken[times]),),
                samples={"real": taken[times], "floor": taken[1]},
            )
            for times in GROWTH
        ]
    return figures


def _distances_of(catalogue: Catalogue) -> Callable[[], object]:
    return lambda: _distances(catalogue)


def _distances(catalogue: Catalogue) -> None:
    """Measure the distances of both bases."""
    sites = build_sites(catalogue)
    for basis in Basis:
        sites.km(basis)


def _selection_of(catalogue: Catalogue) -> Callable[[], object]:
    engine = build_engine(catalogue)
    return lambda: coverage(engine, Selection(), Level.COMMUNE, Reach(30, Basis.NETWORK))


def repeated(catalogue: Catalogue, times: int) -> Catalogue:
    """The catalogue with its campuses and members several times, each time 0.01° farther north."""

    def copies(table: pd.DataFrame, key: str) -> pd.DataFrame:
        parts = [
            table.assign(**{key: table[key] + f"-{copy}", "lat": table["lat"] + copy / 100})
            for copy in range(times)
        ]
        return pd.concat(parts, ignore_index=True)

    return replace(
        catalogue, campuses=copies(catalogue.campuses, "id"), members=copies(catalogue.members, "campus_id")
    )


if __name__ == "__main__":
    print(report.machine())
    print(report.table(measure(Settings())))
