"""The search of the directory over ten thousand campuses, without screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from atlas.data import Catalogue, load
from atlas.data.search_index import build_search
from atlas.data.searching import nearest_names, search
from bench.engine import timed
from bench.registry import Figure, Settings, Target, bench
from bench.stats import median, spread

CAMPUSES: Final = 10_000
ANSWER: Final = Target(50)
QUERIES: Final = {
    "typo": ("avec des fautes de frappe", "metalurgie saint quantin"),
    "word": ("un mot partout présent", "lycee"),
    "beginning": ("un début de mot", "aero"),
    "unknown": ("des mots inconnus", "xylophonne bretagnne zzzzzzzz"),
}


@bench("search", "Recherche de l’annuaire, sur 10 000 campus, sans écran", order=6)
def searching(settings: Settings) -> list[Figure]:
    """Time an answer, its reasons included for the first two hundred campuses."""
    catalogue = enlarged(load(), CAMPUSES)
    repeat = settings.repetitions(30, 8)
    index = build_search(catalogue)

    def answer(text: str) -> None:
        found = search(index, text)
        for row in found.rows[:200].tolist():
            found.matches(row)

    answers = [
        _figure(f"search-{name}", f"Réponse, {label}", timed(answer, text, repeat=repeat), ANSWER)
        for name, (label, text) in QUERIES.items()
    ]
    nearest = timed(nearest_names, index, "hdf-metalurgie-picardi", repeat=repeat)
    build = timed(build_search, catalogue, repeat=settings.repetitions(3, 1))
    return [
        *answers,
        _figure("search-nearest", "Noms les plus proches d’un identifiant inconnu", nearest, None),
        _figure("search-index", "Index des mots, fait une fois par version des données", build, None),
    ]


def _figure(name: str, label: str, times: list[float], target: Target | None) -> Figure:
    return Figure(
        name, label, "ms", median(times), target=target, details=(spread(times),), samples={"real": times}
    )


def enlarged(catalogue: Catalogue, count: int) -> Catalogue:
    """The catalogue with its campuses and members repeated, each copy in another commune.

    The names of communes give the copies words of their own: the vocabulary grows as it would.
    """
    copies = -(-count // len(catalogue.campuses))
    communes = catalogue.communes["name"].tolist()
    campuses, members = [], []
    for copy in range(copies):
        place = communes[copy * 37 % len(communes)]
        ids = catalogue.campuses["id"] + (f"-{copy}" if copy else "")
        names = catalogue.campuses["name"] + (f" {place}" if copy else "")
        campuses.append(catalogue.campuses.assign(id=ids, name=names))
        members.append(
            catalogue.members.assign(campus_id=catalogue.members["campus_id"] + (f"-{copy}" if copy else ""))
        )
    return replace(
        catalogue,
        campuses=pd.concat(campuses, ignore_index=True).head(count),
        members=pd.concat(members, ignore_index=True),
    )
