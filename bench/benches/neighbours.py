"""What a reader feels of the long work of others: an exact solve, slides being made."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.request import urlopen

from playwright.sync_api import expect

from bench.browser import chromium
from bench.load import play
from bench.registry import BenchError, Figure, Settings, Target, bench
from bench.server import Server, running
from bench.stats import median, percentile, spread

_HARD: Final = "scenarios?filiere=numerique&sites=30&rayon=50"
"""The longest solve of the bench « planning »."""
_OTHERS: Final = 4
_PERIOD_S: Final = 0.5
_PLAY_S: Final = 4
_ROUNDS: Final = 4
_QUICK_ROUNDS: Final = 1
_DECKS: Final = 6
_OPTIMUM: Final = "Chercher l’optimum"
_STOP: Final = "Arrêter le calcul"


@bench("neighbour", "Clics des autres pendant un calcul exact", order=72)
def neighbour(settings: Settings) -> list[Figure]:
    """Play other readers of « Carte » while one looks for an optimum, and the same without."""
    quiet: list[float] = []
    busy: list[float] = []
    with running() as server, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{server.url}{_HARD}")
        page.get_by_role("button", name=_OPTIMUM).wait_for()

        _clicks(server)  # warms the server up
        for _ in range(settings.repetitions(_ROUNDS, _QUICK_ROUNDS)):
            quiet += _clicks(server)
            page.get_by_role("button", name=_OPTIMUM).click()
            expect(page.get_by_role("button", name=_STOP)).to_be_visible()
            busy += _clicks(server)
            if not page.get_by_role("button", name=_STOP).count():
                msg = "the solve ended before the others' clicks"
                raise BenchError(msg)
            page.get_by_role("button", name=_STOP).click()
            page.reload()
            page.get_by_role("button", name=_OPTIMUM).wait_for()
    return _figures("neighbour", "un calcul exact", quiet, busy)


@bench("deck-neighbour", "Clics et image des autres pendant que des diapositives se font", order=73)
def deck_neighbour(settings: Settings) -> list[Figure]:
    """Play other readers of « Carte », and take a picture away, while six decks are asked for."""
    quiet: list[float] = []
    busy: list[float] = []
    alone: list[float] = []
    beside: list[float] = []
    with running() as server, ThreadPoolExecutor(_DECKS) as readers:
        days = _days()
        _clicks(server)
        _fetched_ms(server, "png", next(days))
        for _ in range(settings.repetitions(_ROUNDS, _QUICK_ROUNDS)):
            quiet += _clicks(server)
            alone.append(_fetched_ms(server, "png", next(days)))
            decks = [readers.submit(_fetched_ms, server, "pptx", next(days)) for _ in range(_DECKS)]
            beside.append(_fetched_ms(server, "png", next(days)))
            busy += _clicks(server)
            if all(deck.done() for deck in decks):
                msg = "the slides were ready before the others' clicks"
                raise BenchError(msg)
            for deck in decks:
                deck.result()
    picture = Figure(
        "deck-neighbour-png",
        "Image PNG d’une autre session pendant que des diapositives se font",
        "ms",
        median(beside),
        median(alone),
        details=(f"pendant : {spread(beside)}", f"sans : {spread(alone)}"),
        samples={"real": beside, "floor": alone},
    )
    return [*_figures("deck-neighbour", "que des diapositives se font", quiet, busy), picture]


def _clicks(server: Server) -> list[float]:
    """Times of other readers' clicks, ms."""
    return play(server.port, server.pid, _OTHERS, _PLAY_S, _PERIOD_S).reruns


def _days() -> Iterator[dt.date]:
    """Days that differ, so that no file was made before."""
    day = dt.date(2023, 1, 1)
    while True:
        yield day
        day += dt.timedelta(days=1)


def _fetched_ms(server: Server, form: str, day: dt.date) -> float:
    started = time.perf_counter()
    with urlopen(f"{server.url}api/export/{form}?date={day}", timeout=120) as answer:  # noqa: S310 our own server
        answer.read()
    return (time.perf_counter() - started) * 1000


def _figures(name: str, during: str, quiet: list[float], busy: list[float]) -> list[Figure]:
    return [
        Figure(
            f"{name}-{part}",
            f"Clic d’une autre session pendant {during}, {label}",
            "ms",
            percentile(busy, share),
            percentile(quiet, share),
            target,
            details=(f"pendant : {spread(busy)}", f"sans : {spread(quiet)}"),
            samples={"real": busy, "floor": quiet},
        )
        for share, part, label, target in (
            (0.5, "median", "médiane", None),
            (0.95, "p95", "p95", Target(250)),
        )
    ]
