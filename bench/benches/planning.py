"""The best sites, without screen."""

from __future__ import annotations

from bench.planning import measure
from bench.registry import Figure, Settings, bench


@bench("planning", "Meilleurs sites et preuve, sans écran", order=7)
def planning(settings: Settings) -> list[Figure]:
    """Time the plan alone."""
    return measure(settings)
