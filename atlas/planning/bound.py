"""An upper bound that anyone can check, and what it rules out.

Each person's link « reached only if a site reaches him » is priced (Lagrangian relaxation): for any
prices between 0 and the weights, what follows bounds the optimum. Prices come from the duals of small
linear programs over promising candidates, or from subgradients; wherever from, the bound holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas.planning.problem import Cover, Rows

Floats = NDArray[np.float64]
_FLAT: int = 20
"""Steps without progress before the step is shortened."""


@dataclass(frozen=True)
class Bound:
    """What prices prove.

    Attributes
    ----------
    value : float
        No choice reaches more people.
    scores : ndarray of float64, shape (candidates,)
        Worth of each candidate at these prices.
    chosen : ndarray of intp
        Best candidates at these prices, within the limits.
    with_in, without : ndarray of float64, shape (candidates,)
        Bound if the candidate must be, must not be, among the sites.
    prices : ndarray of float64, shape (groups,)
        The prices.
    """

    value: float
    scores: Floats
    chosen: Rows
    with_in: Floats
    without: Floats
    prices: Floats


def priced(cover: Cover, prices: Floats, sites: int, max_per_region: int | None) -> Bound:
    """Return the bound of some prices; at most `sites` sites, at most so many a région."""
    scores = cover.scores(prices)
    order = np.argsort(-scores, kind="stable")
    allowed = order if max_per_region is None else order[_rank_in_region(cover, order) < max_per_region]
    chosen = allowed[:sites]
    value = float((cover.weight - prices).sum() + scores[chosen].sum())
    # A candidate that comes in takes the place of the least of the chosen, or of its own région when
    # that is full; one that goes leaves its place to a candidate worth no more than the next.
    weakest = np.full(cover.size, scores[chosen[-1]] if len(chosen) == sites else 0.0)
    if max_per_region is not None:
        for region in np.unique(cover.region[chosen]):
            held = chosen[cover.region[chosen] == region]
            if len(held) >= max_per_region:
                weakest[cover.region == region] = scores[held[-1]]
    with_in = np.minimum(value, value - weakest + scores)
    without = np.full(cover.size, value)
    is_chosen = np.zeros(cover.size, bool)
    is_chosen[chosen] = True
    others = order[~is_chosen[order]]
    next_one = float(scores[others[0]]) if len(others) else 0.0
    without[is_chosen] = np.minimum(value, value - scores[is_chosen] + next_one)
    with_in[is_chosen] = value
    return Bound(value, scores, chosen, with_in, without, prices)


def _rank_in_region(cover: Cover, order: Rows) -> Rows:
    """For each candidate in an order, how many of its région come before it."""
    regions = cover.region[order]
    by_region = np.argsort(regions, kind="stable")
    first = np.searchsorted(regions[by_region], regions[by_region])
    rank = np.empty(len(order), np.intp)
    rank[by_region] = np.arange(len(order)) - first
    return rank


def descended(
    cover: Cover, best: Bound, floor: int, sites: int, max_per_region: int | None, steps: int
) -> Bound:
    """Lower a bound by steps along subgradients, towards a value already reached."""
    weight = cover.weight.astype(np.float64)
    prices, direction = best.prices, np.zeros(len(weight))
    now, length, since = best, 1.0, 0
    for _ in range(steps):
        if best.value < floor + 1:
            break
        counts = np.zeros(len(weight))
        for site in now.chosen.tolist():
            counts[cover.of(site)] += 1
        direction = counts - 1 + 0.6 * direction
        stuck = ((prices >= weight) & (direction < 0)) | ((prices <= 0) & (direction > 0))
        step = np.where(stuck, 0.0, direction)
        norm = float(step @ step)
        if norm == 0:
            break
        prices = np.clip(prices - length * (now.value - floor) / norm * step, 0, weight)
        now = priced(cover, prices, sites, max_per_region)
        since += 1
        if now.value < best.value:
            since = 0 if now.value < best.value - 1e-5 * best.value else since
            best = now
        if since > _FLAT:
            length, since, prices, now, direction = length * 0.6, 0, best.prices, best, np.zeros(len(weight))
    return best
