"""Where the figures of a view come from: publisher and address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from atlas.model.dates import PartialDate
from atlas.story.content import Source

if TYPE_CHECKING:
    from atlas.story.scene import Scene

CAMPUS_PAGES: Final = Source("Pages citées sur chaque fiche", "")
GEOGRAPHY: Final = Source("Contours IGN Admin Express, populations et codes Insee", "")
"""Boundaries and populations; where they come from is written with the data of the project."""


def official_source(scene: Scene, column: str) -> tuple[Source, ...]:
    """Page of the latest official total of a column of ``official_totals``, on the day of the view."""
    official = scene.officials.get(column)
    if official is None:
        return ()
    return (
        Source(f"Total officiel du {official.date.in_french()}, {host(official.source)}", official.source),
    )


def calls_source(scene: Scene) -> tuple[Source, ...]:
    """Page of the latest call for projects announced by the day of the view."""
    calls = scene.ground.catalogue.label_calls.to_dict("records")
    dated = [
        (PartialDate.parse(row["announced"]).last_day, row)
        for row in calls
        if row["announced"] and row["source_url"]
    ]
    known = [(day, row) for day, row in dated if day <= scene.day]
    if not known:
        return ()
    _, last = max(known, key=lambda one: one[0])
    announced = PartialDate.parse(last["announced"]).in_french()
    return (
        Source(f"Appel à projets annoncé le {announced}, {host(last['source_url'])}", last["source_url"]),
    )


def host(url: str) -> str:
    """Name of the site of an address; the address itself when it has none.

    >>> host("https://www.education.gouv.fr/page")
    'education.gouv.fr'
    """
    try:
        name = urlsplit(url).hostname
    except ValueError:
        return url
    return (name or url).removeprefix("www.")
