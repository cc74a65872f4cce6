"""``python -m atlas sheets``: the two pages of a territory, or of all territories of a level."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from atlas.cli import Subparsers
from atlas.commands.coverage import radius_of
from atlas.commands.export import replace_file
from atlas.commands.shared.selection_options import (
    add_data_option,
    add_selection_options,
    load_catalogue,
    read_selection,
)
from atlas.commands.shared.system_errors import not_written
from atlas.model.numbers import NBSP
from atlas.model.selection import clean_text

if TYPE_CHECKING:
    from atlas.coverage import Reach
    from atlas.model.selection import Selection
    from atlas.story.ground import Ground
    from atlas.story.territory import Unit

LEVELS: Final = ("region", "academie", "departement", "epci", "region_2015")


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "sheets",
        help="écrire la fiche d’un territoire, ou de tous ceux d’une maille, en PDF",
        description=f"Une fiche tient en deux pages A4{NBSP}: chiffres clés face à une référence, carte, "
        "filières, campus, écarts et labels. Deux fiches du même état sont identiques.",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="CHEMIN",
        help="fichier de la fiche (--unit) ou dossier, créé au besoin, d’une fiche par territoire (--level)",
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--unit", metavar="TERRITOIRE", help="departement-31, region-76, epci-243100518…")
    asked.add_argument("--level", choices=LEVELS, metavar="NIVEAU", help=", ".join(LEVELS))
    parser.add_argument(
        "--reference",
        default="auto",
        metavar="TERRITOIRE",
        help="france, region-76… (par défaut, la région d’un département ou d’une intercommunalité, "
        "la France sinon)",
    )
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
    add_data_option(parser)
    add_selection_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the sheets."""
    catalogue = load_catalogue(arguments)
    if catalogue is None:
        return 1
    from atlas.coverage import Basis, Level, Reach
    from atlas.story.ground import ground_of
    from atlas.story.territory import AUTO, find, unit_at

    ground = ground_of(catalogue)
    selection = read_selection(arguments, ground.choices)
    for option in ("unit", "reference"):
        asked = getattr(arguments, option)
        if asked not in (None, AUTO) and find(ground.engine, asked) is None:
            shown = f"«{NBSP}{clean_text(asked)[:40]}{NBSP}»"
            arguments.parser.error(f"l’option --{option} ne connaît pas le territoire {shown}")
    if arguments.unit:
        unit = find(ground.engine, arguments.unit)
        units = [unit] if unit else []
        if unit and unit.level is Level.FRANCE:
            arguments.parser.error("une fiche porte sur un territoire, et non sur la France entière")
    else:
        level = Level(arguments.level)
        units = [unit_at(ground.engine, level, row) for row in range(len(ground.engine.units[level].codes))]
    reach = Reach(arguments.radius, Basis(arguments.basis))
    path: Path = arguments.output
    try:
        if arguments.level:
            path.mkdir(parents=True, exist_ok=True)
        _write(ground, selection, units, arguments.reference, reach, path)
    except OSError as refused:
        print(not_written(refused.filename or path, refused), file=sys.stderr)
        return 1
    print(path)
    return 0


def _write(
    ground: Ground, selection: Selection, units: list[Unit], reference: str, reach: Reach, path: Path
) -> None:
    from atlas.exports.sheet import build, file_name, sheet_of

    is_shown = sys.stderr.isatty()
    for rank, unit in enumerate(units, 1):
        if is_shown:
            print(f"… {rank}/{len(units)} {unit.title}", file=sys.stderr)
        file = path / file_name(ground, selection, unit) if path.is_dir() else path
        replace_file(file, build(sheet_of(ground, selection, unit, reference, reach)))
