"""XLSX: the tables of a subject with typed cells, after a sheet that says what they are."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from atlas.exports.identity import ATLAS, identity_of, notes_of
from atlas.exports.registry import Progress, Request
from atlas.exports.tables import Cell, Column, Table, may_be_formula, tables_of
from atlas.model.dates import PartialDate

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NUMBER_FORMATS: Final = {
    "int": "#,##0",
    "share": "0.0%",
    "km": "#,##0.0",
    "degrees": "0.00000",
    "date": "dd/mm/yyyy",
}
_FIXED_DAY: Final = dt.datetime(2000, 1, 1)
"""Day of creation that every file bears: a true one would make two files of one state differ."""
_MAX_LINKS: Final = 60_000
_MAX_LINK_LENGTH: Final = 2_000
_MAX_WIDTH: Final = 60
_SAMPLED_ROWS: Final = 500
_MAX_TEXT: Final = 32_767
_INK, _HEAD = "#1b1f24", "#d5e3f3"


def write_xlsx(request: Request, progress: Progress) -> bytes:
    """Write every table of the subject, one sheet each, and the sheet « Lisez-moi ».

    No cell is a formula: texts are written as texts whatever they begin with.
    """
    import xlsxwriter

    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "max_url_length": 2_079,
    }
    workbook = xlsxwriter.Workbook(output, options)
    about = identity_of(request)
    workbook.set_properties(
        {
            "title": about.title,
            "subject": about.selection[:255],
            "author": ATLAS,
            "comments": f"{about.state}, version {about.version} des données, {about.address[:200]}",
            "created": _FIXED_DAY,
        }
    )
    book = _Book(workbook)
    progress("lecture des données")
    tables = tables_of(request)
    for table in tables:
        progress(f"feuille « {table.title} »")
        book.add_table(table)
    book.add_about([*about.lines(), *(("À savoir", note) for note in notes_of(request))], tables)
    workbook.close()
    return output.getvalue()


class _Book:
    """A workbook and its cell formats."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        base = {"font_color": _INK, "valign": "top"}
        self.head = self._format(base | {"bold": True, "bg_color": _HEAD, "text_wrap": True, "border": 0})
        self.title = self._format(base | {"bold": True, "font_size": 16})
        self.wrapped = self._format(base | {"text_wrap": True})
        self.text = self._format(base | {"num_format": "@"})
        # The prefix keeps the text a text even when someone edits the cell.
        self.quoted = self._format(base | {"num_format": "@", "quote_prefix": True})
        self.link = self._format(base | {"font_color": "#1f4e8c", "underline": 1})
        self.numbers = {
            kind: self._format(base | {"num_format": form}) for kind, form in _NUMBER_FORMATS.items()
        }
        self.links_left = _MAX_LINKS

    def _format(self, properties: dict[str, Any]) -> Format:
        return self.workbook.add_format(properties)

    def add_table(self, table: Table) -> None:
        """Add a sheet: frozen headings, filter on every column, typed cells."""
        sheet = self.workbook.add_worksheet(table.title)
        last = len(table.columns) - 1
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, _width(table, position))
            sheet.write_string(0, position, column.title, self.head)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2 if table.columns[1].key in ("name", "campus_name") else 1)
        sheet.autofilter(0, 0, len(table.rows), last)
        for number, row in enumerate(table.rows, start=1):
            for position, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._write(sheet, number, position, cell, column)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write(self, sheet: Worksheet, row: int, position: int, cell: Cell, column: Column) -> None:
        if cell is None:
            return
        if not isinstance(cell, str):
            sheet.write_number(row, position, cell, self.numbers[column.kind])
            return
        if column.kind == "date" and (day := _day(cell)):
            sheet.write_datetime(row, position, day, self.numbers["date"])
        elif column.kind == "url" and self._may_link(cell):
            self.links_left -= 1
            sheet.write_url(row, position, cell, self.link, string=cell)
        else:
            chosen = self.quoted if may_be_formula(cell) else self.text
            sheet.write_string(row, position, cell[:_MAX_TEXT], chosen)

    def _may_link(self, address: str) -> bool:
        is_web = address.startswith(("http://", "https://"))
        return is_web and self.links_left > 0 and len(address) < _MAX_LINK_LENGTH

    def add_about(self, lines: list[tuple[str, str]], tables: tuple[Table, ...]) -> None:
        """Add « Lisez-moi »: what the file is, then the definition of every column."""
        sheet = self.workbook.add_worksheet("Lisez-moi")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 90)
        sheet.write_string(0, 0, ATLAS, self.title)
        number = 2
        for heading, said in lines:
            sheet.write_string(number, 0, heading, self.head)
            chosen = self.quoted if may_be_formula(said) else self.wrapped
            sheet.merge_range(number, 1, number, 2, "", chosen)
            sheet.write_string(number, 1, said[:_MAX_TEXT], chosen)
            sheet.set_row(number, 15 * (1 + len(said) // 120))
            number += 1
        number += 1
        for position, heading in enumerate(("Feuille", "Colonne", "Définition")):
            sheet.write_string(number, position, heading, self.head)
        for table in tables:
            for column in table.columns:
                number += 1
                for position, said in enumerate((table.title, column.title, column.meaning)):
                    sheet.write_string(number, position, said, self.wrapped)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def _day(text: str) -> dt.datetime | None:
    """Day of a complete date; None for a date known to the month or the year."""
    date = PartialDate.parse(text)
    return dt.datetime.combine(date.first_day, dt.time()) if date.day else None


def _width(table: Table, position: int) -> float:
    """Width that fits most cells, in characters."""
    measure: Callable[[Cell], int] = lambda cell: len(str(cell or ""))  # noqa: E731
    longest = max((measure(row[position]) for row in table.rows[:_SAMPLED_ROWS]), default=0)
    title = max(len(word) for word in table.columns[position].title.split())
    return min(max(longest, title, 8) + 2, _MAX_WIDTH)
