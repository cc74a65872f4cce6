"""Files of other projects are the ones recorded, with their licences."""

from __future__ import annotations

import importlib.util
import shutil
import sys

import pytest

from tests.repository.project import ROOT


@pytest.fixture(scope="module")
def vendor():
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "scripts" / "vendor.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path):
    """A copy of the vendored files, to be spoilt."""
    for folder in ("static/vendor", "static/fonts", "atlas/exports/fonts", "tests/vendor"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_every_file_matches_its_digest(vendor):
    assert vendor.problems() == []


def test_every_package_comes_with_its_licence(vendor):
    for package in vendor.PACKAGES:
        assert package.licence
        assert any("LICENSE" in file.target for file in package.files), package.name


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("leaflet.js", lambda path: path.write_bytes(path.read_bytes() + b" ")),
        ("leaflet.css", lambda path: path.unlink()),
        ("README.md", lambda path: path.write_text("# Files")),
        ("LICENSE", lambda path: (path.parent / "other.js").write_text("")),
    ],
)
def test_a_changed_missing_or_added_file_is_seen(vendor, copy, name, spoil):
    assert vendor.problems(copy) == []
    spoil(next((copy / "static" / "vendor").rglob(name)))
    assert len(vendor.problems(copy)) == 1


def test_the_style_sheet_of_the_fonts_names_files_that_exist():
    folder = ROOT / "static" / "fonts"
    names = [part.split('"')[0] for part in (folder / "fonts.css").read_text("utf-8").split('url("')[1:]]
    settings = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert len(names) == 2
    for name in names:
        assert (folder / name).is_file()
        assert f"app/static/fonts/{name}" in settings
