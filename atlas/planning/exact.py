"""The best sites with proof: swaps from below, prices from above, HiGHS for what is left between.

1. The greedy and its swaps give a value; subgradient steps a first bound.
2. *Sifting*: HiGHS solves the linear relaxation over the promising candidates only; its duals, spread
   over all people, are prices that bound the whole problem; a few subgradient steps better them, and they
   name the candidates that were missing.
3. A candidate whose presence would keep the bound under the value already reached is ruled out; one
   whose absence would, is certain.
4. HiGHS solves the rest, often a few dozen candidates, to the end.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from atlas.model.vocabulary import Term
from atlas.planning.bound import Bound, Floats, descended, priced
from atlas.planning.greedy import greedy_choice, swapped
from atlas.planning.problem import Cover, Rows

DEFAULT_TIME_LIMIT_S: Final = 120.0
_FIRST_STEPS: Final = 60
_LATER_STEPS: Final = 25
_BATCH: Final = 200
"""Candidates that join the relaxation at once."""
_MOST_ROUNDS: Final = 40
_PRIMAL: Final = 4
"""HiGHS's number for the primal simplex."""
_PART_OF_A_PERSON: Final = 0.9
"""People are whole: a value within less than one person of the bound is the optimum."""


class State(Term):
    """How far a solve has come."""

    RUNNING = "running", "en cours"
    OPTIMAL = "optimal", "optimal"
    STOPPED = "stopped", "arrêté"
    FAILED = "failed", "en échec"


@dataclass(frozen=True, slots=True)
class Progress:
    """What is proven so far.

    Attributes
    ----------
    state : State
        `State.OPTIMAL` only when the value equals the bound.
    value : int
        People whom the best choice known would newly reach.
    bound : int
        No choice reaches more.
    chosen : tuple of int
        That choice, as ranks of candidates.
    """

    state: State
    value: int
    bound: int
    chosen: tuple[int, ...]

    @property
    def gap(self) -> float:
        """Share of the bound that might still be missing, 0 to 1."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


Report = Callable[[Progress], bool]
"""Called with each progress; answers whether to go on."""


class _StopError(Exception):
    pass


class _Search:
    """One solve: the best choice and the best bound so far."""

    def __init__(self, cover: Cover, sites: int, limit: int | None, report: Report, end: float) -> None:
        self.cover, self.sites, self.limit = cover, sites, limit
        self.report, self.end = report, end
        self.chosen = tuple(swapped(cover, greedy_choice(cover, sites, limit), limit))
        self.value = cover.value(self.chosen)
        self.bound = int(cover.weight.sum())
        self.told: tuple[int, int] | None = None

    @property
    def is_proven(self) -> bool:
        return self.value >= self.bound

    def progress(self, state: State = State.RUNNING) -> Progress:
        return Progress(state, self.value, self.bound, tuple(sorted(self.chosen)))

    def tell(self) -> None:
        """Report what is new; stop when asked to, or when time is over."""
        if not self.report(self.progress()) or time.monotonic() > self.end:
            raise _StopError

    def propose(self, chosen: tuple[int, ...]) -> None:
        value = self.cover.value(chosen)
        if value > self.value:
            self.chosen, self.value = chosen, value

    def prove(self, bound: float) -> None:
        """Take a bound; people are whole, and a thousandth is left to rounding. HiGHS may have none yet."""
        if not math.isfinite(bound):
            return
        self.bound = max(self.value, min(self.bound, math.floor(bound + 1e-3)))

    def rounded(self, scores: Floats) -> None:
        """Propose the best candidates of a relaxation, after swaps."""
        order = np.argsort(-scores, kind="stable")
        chosen: list[int] = []
        for candidate in order.tolist():
            held = sum(self.cover.region[candidate] == self.cover.region[one] for one in chosen)
            if self.limit is None or held < self.limit:
                chosen.append(candidate)
            if len(chosen) == self.sites:
                break
        self.propose(tuple(swapped(self.cover, chosen, self.limit)))


def solve_cover(
    cover: Cover,
    sites: int,
    max_per_region: int | None = None,
    time_limit_s: float = DEFAULT_TIME_LIMIT_S,
    report: Report = lambda _: True,
) -> Progress:
    """Choose at most `sites` candidates that reach most people, with proof.

    Parameters
    ----------
    cover : Cover
        Candidates and people.
    sites : int
        Largest number of sites.
    max_per_region : int, optional
        Largest number of sites in one région.
    time_limit_s : float
        Seconds after which the best known is returned, with its bound.
    report : callable
        Called now and then in the course of the work; False stops it.
    """
    search = _Search(cover, sites, max_per_region, report, time.monotonic() + time_limit_s)
    if not search.chosen:
        return Progress(State.OPTIMAL, 0, 0, ())
    try:
        search.tell()
        best = _bounded(search)
        if not search.is_proven:
            _finish(search, best)
    except _StopError:
        return search.progress(State.OPTIMAL if search.is_proven else State.STOPPED)
    return search.progress(State.OPTIMAL)


def _bounded(search: _Search) -> Bound:
    """Lower the bound: subgradients, then sifting until it is that of the linear relaxation."""
    cover = search.cover
    counts = np.zeros(len(cover.weight))
    for site in search.chosen:
        counts[cover.of(site)] += 1
    start = priced(cover, np.where(counts > 0, 0.5, 1.0) * cover.weight, search.sites, search.limit)
    best = descended(cover, start, search.value, search.sites, search.limit, _FIRST_STEPS)
    search.prove(best.value)
    search.tell()
    kept = np.zeros(cover.size, bool)
    kept[list(search.chosen)] = True
    kept[np.argsort(-best.scores, kind="stable")[:_BATCH]] = True
    for _ in range(_MOST_ROUNDS):
        if search.is_proven:
            break
        relaxed, shares, prices = _relaxation(search, np.flatnonzero(kept))
        now = priced(cover, prices, search.sites, search.limit)
        now = descended(cover, now, search.value, search.sites, search.limit, _LATER_STEPS)
        best = min(best, now, key=lambda one: one.value)
        search.prove(best.value)
        search.rounded(shares)
        search.tell()
        if best.value - relaxed < 1:
            break
        # What the whole would choose at these prices, and what would be worth choosing.
        missing = np.flatnonzero(~kept & (now.with_in > relaxed + 0.5) & (best.with_in >= search.value + 1))
        if not len(missing):
            break
        worth = missing[np.argsort(-now.with_in[missing], kind="stable")]
        kept[worth[:_BATCH]] = True
    return best


def _relaxation(search: _Search, kept: Rows) -> tuple[float, Floats, Floats]:
    """Solve the linear relaxation over some candidates.

    Returns
    -------
    float
        Its value.
    ndarray of float64, shape (candidates,)
        Share of a site given to each candidate of the whole.
    ndarray of float64, shape (groups,)
        Prices for the groups of the whole.
    """
    part, group = search.cover.restricted(kept)
    model = _model(part, search.sites, search.limit, is_whole=False)
    model.setOptionValue("simplex_strategy", _PRIMAL)  # no site at all is a feasible start: five times faster
    _run(search, model)
    solution = model.getSolution()
    shares = np.zeros(search.cover.size)
    shares[kept] = np.asarray(solution.col_value)[: part.size]
    duals = np.abs(np.asarray(solution.row_dual)[: len(part.weight)])
    portion = np.clip(duals / part.weight, 0, 1)
    # Nobody of the candidates kept reaches the others: at their full price they cost nothing.
    of_group = np.where(group >= 0, portion[np.maximum(group, 0)] if len(portion) else 1.0, 1.0)
    return float(model.getInfo().objective_function_value), shares, of_group * search.cover.weight


def _finish(search: _Search, best: Bound) -> None:
    """Solve by HiGHS what the bound has not ruled out."""
    import highspy

    if search.value + 1 > best.value + 1e-3:
        search.prove(search.value)
        return
    better = search.value + 1 - 1e-3  # only a choice that reaches one person more is looked for
    kept = np.flatnonzero(best.with_in >= better)
    part, _ = search.cover.restricted(kept)
    model = _model(part, search.sites, search.limit, is_whole=True)
    for certain in np.flatnonzero(best.without[kept] < better).tolist():
        model.changeColBounds(certain, 1.0, 1.0)
    if set(search.chosen) <= set(kept.tolist()):
        _give_start(model, part, np.isin(kept, search.chosen).astype(float))
    _run(search, model, kept)
    values = np.asarray(model.getSolution().col_value)[: part.size]
    chosen = tuple(kept[values > 0.5].tolist()) if len(values) == part.size else ()
    if chosen and len(chosen) <= search.sites:
        search.propose(chosen)
    # Infeasible: the certain candidates do not fit together, so that nothing better exists.
    if model.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
        search.prove(search.value)
    elif not search.is_proven:
        raise _StopError


def _give_start(model: Any, part: Cover, sites: Floats) -> None:
    import highspy

    reached = np.zeros(len(part.weight))
    for candidate in np.flatnonzero(sites > 0).tolist():
        reached[part.of(candidate)] = 1
    solution = highspy.HighsSolution()
    solution.col_value = [*sites.tolist(), *reached.tolist()]
    model.setSolution(solution)


def _model(part: Cover, sites: int, limit: int | None, *, is_whole: bool) -> Any:
    """Make the model: columns are candidates then groups, rows are groups then limits."""
    import highspy

    candidates, groups = part.size, len(part.weight)
    regions, of_region = np.unique(part.region, return_inverse=True)
    limits = 0 if limit is None else len(regions)
    owners = np.repeat(np.arange(candidates), np.diff(part.start))
    rows = [part.groups, np.arange(groups), np.full(candidates, groups)]
    columns = [owners, candidates + np.arange(groups), np.arange(candidates)]
    values = [np.ones(len(owners)), -np.ones(groups), np.ones(candidates)]
    if limits:
        rows.append(groups + 1 + of_region)
        columns.append(np.arange(candidates))
        values.append(np.ones(candidates))
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    order = np.lexsort((column, row))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = candidates + groups, groups + 1 + limits
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.concatenate([np.zeros(candidates), part.weight.astype(float)])
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.ones(lp.num_col_)
    lp.row_lower_ = np.concatenate([np.zeros(groups), np.full(1 + limits, -highspy.kHighsInf)])
    most = [float(sites), *[float(limit or 0)] * limits]
    lp.row_upper_ = np.concatenate([np.full(groups, highspy.kHighsInf), most])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(lp.num_row_ + 1)).astype(np.int32)
    lp.a_matrix_.index_ = column[order].astype(np.int32)
    lp.a_matrix_.value_ = value[order]
    if is_whole:
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger] * candidates + [kinds.kContinuous] * groups
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    options = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0}
    for name, option in (options | {"mip_abs_gap": _PART_OF_A_PERSON}).items():
        model.setOptionValue(name, option)
    model.passModel(lp)
    return model


def _run(search: _Search, model: Any, kept: Rows | None = None) -> None:
    """Run HiGHS, reporting and stopping from its callbacks; `kept` for a whole-number model."""
    is_stopped = False

    def watch(event: Any) -> None:
        nonlocal is_stopped
        if kept is not None:
            search.prove(max(float(event.data_out.mip_dual_bound), search.value))
        if not is_stopped:
            try:
                search.tell()
            except _StopError:
                is_stopped = True
        event.interrupt(is_stopped)

    if kept is not None:
        model.cbMipInterrupt += watch
    else:
        model.cbSimplexInterrupt += watch
    model.setOptionValue("time_limit", max(0.05, search.end - time.monotonic()))
    model.run()
    if is_stopped and kept is None:
        raise _StopError
