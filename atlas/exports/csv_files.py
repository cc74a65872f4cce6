"""CSV for French spreadsheets: one table, and on every row what it was taken from."""

from __future__ import annotations

import csv
import io
from typing import Final

from atlas.exports.identity import identity_of
from atlas.exports.registry import ExportError, Progress, Request
from atlas.exports.tables import DIGITS, MAKERS, Cell, Column, may_be_formula, table_of

IDENTITY_TITLES: Final = ("Sélection", "État au", "Version des données", "Adresse de la vue")


def write_csv(request: Request, progress: Progress) -> bytes:
    """Write one table, that of the option ``table`` or the subject's main one.

    UTF-8 with its mark, semicolons, decimal comma: a double click opens it right in a French Excel.
    A text that a spreadsheet could take for a formula is preceded by an apostrophe; numbers are not.

    Raises
    ------
    ExportError
        When the subject has no such table.
    """
    names = MAKERS[request.subject]
    name = request.options.get("table") or next(iter(names))
    if name not in names:
        raise ExportError(f"La table « {name} » n’existe pas ici (au choix : {', '.join(names)}).")
    progress("lecture des données")
    table = table_of(request, name)
    about = identity_of(request)
    trailing = [
        quoted(value) for value in (about.selection, about.date.isoformat(), about.version, about.address)
    ]
    progress("écriture")
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(column.title for column in table.columns), *IDENTITY_TITLES])
    for row in table.rows:
        cells = [_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        writer.writerow([*cells, *trailing])
    return output.getvalue().encode("utf-8-sig")


def quoted(text: str) -> str:
    """Text that no spreadsheet runs.

    >>> quoted("=1+1"), quoted("Métiers = avenir")
    ("'=1+1", 'Métiers = avenir')
    """
    return f"'{text}" if may_be_formula(text) else text


def _text(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.{DIGITS[column.kind]}f}".replace(".", ",")
    return str(cell) if isinstance(cell, int) else quoted(cell)
