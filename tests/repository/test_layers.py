"""Imports go one way: app, pages, ui, what draws, what thinks, what reads, what names."""

from __future__ import annotations

import re

import pytest

from tests.repository.project import ROOT, files, imports

# From the lowest to the highest; a module imports its own layer and those below.
LAYERS = (
    ("atlas.model",),
    ("atlas.data",),
    ("atlas.coverage", "atlas.planning"),
    ("atlas.maps", "atlas.charts"),
    # What each view says, then the files that carry it.
    ("atlas.story",),
    ("atlas.exports",),
    # The command line and the package's own face: modules directly in atlas/ belong here.
    ("atlas.commands", *(f"atlas.{path.stem}" for path in sorted((ROOT / "atlas").glob("*.py")))),
    ("atlas.ui",),
    ("pages",),
    ("app",),
)
# Where a library may be imported.
ONLY_IN = {
    "streamlit": ("atlas.ui", "pages", "app"),
    "streamlit_folium": ("atlas.ui",),
    "starlette": ("atlas.ui",),
    "folium": ("atlas.maps",),
    "branca": ("atlas.maps",),
    "altair": ("atlas.charts",),
    "matplotlib": ("atlas.exports",),
    "pptx": ("atlas.exports",),
    "typst": ("atlas.exports",),
    "vl_convert": ("atlas.exports",),
    "xlsxwriter": ("atlas.exports",),
    "highspy": ("atlas.planning",),
}
MAX_PAGE_LINES = 80


def is_in(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def layer_of(module: str) -> int | None:
    """Rank of a module's layer; None for a module of no layer."""
    matches = (rank for rank, names in enumerate(LAYERS) if any(is_in(module, name) for name in names))
    return next(matches, None)


def faults(module: str, source: str) -> list[str]:
    """Imports of one module that its place does not allow."""
    found = []
    rank = layer_of(module)
    if rank is None:
        return [f"{module} is in no layer"]
    for name in sorted(imports(source)):
        other = layer_of(name)
        if name == "relative import":
            found.append(f"{module} uses a relative import")
        elif other is not None and other > rank:
            found.append(f"{module} imports {name}, which is above it")
        library = name.split(".")[0]
        if library in ONLY_IN and not any(is_in(module, place) for place in ONLY_IN[library]):
            found.append(f"{module} imports {name}")
    return found


def modules() -> dict[str, str]:
    """Every module of the application, by its dotted name."""
    paths = [path for path in files("app.py", "pages", "atlas") if path.suffix == ".py"]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return {
        re.sub(r"(?<=.)\.__init__$", "", name) if name != "atlas.__init__" else name: path.read_text("utf-8")
        for name, path in zip(names, paths, strict=True)
    }


MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_is_below_it(module):
    assert faults(module, MODULES[module]) == []


def test_the_whole_application_is_looked_at():
    assert {"app", "atlas.model.selection", "atlas.ui.server", "atlas.maps.atlas_map"} <= set(MODULES)
    assert any(module.startswith("pages.") for module in MODULES)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("atlas.model.selection", "from atlas.data import catalogue"),
        ("atlas.data.catalogue", "def f():\n    import atlas.coverage"),
        ("atlas.maps.atlas_map", "from atlas import ui"),
        ("atlas.commands.check", "from atlas.ui.loaded import current"),
        ("atlas.data.reading", "import streamlit as st"),
        ("atlas.maps.atlas_map", "from streamlit_folium import st_folium"),
        ("atlas.ui.map_panel", "import folium.plugins"),
        ("atlas.unknown", ""),
        ("atlas.data.reading", "from . import schema"),
    ],
)
def test_a_wrong_import_is_seen(module, source):
    assert len(faults(module, source)) >= 1


def test_pages_only_lay_out():
    long = {
        path.name: count
        for path in files("pages")
        if (count := len(path.read_text("utf-8").splitlines())) > MAX_PAGE_LINES
    }
    assert long == {}
