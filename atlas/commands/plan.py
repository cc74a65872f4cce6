"""``python -m atlas plan``: the best sites for new campuses."""

from __future__ import annotations

import argparse
import contextlib
from typing import Final

from atlas.cli import Subparsers
from atlas.commands.coverage import radius_of
from atlas.commands.shared.selection_options import (
    add_data_option,
    add_selection_options,
    load_catalogue,
    read_selection,
)
from atlas.commands.shared.table_output import print_csv
from atlas.model.numbers import NBSP

COLUMNS: Final = (
    "rank",
    "code",
    "name",
    "gain_population",
    "cumulative_population",
    "cumulative_share",
)


def register(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "plan",
        help="chercher les meilleurs sites pour de nouveaux campus",
        description="Une ligne par site, celui qui gagne le plus d’habitants d’abord : habitants qui ne "
        "sont à portée d’aucun campus de la sélection et le seraient de ce site, leur cumul, et la part de "
        "tous les habitants alors à portée. Les campus existants sont gardés. Sans --exact, chaque site est "
        "choisi après l’autre (glouton) ; avec --exact, l’optimum est cherché, et la dernière ligne, en "
        "commentaire, dit la valeur, la borne et l’écart prouvés. Ce calcul éclaire, il ne décide pas.",
    )
    parser.add_argument("--sites", type=_whole(1, 30), required=True, metavar="N", help="de 1 à 30 sites")
    parser.add_argument(
        "--radius", type=radius_of, required=True, metavar="KM", help="rayon en kilomètres, borne comprise"
    )
    parser.add_argument(
        "--basis",
        choices=("seat", "network"),
        default="seat",
        help=f"points d’un campus existant{NBSP}: seat, son siège (par défaut){NBSP}; network, son siège et "
        "ses membres dont la commune est connue",
    )
    parser.add_argument("--exact", action="store_true", help="chercher l’optimum et le prouver")
    parser.add_argument(
        "--time-limit",
        type=_whole(1, 3600),
        default=120,
        metavar="S",
        help="durée de la recherche exacte, en secondes (120 par défaut)",
    )
    parser.add_argument(
        "--max-per-region", type=_whole(0, 30), metavar="K", help="au plus K sites dans une région"
    )
    parser.add_argument(
        "--candidates-min-population",
        type=_whole(0, 10_000_000),
        default=5000,
        metavar="P",
        help="habitants d’une commune candidate (5000 par défaut) ; celle d’un membre l’est toujours",
    )
    parser.add_argument("--format", choices=("csv",), default="csv", help="forme du résultat (csv)")
    add_data_option(parser)
    add_selection_options(parser)
    parser.set_defaults(run=run, parser=parser)


def _whole(least: int, most: int) -> type[int]:
    def read(text: str) -> int:
        number = int(text) if text.strip().isascii() and text.strip().isdigit() and len(text) < 12 else -1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"un nombre entier de {least} à {most} est attendu")
        return number

    return read  # type: ignore[return-value]


def run(arguments: argparse.Namespace) -> int:
    """Choose and print."""
    from atlas.coverage import Basis, Reach, engine_of
    from atlas.planning import Candidates, Solve, build_problem, greedy, share_text

    catalogue = load_catalogue(arguments)
    if catalogue is None:
        return 1
    engine = engine_of(catalogue)
    selection = read_selection(arguments, engine.index.choices)
    reach = Reach(arguments.radius, Basis(arguments.basis))
    candidates = Candidates(min_population=arguments.candidates_min_population)
    try:
        problem = build_problem(engine, selection, reach, candidates)
    except ValueError as refused:
        arguments.parser.error(str(refused))
    if arguments.exact:
        with Solve.start(problem, arguments.sites, arguments.max_per_region, arguments.time_limit) as solve:
            plan = solve.result()
    else:
        plan = greedy(problem, arguments.sites, arguments.max_per_region)
    notes = [plan.notice] if plan.notice else []
    print_csv(plan.rows, COLUMNS, [*notes, f"Statut{NBSP}: {plan.status}.", share_text(plan)])
    if plan.progress is not None:
        proven = plan.progress
        with contextlib.suppress(BrokenPipeError):
            print(
                f"# value={proven.value} bound={proven.bound} gap={proven.gap:.6f} status={plan.status}",
                flush=True,
            )
    return 0
