"""What a scenario changes for people and territories, change by change, and beside others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage import (
    Coverage,
    Engine,
    Level,
    Reach,
    TargetState,
    coverage,
    nearest_km,
    targets,
)
from atlas.data.selecting import Mask, select
from atlas.model.dates import french
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP
from atlas.model.selection import Selection
from atlas.planning.scenario import Change, Kind, Scenario
from atlas.planning.state import ADDED_PREFIX, apply, fitting, problems

MAX_COMPARED: Final = 4
LEDGER_DEFINITION: Final = (
    "Effet marginal d’un changement\u00a0: habitants à portée avec le scénario entier, moins habitants à "
    "portée avec le même scénario sans ce changement. La somme des effets n’est pas le total quand des "
    "changements touchent les mêmes habitants."
)


@dataclass(frozen=True)
class Effects:
    """A scenario against today.

    Attributes
    ----------
    scenario : Scenario
        What is measured.
    engine : Engine
        State of the scenario, for any other measure.
    before, after : Coverage
        The data at the date of the scenario, and the scenario.
    gained, lost : int or None
        People within reach in the scenario only, in the data only; None where one state has campuses and
        none has a point.
    rows : DataFrame
        One row a unit: ``code``, ``name``, ``population``, ``campuses_before``, ``campuses_after``,
        ``covered_before``, ``covered_after``, ``gained_population``, ``lost_population`` (Int64),
        ``share_before``, ``share_after`` (float, 0 to 1).
    newly_covered, newly_uncovered : tuple of str
        Codes of units that have campuses in the scenario only, in the data only.
    targets_before, targets_after : tuple of TargetState
        Official targets.
    ledger : DataFrame
        One row a change, in the order of the scenario: ``place`` (int), ``label``, ``enabled``, ``effect``
        (Int64, net people; <NA> when it is off, does not fit, or people are unknown): see
        `LEDGER_DEFINITION`.
    problems : mapping of int to str
        Why a change is left out, in French, by its place.
    """

    scenario: Scenario
    engine: Engine
    before: Coverage
    after: Coverage
    gained: int | None
    lost: int | None
    rows: pd.DataFrame
    newly_covered: tuple[str, ...]
    newly_uncovered: tuple[str, ...]
    targets_before: tuple[TargetState, ...]
    targets_after: tuple[TargetState, ...]
    ledger: pd.DataFrame
    problems: Mapping[int, str]


def effects(engine: Engine, scenario: Scenario, selection: Selection, level: Level, reach: Reach) -> Effects:
    """Measure a scenario against the data on the same day.

    Parameters
    ----------
    engine : Engine
        Of the real data.
    scenario : Scenario
        Its date replaces that of the Selection.
    selection : Selection
        Campuses looked at in both states.
    level : Level
        Units of the rows.
    reach : Reach
        Radius and points.
    """
    chosen = replace(selection, date=scenario.date)
    state = apply(engine, scenario)
    before, after = (coverage(one, chosen, level, reach) for one in (engine, state))
    was, becomes = (_reached(one, chosen, reach) for one in (engine, state))
    units = engine.units[level]
    gained, lost = (
        units.sums(engine.population * people).astype(np.int64) for people in (becomes & ~was, was & ~becomes)
    )
    is_known = not (before.provenance.is_placeless or after.provenance.is_placeless)
    one, two = before.rows, after.rows
    unknown = pd.Series(pd.NA, index=one.index, dtype="Int64")
    rows = pd.DataFrame(
        {
            "code": one["code"],
            "name": one["name"],
            "population": one["population"],
            "campuses_before": one["campuses"],
            "campuses_after": two["campuses"],
            "covered_before": one["covered_population"],
            "covered_after": two["covered_population"],
            "gained_population": pd.array(gained, dtype="Int64") if is_known else unknown,
            "lost_population": pd.array(lost, dtype="Int64") if is_known else unknown,
            "share_before": one["covered_share"],
            "share_after": two["covered_share"],
        }
    )
    faults = problems(scenario, engine)
    had, has = rows["campuses_before"] > 0, rows["campuses_after"] > 0
    return Effects(
        scenario=scenario,
        engine=state,
        before=before,
        after=after,
        gained=int(gained.sum()) if is_known else None,
        lost=int(lost.sum()) if is_known else None,
        rows=rows,
        newly_covered=tuple(rows["code"][has & ~had]),
        newly_uncovered=tuple(rows["code"][had & ~has]),
        targets_before=targets(engine, scenario.date),
        targets_after=targets(state, scenario.date),
        ledger=_ledger(engine, scenario, state, chosen, reach, faults),
        problems=faults,
    )


def _reached(engine: Engine, selection: Selection, reach: Reach) -> Mask:
    mask = select(engine.index, selection)
    return np.asarray(nearest_km(engine, mask, reach.basis, 1)[0] <= np.float32(reach.radius_km))


def _people(engine: Engine, mask: Mask, reach: Reach) -> int | None:
    """People within reach of the campuses of a mask; None when none of these has a point."""
    if mask.any() and not (mask & engine.sites.is_located(reach.basis)).any():
        return None
    near = nearest_km(engine, mask, reach.basis, 1)[0] <= np.float32(reach.radius_km)
    return int(engine.population[near].sum())


def _ledger(
    engine: Engine,
    scenario: Scenario,
    state: Engine,
    selection: Selection,
    reach: Reach,
    faults: Mapping[int, str],
) -> pd.DataFrame:
    """Leave each change out of the scenario in turn."""
    mask = select(state.index, selection)
    whole = _people(state, mask, reach)
    added = [one for one in fitting(scenario, engine) if one.kind is Kind.ADD]
    ids = state.catalogue.campuses["id"].tolist()
    found: list[int | None] = []
    for place, change in enumerate(scenario.changes):
        if not change.enabled or place in faults:
            found.append(None)
        elif change in added:
            # The same as the state without it, which need not be made: nothing else follows from a campus.
            without = mask.copy()
            without[ids.index(f"{ADDED_PREFIX}{added.index(change) + 1}")] = False
            found.append(_effect(whole, _people(state, without, reach)))
        else:
            rest = apply(engine, scenario.without(place))
            found.append(_effect(whole, _people(rest, select(rest.index, selection), reach)))
    return pd.DataFrame(
        {
            "place": range(len(scenario.changes)),
            "label": [change_text(engine, change) for change in scenario.changes],
            "enabled": [change.enabled for change in scenario.changes],
            "effect": pd.array(found, dtype="Int64"),
        }
    )


def _effect(whole: int | None, without: int | None) -> int | None:
    return None if whole is None or without is None else whole - without


def change_text(engine: Engine, change: Change) -> str:
    """Say a change in French, with the names of the data where it knows them."""
    campuses = dict(zip(engine.catalogue.campuses["id"], engine.catalogue.campuses["name"], strict=True))
    communes = engine.catalogue.communes
    named = communes[communes["code"] == change.commune]["name"].tolist()
    place = named[0] if named else change.commune
    quoted = [f"«{NBSP}{campuses.get(one, one)}{NBSP}»" for one in (change.campus, change.into)]
    return {
        Kind.ADD: f"Ajouter un campus «{NBSP}{_filiere_name(change)}{NBSP}» à {place}",
        Kind.CLOSE: f"Fermer {quoted[0]}",
        Kind.MERGE: f"Fusionner {quoted[0]} dans {quoted[1]}",
        Kind.MOVE: f"Déplacer {quoted[0]} à {place}",
        Kind.EXCELLENCE: f"Donner la mention excellence à {quoted[0]}",
        Kind.EXPIRE: f"Laisser échoir les labels jusqu’au {_until_text(change)}",
    }[change.kind]


def _filiere_name(change: Change) -> str:
    return BY_SLUG[change.filiere].short_name if change.filiere else ""


def _until_text(change: Change) -> str:
    return french(dt.date.fromisoformat(change.until)) if change.until else ""


def compare_scenarios(
    engine: Engine, scenarios: Sequence[Scenario], selection: Selection, level: Level, reach: Reach
) -> pd.DataFrame:
    """Return one row a scenario, at most `MAX_COMPARED`.

    Returns
    -------
    DataFrame
        ``name``, ``changes`` (switched on), ``campuses``, ``population``, ``units_gained``, ``units_lost``
        (int), ``covered_population``, ``gained_population``, ``lost_population`` (Int64),
        ``covered_share`` (float), unknown where there are campuses and none has a point.

    Raises
    ------
    ValueError
        In French, for more scenarios.
    """
    if len(scenarios) > MAX_COMPARED:
        raise ValueError(f"on compare au plus {MAX_COMPARED} scénarios")
    measured = [effects(engine, scenario, selection, level, reach) for scenario in scenarios]
    rows = [
        {
            "name": one.scenario.name,
            "changes": sum(change.enabled for change in one.scenario.changes),
            "campuses": one.after.provenance.campuses,
            "covered_population": None if one.after.covered.value is None else one.after.covered.numerator,
            "population": int(one.after.covered.denominator),
            "gained_population": one.gained,
            "lost_population": one.lost,
            "units_gained": len(one.newly_covered),
            "units_lost": len(one.newly_uncovered),
            "covered_share": one.after.covered.value,
        }
        for one in measured
    ]
    counts = dict.fromkeys(("covered_population", "gained_population", "lost_population"), "Int64")
    return pd.DataFrame(rows).astype({**counts, "covered_share": "float64"})
