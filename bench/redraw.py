"""From a key to a page redrawn, on the real page and on its floor in turn.

A page is redrawn when its sentence, its table and its map all differ from before; the floor has no map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from playwright.sync_api import Browser, Page

from bench.browser import chromium
from bench.registry import BenchError, Figure, Target
from bench.server import Server, running
from bench.stats import median, spread

Press = Callable[[Page, int], None]
"""Focus what takes the key and press it; given the number of the move, from 0."""

_TIMEOUT_MS: Final = 30_000
_SIZE: Final = {"width": 1400, "height": 1000}
_WARM_UP: Final = 2

_WATCH: Final = """
window.redrawBench = {
  said() { return document.querySelector(".atlas-headline")?.textContent || ""; },
  table() { return document.querySelector(".atlas-table-root tbody")?.textContent || ""; },
  map() { return document.querySelector("iframe")?.contentDocument?.body?.dataset.drawn || ""; },
  look(withMap) { return [this.said(), this.table(), withMap ? this.map() : "none"]; },
  arm(withMap) {
    const before = this.look(withMap);
    const key = new Promise((done) => {
      const pressed = () => done(performance.now());
      document.addEventListener("keydown", pressed, { once: true, capture: true });
    });
    this.found = key.then((start) => new Promise((done) => {
      const step = () => {
        const now = this.look(withMap);
        const taken = performance.now() - start;
        if (now.every((value, at) => value && (value !== before[at] || value === "none"))) done(taken);
        else if (taken > TIMEOUT) done(null);
        else requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }));
  },
};
""".replace("TIMEOUT", str(_TIMEOUT_MS))


def opened(browser: Browser, server: Server, path: str, *, has_map: bool = True) -> Page:
    """Open a page and wait until it has drawn all that is watched."""
    page = browser.new_context(viewport=_SIZE).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(_TIMEOUT_MS)
    page.add_init_script(_WATCH)
    page.goto(f"{server.url}{path}")
    _settle(page)
    page.wait_for_function("(map) => redrawBench.look(map).every(Boolean)", arg=has_map)
    return page


def redrawn(name: str, label: str, path: str, without: Sequence[str], press: Press, moves: int) -> Figure:
    """Move the real page and its floor in turn, and compare.

    Parameters
    ----------
    name, label : str
        Of the figure.
    path : str
        Page and its query, without the leading slash.
    without : sequence of str
        Functions that the floor lacks: see :func:`bench.server.running`.
    press : callable
        Makes one move.
    moves : int
        Moves measured on each page, after those that warm it up.
    """
    with running() as app, running(without) as bare, chromium() as browser:
        pages = {
            has_map: opened(browser, server, path, has_map=has_map)
            for has_map, server in ((True, app), (False, bare))
        }
        taken: dict[bool, list[float]] = {True: [], False: []}
        for number in range(_WARM_UP + moves):
            for has_map in (True, False) if number % 4 < 2 else (False, True):
                ms = _move(pages[has_map], press, number, has_map=has_map)
                if number >= _WARM_UP:
                    taken[has_map].append(ms)
    return Figure(
        name,
        label,
        "ms",
        median(taken[True]),
        median(taken[False]),
        Target(1.25, of_ratio=True),
        details=(f"application : {spread(taken[True])}", f"plancher : {spread(taken[False])}"),
        samples={"real": taken[True], "floor": taken[False]},
    )


def _move(page: Page, press: Press, number: int, *, has_map: bool) -> float:
    page.bring_to_front()
    page.evaluate("(map) => redrawBench.arm(map)", has_map)
    press(page, number)
    taken: Any = page.evaluate("() => redrawBench.found")
    if taken is None:
        msg = f"nothing changed after move {number} of {page.url}"
        raise BenchError(msg)
    _settle(page)
    return float(taken)


def _settle(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
