"""The best sites: what holds for any small problem."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.planning import State, solve_cover
from atlas.planning.greedy import greedy_choice
from atlas.planning.problem import Cover, merged


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """Up to 8 candidates, 12 demands, 3 régions."""
    candidates, demands = draw(st.integers(1, 8)), draw(st.integers(1, 12))
    links = draw(st.sets(st.tuples(st.integers(0, candidates - 1), st.integers(0, demands - 1)), max_size=50))
    weights = draw(st.lists(st.integers(1, 1000), min_size=demands, max_size=demands))
    regions = draw(st.lists(st.integers(0, 2), min_size=candidates, max_size=candidates))
    pairs = np.array(sorted(links), np.int64).reshape(-1, 2)
    return merged(pairs[:, 0], pairs[:, 1], np.array(weights, np.int64), np.array(regions, np.int64))[0]


def best_of_all(cover: Cover, sites: int, limit: int | None) -> int:
    """Optimum by trying everything."""
    values = [0]
    for count in range(1, sites + 1):
        for chosen in combinations(range(cover.size), count):
            if limit is None or np.bincount(cover.region[list(chosen)]).max() <= limit:
                values.append(cover.value(chosen))
    return max(values)


@settings(max_examples=60)
@given(covers(), st.integers(1, 4), st.none() | st.integers(0, 2))
def test_the_exact_solution_is_that_of_trying_everything(cover: Cover, sites: int, limit: int | None) -> None:
    found = solve_cover(cover, sites, limit)
    assert (found.state, found.value) == (State.OPTIMAL, best_of_all(cover, sites, limit))
    assert found.bound == found.value == cover.value(found.chosen)
    assert len(found.chosen) <= sites
    if limit is not None and found.chosen:
        assert np.bincount(cover.region[list(found.chosen)]).max() <= limit


@given(covers(), st.integers(1, 4))
def test_the_greedy_is_between_its_guarantee_and_the_optimum(cover: Cover, sites: int) -> None:
    value, best = cover.value(greedy_choice(cover, sites)), best_of_all(cover, sites, None)
    assert (1 - 1 / np.e) * best - 1e-9 <= value <= best


@given(covers(), st.integers(1, 4))
def test_one_more_site_never_lowers_the_value(cover: Cover, sites: int) -> None:
    assert solve_cover(cover, sites).value <= solve_cover(cover, sites + 1).value
