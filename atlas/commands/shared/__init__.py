"""What several commands share: options read into a Selection, tables printed for programs.

Not a command itself.
"""

from __future__ import annotations

from atlas.cli import Subparsers


def register(_: Subparsers) -> None:
    """Declare nothing: the command line asks every module beside the commands."""
