"""From a scenario to a state that every measure of coverage takes: an Engine of its own.

The real catalogue is never changed: its tables are copied where a change touches them. Changes are
applied by kind, in a fixed order, so that the order in which they were listed does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.coverage import Engine, build_engine, expiries
from atlas.data.catalogue import Catalogue
from atlas.data.selecting import in_force
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP
from atlas.model.selection import Selection, fold
from atlas.model.vocabulary import Categorie, Position, SinceBasis, Status
from atlas.planning.scenario import Change, Kind, Scenario

ADDED_PREFIX = "scenario-"


def problems(scenario: Scenario, engine: Engine) -> dict[int, str]:
    """Say in French what does not fit the data, by the place of the change; such changes are left out."""
    return {
        place: f"Changement {place + 1} ({scenario.changes[place].kind.label.lower()}){NBSP}: {why}."
        for place, why in enumerate(_faults(scenario, engine))
        if why
    }


def fitting(scenario: Scenario, engine: Engine) -> tuple[Change, ...]:
    """Return the changes switched on that fit the data, in an order of their own."""
    faults = _faults(scenario, engine)
    kept = [
        change for change, why in zip(scenario.changes, faults, strict=True) if change.enabled and not why
    ]
    return tuple(sorted(kept))


def _faults(scenario: Scenario, engine: Engine) -> list[str]:
    """What is wrong with each change, '' when nothing is."""
    ids = engine.catalogue.campuses["id"]
    going = set(ids[in_force(engine.index, Selection(date=scenario.date))])
    gone: dict[str, int] = {}
    for change in scenario.changes:
        if change.enabled and change.kind in (Kind.CLOSE, Kind.MERGE):
            gone[change.campus] = gone.get(change.campus, 0) + 1
    expired = {
        campus
        for change in scenario.changes
        if change.enabled and change.kind is Kind.EXPIRE
        for campus in due(engine, scenario.date, dt.date.fromisoformat(change.until))
    }
    moves = [one.campus for one in scenario.changes if one.enabled and one.kind is Kind.MOVE]
    known, communes = set(ids), engine.catalogue.territories.commune_codes

    def fault(change: Change) -> str:  # noqa: PLR0911 (one return a reason)
        named = [campus for campus in (change.campus, change.into) if campus]
        for campus in named:
            if campus not in known:
                return f"le campus «{NBSP}{campus}{NBSP}» n’existe pas dans les données"
            if campus not in going:
                return f"le campus «{NBSP}{campus}{NBSP}» n’est pas en vigueur à cette date"
            if change.enabled and campus in expired:
                return f"le label de «{NBSP}{campus}{NBSP}» échoit déjà dans ce scénario"
        if change.commune and change.commune not in communes:
            return f"la commune {change.commune} n’existe pas dans les données"
        if not change.enabled:
            return ""
        if change.kind in (Kind.CLOSE, Kind.MERGE):
            if gone[change.campus] > 1 or change.into in gone:
                return "le campus est fermé ou fusionné par un autre changement"
        elif change.campus in gone:
            return "le campus est fermé ou fusionné par un autre changement"
        if change.kind is Kind.MOVE and moves.count(change.campus) > 1:
            return "le campus est déplacé par un autre changement"
        return ""

    return [fault(change) for change in scenario.changes]


def due(engine: Engine, date: dt.date | None, until: dt.date) -> tuple[str, ...]:
    """Return the campuses in force whose label certainly ends by a day, where its end is known."""
    rows = expiries(engine, Selection(date=date)).rows
    ends = zip(rows["campus_id"], rows["ends_by"], strict=True)
    return tuple(campus for campus, end in ends if end is not None and end <= until)


def apply(engine: Engine, scenario: Scenario) -> Engine:
    """Return the engine of the scenario; that of the data itself when nothing is changed.

    Parameters
    ----------
    engine : Engine
        Of the real data.
    scenario : Scenario
        Its changes that are off or do not fit are left out: see :func:`problems`.
    """
    return _applied(engine, scenario.date, fitting(scenario, engine))


def _applied(engine: Engine, date: dt.date | None, changes: tuple[Change, ...]) -> Engine:
    if not changes:
        return engine
    campuses, members = engine.catalogue.campuses.copy(), engine.catalogue.members
    day = date or engine.index.latest
    ended = set(_ended(engine, date, changes))
    merged = {change.campus: change.into for change in changes if change.kind is Kind.MERGE}
    members = _merged_members(campuses, members, merged)
    is_ended = campuses["id"].isin(ended)
    campuses["status"] = campuses["status"].mask(is_ended, Status.ENDED.value)
    campuses["until"] = pd.Series(
        [day if out else until for out, until in zip(is_ended, campuses["until"], strict=True)], dtype=object
    )
    for change in changes:
        if change.kind is Kind.MOVE:
            for column, value in _place(engine.catalogue, change.commune).items():
                campuses[column] = campuses[column].mask(campuses["id"] == change.campus, value)
        if change.kind is Kind.EXCELLENCE:
            campuses.loc[campuses["id"] == change.campus, "category"] = Categorie.CMQE.value
    added = [change for change in changes if change.kind is Kind.ADD]
    if added:
        rows = [_new_campus(engine.catalogue, change, rank, day) for rank, change in enumerate(added)]
        campuses = _with_rows(campuses, rows)
    mark = sha256(repr((engine.catalogue.version, day, changes)).encode()).hexdigest()[:12]
    catalogue = replace(engine.catalogue, campuses=campuses, members=members, version=mark)
    made = build_engine(catalogue, like=engine)
    # A date of the scenario is no evidence: the present state holds from the same day on.
    since = _excellence_since(made, changes, day)
    return replace(made, index=replace(made.index, latest=engine.index.latest, excellence_since=since))


def _excellence_since(made: Engine, changes: tuple[Change, ...], day: dt.date) -> NDArray[np.datetime64]:
    """First day of each mention: that of the scenario for those that it gives, unless known before."""
    campuses = made.catalogue.campuses
    given = {change.campus for change in changes if change.kind is Kind.EXCELLENCE}
    is_new = campuses["id"].str.startswith(ADDED_PREFIX) & (campuses["category"] == Categorie.CMQE.value)
    is_given = (campuses["id"].isin(given) | is_new).to_numpy(bool)
    first = np.fmin(made.index.excellence_since, np.datetime64(day, "D"))
    return np.where(is_given, first, made.index.excellence_since)


def _ended(engine: Engine, date: dt.date | None, changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        if change.kind in (Kind.CLOSE, Kind.MERGE):
            yield change.campus
        elif change.kind is Kind.EXPIRE:
            yield from due(engine, date, dt.date.fromisoformat(change.until))


def _merged_members(campuses: pd.DataFrame, members: pd.DataFrame, into: dict[str, str]) -> pd.DataFrame:
    """Give the members of a campus merged away, and its seat, to the one that takes it in."""
    if not into:
        return members
    ids = members["campus_id"].map(lambda campus: into.get(campus, campus)).astype("str")
    seats = campuses[campuses["id"].isin(into) & (campuses["position"] == Position.SEAT)]
    rows = [
        {
            "campus_id": into[campus],
            "type": "lycee",
            "name": name,
            "commune_code": code,
            "lat": lat,
            "lon": lon,
        }
        for campus, name, code, lat, lon in zip(
            *(seats[column] for column in ("id", "host_name", "commune_code", "lat", "lon")), strict=True
        )
    ]
    return _with_rows(members.assign(campus_id=ids), rows)


def _with_rows(table: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    if not rows:
        return table
    blank = {name: "" for name in table.columns if table[name].dtype == "str"}
    more = pd.DataFrame([blank | row for row in rows], columns=table.columns)
    more = more.astype({name: kind for name, kind in table.dtypes.items() if kind.name != "object"})
    return pd.concat([table, more], ignore_index=True)


def _place(catalogue: Catalogue, commune: str) -> dict[str, object]:
    row = catalogue.communes.iloc[catalogue.communes["code"].searchsorted(commune)]
    wanted = catalogue.units["code"].isin([row["region_code"], row["academie_code"]])
    held = catalogue.units[wanted]
    names = dict(zip(held["code"], held["name"], strict=True))
    codes = {name: row[name] for name in ("region_code", "academie_code", "departement_code", "epci_code")}
    place = {"lat": row["lat"], "lon": row["lon"], "position": Position.SEAT.value, "commune_code": commune}
    shown = {"host_commune": row["name"], "host_insee": commune, "host_basis": "stated"}
    units = {"region": names.get(row["region_code"], ""), "academie": names.get(row["academie_code"], "")}
    return {**codes, **place, **shown, **units}


def _new_campus(catalogue: Catalogue, change: Change, rank: int, day: dt.date) -> dict[str, object]:
    filiere = BY_SLUG[change.filiere]
    place = _place(catalogue, change.commune)
    name = f"Scénario{NBSP}: {filiere.short_name}, {place['host_commune']}"
    return {
        **place,
        "id": f"{ADDED_PREFIX}{rank + 1}",
        "name": name,
        "sector": filiere.name,
        "filiere": filiere.slug,
        "category": change.category,
        "status": Status.ACTIVE.value,
        "search_text": fold(name),
        "since": day,
        "since_basis": SinceBasis.NONE.value,
        "is_dated": False,
        "until": None,
    }
