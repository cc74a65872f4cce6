"""Checks between rows and between tables."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.data.check_cells import Finding, record
from atlas.data.columns import Table
from atlas.data.errors import Problems
from atlas.data.reading import Row, Rows
from atlas.data.schema import TABLES
from atlas.model.dates import PartialDate
from atlas.model.vocabulary import Evenement, Status


def check_links(tables: Mapping[str, Rows], problems: Problems) -> None:
    """Record repeated keys, links to nothing and lives of labels that make no sense.

    Parameters
    ----------
    tables : mapping of str to Rows
        The tables that could be read; a check that needs one that could not is left out, for its
        errors would only repeat that one.
    problems : Problems
        Where errors are recorded.
    """
    for name, rows in tables.items():
        _check_keys(TABLES[name], rows, problems)
        _check_targets(TABLES[name], rows, tables, problems)
    if {"campuses", "label_calls", "label_events"} <= tables.keys():
        _check_state(tables, problems)
    if "campuses" in tables and "label_calls" in tables:
        _check_calls(tables["campuses"], tables["label_calls"], problems)
    if "campuses" in tables and "label_events" in tables:
        _check_lives(tables["campuses"], tables["label_events"], problems)


def _sound(rows: Rows) -> list[Row]:
    return [row for row in rows.rows if not row.is_ragged]


def _check_keys(table: Table, rows: Rows, problems: Problems) -> None:
    first_lines: dict[tuple[str, ...], int] = {}
    for row in _sound(rows):
        key = tuple(row.cells[column] for column in table.key)
        first = first_lines.setdefault(key, row.line)
        if first != row.line and key[0]:
            is_id = len(key) == 1
            finding = Finding(
                "duplicate-id" if is_id else "duplicate-row",
                f"{'cet identifiant' if is_id else 'cette ligne'} figure déjà à la ligne {first}",
                "donner un autre identifiant, ou retirer l’une des deux lignes"
                if is_id
                else "retirer l’une des deux",
            )
            record(table, row, table.key[0], finding, problems)


def _check_targets(table: Table, rows: Rows, tables: Mapping[str, Rows], problems: Problems) -> None:
    for column, (target, target_column) in table.links.items():
        if target not in tables:
            continue
        known = {row.cells.get(target_column, "") for row in tables[target].rows}
        for row in _sound(rows):
            value = row.cells[column]
            if value and value not in known:
                finding = Finding(
                    "unknown-campus",
                    f"aucun campus de {target}.csv n’a cet identifiant",
                    f"ajouter ce campus à {target}.csv, ou retirer la ligne",
                    known,
                )
                record(table, row, column, finding, problems)


def _check_calls(campuses: Rows, label_calls: Rows, problems: Problems) -> None:
    calls = {row.cells.get("call", "") for row in label_calls.rows}
    accepted = calls | {call.split(" ")[0] for call in calls}
    for row in _sound(campuses):
        value = row.cells["first_label_call"]
        if value not in accepted and value and not _is_year(value):
            finding = Finding(
                "unknown-call",
                "cet appel n’est pas dans label_calls.csv",
                "l’ajouter à label_calls.csv, ou n’écrire que l’année",
                calls,
            )
            record(TABLES["campuses"], row, "first_label_call", finding, problems)


def _check_state(tables: Mapping[str, Rows], problems: Problems) -> None:
    """Without a campus, or without any date, there is no state to show and no day to show it at."""
    campuses = _sound(tables["campuses"])
    if not campuses:
        problems.add(
            "no-campus", "campuses.csv", "la table ne contient aucun campus", "ajouter une ligne par campus"
        )
        return
    announced = {
        row.cells["call"].split(" ")[0] for row in _sound(tables["label_calls"]) if row.cells["announced"]
    }
    calls = {row.cells["first_label_call"].split(" ")[0] for row in campuses} - {""}
    is_dated = (
        any(row.cells["status_date"] for row in campuses)
        or any(row.cells["date"] for row in _sound(tables["label_events"]))
        or any(call in announced or _is_year(call) for call in calls)
    )
    if not is_dated:
        problems.add(
            "no-date",
            "campuses.csv",
            "aucun campus n’a de date : ni source datée, ni événement, ni appel annoncé",
            "donner dans status_date la date de la source la plus récente",
        )


def _is_year(value: str) -> bool:
    date = _parse(value)
    return date is not None and date.precision == "year"


def _parse(value: str) -> PartialDate | None:
    try:
        return PartialDate.parse(value)
    except ValueError:
        return None


def _check_lives(campuses: Rows, events: Rows, problems: Problems) -> None:
    """A campus that is over needs a date, else it would count for ever; and it ends after it began."""
    table = TABLES["campuses"]
    labels = _event_dates(events, (Evenement.LABEL,))
    ends = _event_dates(events, (Evenement.MERGE, Evenement.END))
    for row in _sound(campuses):
        cells = row.cells
        if cells["status"] not in (Status.MERGED, Status.ENDED):
            continue
        started, ended = labels.get(cells["id"], []), ends.get(cells["id"], [])
        if not cells["status_date"] and not ended:
            finding = Finding(
                "end-without-date",
                "le campus est terminé ou fusionné sans aucune date",
                "donner dans status_date au moins l’année de la fin",
            )
            record(table, row, "status_date", finding, problems)
        if status_date := _parse(cells["status_date"]):
            ended = [*ended, status_date]
        if started and ended and min(d.last_day for d in ended) < min(d.first_day for d in started):
            finding = Finding(
                "ends-before-label", "la fin du campus précède sa labellisation", "vérifier les dates"
            )
            record(table, row, "status_date", finding, problems)


def _event_dates(events: Rows, kinds: tuple[Evenement, ...]) -> dict[str, list[PartialDate]]:
    dates: dict[str, list[PartialDate]] = {}
    for row in _sound(events):
        if row.cells["event"] in kinds and (date := _parse(row.cells["date"])):
            dates.setdefault(row.cells["campus_id"], []).append(date)
    return dates
