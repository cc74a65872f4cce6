"""The whole data as one file to take away: tables, their description, the geography, in a zip.

The bytes depend on the content only: no date of the day, files in a fixed order.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from atlas.data.catalogue import Catalogue
from atlas.data.dictionary import datapackage, dictionary
from atlas.data.errors import Problems
from atlas.data.reading import content_version, parse_rows, read_folder
from atlas.data.schema import TABLES
from atlas.data.territories import PROJECT_DATA

_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say."""
_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16


class PackageError(RuntimeError):
    """The tables on disk are no longer those of the catalogue."""


def data_package(catalogue: Catalogue) -> bytes:
    """Return the data package of a catalogue.

    Parameters
    ----------
    catalogue : Catalogue
        The catalogue; its tables are read again from its folder, byte for byte.

    Returns
    -------
    bytes
        A zip: the six tables as they are, ``datapackage.json`` (Table Schema, with the version),
        ``README.md`` (dictionary), and ``geography/``. Unpacked, it is a data folder that the atlas reads.

    Raises
    ------
    PackageError
        When the folder has changed since the catalogue was read.
    """
    tables = read_folder(catalogue.folder, Problems())
    if set(tables) != set(TABLES) or content_version(tables) != catalogue.version:
        raise PackageError("the data folder has changed")
    headers = {name: _header(name, content) for name, content in tables.items()}
    files = {table.file_name: tables[name] for name, table in TABLES.items()}
    files["datapackage.json"] = datapackage(headers, catalogue.version).encode()
    files["README.md"] = dictionary().encode()
    for path in sorted((PROJECT_DATA / "geography").iterdir()):
        if path.suffix in (".csv", ".md"):
            files[f"geography/{path.name}"] = path.read_bytes()
    return _zipped(files)


def _header(name: str, content: bytes) -> tuple[str, ...]:
    rows = parse_rows(TABLES[name], content, Problems())
    return rows.columns if rows else ()  # a checked table has its columns


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
