"""Options that several commands share: the data folder, the Selection, the level.

The names of the options are those of the address of a view (``?filiere=…``); a wrong value is
refused here, where an address only ignores it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from atlas.model.dates import PartialDate
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP
from atlas.model.selection import DATE_PARAM, FIELDS, TEXT_PARAM, Choices, Selection, clean_text, parse

if TYPE_CHECKING:
    from atlas.data.catalogue import Catalogue

LEVELS: Final = (
    "commune",
    "epci",
    "departement",
    "academie",
    "academie-2019",
    "region",
    "region-2015",
    "france",
)
"""Levels of :class:`atlas.coverage.levels.Level`, listed here so that help needs no heavy module."""

_METAVARS: Final[Mapping[str, str]] = {
    "filieres": "SLUG",
    "categories": "CATÉGORIE",
    "regions": "CODE",
    "academies": "SLUG",
    "departements": "CODE",
    "calls": "APPEL",
    "statuses": "STATUT",
}
_EXAMPLES: Final[Mapping[str, str]] = {
    "filieres": ", ".join(BY_SLUG),
    "categories": "CMQ ou CMQE",
    "regions": "code INSEE, 84 par exemple ; 987 pour la Polynésie française",
    "academies": "aix-marseille, normandie…",
    "departements": "code INSEE, 69 ou 2A par exemple",
    "calls": "comme dans label_calls.csv ; inconnu pour les autres",
    "statuses": "active, unknown, merged, ended",
}
_MAX_LISTED: Final = 40


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Declare ``--data``."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DOSSIER",
        help="dossier de données (à défaut, celui de la variable ATLAS_DATA, sinon celui du projet)",
    )


def add_level_option(parser: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """Declare ``--level``, required without a default; it is read as a value of ``Level``."""
    parser.add_argument(
        "--level",
        type=_level,
        default=default,
        required=default is None,
        metavar="NIVEAU",
        help=f"maille des lignes{NBSP}: {', '.join(LEVELS)}"
        + ("" if default is None else f" ({default} par défaut)"),
    )


def add_selection_options(parser: argparse.ArgumentParser) -> None:
    """Declare one option a field of the Selection."""
    group = parser.add_argument_group(
        "sélection des campus",
        "Chaque option peut être répétée : ses valeurs s’ajoutent, et les options se restreignent l’une "
        "l’autre. Sans option, tous les campus en vigueur.",
    )
    for field in FIELDS:
        group.add_argument(
            f"--{field.param}",
            action="append",
            default=[],
            metavar=_METAVARS[field.name],
            help=f"{field.label}{NBSP}: {_EXAMPLES[field.name]}",
        )
    group.add_argument(
        f"--{DATE_PARAM}",
        type=_date,
        metavar="DATE",
        help="état à la fin de ce jour, de ce mois ou de cette année (AAAA-MM-JJ, AAAA-MM ou AAAA)",
    )
    group.add_argument(
        f"--{TEXT_PARAM}",
        metavar="TEXTE",
        help="mots cherchés dans les noms, les lieux et les membres, sans accents ni majuscules",
    )


def load_catalogue(arguments: argparse.Namespace) -> Catalogue | None:
    """Read the data folder; None, once its errors are told on stderr, when it is refused."""
    from atlas.data.catalogue import data_folder, load
    from atlas.data.errors import DataFolderError

    folder = data_folder(arguments.data)
    try:
        return load(folder)
    except DataFolderError as refused:
        print(f"Dossier {folder}", file=sys.stderr)
        print(refused, file=sys.stderr)
        return None


def read_selection(arguments: argparse.Namespace, choices: Choices) -> Selection:
    """Make the Selection of the options, or end with one line on stderr and status 2.

    Parameters
    ----------
    arguments : Namespace
        Parsed by a parser that :func:`add_selection_options` completed and that set itself as
        ``parser`` among its defaults.
    choices : Choices
        Known values.
    """
    params: dict[str, list[str]] = {}
    for field in FIELDS:
        params[field.param] = getattr(arguments, field.param)
        for value in params[field.param]:
            if value not in choices[field.name]:
                arguments.parser.error(_refusal(field.param, value, list(choices[field.name])))
    date: dt.date | None = arguments.date
    params[DATE_PARAM] = [date.isoformat()] if date else []
    params[TEXT_PARAM] = [arguments.q] if arguments.q else []
    selection, _ = parse(params, choices)
    return selection


def _refusal(option: str, value: str, known: list[str]) -> str:
    shown = clean_text(value)[:40]
    choice = f" (au choix{NBSP}: {', '.join(known)})" if len(known) <= _MAX_LISTED else ""
    return f"l’option --{option} n’admet pas la valeur «{NBSP}{shown}{NBSP}»{choice}"


def _level(text: str) -> str:
    if text.replace("_", "-") not in LEVELS:
        shown = f"«{NBSP}{clean_text(text)[:40]}{NBSP}»"
        raise argparse.ArgumentTypeError(f"{shown} n’est pas un niveau (au choix{NBSP}: {', '.join(LEVELS)})")
    return text.replace("-", "_")


def _date(text: str) -> dt.date:
    try:
        return PartialDate.parse(text).last_day
    except ValueError as error:
        shown = clean_text(text)[:40]
        raise argparse.ArgumentTypeError(f"«{NBSP}{shown}{NBSP}»{NBSP}: {error}") from None
