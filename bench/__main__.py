"""Measure the application: ``python -m bench`` (see the package's docstring for the figures)."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from bench import report
from bench.load import MAX_SECONDS
from bench.registry import Bench, BenchError, Figure, Settings, all_benches


def main() -> int:
    """Run the benches asked for, print the table; 1 if one could not be made or misses with --strict."""
    benches = all_benches()
    options = _parser(benches).parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    chosen = [one for one in benches if not options.only or one.name in options.only]
    settings = Settings(options.quick, options.verbose, min(options.soak, MAX_SECONDS))
    figures: list[Figure] = []
    failures = 0
    print(report.machine(), flush=True)
    for one in chosen:
        started = time.monotonic()
        print(f"• {one.title} …", flush=True)
        try:
            figures += one.run(settings)
        except BenchError as failed:
            failures += 1
            print(f"  non mesuré : {failed}", flush=True)
        print(f"  {time.monotonic() - started:.0f} s", flush=True)
    if options.verbose and figures:
        print("\n" + report.details(figures))
    print("\n" + report.table(figures))
    if options.json:
        report.write_json(options.json, figures)
    missed = options.strict and any(figure.is_met is False for figure in figures)
    return 1 if failures or missed else 0


def _parser(benches: list[Bench]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Mesures de l’atlas et de son plancher."
    )
    names = [one.name for one in benches]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NOM", help=f"parmi : {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="moins de répétitions")
    parser.add_argument("--verbose", action="store_true", help="quartiles, poids de chaque message, mémoire")
    parser.add_argument("--soak", type=int, default=0, metavar="S", help="durée de la charge, en secondes")
    parser.add_argument("--json", type=Path, metavar="FICHIER", help="écrire aussi les mesures")
    parser.add_argument("--strict", action="store_true", help="échouer si une cible est manquée")
    return parser


if __name__ == "__main__":
    sys.exit(main())
