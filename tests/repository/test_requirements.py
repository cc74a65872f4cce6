"""Requirements are exact, complete, and what is installed here."""

from __future__ import annotations

import importlib.metadata
import re
import sys

import pytest

from tests.repository.project import ROOT, files, imports

PIN = re.compile(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)")
LOCAL = {"app", "atlas", "pages", "bench", "scripts", "tests"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    """Packages and versions of a requirements file.

    Raises
    ------
    ValueError
        For a line that is no exact version.
    """
    found = {}
    for line in text.splitlines():
        if not line or line.startswith(("#", "-r ", "-c ")):
            continue
        match = PIN.fullmatch(line)
        if match is None:
            raise ValueError(f"not an exact version: {line}")
        found[normal(match[1])] = match[2]
    return found


def read(name: str) -> dict[str, str]:
    return pins((ROOT / name).read_text("utf-8"))


RUN = read("requirements.txt")
DEV = RUN | read("requirements-dev.txt")


def libraries(*folders: str) -> set[str]:
    """Installed packages that the Python files of some folders import."""
    paths = [path for path in files(*folders) if path.suffix == ".py"]
    local = LOCAL | {path.stem for path in paths} | {path.parent.name for path in paths}
    names = {name.split(".")[0] for path in paths for name in imports(path.read_text("utf-8"))}
    providers = importlib.metadata.packages_distributions()
    third_party = names - local - set(sys.stdlib_module_names) - {"relative import"}
    return {normal(providers[name][0]) for name in third_party}


@pytest.mark.parametrize("line", ["streamlit", "streamlit>=1.67", "streamlit==1.*", "git+ssh://host/x"])
def test_an_inexact_requirement_is_seen(line):
    with pytest.raises(ValueError, match="not an exact version"):
        pins(line)


def test_the_constraints_fix_every_requirement():
    constraints = read("constraints.txt")
    assert {name: constraints.get(name) for name in DEV} == DEV


def test_what_is_installed_is_what_the_constraints_say():
    constraints = read("constraints.txt")
    assert {name: importlib.metadata.version(name) for name in constraints} == constraints


def test_the_application_imports_only_what_it_requires():
    assert libraries("app.py", "pages", "atlas") <= set(RUN)


def test_tests_and_scripts_import_only_what_they_require():
    assert libraries("scripts", "tests", "bench") <= set(DEV)


def test_imported_libraries_are_found():
    assert {"streamlit", "folium", "streamlit-folium", "pandas"} <= libraries("app.py", "pages", "atlas")
