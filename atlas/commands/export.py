"""``python -m atlas export``: one file of what a view shows."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from atlas.cli import Subparsers
from atlas.commands.coverage import radius_of
from atlas.commands.shared.selection_options import (
    add_data_option,
    add_level_option,
    add_selection_options,
    load_catalogue,
    read_selection,
)
from atlas.commands.shared.system_errors import not_written
from atlas.exports.registry import DECKS, FORMATS, ExportError, Format, silent
from atlas.model.dates import parse_day
from atlas.model.numbers import NBSP
from atlas.model.selection import clean_text

if TYPE_CHECKING:
    from atlas.exports.registry import Request

TABLES: Final = ("campuses", "events", "members", "sources", "coverage")


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    formats = ", ".join(f"{one.name} ({one.label}{NBSP}: {one.description})" for one in FORMATS.values())
    parser = subparsers.add_parser(
        "export",
        help="écrire un fichier de ce que montre une vue",
        description=f"Formats{NBSP}: {formats}. Chaque fichier dit sa sélection, la date de l’état, la "
        f"version des données et l’adresse de la vue{NBSP}; deux fichiers du même état sont identiques.",
    )
    parser.add_argument("format", choices=tuple(FORMATS), metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FICHIER",
        help=f"fichier à écrire, remplacé s’il existe{NBSP}; dans un dossier, son nom dit ce qu’il contient",
    )
    parser.add_argument(
        "--subject",
        choices=("campuses", "coverage"),
        default="campuses",
        help=f"ce que le fichier montre{NBSP}: campuses, les campus (par défaut){NBSP}; coverage, les "
        "habitants à portée d’un campus, territoire par territoire",
    )
    parser.add_argument(
        "--table",
        choices=TABLES,
        help=f"table d’un CSV{NBSP}: campuses (par défaut), events, members ou sources{NBSP}; coverage avec "
        "--subject coverage",
    )
    add_level_option(parser, default="departement")
    parser.add_argument(
        "--radius",
        type=radius_of,
        default=30.0,
        metavar="KM",
        help="rayon en kilomètres, borne comprise (30 par défaut)",
    )
    parser.add_argument(
        "--basis",
        choices=("seat", "network"),
        default="seat",
        help=f"points d’un campus{NBSP}: seat, son siège (par défaut){NBSP}; network, avec ses membres",
    )
    parser.add_argument(
        "--storyboard",
        type=Path,
        metavar="FICHIER",
        help=f"séance à écrire en {', '.join(DECKS)} (par défaut, l’état de la couverture)",
    )
    parser.add_argument(
        "--since",
        type=_day,
        metavar="AAAA-MM-JJ",
        help="date de la réunion précédente, pour dire ce qui a changé",
    )
    add_data_option(parser)
    add_selection_options(parser)
    parser.set_defaults(run=run, parser=parser)


def _day(text: str) -> dt.date:
    found = parse_day(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"«{NBSP}{clean_text(text)[:40]}{NBSP}» n’est pas un jour AAAA-MM-JJ"
        )
    return found


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    if arguments.table and arguments.format != "csv":
        arguments.parser.error("l’option --table ne vaut que pour le format csv")
    if arguments.table and (arguments.table == "coverage") != (arguments.subject == "coverage"):
        arguments.parser.error(f"la table {arguments.table} ne va pas avec --subject {arguments.subject}")
    if (arguments.storyboard or arguments.since) and arguments.format not in DECKS:
        arguments.parser.error(f"--storyboard et --since ne valent que pour {', '.join(DECKS)}")
    catalogue = load_catalogue(arguments)
    if catalogue is None:
        return 1
    from atlas.coverage import Basis, Level
    from atlas.data.selecting import build_index
    from atlas.exports.identity import request_of

    index = build_index(catalogue)
    request = request_of(
        catalogue,
        index,
        read_selection(arguments, index.choices),
        subject=arguments.subject,
        level=Level(arguments.level),
        radius_km=arguments.radius,
        basis=Basis(arguments.basis),
        options={
            name: str(value)
            for name in ("table", "storyboard", "since")
            if (value := getattr(arguments, name))
        },
    )
    return _write(request, FORMATS[arguments.format], arguments.output)


def _write(request: Request, chosen: Format, output: Path) -> int:
    from atlas.exports.identity import file_name

    path = output
    try:
        path = output / file_name(request, chosen) if output.is_dir() else output
        replace_file(path, chosen.write(request, _told if sys.stderr.isatty() else silent))
    except ExportError as refused:
        print(refused, file=sys.stderr)
        return 1
    except OSError as refused:
        print(not_written(path, refused), file=sys.stderr)
        return 1
    print(path)
    return 0


def _told(step: str) -> None:
    print(f"… {step}", file=sys.stderr)


def replace_file(path: Path, content: bytes) -> None:
    """Write the whole file or nothing: an interrupted command never leaves half of one.

    A device or a pipe is written to, and what a link leads to is replaced rather than the link.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp keeps the file to its owner; a new file has the rights that the user's own mask gives.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
