"""From the bytes of a folder to rows of text.

Values are put in Unicode form NFC (files made on macOS spell « é » in two characters, which would
never equal ours; no meaning is lost) and freed of the spaces around them, which spreadsheets leave.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.data.columns import MAX_CELL_LENGTH, Table
from atlas.data.errors import Problems, nearest, show
from atlas.data.schema import TABLES

MAX_FILE_BYTES: Final = 20_000_000
MAX_ROWS: Final = 200_000
_BOM: Final = b"\xef\xbb\xbf"
_SAVE_AS: Final = "enregistrer le fichier au format « CSV UTF-8 (délimité par des virgules) »"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file and its cells by column."""

    line: int
    cells: Mapping[str, str]
    is_ragged: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of one file.

    Attributes
    ----------
    columns : tuple of str
        Header of the file, extra columns included.
    rows : tuple of Row
        Lines that are not blank. A ragged one holds what could be read of it.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_folder(folder: Path, problems: Problems) -> dict[str, bytes]:
    """Read the files of the tables, telling those that are missing or not expected.

    Parameters
    ----------
    folder : Path
        Folder that should hold one CSV file a table; files of other kinds are ignored.
    problems : Problems
        Where errors are recorded.

    Returns
    -------
    dict of str to bytes
        Content by table name, of the files that could be read.
    """
    try:
        found = sorted(path.name for path in folder.iterdir())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        problems.add(
            "unreadable-folder",
            str(folder),
            f"le dossier de données ne peut pas être lu ({_reason(error)})",
            "vérifier le chemin donné par --data ou par la variable ATLAS_DATA",
        )
        return {}
    expected = {table.file_name: table for table in TABLES.values()}
    _tell_unknown_files(found, tuple(expected), problems)
    contents: dict[str, bytes] = {}
    for file_name, table in expected.items():
        if file_name not in found:
            problems.add(
                "missing-file", file_name, "le fichier manque", f"ajouter {file_name} au dossier de données"
            )
            continue
        content = _read_file(folder / file_name, problems)
        if content is not None:
            contents[table.name] = content
    return contents


def content_version(contents: Mapping[str, bytes]) -> str:
    """Return 12 hexadecimal digits that change when, and only when, the content of the tables does.

    Line ends and a byte order mark do not count: git and spreadsheets change them.
    """
    digest = hashlib.sha256()
    for name in sorted(contents):
        content = contents[name].removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        digest.update(f"{name}:{len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def parse_rows(table: Table, content: bytes, problems: Problems) -> Rows | None:
    """Split one file into rows, or tell why it can't be and return None."""
    text = _decode(table, content, problems)
    if text is None:
        return None
    lines = _csv_lines(table, text, problems)
    errors_before = problems.total
    header = next(lines, None)
    if header is None:
        if problems.total == errors_before:
            problems.add(
                "empty-file", table.file_name, "le fichier est vide", "y mettre au moins la ligne de titres"
            )
        return None
    columns = tuple(clean(cell) for cell in header[1])
    if not _check_header(table, columns, problems):
        return None
    return Rows(columns, tuple(_build_rows(table, columns, lines, problems)))


def clean(cell: str) -> str:
    """Return the cell in Unicode form NFC, without the spaces around it."""
    # A cell too long is refused later; normalising it could take minutes.
    return unicodedata.normalize("NFC", cell).strip() if len(cell) <= MAX_CELL_LENGTH else cell


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "il n’existe pas"
    if isinstance(error, NotADirectoryError):
        return "ce n’est pas un dossier"
    return "accès refusé ou lecture impossible"


def _tell_unknown_files(found: list[str], expected: tuple[str, ...], problems: Problems) -> None:
    # A CSV file that is not read is most often a table misnamed: its user would wait for it in vain.
    for name in found:
        if name.lower().endswith(".csv") and name not in expected:
            close = nearest(name, expected)
            remedy = f"le renommer en {close}, ou le retirer du dossier" if close else "le retirer du dossier"
            problems.add("unknown-file", name, "ce fichier ne correspond à aucune table", remedy)


def _read_file(path: Path, problems: Problems) -> bytes | None:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe or a device would never end
            raise OSError(errno.EINVAL, "not a regular file")
        if found.st_size > MAX_FILE_BYTES:
            problems.add(
                "file-too-large",
                path.name,
                f"le fichier dépasse {MAX_FILE_BYTES // 1_000_000} Mo",
                "vérifier qu’il s’agit de la bonne table",
            )
            return None
        return path.read_bytes()
    except OSError as error:
        problems.add(
            "unreadable-file",
            path.name,
            f"le fichier ne peut pas être lu ({_reason(error)})",
            "vérifier qu’il s’agit d’un fichier et qu’il est lisible",
        )
        return None


def _decode(table: Table, content: bytes, problems: Problems) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add("encoding", table.file_name, "le fichier n’est pas encodé en UTF-8", _SAVE_AS, row=line)
        return None


def _csv_lines(table: Table, text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each line that is not blank; stop at the first broken one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, count = 1, 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            problems.add(
                "malformed-csv",
                table.file_name,
                "la suite du fichier est illisible : guillemets mal fermés ou cellule démesurée",
                "entourer la cellule de guillemets et doubler ceux qu’elle contient",
                row=line,
            )
            return
        if cells is None:
            return
        if any(map(str.strip, cells)):
            count += 1
            if count > MAX_ROWS + 1:
                problems.add(
                    "too-many-rows",
                    table.file_name,
                    f"le fichier dépasse {MAX_ROWS} lignes",
                    "vérifier qu’il s’agit de la bonne table",
                    row=line,
                )
                return
            yield line, cells
        line = reader.line_num + 1


def _check_header(table: Table, columns: tuple[str, ...], problems: Problems) -> bool:
    """Tell what is wrong with the header; return whether the rows can be checked."""
    only_cell = columns[0] if len(columns) == 1 else ""
    for separator, name in ((";", "des points-virgules"), ("\t", "des tabulations")):
        if separator in only_cell:
            problems.add(
                "separator",
                table.file_name,
                f"les colonnes sont séparées par {name} au lieu de virgules",
                _SAVE_AS,
                row=1,
                value=only_cell,
            )
            return False
    repeated = [name for name, count in Counter(columns).items() if count > 1 and name]
    for name in repeated:
        problems.add(
            "duplicate-column",
            table.file_name,
            "la colonne est en double",
            "n’en garder qu’une",
            row=1,
            field=name,
        )
    known = {column.name for column in table.columns}
    extra = [name for name in columns if name not in known]
    missing = [name for name in table.required_columns if name not in columns]
    for name in missing:
        close = nearest(name, extra)
        remedy = f"renommer la colonne « {show(close)} »" if close else "ajouter la colonne, même vide"
        problems.add("missing-column", table.file_name, "la colonne manque", remedy, row=1, field=name)
    return not repeated and not missing


def _build_rows(
    table: Table, columns: tuple[str, ...], lines: Iterator[tuple[int, list[str]]], problems: Problems
) -> Iterator[Row]:
    width = len(columns)
    for line, cells in lines:
        # Spreadsheets pad short tables with empty cells on the right.
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        row = Row(line, dict(zip(columns, map(clean, cells), strict=False)), is_ragged=len(cells) != width)
        if row.is_ragged:
            problems.add(
                "ragged-row",
                table.file_name,
                f"la ligne compte {len(cells)} cellules au lieu de {width}",
                "entourer de guillemets les cellules qui contiennent une virgule",
                row=line,
                id=row.cells.get(table.key[0], ""),
            )
        yield row
