"""What every screen of slides answers: the room's page and the file that is carried."""

from __future__ import annotations

from playwright.sync_api import Page


def shown(page: Page) -> int:
    """Rank of the view on the screen; exactly one is."""
    ranks = page.evaluate(
        "[...document.querySelectorAll('.slide')].filter(s => getComputedStyle(s).visibility === 'visible')"
        ".map(s => Number(s.id.split('-')[1]))"
    )
    (rank,) = ranks
    return int(rank)
