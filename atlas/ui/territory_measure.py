"""The portrait of a territory, measured once for all sessions that ask for the same."""

from __future__ import annotations

from functools import lru_cache

from atlas.coverage import Reach, engine_of
from atlas.model.selection import Selection
from atlas.story.portrait import Portrait
from atlas.story.portrait_measure import measure
from atlas.story.territory import Unit
from atlas.ui import loaded


@lru_cache(maxsize=64)
def portrait(version: str, selection: Selection, unit: Unit, reference: Unit, reach: Reach) -> Portrait:
    """Measure a territory and its reference: about 25 ms, nothing when asked again.

    Parameters
    ----------
    version : str
        Version of the data, which must be in memory.
    selection : Selection
        Campuses and date.
    unit, reference : Unit
        What is compared.
    reach : Reach
        Radius and points.
    """
    atlas = loaded.of(version)
    return measure(engine_of(atlas.catalogue), selection, unit, reference, reach)
