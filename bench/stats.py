"""Small statistics, without dependencies."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

__all__ = ["mean_slope", "median", "percentile", "spread"]


def percentile(values: Sequence[float], share: float) -> float:
    """Value under which a share of the values lies, interpolated between neighbours.

    >>> percentile([1, 2, 3, 4, 5], 0.5), percentile([0, 10], 0.95)
    (3.0, 9.5)
    """
    if not values:
        msg = "no values"
        raise ValueError(msg)
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (position - low))


def spread(values: Sequence[float]) -> str:
    """Quartiles and extremes in one phrase.

    >>> spread([1, 2, 3, 4, 5])
    'n = 5, min 1, quartiles 2 / 3 / 4, max 5'
    """
    low, middle, high = (percentile(values, share) for share in (0.25, 0.5, 0.75))
    return (
        f"n = {len(values)}, min {min(values):.4g}, quartiles {low:.4g} / {middle:.4g} / {high:.4g}, "
        f"max {max(values):.4g}"
    )


def mean_slope(points: Sequence[tuple[float, float]]) -> float:
    """Slope of the least-squares line through ``(x, y)``; 0 for fewer than two different x.

    >>> mean_slope([(0, 1), (1, 3), (2, 5)])
    2.0
    """
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread_x = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread_x if spread_x else 0.0
