"""What every view of a storyboard is made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atlas.coverage import Engine, engine_of
from atlas.data.atlas import Atlas, atlas_of
from atlas.data.catalogue import Catalogue
from atlas.model.selection import Choices


@dataclass(frozen=True, eq=False)
class Ground:
    """A catalogue, ready to be told.

    Attributes
    ----------
    atlas : Atlas
        The catalogue with what every view derives from it.
    engine : Engine
        The same catalogue, ready to be measured.
    """

    atlas: Atlas
    engine: Engine

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of both."""
        return self.atlas.catalogue

    @property
    def choices(self) -> Choices:
        """Known values of each field of a Selection."""
        return self.atlas.index.choices

    def meeting_before(self, day: dt.date) -> dt.date | None:
        """Latest day before another of which an official total or an announcement is known."""
        return next((known for known in self.atlas.known_days if known < day), None)


def ground_of(source: Atlas | Catalogue) -> Ground:
    """Return the ground of an atlas or of a catalogue; the engine is made once for each version."""
    atlas = source if isinstance(source, Atlas) else atlas_of(source)
    return Ground(atlas, engine_of(atlas.catalogue))
