"""The tables that CSV and XLSX share: French titles, typed columns, rows in the order of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from atlas.data.columns import Column as DataColumn
from atlas.data.columns import Kind as DataKind
from atlas.data.schema import TABLES
from atlas.data.selecting import select
from atlas.exports.identity import coverage_of_request
from atlas.exports.registry import Request
from atlas.model.vocabulary import Position

Kind = Literal["text", "int", "share", "km", "degrees", "date", "url"]
Cell = str | int | float | None

DIGITS: Final[Mapping[str, int]] = {"share": 6, "km": 3, "degrees": 5}
"""Decimals kept: a millionth, a metre, about a metre."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: field of the data, French title, type, definition."""

    key: str
    title: str
    kind: Kind = "text"
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """A table to write.

    Attributes
    ----------
    name, title : str
        Identifier, and French name.
    columns : tuple of Column
    rows : tuple of tuple
        Cells in the order of the columns; None where unknown. Codes and dates are text.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def may_be_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula."""
    return text.lstrip(" ").startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS)


def tables_of(request: Request) -> tuple[Table, ...]:
    """Return every table of the subject of a request."""
    return tuple(make(request) for make in MAKERS[request.subject].values())


def table_of(request: Request, name: str) -> Table:
    """Return one table; its name is a key of :data:`MAKERS` of the subject."""
    return MAKERS[request.subject][name](request)


# ---- the tables of campuses --------------------------------------------------------------------

_CODES: Final = (
    Column("region_code", "Code région", meaning="Code Insee de la région ou de la collectivité."),
    Column("academie_code", "Code académie", meaning="Identifiant de l’académie dans l’atlas."),
    Column("departement_code", "Code département", meaning="Code Insee ; vide s’il est inconnu."),
    Column("epci_code", "Code EPCI", meaning="Code SIREN de l’intercommunalité du siège."),
    Column("position_label", "Position", meaning="Ce que l’on sait du lieu ; coordonnées du siège seul."),
    Column("seat_lat", "Latitude", "degrees", "Degrés décimaux, WGS 84 : siège, ou sa commune."),
    Column("seat_lon", "Longitude", "degrees", "Degrés décimaux, WGS 84 : siège, ou sa commune."),
    Column("since", "Label certain depuis", "date", "Premier jour où le label est certain."),
)
_KINDS: Final[Mapping[DataKind, Kind]] = {
    DataKind.INTEGER: "int",
    DataKind.DATE: "date",
    DataKind.URL: "url",
}
_POINTS: Final = ("host_lat", "host_lon")


def kept_campuses(request: Request) -> pd.DataFrame:
    """Campuses of the Selection, with ``seat_lat``, ``seat_lon`` (NaN without a seat), ``position_label``."""
    campuses = request.catalogue.campuses[select(request.index, request.selection)]
    is_seat = campuses["position"] == Position.SEAT
    return campuses.assign(
        seat_lat=campuses["lat"].where(is_seat),
        seat_lon=campuses["lon"].where(is_seat),
        position_label=[Position(value).label for value in campuses["position"]],
    )


def _campuses(request: Request) -> Table:
    declared = _declared("campuses", without=_POINTS)
    return _table("campuses", "Campus", (*declared, *_CODES), _labelled("campuses", kept_campuses(request)))


def _of_campuses(name: str, title: str) -> Callable[[Request], Table]:
    def make(request: Request) -> Table:
        names = request.catalogue.campuses.set_index("id")["name"]
        kept = names[select(request.index, request.selection)]
        rows: pd.DataFrame = getattr(request.catalogue, name)
        rows = rows[rows["campus_id"].isin(kept.index)]
        rows = rows.assign(campus_name=rows["campus_id"].map(kept))
        declared = _declared(name)
        columns = (
            Column("campus_id", "Identifiant du campus", meaning="Identifiant stable du campus."),
            Column("campus_name", "Campus", meaning="Titre du campus."),
            *declared[1:],
        )
        return _table({"label_events": "events"}.get(name, name), title, columns, _labelled(name, rows))

    return make


def _declared(name: str, without: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(_column(one) for one in TABLES[name].columns if one.name not in without)


def _column(declared: DataColumn) -> Column:
    title = f"{declared.title} ({declared.unit})" if declared.kind is DataKind.INTEGER else declared.title
    return Column(declared.name, title, _KINDS.get(declared.kind, "text"), declared.meaning)


def _labelled(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Replace the codes of closed lists by their French names; filières and categories stay as they are."""
    lists = {one.name: one.choices for one in TABLES[name].columns if one.choices}
    for column, choices in lists.items():
        if column not in ("sector", "category"):
            rows = rows.assign(**{column: rows[column].map({"": "", **choices})})
    return rows


def _table(name: str, title: str, columns: tuple[Column, ...], rows: pd.DataFrame) -> Table:
    cells = [[_cell(value, column.kind) for value in rows[column.key].tolist()] for column in columns]
    return Table(name, title, columns, tuple(zip(*cells, strict=True)))


def _cell(value: object, kind: Kind) -> Cell:
    if value is None or value is pd.NA or value == "" or value != value:  # noqa: PLR0124 NaN
        return None
    if kind == "int":
        return int(str(value))
    if kind in DIGITS:
        return round(float(str(value)), DIGITS[kind])
    return str(value)


# ---- the coverage ------------------------------------------------------------------------------

COVERAGE_COLUMNS: Final = (
    Column("code", "Code", meaning="Code Insee, SIREN pour une intercommunalité."),
    Column("name", "Territoire", meaning="Nom du territoire."),
    Column("campuses", "Campus", "int", "Campus en vigueur dont le siège ou le territoire indiqué y est."),
    Column("population", "Habitants", "int", "Population municipale d’aujourd’hui."),
    Column("covered_population", "Habitants à portée", "int", "Dont la commune est à portée d’un campus."),
    Column("covered_share", "Part à portée", "share", "Habitants à portée sur habitants, de 0 à 1."),
    Column("backup_population", "À portée de deux campus", "int", "À portée d’au moins deux campus."),
    Column("nearest_km", "Distance moyenne (km)", "km", "Au campus le plus proche, pondérée."),
    Column(
        "nearest_three_km",
        "Distance moyenne aux trois plus proches (km)",
        "km",
        "Pondérée par la population.",
    ),
)


def _coverage(request: Request) -> Table:
    return _table("coverage", "Couverture", COVERAGE_COLUMNS, coverage_of_request(request).rows)


MAKERS: Final[Mapping[str, Mapping[str, Callable[[Request], Table]]]] = {
    "campuses": {
        "campuses": _campuses,
        "events": _of_campuses("label_events", "Labels"),
        "members": _of_campuses("members", "Membres"),
        "sources": _of_campuses("sources", "Sources"),
    },
    "coverage": {"coverage": _coverage},
}
"""Tables of each subject, the main one first."""
