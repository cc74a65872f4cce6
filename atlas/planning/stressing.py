"""What labels that come to their end would cost, were they not renewed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from atlas.coverage import Engine, Reach, expiries, nearest_km
from atlas.data.selecting import select
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import Selection
from atlas.planning.state import due


@dataclass(frozen=True)
class Stress:
    """Coverage if labels that are due are not renewed.

    Attributes
    ----------
    rows : DataFrame
        ``campus_id``, ``name``, ``ends_by``, ``lost_population`` (people within reach of no other campus
        of the Selection); most people first.
    lost_together : int
        People lost if none of them is renewed.
    unknown : int
        Campuses of the Selection whose end is not known: they are not in the rows.
    sentence : str
        The same in French.
    """

    rows: pd.DataFrame
    lost_together: int
    unknown: int
    sentence: str


def stress(engine: Engine, until: dt.date, selection: Selection, reach: Reach) -> Stress:
    """Measure what is lost if each label due by a day is not renewed, one at a time and together."""
    mask = select(engine.index, selection)
    nearest = nearest_km(engine, mask, reach.basis, 2) <= np.float32(reach.radius_km)
    ends = expiries(engine, selection)
    known = ends.rows
    known = known[known["campus_id"].isin(due(engine, selection.date, until))]
    ids = engine.catalogue.campuses["id"].tolist()
    lost = []
    for campus in known["campus_id"]:
        km = engine.sites.km(reach.basis)[ids.index(campus)]
        is_near = np.zeros(len(engine.population), bool) if km is None else km <= np.float32(reach.radius_km)
        lost.append(int(engine.population[is_near & ~nearest[1]].sum()))
    rows = known[["campus_id", "name", "ends_by"]].assign(lost_population=np.array(lost, np.int64))
    rest = mask & ~engine.catalogue.campuses["id"].isin(set(known["campus_id"])).to_numpy(bool)
    still = nearest_km(engine, rest, reach.basis, 1)[0] <= np.float32(reach.radius_km)
    together = int(engine.population[nearest[0] & ~still].sum())
    unknown = int(ends.known.denominator - ends.known.numerator)
    if len(rows):
        ending = plural(len(rows), "label échoit", "labels échoient")
        said = f"{ending} au plus tard à cette date{NBSP}; sans renouvellement, {_losers(together)}."
    else:
        said = "Aucun label dont l’échéance est connue n’échoit à cette date au plus tard."
    return Stress(
        rows.sort_values(["lost_population", "campus_id"], ascending=[False, True], ignore_index=True),
        together,
        unknown,
        f"{said} Échéance inconnue pour {plural(unknown, 'campus', 'campus')}, hors de ce calcul.",
    )


def _losers(people: int) -> str:
    if not people:
        return "aucun habitant ne perdrait son accès"
    return plural(people, "habitant perdrait son accès", "habitants perdraient leur accès")
