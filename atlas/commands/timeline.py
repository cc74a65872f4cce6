"""``python -m atlas timeline``: labels in force date after date."""

from __future__ import annotations

import argparse
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

UNIT_COLUMNS: Final = ("code", "name")
COUNTS: Final = ("dated", "undated", "excellence", "official_total", "official_excellence")


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "timeline",
        help="suivre les labels en vigueur, date après date",
        description="Une ligne par date (totaux officiels, annonces d’appels, fins d’année) : campus en "
        "vigueur dont la date du label est connue (dated), campus comptés depuis leur première trace faute "
        "de date (undated), parmi eux campus d’excellence (excellence), et totaux officiels publiés ce "
        "jour-là, pour la France entière et sans filtre (official_total, official_excellence). À une autre "
        "maille que la France, une ligne par date et par territoire, avec code et name après la date. "
        "L’option --date arrête la suite à ce jour.",
    )
    add_level_option(parser, default="france")
    parser.add_argument(
        "--format", choices=("csv", "json"), default="csv", help="forme du résultat (csv par défaut)"
    )
    add_data_option(parser)
    add_selection_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Count and print."""
    from atlas.coverage import Level, engine_of, timeline

    catalogue = load_catalogue(arguments)
    if catalogue is None:
        return 1
    engine = engine_of(catalogue)
    selection = read_selection(arguments, engine.index.choices)
    level = Level(arguments.level)
    counted = timeline(engine, selection, level)
    units = () if level is Level.FRANCE else UNIT_COLUMNS
    columns = ("date", *units, *COUNTS)
    if arguments.format == "csv":
        print_csv(counted.rows, columns, [counted.definition, *counted.provenance.sentences()])
        return 0
    about = {
        "level": level.value,
        "definition": counted.definition,
        "provenance": counted.provenance.record(),
    }
    print_json(counted.rows, columns, about)
    return 0
