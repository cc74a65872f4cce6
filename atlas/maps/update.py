"""What a map shows, apart from how it is drawn: on the screen, on a slide or on paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from atlas.model.selection import Selection

HATCHED: Final = -1
"""Class of a unit where nobody is reached, or nothing counted."""
PLAIN: Final = -2
"""Class of a unit that is not looked at."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The territory that the view is framed on.

    Attributes
    ----------
    code : str
        Code of the unit, outlined when its level is the one drawn.
    bounds : tuple of float
        West, south, east, north; true position, degrees.
    level : str
        Level of the unit, drawn or not: its border then stands out over the units. Empty for a unit of
        the level drawn.
    """

    code: str
    bounds: tuple[float, float, float, float]
    level: str = ""


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """One commune that holds members of a network.

    Attributes
    ----------
    lat, lon : float
        True position, degrees.
    place : str
        Name of the commune.
    names : list of str
        Members there.
    is_linked : bool
        Whether to join it to the campus: not when the campus itself is placed approximately.
    """

    lat: float
    lon: float
    place: str
    names: list[str]
    is_linked: bool


@dataclass(frozen=True, slots=True)
class SiteMark:
    """One mark of a scenario or of a proposed site, told from the real campuses by its hue and its shape.

    Attributes
    ----------
    label : str
        Number in the list that stands beside the map.
    lat, lon : float
        True position, degrees.
    text : str
        What it stands for, in French; with the word « scénario » or « proposé ».
    """

    label: str
    lat: float
    lon: float
    text: str


@dataclass(frozen=True, slots=True)
class MapUpdate:
    """All that a rerun tells the map.

    Attributes
    ----------
    level : str
        Units drawn, as :class:`~atlas.coverage.levels.Level` names them.
    shown : list of str
        Ids of the campuses to draw.
    units : dict
        What each unit that has a value holds, in French, and its class in the legend.
    none_text : str
        What to say of the others.
    legend : dict
        Title, classes and notes, in French. A class holds ``color``, ``label``, ``units`` (how many) and,
        when its colour does not tell it apart in grey, ``striped``: the colour of its stripes.
    selected : str
        Id of the campus to stress, or empty.
    focus : Focus or None
        Territory to frame.
    steps : list of dict
        States to play inside the frame without the server, oldest first; each holds ``label`` (French)
        and its own ``shown``, ``units``, ``legend`` and ``day``. Empty when there is nothing to play.
    none_class : int
        How to draw the units without a value: `HATCHED` or `PLAIN`.
    members : list of MemberPlace
        Communes of the network of the campus selected, when the view is about it.
    sites : list of SiteMark
        Marks of a scenario, or sites proposed: never real campuses.
    sites_name : str
        What the legend calls them.
    picks : bool
        Whether a click on the land tells its point, instead of its unit.
    day : str
        Day of the state (ISO 8601), of which the mentions excellence are drawn; empty for the latest.
    """

    level: str
    shown: list[str]
    units: dict[str, tuple[str, int]]
    none_text: str
    legend: dict[str, Any]
    selected: str
    focus: Focus | None
    steps: list[dict[str, Any]] = field(default_factory=list)
    none_class: int = HATCHED
    members: list[MemberPlace] = field(default_factory=list)
    sites: list[SiteMark] = field(default_factory=list)
    sites_name: str = ""
    picks: bool = False
    day: str = ""

    def with_sites(self, sites: Sequence[SiteMark], name: str, *, picks: bool = False) -> MapUpdate:
        """Return the same with the marks of a scenario, and what the legend calls them."""
        return replace(self, sites=list(sites), sites_name=name, picks=picks)

    def to_script(self) -> str:
        """JSON that is safe inside a script, with a token that tells one state from another."""
        state = script_json({one.name: getattr(self, one.name) for one in fields(self)})
        token = hashlib.sha256(state.encode()).hexdigest()[:12]
        return f'{state[:-1]},"token":"{token}"}}'


def day_text(selection: Selection) -> str:
    """Day of a selection as ISO 8601, empty for the latest."""
    return selection.date.isoformat() if selection.date else ""


def script_json(value: object) -> str:
    """JSON as a script literal: no character of a value can close the script or end a line.

    >>> script_json("</script>")
    '"\\\\u003c/script>"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=asdict)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
