"""Two Selections or two dates side by side: who gained, who lost, where nothing changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage.engine import Engine
from atlas.coverage.levels import Level
from atlas.coverage.measure import Coverage, coverage_of, whole_numbers
from atlas.coverage.provenance import Figure, provenance_of
from atlas.coverage.reach import OWN_DEFINITION, Reach, nearest_km
from atlas.data.selecting import Mask, select
from atlas.model.dates import french
from atlas.model.numbers import NBSP, french_int, french_percent
from atlas.model.selection import Selection
from atlas.model.vocabulary import Term


class Change(Term):
    """What became of a unit."""

    LOST = "lost", "En recul"
    UNCHANGED = "unchanged", "Sans changement"
    GAINED = "gained", "En progrès"


CHANGE_CLASSES: Final = (
    "perte de plus de 25\u00a0points",
    "perte de 5 à 25\u00a0points",
    "perte de moins de 5\u00a0points",
    "sans changement",
    "gain de moins de 5\u00a0points",
    "gain de 5 à 25\u00a0points",
    "gain de plus de 25\u00a0points",
)
"""Classes of the change of a share, in points of percentage, from the largest loss to the largest gain.

Always these, whatever is compared, so that two maps of change may be shown in turn.
"""
UNCHANGED_CLASS: Final = 3
INCOMPARABLE: Final = (
    "l’un des deux états n’a que des campus sans lieu connu, les habitants à portée ne se comparent pas."
)


@dataclass(frozen=True)
class Comparison:
    """One row a unit, before and after.

    Attributes
    ----------
    before, after : Coverage
        Both states, at the same level.
    rows : DataFrame
        In the order of both:

        - ``code``, ``name``, ``population`` (Int64);
        - ``campuses_before``, ``campuses_after`` (int);
        - ``covered_before``, ``covered_after``, ``gained_population``, ``lost_population`` (Int64):
          people; gained are within reach after and were not before;
        - ``share_before``, ``share_after`` (float, 0 to 1), ``change_points`` (float, -100 to 100);
        - ``change``: a :class:`Change`, by the net number of people; NaN, as the people gained and lost,
          where a share is unknown;
        - ``presence_change``: a :class:`Change`, by the number of campuses;
        - ``change_class`` (int): place in `CHANGE_CLASSES`.
    gained, lost : Figure
        People who came within reach and who left it, over all people.
    unchanged : Figure
        People whose state is the same, over all people. These three, and the people of the rows, are
        unknown where a state has campuses and none has a point; no unit is then counted in `units`.
    units : mapping of Change to int
        Measured units by ``change``.
    gained_campuses, lost_campuses : tuple of str
        Ids of the campuses in one state only.
    sentence : str
        The comparison said in French.
    """

    before: Coverage
    after: Coverage
    rows: pd.DataFrame
    gained: Figure
    lost: Figure
    unchanged: Figure
    units: Mapping[Change, int]
    gained_campuses: tuple[str, ...]
    lost_campuses: tuple[str, ...]
    sentence: str


def compare(
    engine: Engine,
    before: Selection,
    after: Selection,
    level: Level,
    reach: Reach,
    reach_before: Reach | None = None,
) -> Comparison:
    """Compare two Selections, two dates, or both.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    before, after : Selection
        What is compared; the dates need not be in order.
    level : Level
        Units of the rows: those of one map for both states.
    reach : Reach
        Radius and points, for both unless `reach_before` is given.
    reach_before : Reach, optional
        Radius and points of the state before.
    """
    states = ((before, reach_before or reach), (after, reach))
    masks = [select(engine.index, selection) for selection, _ in states]
    measured = [
        coverage_of(engine, mask, level, chosen, provenance_of(engine, selection, mask, level, chosen.basis))
        for mask, (selection, chosen) in zip(masks, states, strict=True)
    ]
    covered = [
        nearest_km(engine, mask, chosen.basis, 1)[0] <= np.float32(chosen.radius_km)
        for mask, (_, chosen) in zip(masks, states, strict=True)
    ]
    gained, lost = (_people(engine, level, first & ~second) for first, second in (covered[::-1], covered))
    is_known = all(one.covered.value is not None for one in measured)
    if not is_known:
        gained, lost = (np.full_like(gained, np.inf) for _ in range(2))
    rows = _rows(engine, measured, gained, lost)
    ids = engine.catalogue.campuses["id"]
    is_measured = engine.units[level].is_measured
    figures = _figures(measured[1], float(gained.sum()), float(lost.sum()))
    changes = rows["change"][is_measured & is_known]
    counts = {change: int((changes == change.value).sum()) for change in Change}
    unknown = int(changes.isna().sum())
    return Comparison(
        before=measured[0],
        after=measured[1],
        rows=rows,
        gained=figures[Change.GAINED],
        lost=figures[Change.LOST],
        unchanged=figures[Change.UNCHANGED],
        units=counts,
        gained_campuses=tuple(ids[masks[1] & ~masks[0]]),
        lost_campuses=tuple(ids[masks[0] & ~masks[1]]),
        sentence=_sentence(engine, measured[0], measured[1], figures, counts, unknown),
    )


def change_classes(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place in `CHANGE_CLASSES` of each change, in points of percentage; NaN changes nothing.

    >>> change_classes(np.array([-30.0, -25.0, -0.1, 0.0, 4.9, 5.0, 25.1])).tolist()
    [0, 1, 2, 3, 4, 5, 6]
    """
    size = np.abs(np.nan_to_num(points))
    steps = np.sign(size) + (size >= 5) + (size > 25)
    places = UNCHANGED_CLASS + np.sign(np.nan_to_num(points)) * steps
    return np.asarray(places, np.int64)


def _people(engine: Engine, level: Level, communes: Mask) -> NDArray[np.float64]:
    return engine.units[level].sums(engine.population * communes)


def _rows(
    engine: Engine,
    measured: Sequence[Coverage],
    gained: NDArray[np.float64],
    lost: NDArray[np.float64],
) -> pd.DataFrame:
    before, after = (one.rows for one in measured)
    units = engine.units[measured[0].level]
    points = (after["covered_share"] - before["covered_share"]).to_numpy(np.float64) * 100
    is_known = np.isfinite(points) & np.isfinite(gained) & np.isfinite(lost)
    gained, lost = (np.where(is_known, people, np.inf) for people in (gained, lost))
    net = np.where(is_known, gained, 0) - np.where(is_known, lost, 0)
    points[is_known & (net == 0)] = 0.0  # not a rounding of the shares
    return pd.DataFrame(
        {
            "code": before["code"],
            "name": before["name"],
            "population": before["population"],
            "campuses_before": before["campuses"],
            "campuses_after": after["campuses"],
            "covered_before": before["covered_population"],
            "covered_after": after["covered_population"],
            "gained_population": whole_numbers(gained, units),
            "lost_population": whole_numbers(lost, units),
            "share_before": before["covered_share"],
            "share_after": after["covered_share"],
            "change_points": points,
            "change": _changes(net).where(is_known),
            "presence_change": _changes((after["campuses"] - before["campuses"]).to_numpy(np.float64)),
            "change_class": change_classes(points),
        }
    )


def _changes(differences: NDArray[np.float64]) -> pd.Series[str]:
    by_sign = np.array([Change.LOST.value, Change.UNCHANGED.value, Change.GAINED.value])
    return pd.Series(by_sign[np.sign(differences).astype(int) + 1], dtype="str")


def _figures(after: Coverage, gained: float, lost: float) -> dict[Change, Figure]:
    people = int(after.covered.denominator)
    unchanged = people - gained - lost if np.isfinite(gained + lost) else np.inf
    numbers = {Change.GAINED: gained, Change.LOST: lost, Change.UNCHANGED: unchanged}
    texts = {
        Change.GAINED: "Habitants à portée d’un campus après, et non avant.",
        Change.LOST: "Habitants à portée d’un campus avant, et non après.",
        Change.UNCHANGED: "Habitants dont l’état est le même avant et après.",
    }
    return {
        change: Figure(number, people, f"{texts[change]} {OWN_DEFINITION}", after.provenance)
        for change, number in numbers.items()
    }


def _sentence(
    engine: Engine,
    before: Coverage,
    after: Coverage,
    figures: Mapping[Change, Figure],
    units: Mapping[Change, int],
    unknown: int,
) -> str:
    said = [_state(engine, one, other) for one, other in ((before, after), (after, before))]
    between = f"De «{NBSP}{said[0]}{NBSP}» à «{NBSP}{said[1]}{NBSP}»"
    if [french(one.provenance.date) for one in (before, after)] == said:
        between = f"Du {said[0]} au {said[1]}"
    if any(one.covered.value is None for one in (before, after)):
        return f"{between}{NBSP}: {INCOMPARABLE}"
    shares = [
        f"{french_percent(one.covered.value or 0)} ({french_int(int(one.covered.numerator))} habitants)"
        for one in (before, after)
    ]
    gained, lost = (int(figures[change].numerator) for change in (Change.GAINED, Change.LOST))
    comes = "passe" if gained == 1 else "passent"
    moved = (
        f"{french_int(gained)} {comes} à portée" if gained else "personne ne passe à portée",
        f"{french_int(lost)} en {'sort' if lost == 1 else 'sortent'}" if lost else "personne n’en sort",
    )
    sentence = (
        f"{between}, la part des habitants à portée d’un campus "
        f"passe de {shares[0]} à {shares[1]}{NBSP}: {moved[0]}, {moved[1]}."
    )
    if before.level is Level.FRANCE:
        return sentence
    counts = {change: french_int(units[change]) for change in Change}
    rest = f", part inconnue{NBSP}: {french_int(unknown)}" if unknown else ""
    return (
        f"{sentence} {before.level.plural} en progrès{NBSP}: {counts[Change.GAINED]}, en recul{NBSP}: "
        f"{counts[Change.LOST]}, sans changement{NBSP}: {counts[Change.UNCHANGED]}{rest}."
    )


def _state(engine: Engine, one: Coverage, other: Coverage) -> str:
    """Caption of one state: its filter and its date, and its radius and points where they differ."""
    filters = replace(one.provenance.selection, date=None)
    parts = [] if filters.is_empty else [filters.caption(engine.index.choices)]
    parts.append(french(one.provenance.date))
    if one.reach != other.reach:
        parts.append(f"{one.reach.radius_text} {one.reach.points_text}")
    return ", ".join(parts)
