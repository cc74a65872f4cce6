"""Good sites at once: the best first, then the best of what is left, then swaps.

The greedy reaches at least 1 - 1/e of the optimum without limits (G. Nemhauser, L. Wolsey, M. Fisher,
*An analysis of approximations for maximizing submodular set functions*, 1978).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from atlas.planning.problem import Cover, Ints


def greedy_choice(cover: Cover, sites: int, max_per_region: int | None = None) -> list[int]:
    """Choose one candidate after the other, each time the one that adds most people.

    It stops when nobody is left to reach, or when the limit leaves nobody to choose. Of equal
    candidates, the first.
    """
    if not cover.size:
        return []
    left = cover.weight.copy()
    gains = np.rint(cover.scores(left.astype(np.float64))).astype(np.int64)
    is_open = np.ones(cover.size, bool)
    limit = sites if max_per_region is None else max_per_region
    chosen: list[int] = []
    while len(chosen) < sites and limit > 0:
        candidate = int(np.argmax(np.where(is_open, gains, 0)))
        if gains[candidate] <= 0 or not is_open[candidate]:
            break
        chosen.append(candidate)
        in_region = cover.region == cover.region[candidate]
        if np.count_nonzero(in_region[chosen]) >= limit:
            is_open &= ~in_region
        new = cover.of(candidate)
        new = new[left[new] > 0]
        _subtract(cover, gains, new, left[new])
        left[new] = 0
    return chosen


def _subtract(cover: Cover, gains: Ints, groups: Ints, weights: Ints) -> None:
    """Take the weights of some groups out of the gains of all that reach them, in place."""
    start, candidates = cover.by_group
    counts = (start[1:] - start[:-1])[groups]
    ends = np.cumsum(counts)
    places = np.arange(counts.sum()) + np.repeat(start[groups] - ends + counts, counts)
    lost = np.bincount(candidates[places], weights=np.repeat(weights, counts), minlength=len(gains))
    gains -= lost.astype(np.int64)


def swapped(cover: Cover, chosen: Sequence[int], max_per_region: int | None = None) -> list[int]:
    """Improve a choice by moving one site at a time, as long as more people are reached."""
    sites = list(chosen)
    counts = np.zeros(len(cover.weight), np.int64)
    for site in sites:
        counts[cover.of(site)] += 1
    still = 0
    place = 0
    while sites and still < len(sites):
        site = sites[place]
        counts[cover.of(site)] -= 1
        gains = cover.scores(np.where(counts == 0, cover.weight, 0).astype(np.float64))
        gains[~_open_without(cover.region, sites, place, max_per_region)] = -1
        best = int(np.argmax(gains))
        still += 1
        if gains[best] > gains[site] + 0.5:
            sites[place], still = best, 0
        counts[cover.of(sites[place])] += 1
        place = (place + 1) % len(sites)
    return sites


def _open_without(
    region: Ints, sites: Sequence[int], place: int, max_per_region: int | None
) -> NDArray[np.bool_]:
    """Candidates that may stand in the place of one site."""
    if max_per_region is None:
        return np.ones(len(region), bool)
    held = np.bincount(region[[*sites[:place], *sites[place + 1 :]]], minlength=int(region.max()) + 1)
    return np.asarray(held[region] < max_per_region)
