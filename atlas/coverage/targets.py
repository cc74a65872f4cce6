"""The official targets, each judged on the map of units of its day.

Source: public statements gathered with the data of the atlas (calls for projects, press, Council of
Ministers). All speak of the presence of labels in administrative units; none of distance.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage.engine import Engine
from atlas.coverage.levels import Level
from atlas.coverage.measure import campus_counts
from atlas.coverage.provenance import Figure, Provenance, provenance_of
from atlas.data.selecting import Mask, select
from atlas.model.dates import PartialDate
from atlas.model.selection import Selection

ACADEMIES_MERGED: Final = dt.date(2020, 1, 1)
"""Caen and Rouen became Normandie: 31 académies before, 30 since."""
REGIONS_MERGED: Final = dt.date(2016, 1, 1)
"""22 régions on the mainland before, 13 since; 5 overseas."""


@dataclass(frozen=True, slots=True)
class Target:
    """One official target.

    Attributes
    ----------
    key : str
        Stable identifier.
    stated : tuple of PartialDate
        When it was stated.
    text : str
        What was stated, in French.
    level : Level or None
        Unit of today; None when none was named.
    at_least : int or None
        Campuses wanted in each unit; None when no number was named.
    is_excellence : bool
        Whether only campuses with the mention count.
    is_mainland : bool
        Whether only the units of the mainland are counted.
    due : datetime.date or None
        Day by which it was to be reached.
    """

    key: str
    stated: tuple[PartialDate, ...]
    text: str
    level: Level | None
    at_least: int | None
    is_excellence: bool = False
    is_mainland: bool = False
    due: dt.date | None = None

    @property
    def source(self) -> str:
        """Where it was stated, in French."""
        dates = " et ".join(stated.in_french() for stated in self.stated)
        return f"Annonce officielle\u00a0: {dates}"


TARGETS: Final = (
    Target(
        "academies",
        (PartialDate(2013, 5), PartialDate(2014, 10)),
        "Au moins un campus par académie",
        Level.ACADEMIE,
        1,
    ),
    Target(
        "regions",
        (PartialDate(2013, 10), PartialDate(2014, 3)),
        "Un campus par région (métropole)",
        Level.REGION,
        1,
        is_mainland=True,
    ),
    Target(
        "territory",
        (PartialDate(2016, 10),),
        "Presque tout le territoire, métropole et outre-mer",
        None,
        None,
    ),
    Target(
        "excellence_regions",
        (PartialDate(2018, 5),),
        "Trois campus d’excellence par région d’ici à 2022",
        Level.REGION,
        3,
        is_excellence=True,
        due=dt.date(2022, 12, 31),
    ),
    Target(
        "excellence_nation",
        (PartialDate(2020, 9),),
        "80 campus d’excellence en France",
        Level.FRANCE,
        80,
        is_excellence=True,
    ),
)


@dataclass(frozen=True)
class TargetState:
    """How far a target was reached on a day.

    Attributes
    ----------
    target : Target
        The target.
    level : Level or None
        Map of units of that day; None when the target names no unit.
    figure : Figure or None
        Units that hold enough campuses, over the units of that map; campuses over campuses wanted for
        a target of the nation; None when the target is not measurable. It counts what the atlas knows:
        more units may have been reached by campuses that it does not know.
    is_stated : bool
        Whether it had been stated by that day.
    rows : DataFrame
        Units of that map: ``code``, ``name``, ``campuses``, ``is_reached``; empty when not measurable.
    definition : str
        What was counted, in French.
    provenance : Provenance
        What stands behind.
    """

    target: Target
    level: Level | None
    figure: Figure | None
    is_stated: bool
    rows: pd.DataFrame
    definition: str
    provenance: Provenance

    @property
    def is_reached(self) -> bool | None:
        """Whether nothing is missing; None when the target is not measurable."""
        return None if self.figure is None else self.figure.numerator >= self.figure.denominator


def targets(engine: Engine, date: dt.date | None = None) -> tuple[TargetState, ...]:
    """Judge each official target on a day.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    date : datetime.date, optional
        End of that day; the most recent state by default.
    """
    return tuple(_state(engine, target, Selection(date=date)) for target in TARGETS)


def level_at(level: Level, date: dt.date) -> Level:
    """Return the map of units in use on a day for a level of today."""
    if level is Level.ACADEMIE and date < ACADEMIES_MERGED:
        return Level.ACADEMIE_2019
    if level is Level.REGION and date < REGIONS_MERGED:
        return Level.REGION_2015
    return level


def _state(engine: Engine, target: Target, selection: Selection) -> TargetState:
    date = selection.date or engine.index.latest
    mask = select(engine.index, selection)
    if target.is_excellence:
        mask &= engine.index.is_excellence(date)
    level = None if target.level is None else level_at(target.level, date)
    provenance = provenance_of(engine, selection, mask, level or Level.FRANCE)
    definition = _definition(target, level)
    rows = _rows(engine, target, level, mask)
    figure = None
    if level is Level.FRANCE and target.at_least is not None:
        figure = Figure(int(rows["campuses"].sum()), target.at_least, definition, provenance)
    elif level is not None:
        figure = Figure(int(rows["is_reached"].sum()), len(rows), definition, provenance)
    return TargetState(
        target=target,
        level=level,
        figure=figure,
        is_stated=min(stated.first_day for stated in target.stated) <= date,
        rows=rows,
        definition=definition,
        provenance=provenance,
    )


def _rows(engine: Engine, target: Target, level: Level | None, mask: Mask) -> pd.DataFrame:
    """Units of a map and their campuses; none when the target names no unit or no number."""
    units = engine.units[level or Level.FRANCE]
    counted = units.is_measured & ~(units.is_overseas & target.is_mainland)
    if level is None or target.at_least is None:
        counted = np.zeros_like(counted)
    campuses = campus_counts(engine, mask, units.level)[counted]
    return pd.DataFrame(
        {
            "code": units.codes[counted].array,
            "name": units.names[counted].array,
            "campuses": campuses,
            "is_reached": campuses >= (target.at_least or 0),
        }
    )


def _definition(target: Target, level: Level | None) -> str:
    if level is None:
        unmeasurable = "ni unité ni seuil n’ont été définis, l’objectif n’est pas mesurable tel quel"
        return f"{target.text}\u00a0: {unmeasurable}."
    kind = "campus d’excellence" if target.is_excellence else "campus"
    if level is Level.FRANCE:
        return f"{target.text}\u00a0: {kind} en vigueur connus de l’atlas, sur {target.at_least}."
    where = ", en métropole," if target.is_mainland else ""
    return (
        f"{target.text}\u00a0: {level.plural.lower()}{where} où l’atlas connaît au moins {target.at_least} "
        f"{kind} en vigueur, sur toutes les unités de cette carte."
    )
