"""Errors found in a data folder, told all together and in French."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from atlas.model.selection import fold

MAX_KEPT: Final = 2_000
MAX_NEAREST: Final = 60
MAX_SHOWN: Final = 60
MAX_COMPARED: Final = 300
MIN_SIMILARITY: Final = 0.75  # at less, « Caen » suggests « Amiens »
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class DataError:
    """One error.

    Attributes
    ----------
    code : str
        Stable short name of the kind of error, such as ``"duplicate-id"``.
    table : str
        File name.
    row : int or None
        Line in the file as a text editor counts it, 1 for the header; None for a whole file.
    id : str
        Key of the row (a campus's identifier in most tables), or an empty string.
    field : str
        Column, or an empty string.
    value : str
        Value found, cut and with its control characters escaped.
    problem, remedy : str
        What is wrong and what to do, in French.
    """

    code: str
    table: str
    row: int | None
    id: str
    field: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.table
        if self.row is not None:
            place += f", ligne {self.row}"
        if self.id:
            place += f" ({self.id})"
        if self.field:
            place += f", colonne « {self.field} »"
        found = f" Valeur : « {self.value} »." if self.value else ""
        return f"{place} : {self.problem}.{found} Remède : {self.remedy}. [{self.code}]"


@dataclass
class Problems:
    """The errors met during one check.

    A hostile file may hold millions of errors: all are counted, the first `MAX_KEPT` are kept.
    """

    errors: list[DataError] = field(default_factory=list)
    total: int = 0

    def add(
        self,
        code: str,
        table: str,
        problem: str,
        remedy: str,
        *,
        row: int | None = None,
        id: str = "",  # noqa: A002 the name of the field
        field: str = "",
        value: str = "",
        known: Iterable[str] = (),
    ) -> None:
        """Record an error.

        Parameters
        ----------
        code, table, problem, remedy, row, id, field, value
            As in `DataError`; `id`, `field` and `value` may be any text of any length.
        known : iterable of str
            Values that would have been right: the nearest one, if any is near, is the remedy.
        """
        self.total += 1
        if len(self.errors) < MAX_KEPT:
            # Each nearest value costs a walk through all that would be right.
            close = nearest(value, known) if len(self.errors) < MAX_NEAREST else None
            remedy = f"remplacer par « {show(close)} »" if close else remedy
            self.errors.append(
                DataError(code, escape(table), row, show(id), show(field), show(value), problem, remedy)
            )


class DataFolderError(Exception):
    """A data folder that is refused, with everything that is wrong in it.

    Attributes
    ----------
    errors : tuple of DataError
        The errors, at most `MAX_KEPT`.
    total : int
        How many there are.
    """

    def __init__(self, errors: Iterable[DataError], total: int) -> None:
        self.errors = tuple(errors)
        self.total = total
        super().__init__("\n".join(report(self.errors, total)))


def report(errors: Iterable[DataError], total: int, limit: int = 50) -> Iterator[str]:
    """Yield the lines that tell the errors, the first `limit` in full."""
    shown = list(errors)[:limit]
    yield "1 erreur trouvée :" if total == 1 else f"{total} erreurs trouvées :"
    yield from (f"- {error}" for error in shown)
    if total > len(shown):
        yield f"… et {total - len(shown)} de plus, non affichées."


def show(value: str) -> str:
    """Cut a value and escape what could spoil a terminal or a page, so that it can be printed.

    Examples
    --------
    >>> show("a" * 100 + "b")[-3:], show("bip" + chr(7))
    ('aa…', 'bip\\\\x07')
    """
    return escape(value[: MAX_SHOWN - 1] + "…" if len(value) > MAX_SHOWN else value)


def escape(value: str) -> str:
    """Escape control and invisible characters."""
    return "".join(
        char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in _INVISIBLE else char
        for char in value
    )


def nearest(value: str, known: Iterable[str]) -> str | None:
    """Return the known value closest to a mistyped one, None when none is close.

    Comparing is slow, so long values and long lists are not compared.
    """
    choices = list(known)
    if len(value) > MAX_SHOWN * 2 or len(choices) > MAX_COMPARED:
        return None
    by_folded = {fold(choice): choice for choice in choices}
    close = difflib.get_close_matches(fold(value), by_folded, n=1, cutoff=MIN_SIMILARITY)
    return by_folded[close[0]] if close else None
