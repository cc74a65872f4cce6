"""The page « Scénarios »: a change switched to the page redrawn, and the clicks of others during a solve."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page, expect

from atlas.planning import Change, Kind, Scenario
from bench.browser import chromium
from bench.load import Load, play
from bench.redraw import redrawn
from bench.registry import BenchError, Figure, Settings, Target, bench
from bench.server import running
from bench.stats import percentile, spread

_WITHOUT_MAP: Final = ("atlas.ui.scenario_effects:_map", "atlas.ui.server:register_map_frame")
_MOVES: Final = 24
_QUICK_MOVES: Final = 6
_COMMUNES: Final = ("31555", "69123", "59350", "35238", "33063")
_HARD: Final = "scenarios?filiere=numerique&sites=30&rayon=50"
"""The longest solve of the bench « planning »."""
_OTHERS: Final = 4
_PERIOD_S: Final = 0.5
_SOLVE_S: Final = 4
_ROUNDS: Final = 4
_QUICK_ROUNDS: Final = 1
_OPTIMUM: Final = "Chercher l’optimum"
_STOP: Final = "Arrêter le calcul"


@bench("scenario", "Page « Scénarios » : d’un changement à la page redessinée", order=14)
def scenario(settings: Settings) -> list[Figure]:
    """Switch one change of five off and on."""
    changes = tuple(
        Change(Kind.ADD, filiere="numerique", commune=commune, category="CMQ") for commune in _COMMUNES
    )
    address = Scenario("Mesure", changes=changes).to_address()
    path = f"scenarios?filiere=numerique&vue=scenario&scenario={address}"
    label = "Changement coupé ou remis → carte, phrase et tableau redessinés"
    moves = settings.repetitions(_MOVES, _QUICK_MOVES)
    return [redrawn("scenario", label, path, _WITHOUT_MAP, _switch, moves)]


def _switch(page: Page, _number: int) -> None:
    page.locator(".atlas-ledger li").first.get_by_role("checkbox").focus()
    page.keyboard.press("Space")


@bench("neighbour", "Clics des autres pendant un calcul exact", order=72)
def neighbour(settings: Settings) -> list[Figure]:
    """Play other readers of « Carte » while one looks for an optimum, and the same without."""
    quiet: list[float] = []
    busy: list[float] = []
    with running() as server, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{server.url}{_HARD}")
        page.get_by_role("button", name=_OPTIMUM).wait_for()

        def others() -> Load:
            return play(server.port, server.pid, _OTHERS, _SOLVE_S, _PERIOD_S)

        others()  # warms the server up
        for _ in range(settings.repetitions(_ROUNDS, _QUICK_ROUNDS)):
            quiet += others().reruns
            page.get_by_role("button", name=_OPTIMUM).click()
            expect(page.get_by_role("button", name=_STOP)).to_be_visible()
            busy += others().reruns
            if not page.get_by_role("button", name=_STOP).count():
                msg = "the solve ended before the others' clicks"
                raise BenchError(msg)
            page.get_by_role("button", name=_STOP).click()
            page.reload()
            page.get_by_role("button", name=_OPTIMUM).wait_for()
    return [
        Figure(
            f"neighbour-{name}",
            f"Clic d’une autre session pendant un calcul exact, {label}",
            "ms",
            percentile(busy, share),
            percentile(quiet, share),
            target,
            details=(f"pendant : {spread(busy)}", f"sans : {spread(quiet)}"),
            samples={"real": busy, "floor": quiet},
        )
        for share, name, label, target in (
            (0.5, "median", "médiane", None),
            (0.95, "p95", "p95", Target(250)),
        )
    ]
