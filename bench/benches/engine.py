"""Coverage, without screen."""

from __future__ import annotations

from bench.engine import measure
from bench.registry import Figure, Settings, bench


@bench("engine", "Mesure de la couverture, sans écran", order=5)
def engine(settings: Settings) -> list[Figure]:
    """Time the engine alone."""
    return measure(settings)
