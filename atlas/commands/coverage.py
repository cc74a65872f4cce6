"""``python -m atlas coverage``: presence and reach, one row a unit."""

from __future__ import annotations

import argparse
import math
from typing import Final

from atlas.cli import Subparsers
from atlas.commands.shared.selection_options import (
    add_data_option,
    add_level_option,
    add_selection_options,
    load_catalogue,
    read_selection,
)
from atlas.commands.shared.table_output import print_csv, print_json
from atlas.model.numbers import NBSP
from atlas.model.selection import clean_text

COLUMNS: Final = (
    "code",
    "name",
    "campuses",
    "population",
    "covered_population",
    "covered_share",
    "backup_population",
    "nearest_km",
)
FIGURES: Final = ("covered", "backup", "nearest", "nearest_three", "presence")


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "coverage",
        help="mesurer la couverture d’une maille de territoires",
        description="Une ligne par territoire : campus en vigueur, habitants, habitants dont la commune est "
        "à portée d’un campus et leur part, habitants à portée d’au moins deux campus, distance moyenne au "
        "campus le plus proche, pondérée par la population. Les distances sont géodésiques (WGS 84). Une "
        "sélection de territoires restreint les campus, pas les lignes. En CSV, la définition et ce qui est "
        "laissé de côté sont dits sur la sortie d’erreur ; en JSON, ils accompagnent les lignes.",
    )
    add_level_option(parser)
    parser.add_argument(
        "--radius", type=radius_of, required=True, metavar="KM", help="rayon en kilomètres, borne comprise"
    )
    parser.add_argument(
        "--basis",
        choices=("seat", "network"),
        default="seat",
        help=f"points d’un campus{NBSP}: seat, son siège (par défaut){NBSP}; network, son siège et ses "
        "membres dont la commune est connue",
    )
    parser.add_argument(
        "--format", choices=("csv", "json"), default="csv", help="forme du résultat (csv par défaut)"
    )
    add_data_option(parser)
    add_selection_options(parser)
    parser.set_defaults(run=run, parser=parser)


def radius_of(text: str) -> float:
    """Radius of a command line: kilometres, 0 or more."""
    try:
        radius_km = float(text.replace(",", "."))
    except ValueError:
        radius_km = math.nan
    if not (math.isfinite(radius_km) and radius_km >= 0):
        shown = f"«{NBSP}{clean_text(text)[:40]}{NBSP}»"
        raise argparse.ArgumentTypeError(f"le rayon est un nombre de kilomètres, 0 ou plus, et non {shown}")
    return radius_km


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    from atlas.coverage import Basis, Level, Reach, coverage, engine_of

    catalogue = load_catalogue(arguments)
    if catalogue is None:
        return 1
    engine = engine_of(catalogue)
    selection = read_selection(arguments, engine.index.choices)
    reach = Reach(arguments.radius, Basis(arguments.basis))
    measured = coverage(engine, selection, Level(arguments.level), reach)
    if arguments.format == "csv":
        notes = [measured.covered.definition, *measured.provenance.sentences()]
        print_csv(measured.rows, COLUMNS, notes)
        return 0
    about = {
        "level": measured.level.value,
        "radius_km": reach.radius_km,
        "basis": reach.basis.value,
        "figures": {name: getattr(measured, name).record() for name in FIGURES},
        "provenance": measured.provenance.record(),
    }
    print_json(measured.rows, COLUMNS, about)
    return 0
