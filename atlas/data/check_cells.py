"""Checks of each cell on its own, against the declaration of its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from atlas.data.columns import (
    INSEE_PATTERN,
    MAX_CELL_LENGTH,
    MAX_SLUG_LENGTH,
    SLUG_PATTERN,
    URL_PATTERN,
    Column,
    Kind,
    Table,
)
from atlas.data.errors import Problems
from atlas.data.reading import Row, Rows
from atlas.model.dates import PartialDate


class Finding(NamedTuple):
    """What is wrong with a cell; the attributes are the arguments of :meth:`Problems.add`."""

    code: str
    problem: str
    remedy: str
    known: Iterable[str] = ()


# C0 and C1 controls, line and paragraph separators, the marks that reverse the reading order, and the two
# that no XML may hold: nobody sees them, and they break or falsify what is displayed. Tabs and line ends
# are judged apart.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_CONTROL_OR_BREAK: Final = re.compile(_CONTROL.pattern + "|[\t\r\n]")
_INTEGER: Final = re.compile(r"-?[0-9]{1,9}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,20})?")
_SLUG: Final = re.compile(SLUG_PATTERN)
_INSEE: Final = re.compile(INSEE_PATTERN)
_URL: Final = re.compile(URL_PATTERN)


def check_cells(table: Table, rows: Rows, problems: Problems) -> None:
    """Record every error of form in the cells of a table; ragged rows are left out."""
    known = {column.name: column for column in table.columns}
    checked = [known[name] for name in rows.columns if name in known]
    extra = [name for name in rows.columns if name and name not in known]
    for row in rows.rows:
        if row.is_ragged:
            continue
        for column in checked:
            record(table, row, column.name, _find(column, row.cells[column.name]), problems)
        for name in extra:
            record(table, row, name, _find_in_text(row.cells[name], multiline=True), problems)


def record(table: Table, row: Row, column: str, finding: Finding | None, problems: Problems) -> None:
    """Record what was found in one cell, if anything."""
    if finding is not None:
        problems.add(
            finding.code,
            table.file_name,
            finding.problem,
            finding.remedy,
            row=row.line,
            id=row.cells.get(table.key[0], ""),
            field=column,
            value=row.cells.get(column, ""),
            known=finding.known,
        )


def _find(column: Column, value: str) -> Finding | None:
    if not value:
        return Finding("required", "la valeur manque", "remplir la cellule") if column.required else None
    finding = _find_in_text(value, column.multiline)
    if finding is None and column.kind in _CHECKS:
        finding = _CHECKS[column.kind](column, value)
    return finding


def _find_in_text(value: str, multiline: bool) -> Finding | None:
    if len(value) > MAX_CELL_LENGTH:
        return Finding(
            "too-long",
            f"la cellule compte {len(value)} caractères, plus que les {MAX_CELL_LENGTH} admis",
            "la raccourcir, ou vérifier les guillemets de cette ligne",
        )
    if value.isprintable():
        return None
    if (_CONTROL if multiline else _CONTROL_OR_BREAK).search(value):
        return Finding(
            "control-character",
            "la cellule contient un caractère de contrôle",
            "ressaisir la valeur à la main",
        )
    if not any(char.isprintable() and not char.isspace() for char in value):
        return Finding(
            "control-character",
            "la cellule ne contient que des caractères invisibles",
            "la remplir ou la vider",
        )
    return None


def _find_in_slug(column: Column, value: str) -> Finding | None:
    if _SLUG.fullmatch(value) and len(value) <= MAX_SLUG_LENGTH:
        return None
    return Finding(
        "bad-id",
        "l’identifiant n’est pas fait de mots en minuscules sans accent ou en chiffres, séparés par des "
        f"tirets, en {MAX_SLUG_LENGTH} caractères au plus",
        "écrire par exemple « " + column.example + " »",
    )


def _find_in_choice(column: Column, value: str) -> Finding | None:
    if value in column.choices:
        return None
    # French labels are what one types when one doesn't know the codes.
    by_label = {label.lower(): code for code, label in column.choices.items()}
    if value.lower() in by_label:
        remedy = f"remplacer par « {by_label[value.lower()]} »"
    else:
        remedy = "choisir parmi : " + ", ".join(f"« {choice} »" for choice in column.choices)
    return Finding("unknown-value", "la valeur n’est pas dans la liste", remedy, column.choices)


def _find_in_date(_column: Column, value: str) -> Finding | None:
    try:
        PartialDate.parse(value)
    except ValueError as error:
        return Finding(
            "bad-date",
            str(error),
            "écrire l’année, puis si on les connaît le mois et le jour, comme « 2016-01-29 »",
        )
    return None


def _find_in_integer(column: Column, value: str) -> Finding | None:
    if not _INTEGER.fullmatch(value):
        return Finding(
            "bad-integer",
            "la valeur n’est pas un nombre entier",
            "n’écrire que des chiffres, sans espace ni unité",
        )
    return _find_in_bounds(column, int(value))


def _find_in_number(column: Column, value: str) -> Finding | None:
    if not _NUMBER.fullmatch(value):
        return Finding(
            "bad-number",
            "la valeur n’est pas un nombre décimal",
            "écrire par exemple « " + column.example + " »",
        )
    return _find_in_bounds(column, float(value))


def _find_in_bounds(column: Column, value: float) -> Finding | None:
    if column.minimum <= value <= column.maximum:
        return None
    return Finding(
        "out-of-range",
        f"la valeur n’est pas entre {column.minimum:g} et {column.maximum:.0f}",
        "vérifier la valeur et la colonne",
    )


def _find_in_url(_column: Column, value: str) -> Finding | None:
    if _URL.fullmatch(value):
        return None
    return Finding(
        "bad-url",
        "l’adresse ne commence pas par http:// ou https://",
        "recopier l’adresse complète de la page",
    )


def _find_in_insee(_column: Column, value: str) -> Finding | None:
    if _INSEE.fullmatch(value):
        return None
    if len(value) == 4 and value.isascii() and value.isdigit():
        return Finding(
            "bad-insee", "le code INSEE n’a que 4 chiffres", f"rétablir le zéro initial : « 0{value} »"
        )
    return Finding(
        "bad-insee",
        "la valeur n’est pas un code INSEE de commune",
        "chercher le code à 5 caractères de la commune sur insee.fr",
    )


_CHECKS: Final[Mapping[Kind, Callable[[Column, str], Finding | None]]] = {
    Kind.SLUG: _find_in_slug,
    Kind.CHOICE: _find_in_choice,
    Kind.DATE: _find_in_date,
    Kind.INTEGER: _find_in_integer,
    Kind.NUMBER: _find_in_number,
    Kind.URL: _find_in_url,
    Kind.INSEE: _find_in_insee,
}
