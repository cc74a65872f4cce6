"""What stands behind a figure: definition, date, version of the data and what was left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from atlas.coverage.engine import Basis, Engine
from atlas.coverage.levels import UNKNOWN_UNIT, Level
from atlas.data.selecting import Mask, select
from atlas.model.dates import french
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import Selection


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the figures of one result come from.

    Attributes
    ----------
    selection : Selection
        Campuses looked at.
    date : datetime.date
        Day of the state; the most recent evidence of the catalogue when the Selection has none.
    version : str
        Version of the data.
    campuses : int
        Campuses kept, in force on that day.
    not_located : int or None
        Of these, those without a known point, left out of distances; None without distances.
    undated : int
        Of these, those whose date of label is unknown: counted from their first trace on.
    no_trace : int
        Campuses left out because nothing dates them at all: they count in the present state only.
    unplaced : int
        Of the campuses kept, those whose unit of this level is unknown.
    """

    selection: Selection
    date: dt.date
    version: str
    campuses: int
    not_located: int | None
    undated: int
    no_trace: int
    unplaced: int

    @property
    def is_placeless(self) -> bool:
        """Whether there are campuses and none has a known point: whom they reach is unknown, not nobody."""
        return bool(self.campuses) and self.not_located == self.campuses

    def record(self) -> dict[str, object]:
        """Return the same as values of JSON."""
        return {
            "date": self.date.isoformat(),
            "version": self.version,
            "selection": self.selection.to_params(),
            "campuses": self.campuses,
            "not_located": self.not_located,
            "undated": self.undated,
            "no_trace": self.no_trace,
            "unplaced": self.unplaced,
            "sentences": list(self.sentences()),
        }

    def sentences(self) -> Iterator[str]:
        """Yield in French the state, the version and what was left out, one sentence each."""
        counts = {
            f"État au{NBSP}{french(self.date)}, version {self.version} des données": self.campuses,
            "Sans lieu connu, hors des distances": self.not_located or 0,
            "Sans unité connue à cette maille": self.unplaced,
            "Sans date de label, comptés depuis leur première trace": self.undated,
            "Sans aucune date, absents de l’état à ce jour": self.no_trace,
        }
        for rank, (text, count) in enumerate(counts.items()):
            if count or rank == 0:
                yield f"{text}{NBSP}: {plural(count, 'campus', 'campus')}."


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that can be recomputed.

    Attributes
    ----------
    numerator, denominator : float
        What is divided; a mean distance divides person-kilometres by persons.
    definition : str
        What it means, in French, as a sentence.
    provenance : Provenance
        Date, version and what was left out.
    """

    numerator: float
    denominator: float
    definition: str
    provenance: Provenance

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None when it has no meaning (nobody, or no located campus)."""
        if self.denominator == 0 or not np.isfinite(self.numerator):
            return None
        return self.numerator / self.denominator

    def record(self) -> dict[str, object]:
        """Return the same as values of JSON, without the provenance."""
        is_known = self.value is not None
        return {
            "value": self.value,
            "numerator": _plain(self.numerator) if is_known else None,
            "denominator": _plain(self.denominator),
            "definition": self.definition,
        }


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def provenance_of(
    engine: Engine, selection: Selection, mask: Mask, level: Level, basis: Basis | None = None
) -> Provenance:
    """Return what stands behind a measure of the campuses of a mask.

    Parameters
    ----------
    engine : Engine
        The catalogue.
    selection : Selection
        What was asked.
    mask : ndarray of bool, shape (campuses,)
        Campuses that the Selection keeps.
    level : Level
        Units of the measure.
    basis : Basis, optional
        Points of the measure; None when it has no distances.
    """
    no_trace = 0
    if selection.date is not None and selection.date < engine.index.latest:
        today = select(engine.index, replace(selection, date=None))
        no_trace = int(np.count_nonzero(today & np.isnat(engine.index.since)))
    located = None if basis is None else engine.sites.is_located(basis)
    return Provenance(
        selection=selection,
        date=selection.date or engine.index.latest,
        version=engine.catalogue.version,
        campuses=int(np.count_nonzero(mask)),
        not_located=None if located is None else int(np.count_nonzero(mask & ~located)),
        undated=int(np.count_nonzero(mask & ~engine.is_dated)),
        no_trace=no_trace,
        unplaced=int(np.count_nonzero(mask & (engine.campus_units[level] == UNKNOWN_UNIT))),
    )
