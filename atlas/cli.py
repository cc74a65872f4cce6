"""The command line: finding the commands, and speaking French."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

from atlas import commands

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction["FrenchParser"]
else:
    Subparsers = Any

_TRANSLATIONS: Final = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"option inconnue : \1"),
    (r"ambiguous option: (\S+) could match (.*)", r"option ambiguë : \1 peut être \2"),
    (r"argument (.*?): expected one argument", r"l’option \1 attend une valeur"),
    (r"argument (.*?): expected at least one argument", r"l’option \1 attend au moins une valeur"),
    (r"argument (.*?): expected (\d+) arguments", r"l’option \1 attend \2 valeurs"),
    (
        r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)",
        r"\1 : « \2 » n’existe pas (au choix : \3)",
    ),
    (r"argument (.*?): invalid int value: (.*)", r"l’option \1 attend un nombre entier, et non \2"),
    (r"argument (.*?): invalid float value: (.*)", r"l’option \1 attend un nombre, et non \2"),
    (r"argument (.*?): invalid \S+ value: (.*)", r"l’option \1 n’admet pas la valeur \2"),
    (r"argument (.*?): not allowed with argument (.*)", r"l’option \1 ne va pas avec \2"),
    (r"argument (.*?): (.*)", r"option \1 : \2"),
)
"""Messages of argparse, which has no French; any other is a command's own and is French already."""


class FrenchFormatter(argparse.HelpFormatter):
    """Help with a French heading."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Write « usage : » for the parser's « usage: »."""
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """A parser whose help and errors are in French, an error being a single line."""

    def __init__(self, **options: Any) -> None:
        french = {"add_help": False, "allow_abbrev": False, "formatter_class": FrenchFormatter}
        super().__init__(**options | french)
        # argparse writes the colon; French wants a no-break space before it.
        self._positionals.title = "arguments "
        self._optionals.title = "options "
        self.add_argument("-h", "--help", action="help", help="afficher cette aide et quitter")

    def error(self, message: str) -> NoReturn:
        """Print one line on stderr and exit with status 2."""
        self.exit(2, f"{self.prog} : {translated(message)} (aide : {self.prog} --help)\n")


def translated(message: str) -> str:
    """Return an error message of argparse in French, on one line."""
    one_line = " ".join(message.split())
    for pattern, french in _TRANSLATIONS:
        match = re.fullmatch(pattern, one_line)
        if match:
            return match.expand(french)
    return one_line


def build_parser() -> FrenchParser:
    """Return the parser with every command of :mod:`atlas.commands`."""
    parser = FrenchParser(
        prog="python -m atlas",
        description="Atlas des campus des métiers et des qualifications, sans écran.",
    )
    subparsers = parser.add_subparsers(title="commandes ", dest="commande", metavar="COMMANDE", required=True)
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda info: info.name):
        importlib.import_module(f"atlas.commands.{module.name}").register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words of the command line; those of the process by default.

    Returns
    -------
    int
        Exit status: 0 done, 1 refused data. A wrong command line exits at once with 2.
    """
    # Pipes and old consoles may not be UTF-8: a message must never end in an encoding error.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    parsed = build_parser().parse_args(arguments)
    try:
        status = int(parsed.run(parsed))
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as refused:
        from atlas.commands.shared.system_errors import not_written  # which needs this module

        print(not_written("de sortie", refused), file=sys.stderr)
        return 1
    return status
