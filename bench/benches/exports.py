"""How long each file takes to make, once its libraries are loaded: ``python -m bench --only exports``."""

from __future__ import annotations

import time

from atlas.coverage import Basis, Level
from atlas.data import load
from atlas.data.selecting import build_index
from atlas.exports.identity import request_of
from atlas.exports.registry import FORMATS, Format, Request
from atlas.exports.tables import MAKERS
from atlas.model.selection import Selection
from bench.registry import Figure, Settings, Target, bench
from bench.stats import median

TARGET_MS = 1000
LONGER_TARGETS_MS = {"png": 3000, "pptx": 5000, "pdf": 5000, "html-deck": 3000}
_SUBJECTS = {"campuses": "campus", "coverage": "couverture"}


@bench("exports", "Écriture des fichiers à emporter, catalogue entier", order=6)
def exports(settings: Settings) -> list[Figure]:
    """Time each format, for each subject."""
    catalogue = load()
    index = build_index(catalogue)
    figures = []
    for one in FORMATS.values():
        for subject in MAKERS:
            request = request_of(
                catalogue,
                index,
                Selection(),
                subject="coverage" if subject == "coverage" else "campuses",
                level=Level.DEPARTEMENT,
                radius_km=30,
                basis=Basis.SEAT,
            )
            figures.append(_figure(one, request, settings.repetitions(7, 2)))
    return figures


def _figure(one: Format, request: Request, repeat: int) -> Figure:
    content = one.write(request)
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        one.write(request)
        times.append((time.perf_counter() - started) * 1000)
    return Figure(
        name=f"export-{one.name}-{request.subject}",
        label=f"{one.label}, {_SUBJECTS[request.subject]}",
        unit="ms",
        real=median(times),
        target=Target(LONGER_TARGETS_MS.get(one.name, TARGET_MS)),
        details=[f"{len(content) / 1000:.0f} ko"],
        samples={"times": times},
    )
