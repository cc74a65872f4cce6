"""A view with what it asks for, read once: its Selection, its campuses, its reach, what it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from atlas.coverage import Basis, Level, Provenance, Reach
from atlas.coverage.provenance import provenance_of
from atlas.coverage.reach import DEFAULT_RADIUS_KM
from atlas.data.officials import Official, latest_officials
from atlas.data.selecting import Mask
from atlas.maps.update import MapUpdate
from atlas.model.selection import DATE_PARAM, TERRITORIES, Selection, french_day, parse
from atlas.story.content import Cell, Chart, Content, Footer, KeyFigure, Source, Table
from atlas.story.ground import Ground
from atlas.story.storyboard import BASIS, LEVEL, RADIUS, View
from atlas.story.words import typeset

MAX_ROWS: Final = 10
MAX_LINES: Final = 6
MAX_SOURCES: Final = 4


def is_filtered(selection: Selection) -> bool:
    """Whether some campuses in force are left out."""
    return not replace(selection, date=None).is_empty


def campus_of(selection: Selection) -> str:
    """What is counted, as « campus »."""
    return "campus de la sélection" if is_filtered(selection) else "campus"


def a_campus(selection: Selection) -> str:
    """What people are near to, as « un campus »."""
    return f"un {campus_of(selection)}"


@dataclass(frozen=True, eq=False)
class Scene:
    """One view and the data that it is made from."""

    ground: Ground
    view: View

    @cached_property
    def selection(self) -> Selection:
        """Campuses and date; what the data no longer know is left out."""
        return parse(self.view.params, self.ground.choices)[0]

    @cached_property
    def mask(self) -> Mask:
        """Campuses kept."""
        return self.ground.atlas.mask(self.selection)

    def at_date_only(self) -> Scene:
        """Same view without any filter but the date."""
        dates = {DATE_PARAM: self.view.params[DATE_PARAM]} if DATE_PARAM in self.view.params else {}
        return Scene(self.ground, replace(self.view, params=dates))

    @property
    def count(self) -> int:
        """Campuses kept."""
        return int(np.count_nonzero(self.mask))

    @property
    def day(self) -> dt.date:
        """Day of the state; the most recent evidence when the Selection has no date."""
        return self.selection.date or self.ground.engine.index.latest

    @cached_property
    def officials(self) -> dict[str, Official]:
        """Latest official totals published by the day of the view."""
        return latest_officials(self.ground.catalogue, self.day)

    @property
    def is_filtered(self) -> bool:
        """Whether some campuses in force are left out."""
        return is_filtered(self.selection)

    @property
    def has_territories(self) -> bool:
        """Whether the Selection names territories: it narrows the campuses, not the people."""
        return any(self.selection.values(name) for name in TERRITORIES)

    @property
    def a_campus(self) -> str:
        """What people are near to, as « un campus »."""
        return a_campus(self.selection)

    def setting(self, name: str, default: str) -> str:
        """Value of a setting of the view."""
        return self.view.settings.get(name) or default

    def level(self, default: Level) -> Level:
        """Units of the view."""
        return Level(self.setting(LEVEL, default.value))

    @property
    def reach(self) -> Reach:
        """Radius and points of the view."""
        radius = float(self.setting(RADIUS, str(DEFAULT_RADIUS_KM)))
        return Reach(radius, Basis(self.setting(BASIS, Basis.SEAT.value)))

    def provenance(self, level: Level = Level.FRANCE, basis: Basis | None = None) -> Provenance:
        """What stands behind a measure of the campuses of the view."""
        return provenance_of(self.ground.engine, self.selection, self.mask, level, basis)

    @property
    def footer(self) -> Footer:
        """State in words, filters, version of the data."""
        state = "État au" if self.selection.date else "État le plus récent connu, au"
        filters = replace(self.selection, date=None).caption(self.ground.choices)
        version = self.ground.catalogue.version
        return Footer(f"{state} {french_day(self.day)}", typeset(filters), f"Données, version {version}")

    def content(  # noqa: PLR0913 (one argument a part of a view)
        self,
        title: str,
        finding: str,
        *,
        lines: Iterable[str] = (),
        figures: Iterable[KeyFigure] = (),
        map_: MapUpdate | None = None,
        map_alt: str = "",
        chart: Chart | None = None,
        table: Table | None = None,
        note: Iterable[str] = (),
        sources: Iterable[Source] = (),
    ) -> Content:
        """Put a view together; the words of its author replace those of the data."""
        kept = [line for line in lines if line][:MAX_LINES]
        return Content(
            title=typeset(self.view.title or title),
            finding=typeset(self.view.finding or finding),
            lines=tuple(map(typeset, kept)),
            figures=tuple(map(_typeset_figure, figures)),
            map=map_,
            map_alt=typeset(map_alt),
            chart=chart and replace(chart, axis=typeset(chart.axis), alt=typeset(chart.alt)),
            table=replace(table, caption=typeset(table.caption)) if table and table.rows else None,
            note=typeset(self.view.note or " ".join(part for part in note if part)),
            sources=tuple(sources)[:MAX_SOURCES],
            footer=self.footer,
        )

    @property
    def filter_note(self) -> str:
        """What a speaker must know of the filter, if there is one."""
        if not self.is_filtered:
            return ""
        filters = replace(self.selection, date=None).caption(self.ground.choices)
        return f"Campus retenus : {filters}."

    @property
    def territory_note(self) -> str:
        """What a choice of territories does, if there is one."""
        if not self.has_territories:
            return ""
        return "Campus des territoires choisis, habitants de toute la France."

    def unlocated(self, basis: Basis = Basis.SEAT) -> int:
        """Campuses kept that no distance counts, their position being unknown."""
        return int(np.count_nonzero(self.mask & ~self.ground.engine.sites.is_located(basis)))


def _typeset_figure(figure: KeyFigure) -> KeyFigure:
    return replace(figure, label=typeset(figure.label), definition=typeset(figure.definition))


def cells(rows: pd.DataFrame) -> tuple[tuple[Cell, ...], ...]:
    """Rows of a table as raw values, None where not known."""
    known = rows.astype(object).where(rows.notna(), None)
    return tuple(tuple(_cell(value) for value in row) for row in known.itertuples(index=False))


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float | np.floating):
        return float(value)
    if isinstance(value, int | np.integer):
        return int(value)
    return str(value)
