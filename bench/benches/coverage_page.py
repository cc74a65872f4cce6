"""The page « Couverture »: from a move of the radius to the page redrawn, and a step of the player."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Browser, Page

from bench.browser import chromium
from bench.registry import BenchError, Figure, Settings, Target, bench
from bench.server import Server, running
from bench.stats import median, spread

_WITHOUT_MAP: Final = ("atlas.ui.coverage_map:draw_shares", "atlas.ui.server:register_map_frame")
_MOVES: Final = 24
_QUICK_MOVES: Final = 6
_TIMEOUT_MS: Final = 30_000
_SIZE: Final = {"width": 1400, "height": 1000}
_SCREEN_FRAME_MS: Final = 16

_WATCH: Final = """
window.coverageBench = {
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

_PLAY: Final = """
async () => {
  const slider = document.querySelector("input[type=range]");
  const taken = [];
  for (let at = 0; at <= Number(slider.max); at += 1) {
    await new Promise((next) => requestAnimationFrame(next));
    const start = performance.now();
    slider.value = String(at);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    taken.push(performance.now() - start);
  }
  return taken;
}
"""


def _open(browser: Browser, server: Server, query: str, *, has_map: bool) -> Page:
    page = browser.new_context(viewport=_SIZE).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(_TIMEOUT_MS)
    page.add_init_script(_WATCH)
    page.goto(f"{server.url}couverture?{query}")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function("(map) => coverageBench.look(map).every(Boolean)", arg=has_map)
    return page


def _move(page: Page, key: str, *, has_map: bool) -> float:
    page.bring_to_front()
    page.get_by_role("slider", name="Rayon").focus()
    page.evaluate("(map) => coverageBench.arm(map)", has_map)
    page.keyboard.press(key)
    taken: Any = page.evaluate("() => coverageBench.found")
    if taken is None:
        msg = f"nothing changed after {key} on the radius"
        raise BenchError(msg)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    return float(taken)


@bench("radius", "Page « Couverture » : du rayon déplacé à la page redessinée", order=12)
def radius(settings: Settings) -> list[Figure]:
    """Move the radius on the real page and on its floor, in turn."""
    with running() as app, running(_WITHOUT_MAP) as bare, chromium() as browser:
        pages = {
            True: _open(browser, app, "rayon=30", has_map=True),
            False: _open(browser, bare, "rayon=30", has_map=False),
        }
        taken: dict[bool, list[float]] = {True: [], False: []}
        for number in range(2 + settings.repetitions(_MOVES, _QUICK_MOVES)):
            key = "ArrowRight" if number % 2 == 0 else "ArrowLeft"
            for has_map in (True, False) if number % 4 < 2 else (False, True):
                ms = _move(pages[has_map], key, has_map=has_map)
                if number >= 2:  # the first two warm the page up
                    taken[has_map].append(ms)
    return [
        Figure(
            "radius",
            "Rayon déplacé → carte, phrase et tableau redessinés",
            "ms",
            median(taken[True]),
            median(taken[False]),
            Target(1.25, of_ratio=True),
            details=(f"application : {spread(taken[True])}", f"plancher : {spread(taken[False])}"),
            samples={"real": taken[True], "floor": taken[False]},
        )
    ]


@bench("player", "Page « Couverture » : un pas du lecteur de dates", order=13)
def player(settings: Settings) -> list[Figure]:
    """Step through all dates inside the map's frame, layout included."""
    with running() as app, chromium() as browser:
        page = _open(browser, app, "vue=histoire&niveau=region", has_map=True)
        frame = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
        frame.wait_for_selector("input[type=range]")
        taken: list[float] = []
        for _ in range(settings.repetitions(4, 2)):
            taken += frame.evaluate(_PLAY)
    return [
        Figure(
            "player",
            "Un pas du lecteur, mise en page comprise",
            "ms",
            median(taken),
            target=Target(_SCREEN_FRAME_MS),
            details=(spread(taken),),
            samples={"real": taken},
        )
    ]
