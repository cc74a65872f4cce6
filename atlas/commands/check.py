"""``python -m atlas check``: check a data folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from atlas.cli import Subparsers


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "check",
        help="vérifier un dossier de données",
        description="Vérifie chaque ligne et chaque lien des six tables d’un dossier de données, puis ses "
        "séances, et dit toutes les erreurs à la fois. Code de sortie : 0 si tout est bon, 1 s’il y a des "
        "erreurs.",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DOSSIER",
        help="dossier à vérifier (à défaut, celui de la variable ATLAS_DATA, sinon celui du projet)",
    )
    parser.add_argument(
        "--max",
        type=int,
        default=50,
        metavar="NOMBRE",
        help="nombre d’erreurs à afficher ; toutes sont comptées (%(default)s par défaut)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check the folder and print what was found."""
    from atlas.data.catalogue import data_folder
    from atlas.data.check import check_folder
    from atlas.data.errors import report
    from atlas.data.schema import TABLES
    from atlas.model.numbers import plural
    from atlas.story.ready import refused_files, storyboard_files

    folder = data_folder(arguments.data)
    checked = check_folder(folder)
    if checked.total:
        print(f"Dossier {folder}", file=sys.stderr)
        for line in report(checked.errors, checked.total, limit=max(0, arguments.max)):
            print(line, file=sys.stderr)
        return 1
    files = storyboard_files(folder)
    if refused := refused_files(folder):
        for path, error in refused.items():
            print(f"Séance {path}", file=sys.stderr)
            for line in error.errors:
                print(f"- {line}", file=sys.stderr)
        return 1
    print(f"Dossier {folder} (version {checked.version})")
    for name, table in TABLES.items():
        print(f"- {table.title} : {len(checked.tables[name].rows)} lignes vérifiées")
    if files:
        print(f"- Séances\u00a0: {plural(len(files), 'fichier vérifié', 'fichiers vérifiés')}")
    print("Aucune erreur.")
    return 0
