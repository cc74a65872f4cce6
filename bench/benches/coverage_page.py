"""The page « Couverture »: from a move of the radius to the page redrawn, and a step of the player."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

from bench.browser import chromium
from bench.redraw import opened, redrawn
from bench.registry import Figure, Settings, Target, bench
from bench.server import running
from bench.stats import median, spread

_WITHOUT_MAP: Final = ("atlas.ui.coverage_map:draw_shares", "atlas.ui.server:register_map_frame")
_MOVES: Final = 24
_QUICK_MOVES: Final = 6
_SCREEN_FRAME_MS: Final = 16

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


@bench("radius", "Page « Couverture » : du rayon déplacé à la page redessinée", order=12)
def radius(settings: Settings) -> list[Figure]:
    """Move the radius to and fro."""
    label = "Rayon déplacé → carte, phrase et tableau redessinés"
    moves = settings.repetitions(_MOVES, _QUICK_MOVES)
    return [redrawn("radius", label, "couverture?rayon=30", _WITHOUT_MAP, _move_radius, moves)]


def _move_radius(page: Page, number: int) -> None:
    page.get_by_role("slider", name="Rayon").focus()
    page.keyboard.press("ArrowLeft" if number % 2 else "ArrowRight")


@bench("player", "Page « Couverture » : un pas du lecteur de dates", order=13)
def player(settings: Settings) -> list[Figure]:
    """Step through all dates inside the map's frame, layout included."""
    with running() as app, chromium() as browser:
        page = opened(browser, app, "couverture?vue=histoire&niveau=region")
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
