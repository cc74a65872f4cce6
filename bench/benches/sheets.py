"""The sheets of all départements, in one go: ``python -m bench --only sheets``."""

from __future__ import annotations

import time

from atlas.coverage import Basis, Level, Reach
from atlas.data import load
from atlas.exports.sheet import build, sheet_of
from atlas.model.selection import Selection
from atlas.story.ground import ground_of
from atlas.story.territory import AUTO, unit_at
from bench.registry import Figure, Settings, Target, bench

TARGET_S = 60.0


@bench("sheets", "Fiches de tous les départements, sans écran", order=9)
def sheets(settings: Settings) -> list[Figure]:
    """Measure and write one sheet a département, one after the other; a few only when quick."""
    ground = ground_of(load())
    count = len(ground.engine.units[Level.DEPARTEMENT].codes)
    samples = []
    rows = range(0, count, settings.repetitions(1, 10))
    for row in rows:
        unit = unit_at(ground.engine, Level.DEPARTEMENT, row)
        start = time.perf_counter()
        build(sheet_of(ground, Selection(), unit, AUTO, Reach(30.0, Basis.SEAT)))
        samples.append(time.perf_counter() - start)
    whole = sum(samples) * count / len(rows)
    return [
        Figure(
            "sheets-departements",
            f"Fiches des {count} départements et collectivités",
            "s",
            whole,
            target=Target(TARGET_S),
            details=(f"{len(rows)} fiches écrites, la plus longue en {max(samples):.2f} s",),
            samples={"sheets": samples},
        )
    ]
