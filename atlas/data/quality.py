"""How complete the catalogue is, and which of its records are doubtful and why.

Everything is derived from the tables at the moment of the call: a rule names no campus. A figure is
always a number of campuses over a number of campuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from atlas.data.catalogue import Catalogue
from atlas.data.quality_rules import RULES, Rule
from atlas.data.schema import TABLES
from atlas.data.selecting import Mask
from atlas.model.selection import fold
from atlas.model.vocabulary import Basis, Confidence, Evenement, Position

STATES: Final = ("stated", "inferred", "classified")
"""How a value came to be known, in columns of :func:`fields`."""

_BASIS_OF: Final = {
    "sector": "sector_basis",
    "host_name": "host_basis",
    "host_commune": "host_basis",
    "host_insee": "host_basis",
}
"""Columns whose value is said, row by row, to be stated, inferred or classified."""

_NOT_FACTS: Final = ("id", "sector_basis", "host_basis", "confidence", "notes")
"""Columns of ``campuses.csv`` that say something of the row, not of the campus."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to doubt one record.

    Attributes
    ----------
    rule : Rule
        Which rule found it.
    campus_id : str
        Campus in question.
    detail : str
        What the tables say of it, in French; may be empty.
    """

    rule: Rule
    campus_id: str
    detail: str


def fields(catalogue: Catalogue, mask: Mask) -> pd.DataFrame:
    """Count, for each fact of a campus, how it is known.

    Parameters
    ----------
    catalogue : Catalogue
        The tables.
    mask : ndarray of bool, shape (campuses,)
        Campuses counted.

    Returns
    -------
    DataFrame
        One row a fact, in the order of the schema, then the facts of the other tables: ``field`` (name of the
        column, or of the table), ``title`` (French), ``stated``, ``inferred``, ``classified`` and
        ``missing`` (int, campuses), ``total`` (int). The first four add up to ``total``. A value whose
        origin no column tells counts as stated: it was copied from a source.
    """
    campuses = catalogue.campuses[mask]
    total = len(campuses)
    rows: list[dict[str, object]] = []
    for column in TABLES["campuses"].columns:
        if column.name in _NOT_FACTS:
            continue
        known = campuses[column.name] != ""
        basis = campuses[_BASIS_OF[column.name]] if column.name in _BASIS_OF else None
        counts = {
            state: 0 if basis is None else int((known & (basis == Basis(state))).sum()) for state in STATES
        }
        counts["stated"] += int(known.sum()) - sum(counts.values())
        rows.append(_field(column.name, column.title, counts, total))
    rows += [
        _field(name, title, {"stated": int(campuses["id"].isin(ids).sum())}, total)
        for name, title, ids in _facts_elsewhere(catalogue)
    ]
    return pd.DataFrame(rows)


def _field(name: str, title: str, counts: dict[str, int], total: int) -> dict[str, object]:
    full = dict.fromkeys(STATES, 0) | counts
    return {"field": name, "title": title, **full, "missing": total - sum(full.values()), "total": total}


def _facts_elsewhere(catalogue: Catalogue) -> Iterable[tuple[str, str, set[str]]]:
    """Campuses that have at least one row of each kind in the tables that hang on them."""
    events, members = catalogue.label_events, catalogue.members
    yield "label_events", "Au moins un événement daté", set(events["campus_id"])
    labelled = events.loc[events["event"] == Evenement.LABEL, "campus_id"]
    yield "label", "Date de labellisation", set(labelled)
    yield (
        "duration_years",
        "Durée d’un label",
        set(events.loc[events["duration_years"] != "", "campus_id"]),
    )
    yield "members", "Au moins un membre", set(members["campus_id"])
    yield "insee", "Au moins un membre situé", set(members.loc[members["insee"] != "", "campus_id"])
    yield "sources", "Au moins une source", set(catalogue.sources["campus_id"])


def regions(catalogue: Catalogue, mask: Mask) -> pd.DataFrame:
    """Count what is known, région by région.

    Parameters
    ----------
    catalogue : Catalogue
        The tables.
    mask : ndarray of bool, shape (campuses,)
        Campuses counted.

    Returns
    -------
    DataFrame
        One row a région of today, and a collectivity with a campus, by name:
        ``code``, ``name``, ``campuses``, ``seat``, ``academie``, ``dated``,
        ``members``, ``low`` (int, campuses); ``dated``: date of the label or of its call known; ``members``:
        at least one known; ``low``: record judged of low confidence.
    """
    campuses = catalogue.campuses[mask]
    known = pd.DataFrame(
        {
            "code": campuses["region_code"],
            "campuses": 1,
            "seat": campuses["position"] == Position.SEAT,
            "academie": campuses["academie_code"] != "",
            "dated": campuses["is_dated"].astype(bool),
            "members": campuses["id"].isin(set(catalogue.members["campus_id"])),
            "low": campuses["confidence"] == Confidence.LOW,
        }
    )
    counts = known.groupby("code").sum().astype("int64")
    units = catalogue.units
    names = [
        units.loc[units["level"] == "region", ["code", "name"]],
        catalogue.collectivites.loc[catalogue.collectivites["code"].isin(counts.index), ["code", "name"]],
    ]
    rows = pd.concat(names, ignore_index=True).drop_duplicates("code")
    rows = rows.join(counts, on="code").fillna(dict.fromkeys(counts.columns, 0))
    return rows.astype(dict.fromkeys(counts.columns, "int64")).sort_values(
        "name", key=lambda names: names.map(fold), ignore_index=True
    )


def doubts(catalogue: Catalogue, mask: Mask) -> list[Doubt]:
    """Find the doubtful records among some campuses.

    Parameters
    ----------
    catalogue : Catalogue
        The tables.
    mask : ndarray of bool, shape (campuses,)
        Campuses looked at.

    Returns
    -------
    list of Doubt
        In the order of the rules, then of the catalogue.
    """
    looked_at = set(catalogue.campuses.loc[mask, "id"])
    return [
        Doubt(rule, campus_id, detail)
        for rule in RULES
        for campus_id, detail in rule.find(catalogue).items()
        if campus_id in looked_at
    ]
