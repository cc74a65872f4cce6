"""Write ``data/datapackage.json`` and ``data/README.md`` from the declaration of the tables.

Usage: ``python scripts/build_dictionary.py`` writes them; with ``--check`` nothing is written and the
exit status is 1 if they differ from the declaration.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from atlas.data.dictionary import datapackage, dictionary  # noqa: E402
from atlas.data.schema import TABLES  # noqa: E402

DATA = ROOT / "data"


def main() -> int:
    """Write the two files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="only compare, exit with 1 if a file is out of date"
    )
    is_check = parser.parse_args().check
    stale = 0
    written = {"datapackage.json": datapackage(headers()), "README.md": dictionary()}
    for path, text in ((DATA / name, text) for name, text in written.items()):
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if is_check:
            print(
                f"{path.relative_to(ROOT)} is out of date: run python scripts/build_dictionary.py",
                file=sys.stderr,
            )
            stale = 1
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)} written")
    return stale


def headers() -> dict[str, list[str]]:
    """Columns of the project's own files."""
    found = {}
    for table in TABLES.values():
        with (DATA / table.file_name).open(encoding="utf-8-sig", newline="") as file:
            found[table.name] = next(csv.reader(file))
    return found


if __name__ == "__main__":
    sys.exit(main())
