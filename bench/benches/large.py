"""A folder of 10,000 campuses and 30,000 members: the pages still answer.

The folder is made up for the measurement and thrown away: campuses are spread over the communes of France in
the proportions of the real ones' filières, categories and dates.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pandas as pd
from playwright.sync_api import Browser

from atlas.data import load
from atlas.data.catalogue import Catalogue
from atlas.data.check import check_folder
from atlas.data.reading import MAX_FILE_BYTES
from atlas.data.schema import TABLES
from bench.browser import View, chromium
from bench.registry import BenchError, Figure, Settings, Target, bench
from bench.server import Server, resident_mb, running
from bench.stats import median, spread

CAMPUSES: Final = 10_000
MEMBERS: Final = 30_000
_PAGES: Final = {
    "couverture": "Couverture",
    "couverture?vue=manques": "Manques et recouvrements",
    "territoire?code=region-76": "Territoire",
    "annuaire": "Annuaire",
    "campus?id=campus-5": "Campus",
    "scenarios": "Scénarios",
    "seance": "Séance",
    "methode": "Données et méthode",
}
_CLICKS: Final = 4
_QUICK_CLICKS: Final = 2
_CHECKS: Final = 5
_QUICK_CHECKS: Final = 2
Row = Mapping[str, str]


@bench("large", f"{CAMPUSES} campus et {MEMBERS} membres", order=45)
def large(settings: Settings) -> list[Figure]:
    """Check and load the folder without a screen, then open the map on it and click."""
    with tempfile.TemporaryDirectory(prefix="atlas-large-") as name:
        folder = Path(name)
        write_folder(folder, load())
        return [*_reading(folder, settings), *_pages(folder, settings)]


def _reading(folder: Path, settings: Settings) -> list[Figure]:
    seconds: dict[str, list[float]] = {"check": [], "load": []}
    for _ in range(settings.repetitions(_CHECKS, _QUICK_CHECKS)):
        started = time.perf_counter()
        checked = check_folder(folder)
        seconds["check"].append(time.perf_counter() - started)
        if checked.total:
            msg = f"the folder is refused: {checked.errors[0]}"
            raise BenchError(msg)
        started = time.perf_counter()
        load(folder)
        seconds["load"].append(time.perf_counter() - started)
    return [
        Figure(
            f"large_{key}",
            f"{CAMPUSES} campus : {said}",
            "s",
            median(seconds[key]),
            target=Target(most),
            details=(spread(seconds[key]),),
            samples={"real": seconds[key]},
        )
        for key, said, most in (("check", "vérification", 3), ("load", "vérification et chargement", 5))
    ]


def _pages(folder: Path, settings: Settings) -> list[Figure]:
    with running(env={"ATLAS_DATA": str(folder)}) as server, chromium() as browser:
        view = View(browser.new_context(), server, has_map=True)
        shown = view.load()
        keys = view.boxes()
        clicks = []
        for number in range(settings.repetitions(_CLICKS, _QUICK_CLICKS)):
            clicks.append(view.click(keys[number // 2 % len(keys)]).redrawn)  # check, then uncheck
        opening: dict[str, float] = {}
        for path in _PAGES:
            started = time.perf_counter()
            _open(browser, server, path)
            opening[path] = time.perf_counter() - started
        memory = resident_mb(server.pid)
    return [
        Figure(
            "large_start",
            f"{CAMPUSES} campus : lancement du serveur → première carte",
            "s",
            shown.clock_s - server.launched_at,
            target=Target(30),
        ),
        Figure(
            "large_click",
            f"{CAMPUSES} campus : clic sur une filière → carte et tableau",
            "ms",
            median(clicks),
            target=Target(2000),
            details=(spread(clicks),),
            samples={"real": clicks},
        ),
        *(
            Figure(
                f"large_{path.partition('?')[0]}{'_manques' if 'manques' in path else ''}",
                f"{CAMPUSES} campus : « {said} », ouverte une première fois",
                "s",
                opening[path],
                target=Target(10),
            )
            for path, said in _PAGES.items()
        ),
        Figure("large_memory", f"{CAMPUSES} campus : mémoire du serveur", "Mo", memory),
    ]


def _open(browser: Browser, server: Server, path: str) -> None:
    """Open a page in a session of its own, until its script has ended and its map is drawn."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}{path}")
    page.locator("h1").first.wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for()
    if page.locator("iframe").count():
        page.frame_locator("iframe").locator("body[data-drawn]").wait_for()
    context.close()


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(name): str(value) for name, value in row.items()} for row in table.to_dict("records")]


def write_folder(folder: Path, real: Catalogue) -> None:
    """Write the six tables.

    Parameters
    ----------
    folder : Path
        Existing folder.
    real : Catalogue
        The project's own catalogue: filières, categories and calls are repeated from it.
    """
    territories = real.territories
    names = territories.units[territories.units["level"] == "region"].set_index("code")["name"]
    academies = dict(zip(real.academies["code"], real.academies["name"], strict=True))
    communes = territories.communes.sort_values("code", ignore_index=True)
    step = len(communes) // CAMPUSES
    seats = communes.iloc[::step].head(CAMPUSES).to_dict("records")
    models = real.campuses.to_dict("records")
    columns = [column.name for column in TABLES["campuses"].columns]
    campuses = [
        {name: str(models[rank % len(models)][name]) for name in columns}
        | {
            "id": f"campus-{rank}",
            "name": f"Campus {rank} {seat['name']}",
            "academie": academies[seat["academie_code"]],
            "region": str(names[seat["region_code"]]),
            "host_name": f"Lycée {rank}",
            "host_commune": str(seat["name"]),
            "host_insee": str(seat["code"]),
            "host_basis": "stated",
            "host_lat": "",
            "host_lon": "",
            "status": "active",
            "notes": "",
        }
        for rank, seat in enumerate(seats)
    ]
    tables: dict[str, Iterable[Row]] = {
        "campuses": campuses,
        "label_events": [
            {"campus_id": f"campus-{rank}", "date": f"{2013 + rank % 12}", "event": "label"}
            for rank in range(CAMPUSES)
        ],
        "members": [
            {
                "campus_id": f"campus-{rank % CAMPUSES}",
                "type": "lycee",
                "name": f"Membre {rank}",
                "commune": str(place["name"]),
                "insee": str(place["code"]),
            }
            for rank, place in zip(range(MEMBERS), communes.to_dict("records"), strict=False)
        ],
        "sources": [
            {"campus_id": f"campus-{rank}", "url": f"https://exemple.fr/{rank}"} for rank in range(CAMPUSES)
        ],
        "official_totals": _rows(real.official_totals),
        "label_calls": _rows(real.label_calls),
    }
    for name, rows in tables.items():
        path = folder / TABLES[name].file_name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in TABLES[name].columns])
            writer.writeheader()
            writer.writerows(rows)
        if path.stat().st_size > MAX_FILE_BYTES:
            msg = f"{path.name} is larger than a folder may hold"
            raise BenchError(msg)
