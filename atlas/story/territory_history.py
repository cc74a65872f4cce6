"""The campuses of one territory, date after date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from atlas.coverage import Engine, moments
from atlas.data.selecting import Mask, select
from atlas.model.selection import Selection
from atlas.story.portrait_measure import inside
from atlas.story.territory import Unit

CAPTION: Final = (
    "Campus en vigueur, aux fins d’année et aux dates d’appels ou de totaux officiels où ils changent"
)
"""What the steps are: a change shows at the first of these dates that follows it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Campuses of a territory from a date on, until the next step.

    Attributes
    ----------
    date : datetime.date
        First date of the atlas's calendar at which this holds.
    dated, undated : int
        Campuses in force, by whether the date of label is known.
    excellence : int
        Of both, those with the mention.
    arrived, left : tuple of str
        Names of the campuses that were not in force at the date before, and of those that no longer are.
    """

    date: dt.date
    dated: int
    undated: int
    excellence: int
    arrived: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def campuses(self) -> int:
        """Campuses in force."""
        return self.dated + self.undated


def steps_of(engine: Engine, selection: Selection, unit: Unit) -> tuple[Step, ...]:
    """Steps at which the campuses of a unit change, and the last date; empty when it never had any.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection
        Campuses; its date, if any, is the last one.
    unit : Unit
        Territory.
    """
    names = engine.catalogue.campuses["name"].to_numpy(str)
    last = selection.date or engine.index.latest
    days = [*(moment.date for moment in moments(engine) if moment.date < last), last]

    def listed(mask: Mask) -> tuple[str, ...]:
        return tuple(sorted(names[mask].tolist()))

    steps: list[Step] = []
    before = np.zeros(len(names), dtype=bool)
    for day in days:
        now = inside(engine, select(engine.index, replace(selection, date=day)), unit)
        step = Step(
            date=day,
            dated=int(np.count_nonzero(now & engine.is_dated)),
            undated=int(np.count_nonzero(now & ~engine.is_dated)),
            excellence=int(np.count_nonzero(now & engine.index.is_excellence(day))),
            arrived=listed(now & ~before),
            left=listed(before & ~now),
        )
        is_change = bool(step.arrived or step.left) or (steps and steps[-1].excellence != step.excellence)
        if is_change or (steps and day == last):
            steps.append(step)
        before = now
    return tuple(steps)
