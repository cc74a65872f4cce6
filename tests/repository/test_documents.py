"""What the documents say is so."""

from __future__ import annotations

import re

import pytest

from tests.repository.project import ROOT, files

README = (ROOT / "README.md").read_text("utf-8")
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
PUBLIC_TARGETS = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
# Paths of one computer, hosts of registries, notes to oneself. Split, so that this file passes.
UNWANTED = re.compile(
    r"(?<![\w.~])/(?:work|root|home|tmp|Users)/\w|"
    r"py" + r"pi\.org|files\.python" + r"hosted|registry\.n" + r"pmjs|"
    r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"
)


def make_commands(text: str) -> set[str]:
    """Targets that a text tells its reader to make."""
    return set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))


def links(text: str) -> list[str]:
    """Files that a text links to."""
    return [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]


def test_the_readme_names_targets_that_exist():
    assert make_commands(README) <= set(TARGETS)
    assert make_commands("run `make nothing`") == {"nothing"}


def test_the_readme_tells_every_target():
    assert {"run", "test"} <= set(PUBLIC_TARGETS)
    assert set(PUBLIC_TARGETS) - {"help"} <= make_commands(README)


def test_run_and_test_come_first():
    commands = re.findall(r"^(?:make|pip|streamlit|python) .*", README, re.MULTILINE)
    assert [command.split("#")[0].strip() for command in commands[:2]] == ["make run", "make test"]


def test_the_continuous_integration_runs_what_the_readme_says():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"\bmake (\w+)", script.read_text("utf-8")) == ["test"]


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name):
    missing = [link for link in links((ROOT / name).read_text("utf-8")) if not (ROOT / link).exists()]
    assert missing == []


def test_settings_in_the_readme_exist():
    code = "".join(path.read_text("utf-8") for path in files("atlas"))
    told = set(re.findall(r"\bATLAS_[A-Z]+\b", README))
    assert told == set(re.findall(r"\bATLAS_[A-Z]+\b", code))


def test_the_changelog_tells_application_and_data_apart():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## \[Unreleased\]", text, re.MULTILINE)
    assert {"### Application", "### Data"} <= set(re.findall(r"^### \w+", text, re.MULTILINE))


def test_no_file_speaks_of_one_computer():
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in files()
        if path.name != "axe.min.js" and (match := UNWANTED.search(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["open /ho" + "me/a", "# TO" + "DO: later", "from registry.n" + "pmjs.org"])
def test_unwanted_text_is_seen(text):
    assert UNWANTED.search(text)
