"""The server's answers: headers, French documents, caching, refusals, failures."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import re
import shutil
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[2]
FRAME = "/component/streamlit_folium.st_folium/index.html"
LEAFLET = "/app/static/vendor/leaflet@1.9.4/leaflet.js"
FONTS = "/app/static/fonts/fonts.css"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
WARM_UP_TIMEOUT_S = 60

BROKEN_APP = """
import streamlit as st
from streamlit import App

from atlas.ui.server import server_settings


def fail():
    raise OSError("warm-up-detail")


if __name__ == "__main__":
    st.title("Page en panne")
    raise RuntimeError("secret-detail")
else:
    app = App(__file__, **server_settings(warm_up=[fail]))
"""


@dataclass
class Answer:
    """What the server answered, headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def directives(self):
        """The Content-Security-Policy, directive by directive."""
        parts = (part.split() for part in self.headers["content-security-policy"].split(";"))
        return {part[0]: part[1:] for part in parts}


def ask(url, path, method="GET", **headers):
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts.path + path, headers=named)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())


def wait_for_warm_up(app):
    deadline = time.monotonic() + WARM_UP_TIMEOUT_S
    while "Warm-up: done" not in app.output:
        assert time.monotonic() < deadline, app.output
        time.sleep(0.05)
    return app


@pytest.fixture(scope="module")
def warm_app(start_app):
    """The application once warm, without any visitor yet."""
    return wait_for_warm_up(start_app())


@pytest.fixture(scope="module")
def url(warm_app):
    return warm_app.url


@pytest.fixture(scope="module")
def based_app(start_app):
    """The application under a base path, with the background map."""
    return wait_for_warm_up(start_app(base_path="/atlas", env={"ATLAS_TILES": "1"}))


@pytest.fixture(scope="module")
def broken_app(start_app, tmp_path_factory):
    """An application whose page and whose warm-up fail."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    (folder / "static").symlink_to(ROOT / "static")
    (folder / "app.py").write_text(BROKEN_APP, encoding="utf-8")
    return wait_for_warm_up(start_app(folder / "app.py", env={"PYTHONPATH": str(ROOT)}))


# ---- headers --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/annuaire", FRAME, LEAFLET, FONTS, "/_stcore/health", "/api/nothing"])
def test_every_answer_has_the_security_headers(url, path):
    found = ask(url, path).headers
    assert {name: found.get(name) for name in HEADERS} == HEADERS
    assert "fullscreen=(self)" in found["permissions-policy"]
    assert "access-control-allow-origin" not in found


@pytest.mark.parametrize("path", ["/", "/annuaire", FRAME, LEAFLET])
def test_no_policy_names_another_host(url, path):
    own = urlsplit(url).netloc
    sources = {source for sources in ask(url, path).directives().values() for source in sources}
    assert {source for source in sources if "//" in source} <= {f"ws://{own}", f"wss://{own}"}
    assert "*" not in sources
    assert "https:" not in sources


def test_the_page_runs_only_its_own_scripts(url):
    answer = ask(url, "/")
    inline = re.findall(rb"<script>(.*?)</script>", answer.body, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in inline]
    assert answer.directives()["script-src"] == ["'self'", "blob:", *hashes]
    assert answer.directives()["script-src-attr"] == ["'none'"]
    assert answer.directives()["default-src"] == ["'none'"]


def test_the_frame_runs_script_text_but_no_event_attribute(url):
    directives = ask(url, FRAME).directives()
    assert directives["script-src"] == ["'self'", "'unsafe-inline'", "'unsafe-eval'"]
    assert directives["script-src-attr"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'self'"]


def test_a_file_opened_on_its_own_runs_nothing(url):
    directives = ask(url, LEAFLET).directives()
    assert directives["default-src"] == ["'none'"]
    assert "sandbox" in directives


def test_tiles_are_allowed_in_the_frame_only_and_when_asked_for(url, based_app):
    assert ask(based_app.url, FRAME).directives()["img-src"] == [
        "'self'",
        "data:",
        "blob:",
        "https://data.geopf.fr",
    ]
    assert "https://data.geopf.fr" not in ask(based_app.url, "/").headers["content-security-policy"]
    assert "https://data.geopf.fr" not in ask(url, FRAME).headers["content-security-policy"]


# ---- documents ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/annuaire", FRAME])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_documents_are_french(url, path, encoding):
    answer = ask(url, path, Accept_Encoding=encoding)
    is_gzip = answer.headers.get("content-encoding") == "gzip"
    text = (gzip.decompress(answer.body) if is_gzip else answer.body).decode()
    assert answer.status == 200
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert re.search(r'<html\b[^>]* lang="fr"', text)
    assert 'lang="en"' not in text
    assert re.search(r"<title>[^<]*[Cc]ampus[^<]*</title>", text)
    assert text.count('name="description"') == 1
    assert "You need to enable JavaScript" not in text
    assert "service-desc" not in text


@pytest.mark.parametrize("path", ["/", "/annuaire", FRAME])
def test_an_unchanged_document_is_not_sent_again(url, path):
    first = ask(url, path)
    again = ask(url, path, If_None_Match=first.headers["etag"])
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert ask(url, path, If_None_Match='"other"').status == 200


def test_a_head_request_tells_the_length_of_the_french_document(url):
    head = ask(url, "/", method="HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == ask(url, "/").headers["content-length"]


def test_the_frame_answers_before_any_page_was_opened(warm_app):
    assert ask(warm_app.url, FRAME).status == 200


# ---- files ----------------------------------------------------------------------------------


def test_versioned_files_are_cached_for_ever_and_others_asked_for_again(url):
    assert "immutable" in ask(url, LEAFLET).headers["cache-control"]
    assert "immutable" in ask(url, FONTS + "?v=1").headers["cache-control"]
    assert ask(url, FONTS).headers["cache-control"] == "no-cache"
    assert "cache-control" not in ask(url, "/app/static/nothing@1.css").headers


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_unchanged_file_is_not_sent_again(url, encoding):
    first = ask(url, LEAFLET, Accept_Encoding=encoding)
    again = ask(url, LEAFLET, Accept_Encoding=encoding, If_None_Match=first.headers["etag"])
    assert first.status == 200
    assert len(first.body) > 10_000
    assert (again.status, again.body) == (304, b"")


def test_the_folder_above_the_static_files_is_out_of_reach(url):
    for path in ("/app/static/../app.py", "/app/static/..%2fapp.py", "/app/static/%2e%2e/app.py"):
        answer = ask(url, path)
        assert answer.status in {400, 404}
        assert b"streamlit" not in answer.body


def test_an_address_under_a_page_leads_nowhere_in_french(url):
    for path in ("/couverture/x", "/a/b/c"):
        answer = ask(url, path)
        assert answer.status == 404
        assert "Cette page n’existe pas" in answer.body.decode()


# ---- refusals -------------------------------------------------------------------------------


def test_only_this_computer_is_listened_to(url):
    port = urlsplit(url).port
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    # A server that listens everywhere also listens here.
    with pytest.raises(OSError, match=r".*"), socket.create_connection(("127.0.0.2", port), timeout=5):
        pass


def test_other_host_names_are_refused(url):
    assert ask(url, "/", Host="rebinding.example").status == 421
    assert ask(url, LEAFLET, Host="rebinding.example:80").status == 421
    assert ask(url, "/", Host=f"localhost:{urlsplit(url).port}").status == 200
    assert ask(url, "/_stcore/health", Host="10.0.0.1").status == 200


@pytest.mark.parametrize("origin", ["http://example.org", "http://localhost:1", "null"])
def test_pages_of_other_origins_cannot_open_a_session(url, origin):
    address = url.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus, match="403"), connect(address, origin=origin):
        pass
    with connect(address, origin=url, subprotocols=["streamlit"]):
        pass


# ---- failures -------------------------------------------------------------------------------


def test_a_failing_page_says_so_in_french_and_shows_nothing_else(broken_app, open_page):
    page = open_page(base=broken_app.url)
    expect(page.get_by_role("alert")).to_contain_text("Cette page n’a pas pu s’afficher")
    reference = re.search(r"référence ([0-9A-F]{6})", page.get_by_role("alert").inner_text())
    seen = page.locator("body").inner_text() + page.content()
    for secret in ("secret-detail", "RuntimeError", "Traceback", "app.py"):
        assert secret not in seen
    assert "secret-detail" in broken_app.output
    assert f"Incident {reference[1]}" in broken_app.output


def test_a_failing_warm_up_stops_nothing(broken_app):
    assert "warm-up-detail" in broken_app.output
    assert ask(broken_app.url, "/_stcore/health").status == 200
    assert ask(broken_app.url, FRAME).status == 200


# ---- in the browser -------------------------------------------------------------------------

VIOLATIONS = """() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
}"""
HOSTILE_IMAGE = """() => {
  const node = document.createElement("div");
  node.innerHTML = '<img src="data:," onerror="window.attacked = true">';
  document.body.append(node);
}"""
HOSTILE_SCRIPT = """() => {
  const node = document.createElement("script");
  node.textContent = "window.attacked = true";
  document.body.append(node);
}"""


def frame_of(page):
    page.wait_for_selector("iframe")
    frame = page.frame(url=re.compile("/component/"))
    frame.wait_for_selector(".leaflet-container")
    return frame


def test_an_event_attribute_in_the_frame_does_not_run(open_page, watch):
    watch.expect_error("Content Security Policy")
    frame = frame_of(open_page())
    frame.evaluate(VIOLATIONS)
    frame.evaluate(HOSTILE_IMAGE)
    frame.wait_for_function("violations.length > 0")
    assert frame.evaluate("violations") == ["script-src-attr"]
    assert frame.evaluate("window.attacked") is None


@pytest.mark.parametrize(
    ("attack", "directive"), [(HOSTILE_IMAGE, "script-src-attr"), (HOSTILE_SCRIPT, "script-src-elem")]
)
def test_script_text_in_the_page_does_not_run(open_page, watch, attack, directive):
    watch.expect_error("Content Security Policy")
    page = open_page()
    page.evaluate(VIOLATIONS)
    page.evaluate(attack)
    page.wait_for_function("violations.length > 0")
    assert page.evaluate("violations") == [directive]
    assert page.evaluate("window.attacked") is None


def test_the_page_and_its_map_work_under_a_base_path(based_app, open_page):
    page = open_page("/", base=based_app.url)
    frame = frame_of(page)
    frame.wait_for_selector("path.leaflet-interactive")
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    assert page.evaluate("document.documentElement.lang") == "fr"


# ---- the watch itself -----------------------------------------------------------------------


def test_the_watch_sees_requests_to_other_hosts(page, watch):
    page.set_content('<img src="http://outside.example/pixel.png">')
    page.wait_for_function("document.images[0].complete")
    assert watch.outside == ["http://outside.example/pixel.png"]
    assert any("outside.example" in error for error in watch.unexpected_errors())
    watch.outside.clear()
    watch.errors.clear()


def test_axe_sees_an_image_without_a_text(page, axe):
    page.set_content('<main><h1>Titre</h1><img src="data:,"></main>')
    assert any(fault.startswith("image-alt") for fault in axe(page))
