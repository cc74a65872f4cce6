"""Run Streamlit on the real application with some of its functions replaced by nothing.

``python -m bench.floor atlas.ui.campus_map:draw -- run app.py`` is the application without its map:
the same script, settings and static files, in a process that never loads folium. The product holds
no hook for this.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_LIBRARY_OF_THE_MAP = "streamlit_folium"


def nothing(*_args: object, **_kwargs: object) -> None:
    """Stand for a part that is taken out."""


def take_out(targets: list[str]) -> None:
    """Replace functions named ``package.module:function``."""
    sys.modules[_LIBRARY_OF_THE_MAP] = ModuleType(_LIBRARY_OF_THE_MAP)  # the warm-up would import it
    for target in targets:
        module_name, _, name = target.partition(":")
        module = importlib.import_module(module_name)
        if not callable(getattr(module, name, None)):
            sys.exit(f"bench.floor: {target} is not a function of the application any more")
        setattr(module, name, nothing)


def main() -> None:
    """Split the arguments at ``--``: functions before, Streamlit's own after."""
    cut = sys.argv.index("--")
    targets, arguments = sys.argv[1:cut], sys.argv[cut + 1 :]
    take_out(targets)
    from streamlit.web.cli import main as streamlit

    sys.argv = ["streamlit", *arguments]
    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
