"""What a click brings over the wire."""

from __future__ import annotations

from bench.browser import Tap, Traffic, View, chromium
from bench.registry import Figure, Settings, Target, bench
from bench.server import MAP, running
from bench.stats import median, spread

_CLICKS = 12
_QUICK_CLICKS = 4
_LARGEST_SHOWN = 20


@bench("bytes", "Octets reçus pour un clic", order=20)
def weight(settings: Settings) -> list[Figure]:
    """Weigh clicks that check and uncheck one sector after another."""
    with running() as app, running(MAP) as bare, chromium() as browser:
        real = View(browser.new_context(), app, has_map=True)
        floor = View(browser.new_context(), bare, has_map=False)
        traffic: dict[View, list[Traffic]] = {}
        for view in (real, floor):
            view.load()
            keys = view.boxes()
            view.click(keys[-1])
            view.click(keys[-1])
            tap = Tap(view)
            clicks = range(settings.repetitions(_CLICKS, _QUICK_CLICKS))
            traffic[view] = [tap.click(keys[number // 2 % len(keys)]) for number in clicks]
    sizes = {view: [one.received / 1000 for one in traffic[view]] for view in (real, floor)}
    heaviest = max(traffic[real], key=lambda one: one.received)
    runs = sum(one.runs for one in traffic[real]) / len(traffic[real])
    return [
        Figure(
            "bytes",
            "Octets reçus pour un clic, tableau compris",
            "ko",
            median(sizes[real]),
            median(sizes[floor]),
            Target(40),
            details=(
                f"application : {spread(sizes[real])}",
                f"plancher : {spread(sizes[floor])}",
                f"envoyés par clic : {heaviest.sent} octets",
                f"le clic le plus lourd, {heaviest.received} octets, {len(heaviest.messages)} messages :",
                *heaviest.breakdown()[:_LARGEST_SHOWN],
            ),
            samples={"real": sizes[real], "floor": sizes[floor]},
        ),
        Figure("runs", "Exécutions du script pour un clic", "", runs, target=Target(1)),
    ]
