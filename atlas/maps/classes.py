"""Classes of a choropleth of counts, with round bounds that do not depend on the filter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.maps.palette import SEQUENTIAL

TRIANGULAR_SHARES: Final = (1 / 15, 3 / 15, 6 / 15, 10 / 15)
"""Upper bounds of the first four classes in parts of the last: widths grow by one step each."""

ROUND_STEPS: Final = (
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    10,
    12,
    15,
    20,
    25,
    30,
    40,
    50,
    75,
    100,
    150,
    200,
    300,
    500,
    1000,
    2000,
    5000,
)


@dataclass(frozen=True, slots=True)
class CountClass:
    """One class: counts from ``low`` to ``high`` included."""

    low: int
    high: int
    color: str

    @property
    def label(self) -> str:
        """Bounds in words: ``3``, ``4 à 6``."""
        return str(self.low) if self.low == self.high else f"{self.low} à {self.high}"


def count_classes(largest: int) -> tuple[CountClass, ...]:
    """At most five classes with round upper bounds, from 1 to at least ``largest``.

    They are made from the largest count of the whole catalogue, so that a filter changes which
    class a unit falls in, never what a colour means.

    >>> [cls.label for cls in count_classes(14)]
    ['1', '2 à 3', '4 à 6', '7 à 10', '11 à 15']
    >>> [cls.label for cls in count_classes(2)]
    ['1', '2']
    """
    top = next((step for step in ROUND_STEPS if step >= largest), max(largest, 1))
    highs = sorted({_rounded(top * share) for share in TRIANGULAR_SHARES} | {top})
    lows = [1, *(high + 1 for high in highs[:-1])]
    colors = SEQUENTIAL[-len(highs) :]
    return tuple(CountClass(low, high, color) for low, high, color in zip(lows, highs, colors, strict=True))


def _rounded(value: float) -> int:
    return min(ROUND_STEPS, key=lambda step: abs(step - value))


def class_of(count: int, classes: Sequence[CountClass]) -> int:
    """Position of the class that holds a count, −1 for none."""
    if count <= 0:
        return -1
    return min(bisect_left([cls.high for cls in classes], count), len(classes) - 1)


def units_by_class(counts: Mapping[str, int], classes: Sequence[CountClass]) -> list[int]:
    """Number of units in each class."""
    found = [class_of(count, classes) for count in counts.values()]
    return [found.count(position) for position in range(len(classes))]
