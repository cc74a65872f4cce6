"""The real application, started as its users start it, and a Chromium that cannot leave this computer.

Fixtures
--------
app_url
    Address of the application on the project's own data, one server for the whole session.
start_app
    Starts another one: other script, other data folder, other environment.
open_page
    Opens an address in a fresh tab and waits until Streamlit has finished its run.
page
    An empty tab, for tests that navigate by themselves.
watch
    What the tabs of this test did wrong: requests to other hosts, errors in the console. Both lists
    must be empty at the end; ``watch.expect_error(pattern)`` names an error that the test provokes.
disk
    A file opened from a disk without any network.
axe
    Accessibility faults of a page and of its frames, on a desktop and on a telephone.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, ViewportSize, sync_playwright

from tests.browser.disk import Disk

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "vendor" / "axe-core@4.14.1" / "axe.min.js"
LOOPBACK = {"127.0.0.1", "localhost"}
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 10
PAGE_TIMEOUT_MS = 30_000
TELEPHONE = ViewportSize(width=360, height=740)
# Streamlit looks for its server beside the page first: /couverture/_stcore/health, then /_stcore/health.
EXPECTED_ERRORS = (r"404.* \S+/[^/]+/_stcore/(health|host-config)$",)
CHROMIUM_FLAGS = (
    "--no-sandbox",  # continuous integration runs as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


# ---- the application ------------------------------------------------------------------------


@dataclass
class RunningApp:
    """A server started by the tests."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the server, politely and then not."""
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


StartApp = Callable[..., RunningApp]


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_healthy(port: int, base_path: str) -> bool:
    """Whether the server answers its health check."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"{base_path}/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def start_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartApp]:
    """Start the application; all that were started end with the session."""
    running: list[RunningApp] = []

    def start(
        script: Path = ROOT / "app.py",
        *,
        env: Mapping[str, str] | None = None,
        data: Path | None = None,
        base_path: str = "",
    ) -> RunningApp:
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "output.txt"
        settings = {
            "STREAMLIT_SERVER_PORT": str(port),
            "STREAMLIT_SERVER_HEADLESS": "true",
            "STREAMLIT_SERVER_BASE_URL_PATH": base_path,
            **({"ATLAS_DATA": str(data)} if data else {}),
            **(env or {}),
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ATLAS_")}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", script.name],
                cwd=script.parent,
                env={**inherited, **settings},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        app = RunningApp(f"http://127.0.0.1:{port}{base_path}", process, log)
        running.append(app)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_healthy(port, base_path):
            if process.poll() is not None or time.monotonic() > deadline:
                app.stop()
                pytest.fail(f"The application did not start:\n{app.output}")
            time.sleep(0.05)
        return app

    yield start
    for app in running:
        app.stop()


@pytest.fixture(scope="session")
def app_url(start_app: StartApp) -> str:
    """Address of the application on the project's own data."""
    return start_app().url


# ---- the browser ----------------------------------------------------------------------------


@dataclass
class Watch:
    """What tabs did that a test must know of."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: list(EXPECTED_ERRORS))

    def expect_error(self, pattern: str) -> None:
        """Let errors that match a regular expression pass."""
        self.expected.append(pattern)

    def unexpected_errors(self) -> list[str]:
        """Console errors and page errors that no pattern names."""
        return [error for error in self.errors if not any(re.search(p, error) for p in self.expected)]

    def follow(self, page: Page) -> None:
        """Record what a tab does."""

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.errors.append(f"{message.text} {message.location.get('url', '')}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket_: self._check(socket_.url))
        page.on("request", self._on_request)

    def _on_request(self, request: Request) -> None:
        self._check(request.url)

    def _check(self, url: str) -> bool:
        parts = urlsplit(url)
        is_inside = parts.scheme in {"blob", "data", "about"} or parts.hostname in LOOPBACK
        if not is_inside and url not in self.outside:
            self.outside.append(url)
        return is_inside

    def guard(self, route: Route) -> None:
        """Let a request go on only to this computer."""
        if self._check(route.request.url):
            route.continue_()
        else:
            route.abort()


def chromium_path() -> str:
    """Path of an installed Chromium or Chrome."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    found = found or next((str(path) for path in CHROMIUM_ON_MACOS if path.exists()), None)
    if found is None:
        pytest.fail("No Chromium or Chrome found: install one (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Record of this test's tabs; nothing in it at the end but what the test expected."""
    watch = Watch()
    yield watch
    assert watch.outside == []
    assert watch.unexpected_errors() == []


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[NewPage]:
    """Open empty tabs; keyword arguments are Playwright's (viewport, reduced_motion, ...)."""
    contexts = []

    def new(**options: Any) -> Page:
        settings = {"locale": "fr-FR", "viewport": {"width": 1440, "height": 900}, **options}
        context = browser.new_context(service_workers="block", **settings)
        contexts.append(context)
        context.set_default_timeout(PAGE_TIMEOUT_MS)
        context.route("**/*", watch.guard)
        page = context.new_page()
        watch.follow(page)
        return page

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """An empty tab."""
    return new_page()


def wait_until_idle(page: Page) -> None:
    """Wait until Streamlit has finished the run in progress."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


SETTLED = """() => new Promise(done => {
  let wait = setTimeout(done, 300);
  new MutationObserver(() => {
    clearTimeout(wait);
    wait = setTimeout(done, 300);
  }).observe(document, { subtree: true, childList: true });
})"""
"""Waits until no node has come or gone for a while."""

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(new_page: NewPage, app_url: str) -> OpenPage:
    """Open an address of the application in a fresh tab, and wait until it is drawn."""

    def open_(path: str = "/", *, base: str = app_url, **options: Any) -> Page:
        page = new_page(**options)
        page.goto(base + path)
        wait_until_idle(page)
        return page

    return open_


@pytest.fixture
def disk(browser: Browser, tmp_path: Path) -> Iterator[Disk]:
    """A page opened by a double click; it may ask for itself only, and write no error."""
    context = browser.new_context(offline=True, locale="fr-FR", viewport={"width": 1280, "height": 720})
    context.set_default_timeout(PAGE_TIMEOUT_MS)
    disk = Disk(context.new_page(), tmp_path)
    yield disk
    context.close()
    assert disk.errors == []
    assert {url.partition("#")[0] for url in disk.requests if not url.startswith("data:")} == {
        (tmp_path / "page.html").as_uri()
    }


# ---- accessibility --------------------------------------------------------------------------

Axe = Callable[..., list[str]]


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Faults of any gravity that axe-core finds in a page and its frames, as it is and on a telephone."""
    source = AXE.read_text(encoding="utf-8")

    def faults(page: Page, without_rules: tuple[str, ...]) -> list[str]:
        options = {
            "resultTypes": ["violations"],
            "rules": {rule: {"enabled": False} for rule in without_rules},
        }
        for frame in page.frames:
            # Through the debugging protocol, which no content policy concerns.
            frame.evaluate(f"() => {{ {source}\n }}")
        # A node that is drawn anew while axe-core works is told to be outside of everything.
        page.evaluate(SETTLED)
        result = page.evaluate("options => axe.run(document, options)", options)
        width = page.viewport_size["width"] if page.viewport_size else 0
        return [
            f"{violation['id']} ({violation['impact']}, {width} px): {node['html'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    def check(page: Page, *, without_rules: tuple[str, ...] = ()) -> list[str]:
        size = page.viewport_size
        found = faults(page, without_rules)
        page.set_viewport_size(TELEPHONE)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found += faults(page, without_rules)
        if size:
            page.set_viewport_size(size)
        return found

    return check
