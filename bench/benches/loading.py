"""From nothing to the map: the server's start, and a page loaded again."""

from __future__ import annotations

from bench.browser import View, chromium
from bench.registry import Figure, Settings, Target, bench
from bench.server import MAP, running
from bench.stats import median, spread

_STARTS = 5
_QUICK_STARTS = 2
_LOADS = 12
_QUICK_LOADS = 4


@bench("start", "Du lancement du serveur à la première carte", order=30)
def start(settings: Settings) -> list[Figure]:
    """Launch the server and open the page in a browser with an empty cache, again and again."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    with chromium() as browser:
        for number in range(settings.repetitions(_STARTS, _QUICK_STARTS)):
            for has_map in (True, False) if number % 2 == 0 else (False, True):
                context = browser.new_context()
                with running(() if has_map else MAP) as server:
                    shown = View(context, server, has_map=has_map).load()
                    context.close()
                    seconds[has_map].append(shown.clock_s - server.launched_at)
    return [
        Figure(
            "start",
            "Lancement du serveur → première carte, navigateur neuf",
            "s",
            median(seconds[True]),
            median(seconds[False]),
            Target(1.3, of_ratio=True),
            details=(f"application : {spread(seconds[True])}", f"plancher : {spread(seconds[False])}"),
            samples={"real": seconds[True], "floor": seconds[False]},
        )
    ]


@bench("warm", "Page rechargée", order=40)
def warm(settings: Settings) -> list[Figure]:
    """Load the page again in the same browser, real and floor in turn."""
    times: dict[bool, list[float]] = {True: [], False: []}
    with running() as app, running(MAP) as bare, chromium() as browser:
        contexts = {True: (app, browser.new_context()), False: (bare, browser.new_context())}
        for number in range(settings.repetitions(_LOADS, _QUICK_LOADS) + 1):
            for has_map, (server, context) in contexts.items():
                view = View(context, server, has_map=has_map)
                shown = view.load()
                view.close()
                if number:  # the first load fills the cache
                    times[has_map].append(shown.page_ms)
    return [
        Figure(
            "warm",
            "Page rechargée → carte, même navigateur",
            "ms",
            median(times[True]),
            median(times[False]),
            details=(f"application : {spread(times[True])}", f"plancher : {spread(times[False])}"),
            samples={"real": times[True], "floor": times[False]},
        )
    ]
