"""All that the page « Campus » tells of one campus, read from the catalogue once a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from atlas.coverage import Around, Engine, Reach, around, engine_of, expiries
from atlas.data.catalogue import Catalogue
from atlas.maps.campus_rows import since_texts
from atlas.maps.update import day_text
from atlas.model.filiere import BY_SLUG, Filiere
from atlas.model.selection import Selection
from atlas.model.vocabulary import Position
from atlas.ui.frame import Page
from atlas.ui.markup import plain
from atlas.ui.state import Setting

_LONGEST_ID: Final = 120
ID: Final = Setting("id", "", lambda value: len(value) <= _LONGEST_ID, "Campus")
"""Any identifier is taken: the page answers an unknown one with the nearest names."""


@dataclass(frozen=True)
class Record:
    """One campus. Nobody may change the values.

    Attributes
    ----------
    campus : dict
        Row of ``Catalogue.campuses``.
    events, members : list of dict
        Rows of ``label_events``, by certain date, and of ``members``.
    sources : list of str
        Addresses.
    since : str
        First label in French, « date inconnue » without any.
    around : Around
        What lies around, in the state that the Selection's date asks for.
    expiry : dict or None
        Row of :attr:`Expiries.rows`; None when the campus is not in force in that state.
    is_excellence : bool
        Whether it has the mention excellence in that state.
    day : str
        Day of that state as ISO 8601, empty for the latest.
    reach : Reach
        What is near.
    engine : Engine
        Engine of the data.
    """

    campus: dict[Any, Any]
    events: list[dict[Any, Any]]
    members: list[dict[Any, Any]]
    sources: list[str]
    since: str
    around: Around
    expiry: dict[Any, Any] | None
    is_excellence: bool
    day: str
    reach: Reach
    engine: Engine

    @property
    def id(self) -> str:
        """Identifier."""
        return str(self.campus["id"])

    @property
    def filiere(self) -> Filiere:
        """Sector."""
        return BY_SLUG[self.campus["filiere"]]

    @property
    def is_located(self) -> bool:
        """Whether the seat is known."""
        return bool(self.campus["position"] == Position.SEAT)

    @property
    def located_members(self) -> list[dict[Any, Any]]:
        """Members whose commune is known."""
        return [member for member in self.members if member["lat"] == member["lat"]]  # NaN is not itself


def find(here: Page) -> Record | None:
    """The campus of the address; None when there is none of that identifier."""
    catalogue = here.atlas.catalogue
    campus_id = here.view[ID.param]
    if campus_id not in here.atlas.campus_ids:
        return None
    engine, reach = engine_of(catalogue), Reach()
    state = Selection(date=here.selection.date)
    ends = expiries(engine, state).rows
    expiry = ends[ends["campus_id"] == campus_id].to_dict("records")
    row = here.atlas.ids.tolist().index(campus_id)
    return Record(
        campus=_rows(catalogue, "campuses", "id", campus_id)[0],
        events=sorted(
            _rows(catalogue, "label_events", "campus_id", campus_id), key=lambda row: row["certain_date"]
        ),
        members=_rows(catalogue, "members", "campus_id", campus_id),
        sources=[row["url"] for row in _rows(catalogue, "sources", "campus_id", campus_id)],
        since=since_texts(catalogue)[campus_id][0],
        around=around(engine, campus_id, state, reach),
        expiry=expiry[0] if expiry else None,
        is_excellence=bool(engine.index.is_excellence(state.date or engine.index.latest)[row]),
        day=day_text(state),
        reach=reach,
        engine=engine,
    )


def _rows(catalogue: Catalogue, table: str, column: str, value: str) -> list[dict[Any, Any]]:
    rows = getattr(catalogue, table)
    found: list[dict[Any, Any]] = rows[rows[column] == value].to_dict("records")
    return found


def title(found: Record) -> str:
    """Name of the campus, safe for a heading."""
    return plain(str(found.campus["name"]))
