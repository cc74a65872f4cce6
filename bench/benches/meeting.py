"""The room's screen: from a key to the next view."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import BrowserContext

from bench.browser import chromium
from bench.registry import Figure, Settings, Target, bench
from bench.stats import median, spread

_ROUNDS = 30
_QUICK_ROUNDS = 6
# From the key to the second frame after it: what was asked for is then on the screen.
_NEXT = """(key) => new Promise((resolve) => {
  const from = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from)));
})"""


@bench("meeting", "Séance : de la touche à la vue suivante", order=70)
def meeting(settings: Settings) -> list[Figure]:
    """Walk the ready storyboard and the same one with empty views, in turn."""
    from atlas.data import load
    from atlas.exports import html_slides
    from atlas.exports.deck_words import Deck
    from atlas.story.build import contents
    from atlas.story.ground import ground_of
    from atlas.story.ready import ready

    ground = ground_of(load())
    board = ready(ground)

    deck = Deck(board.name, contents(ground, board), ground.atlas)
    empty = tuple(
        replace(one, lines=(), figures=(), map=None, chart=None, table=None, note="") for one in deck.contents
    )
    pages = {"real": html_slides.build(deck), "floor": html_slides.build(replace(deck, contents=empty))}
    walked = _walks(pages, settings.repetitions(_ROUNDS, _QUICK_ROUNDS))
    return [
        Figure(
            "next_view",
            f"Vue suivante à l’écran ({len(deck.contents)} vues, parcours entier)",
            "ms",
            median(walked["real"]),
            median(walked["floor"]),
            Target(1.3, of_ratio=True),
            details=(f"séance : {spread(walked['real'])}", f"vues vides : {spread(walked['floor'])}"),
            samples=walked,
        )
    ]


def _walks(pages: dict[str, bytes], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each step, first to last view and back, by page."""
    samples: dict[str, list[float]] = {name: [] for name in pages}
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        tabs = {}
        for name, content in pages.items():
            path = Path(folder) / f"{name}.html"
            path.write_bytes(content)
            context: BrowserContext = browser.new_context(viewport={"width": 1920, "height": 1080})
            tabs[name] = context.new_page()
            tabs[name].goto(path.as_uri())
            tabs[name].wait_for_selector("body[data-ready]")
        steps = tabs["real"].locator(".slide").count() - 1
        for number in range(rounds):
            key = "PageDown" if number % 2 == 0 else "PageUp"
            for name, tab in tabs.items():
                tab.bring_to_front()
                samples[name] += [float(tab.evaluate(_NEXT, key)) for _ in range(steps)]
    return samples
