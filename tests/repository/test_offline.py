"""Nothing that the browser gets names another host."""

from __future__ import annotations

import re

import pytest

from tests.repository.project import ROOT, files

# Not requests: XML namespaces, and the background map that is off unless asked for.
ALLOWED = ("http://www.w3.org/", "https://data.geopf.fr/")
SERVED = ("static", "atlas/ui", "atlas/maps", "pages", "app.py", ".streamlit")
ADDRESS = re.compile(r"""https?://[^\s"'`<>)\\]+|(?<=["'(=])//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`<>)]*""")


def outside_addresses(text: str) -> list[str]:
    """Addresses of other hosts in a text, but those allowed."""
    return [address for address in ADDRESS.findall(text) if not address.startswith(ALLOWED)]


def served_files():
    """Files that end up in the browser; vendored ones are known by their digests."""
    vendored = (ROOT / "static" / "vendor", ROOT / "static" / "fonts" / "LICENSE")
    return [path for path in files(*SERVED) if not path.is_relative_to(vendored[0]) and path != vendored[1]]


def test_no_served_file_names_another_host():
    found = {
        str(path.relative_to(ROOT)): addresses
        for path in served_files()
        # The policy is the one place that names the host of the background map by itself.
        if (addresses := outside_addresses(path.read_text("utf-8").replace('"https://data.geopf.fr"', "")))
    }
    assert found == {}


def test_the_served_files_are_looked_at():
    names = {path.relative_to(ROOT).as_posix() for path in served_files()}
    assert {"static/fonts/fonts.css", ".streamlit/config.toml", "atlas/ui/server.py", "app.py"} <= names
    assert any(name.endswith(".js") for name in names)


@pytest.mark.parametrize(
    "text",
    [
        'src="https://cdn.example/leaflet.js"',
        "@import url(//fonts.example/css2)",
        "fetch('http://example.org')",
        "https://data.geopf.fr.example/",
    ],
)
def test_another_host_is_seen(text):
    assert len(outside_addresses(text)) == 1


def test_a_namespace_is_no_request():
    assert outside_addresses('createElementNS("http://www.w3.org/2000/svg", "g")') == []
