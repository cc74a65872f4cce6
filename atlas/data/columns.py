"""What a table and a column are: the words of the declaration in :mod:`atlas.data.schema`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MAX_CELL_LENGTH: Final = 5_000
MAX_SLUG_LENGTH: Final = 80
SLUG_PATTERN: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
DATE_PATTERN: Final = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
URL_PATTERN: Final = "^https?://[^\\s/][^\\s]*$"
INSEE_PATTERN: Final = "^[0-9][0-9AB][0-9]{3}$"


class Kind(StrEnum):
    """Types of columns; the value is the French name, as the dictionary shows it."""

    TEXT = "texte"
    SLUG = "identifiant"
    CHOICE = "valeur d’une liste"
    DATE = "date, même partielle"
    INTEGER = "nombre entier"
    NUMBER = "nombre décimal"
    URL = "adresse web"
    INSEE = "code INSEE de commune"


PATTERNS: Final[Mapping[Kind, str]] = {
    Kind.SLUG: SLUG_PATTERN,
    Kind.DATE: DATE_PATTERN,
    Kind.URL: URL_PATTERN,
    Kind.INSEE: INSEE_PATTERN,
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Header in the file.
    kind : Kind
        Type of the values.
    title, meaning : str
        Short name and definition, in French.
    example : str
        A valid value.
    unit : str
        Unit or coordinate system, in French; empty when there is none.
    required : bool
        Whether every row needs a value.
    may_be_absent : bool
        Whether a file may leave the whole column out.
    choices : mapping of str to str
        For `Kind.CHOICE`, each value and its meaning in French.
    minimum, maximum : float
        Bounds of numbers, both allowed.
    multiline : bool
        Whether a text may hold line breaks.
    """

    name: str
    kind: Kind
    title: str
    meaning: str
    example: str
    unit: str = ""
    required: bool = False
    may_be_absent: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: float = 0
    maximum: float = 1_000_000
    multiline: bool = False


@dataclass(frozen=True)
class Table:
    """One file of a data folder.

    Attributes
    ----------
    name : str
        File name without ``.csv``.
    title, meaning : str
        Short name and content, in French.
    columns : tuple of Column
        In the order of the file.
    key : tuple of str
        Columns that together tell a row from all others.
    links : mapping of str to tuple of str
        Columns that hold a key of another table: ``{column: (table, column)}``.
    """

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Name of the file in a data folder."""
        return f"{self.name}.csv"

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the columns that every file must have."""
        return tuple(column.name for column in self.columns if not column.may_be_absent)
