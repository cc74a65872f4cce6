"""From a click on a filter to the page redrawn."""

from __future__ import annotations

from bench.browser import Click, View, chromium
from bench.registry import Figure, Settings, Target, bench
from bench.server import MAP, running
from bench.stats import median, spread

_ROUNDS = 40
_QUICK_ROUNDS = 10
_WARM_CLICKS = 4


@bench("click", "Du clic sur une filière à la page redessinée", order=10)
def click(settings: Settings) -> list[Figure]:
    """Alternate clicks on the real page and on its floor; count what the map's frame reloads."""
    with running() as app, running(MAP) as bare, chromium() as browser:
        real = View(browser.new_context(), app, has_map=True)
        floor = View(browser.new_context(), bare, has_map=False)
        for view in (real, floor):
            view.load()
        keys = real.boxes()
        for view in (real, floor):
            for _ in range(_WARM_CLICKS // 2):
                view.click(keys[0])
                view.click(keys[0])
        loads = real.frame_loads
        samples: dict[View, list[Click]] = {real: [], floor: []}
        for number in range(settings.repetitions(_ROUNDS, _QUICK_ROUNDS)):
            key = keys[number // 2 % len(keys)]  # check, then uncheck
            pair = (real, floor) if number % 4 < 2 else (floor, real)
            for view in pair:
                samples[view].append(view.click(key))
        reloads = real.frame_loads - loads
    redrawn = [one.redrawn for one in samples[real]]
    tables = [one.table for one in samples[real]]
    bare_ms = [one.redrawn for one in samples[floor]]
    return [
        Figure(
            "click",
            "Clic sur une filière → carte et tableau redessinés",
            "ms",
            median(redrawn),
            median(bare_ms),
            Target(1.25, of_ratio=True),
            details=(
                f"application : {spread(redrawn)}",
                f"dont tableau : {spread(tables)}",
                f"plancher : {spread(bare_ms)}",
            ),
            samples={"real": redrawn, "real_table": tables, "floor": bare_ms},
        ),
        Figure(
            "reloads",
            f"Rechargements du cadre de la carte ({len(redrawn)} clics)",
            "",
            reloads,
            target=Target(0),
        ),
    ]
