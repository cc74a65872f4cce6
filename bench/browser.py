"""Chromium at work on the page: what it draws, when, and what it receives.

Times are read inside the page by ``performance.now()`` in the first animation frame that shows the
change, so neither the protocol between this process and the browser nor a poll is in them.
"""

from __future__ import annotations

import base64
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.protocol import describe
from bench.registry import BenchError
from bench.server import Server

FRAME: Final = "streamlit_folium"
FILTER: Final = "filiere-"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_MACOS: Final = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
_FLAGS: Final = (
    "--no-sandbox",  # continuous integration runs as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_TIMEOUT_MS: Final = 30_000
_POLL_MS: Final = 10

_HELPERS: Final = """
window.atlasBench = {
  rows() {
    const table = document.querySelector(".atlas-table-root[data-rows]");
    return table ? table.dataset.rows : "";
  },
  map() {
    const frame = [...document.querySelectorAll("iframe")].find((one) => one.src.includes("FRAME"));
    const body = frame && frame.contentDocument && frame.contentDocument.body;
    return (body && body.dataset.drawn) || "";
  },
  idle() {
    const app = document.querySelector("[data-testid=stApp]");
    return Boolean(app) && app.dataset.testScriptState === "notRunning";
  },
  until(condition) {
    const deadline = performance.now() + TIMEOUT;
    return new Promise((resolve) => {
      const look = () => {
        if (condition()) resolve(performance.now());
        else if (performance.now() > deadline) resolve(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  },
  async shown(withMap) {
    const now = await this.until(() => this.rows() && (!withMap || this.map()));
    return now === null ? null : { page: now, clock: performance.timeOrigin + now };
  },
  async settled() {
    return this.until(() => this.idle());
  },
  async click(key, withMap) {
    const box = document.querySelector(`[data-filter="${key}"] input`);
    const rows = this.rows();
    const map = this.map();
    const started = performance.now();
    box.click();
    const table = this.until(() => this.rows() && this.rows() !== rows);
    const drawn = withMap ? this.until(() => this.map() && this.map() !== map) : table;
    const [tableAt, mapAt] = await Promise.all([table, drawn]);
    return tableAt === null || mapAt === null ? null : { table: tableAt - started, map: mapAt - started };
  },
};
""".replace("FRAME", FRAME).replace("TIMEOUT", str(_TIMEOUT_MS))


def chromium_path() -> str:
    """Path of an installed Chromium or Chrome."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    found = found or next((str(path) for path in _ON_MACOS if path.exists()), None)
    if found is None:
        msg = "no Chromium or Chrome found: install one (Debian: apt-get install chromium)"
        raise BenchError(msg)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that cannot leave this computer, closed on leaving."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, slots=True)
class Click:
    """Milliseconds from a click to the table and to the map (the table again where there is no map)."""

    table: float
    map: float

    @property
    def redrawn(self) -> float:
        """Until both show the change."""
        return max(self.table, self.map)


@dataclass(frozen=True, slots=True)
class Shown:
    """When a page first showed what it is for.

    Attributes
    ----------
    page_ms : float
        Since the navigation's start, ms.
    clock_s : float
        Wall clock, seconds since 1970.
    """

    page_ms: float
    clock_s: float


class View:
    """The page in one tab, real or floor."""

    def __init__(self, context: BrowserContext, server: Server, *, has_map: bool) -> None:
        self.page: Page = context.new_page()
        self.server = server
        self.has_map = has_map
        self.frame_loads = 0
        self.page.set_default_timeout(_TIMEOUT_MS)
        self.page.add_init_script(_HELPERS)
        self.page.on("framenavigated", self._count)

    def _count(self, frame: Frame) -> None:
        self.frame_loads += FRAME in frame.url

    def load(self) -> Shown:
        """Go to the page and wait for the map, or for the table where there is none."""
        try:
            self.page.goto(self.server.url, wait_until="commit")
            found = self.page.evaluate("(map) => atlasBench.shown(map)", self.has_map)
        except PlaywrightError as failed:
            found, reason = None, str(failed)
        else:
            reason = self._text()
        if found is None:
            msg = f"the page was not drawn: {reason}\n{self.server.output()}"
            raise BenchError(msg)
        self.settle()
        return Shown(found["page"], found["clock"] / 1000)

    def settle(self) -> None:
        """Wait for the end of the script's run."""
        if self.page.evaluate("() => atlasBench.settled()") is None:
            msg = "the script did not end"
            raise BenchError(msg)

    def boxes(self) -> list[str]:
        """Keys of the boxes that change what is shown and leave something to show."""
        found: list[list[str]] = self.page.evaluate(
            """(part) => [...document.querySelectorAll(`[data-filter^="${part}"]`)].map((node) => [
                 node.dataset.filter, node.innerText])""",
            FILTER,
        )
        counts = {key: re.search(r"\((\d+)\)", text) for key, text in found}
        return [key for key, count in counts.items() if count and int(count[1]) > 0]

    def click(self, key: str) -> Click:
        """Click on a box and wait until the page shows it."""
        self.page.bring_to_front()
        found = self.page.evaluate("([key, map]) => atlasBench.click(key, map)", [key, self.has_map])
        if found is None:
            msg = f"nothing changed after a click on {key}: {self._text()}\n{self.server.output()}"
            raise BenchError(msg)
        self.settle()
        return Click(found["table"], found["map"])

    def _text(self) -> str:
        return self.page.inner_text("body")[:500]

    def close(self) -> None:
        """Close the tab."""
        self.page.close()


@dataclass
class Traffic:
    """What a tab received.

    Attributes
    ----------
    messages : list
        Size and message of each WebSocket frame.
    files : list
        Size and address of each HTTP response that came from the server.
    sent : int
        Bytes sent in WebSocket frames.
    """

    messages: list[tuple[int, ForwardMsg]] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)
    sent: int = 0

    @property
    def received(self) -> int:
        """All bytes received."""
        return sum(size for size, _ in self.messages) + sum(size for size, _ in self.files)

    @property
    def runs(self) -> int:
        """Runs of the script that ended."""
        return sum(message.WhichOneof("type") == "script_finished" for _, message in self.messages)

    def breakdown(self) -> list[str]:
        """Each message and file with its size, the heaviest first."""
        parts = [(size, describe(message)) for size, message in self.messages] + self.files
        return [f"{size:>7} o  {what}" for size, what in sorted(parts, key=lambda part: -part[0])]


class Tap:
    """Listens to what a tab receives, by the browser's own account."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.traffic = Traffic()
        self._urls: dict[str, str] = {}
        tools = view.page.context.new_cdp_session(view.page)
        tools.send("Network.enable")
        tools.on("Network.webSocketFrameReceived", self._received)
        tools.on("Network.webSocketFrameSent", self._sent)
        tools.on("Network.responseReceived", self._response)
        tools.on("Network.loadingFinished", self._loaded)

    def _received(self, event: dict[str, Any]) -> None:
        data = base64.b64decode(event["response"]["payloadData"])
        self.traffic.messages.append((len(data), ForwardMsg.FromString(data)))

    def _sent(self, event: dict[str, Any]) -> None:
        self.traffic.sent += len(base64.b64decode(event["response"]["payloadData"]))

    def _response(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["response"]["url"]

    def _loaded(self, event: dict[str, Any]) -> None:
        url = self._urls.get(event["requestId"], "")
        if url.startswith("http") and event["encodedDataLength"]:
            self.traffic.files.append((int(event["encodedDataLength"]), url))

    def click(self, key: str) -> Traffic:
        """Traffic of one click, until the end of the run."""
        self.traffic = Traffic()
        self.view.click(key)
        deadline = time.monotonic() + _TIMEOUT_MS / 1000
        while not self.traffic.runs:
            if time.monotonic() > deadline:
                msg = "the end of the run was not received"
                raise BenchError(msg)
            self.view.page.wait_for_timeout(_POLL_MS)
        # One turn more for the requests that the last messages set off.
        self.view.page.wait_for_load_state("networkidle")
        return self.traffic
