"""Tables on the standard output, for programs to read: CSV and JSON."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

DIGITS: Final[Mapping[str, int]] = {"km": 3, "share": 6}
"""Decimals by the end of a column's name: a metre, a millionth."""


def print_csv(rows: pd.DataFrame, columns: Sequence[str], notes: Iterable[str] = ()) -> None:
    """Print a table, UTF-8, with a decimal point and unknown values left empty; its notes on stderr."""
    texts = [[_text(name, value) for value in rows[name].tolist()] for name in columns]
    for note in notes:
        print(note, file=sys.stderr)
    try:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*texts, strict=True))
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_printing()


def print_json(rows: pd.DataFrame, columns: Sequence[str], about: Mapping[str, object]) -> None:
    """Print an object: what is said about the table, then its rows; unknown values are null."""
    values = [[_value(name, value) for value in rows[name].tolist()] for name in columns]
    records = [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]
    try:
        print(json.dumps({**about, "rows": records}, ensure_ascii=False, indent=1, allow_nan=False))
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_printing()


def _value(column: str, value: object) -> object:
    """Value of JSON: null for what is unknown, rounded decimals."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return None if value != value else round(value, DIGITS[column.rpartition("_")[2]])  # noqa: PLR0124 NaN
    return value if isinstance(value, (str, int)) else None


def _text(column: str, value: object) -> str:
    known = _value(column, value)
    if known is None:
        return ""
    return f"{known:.{DIGITS[column.rpartition('_')[2]]}f}" if isinstance(known, float) else str(known)


def _stop_printing() -> None:
    """The reader of the pipe has seen enough: nothing more is to be written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
