"""The page « Scénarios »: from a change switched to the page redrawn."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

from atlas.planning import Change, Kind, Scenario
from bench.redraw import redrawn
from bench.registry import Figure, Settings, bench

_WITHOUT_MAP: Final = ("atlas.ui.scenario_effects:_map", "atlas.ui.server:register_map_frame")
_MOVES: Final = 24
_QUICK_MOVES: Final = 6
_COMMUNES: Final = ("31555", "69123", "59350", "35238", "33063")


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
