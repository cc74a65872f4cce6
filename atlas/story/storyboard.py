"""A storyboard: an ordered list of views to show, apart from what the data say of them.

It holds no figure: each view names a question, a Selection and a few settings, and everything that
is said is made from the data at the moment it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from atlas.coverage import Level
from atlas.model.vocabulary import Term

MAX_VIEWS: Final = 60
MAX_NAME: Final = 120
MAX_TITLE: Final = 120
MAX_FINDING: Final = 240
MAX_NOTE: Final = 2000


class Kind(Term):
    """Questions that a view may answer; the code is the one of files and addresses."""

    CAMPUS_DEFINITION = "definition", "Ce qu’est un campus"
    MAP = "carte", "Carte des campus"
    HISTORY = "histoire", "Carte jouée depuis 2013"
    LABELS = "labels", "Labels connus et totaux officiels"
    COVERAGE = "couverture", "Population à portée"
    TARGETS = "objectifs", "Objectifs officiels"
    MATRIX = "filieres", "Filière par filière"
    GAPS = "manques", "Manques"
    CHANGES = "evolution", "Ce qui a changé"
    EXPIRIES = "echeances", "Échéances des labels"
    TERRITORY = "territoire", "Portrait d’un territoire"
    CAMPUS = "campus", "Fiche d’un campus"
    SCENARIO = "scenario", "Scénario"
    SOURCES = "sources", "Sources et limites"


LEVEL: Final = "niveau"
RADIUS: Final = "rayon"
BASIS: Final = "base"
SINCE: Final = "depuis"
UNIT: Final = "code"
REFERENCE: Final = "ref"
CAMPUS: Final = "campus"
SCENARIO: Final = "scenario"
SETTINGS: Final[Mapping[str, str]] = {
    LEVEL: "découpage",
    RADIUS: "rayon",
    BASIS: "points des campus",
    SINCE: "date de comparaison",
    UNIT: "territoire",
    REFERENCE: "référence",
    CAMPUS: "campus",
    SCENARIO: "scénario",
}
"""Settings of a view, named as in addresses, and their French names."""

REACH: Final = (LEVEL, RADIUS, BASIS)
SETTINGS_OF: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.CAMPUS_DEFINITION: (),
    Kind.MAP: (LEVEL,),
    Kind.HISTORY: REACH,
    Kind.LABELS: (),
    Kind.COVERAGE: REACH,
    Kind.TARGETS: (),
    Kind.MATRIX: REACH,
    Kind.GAPS: REACH,
    Kind.CHANGES: (*REACH, SINCE),
    Kind.EXPIRIES: (),
    Kind.TERRITORY: (UNIT, REFERENCE, RADIUS, BASIS),
    Kind.CAMPUS: (CAMPUS,),
    Kind.SCENARIO: (*REACH, SCENARIO),
    Kind.SOURCES: (),
}
"""Settings that each kind of view reads."""


_DRAWN: Final = (Level.REGION, Level.ACADEMIE, Level.DEPARTEMENT)
LEVELS_OF: Final[Mapping[Kind, tuple[Level, ...]]] = {
    Kind.MAP: _DRAWN,
    Kind.HISTORY: (*_DRAWN, Level.REGION_2015),
    Kind.COVERAGE: (*_DRAWN, Level.EPCI, Level.REGION_2015),
    Kind.MATRIX: (Level.REGION, Level.ACADEMIE),
    Kind.GAPS: (*_DRAWN, Level.EPCI, Level.REGION_2015),
    Kind.CHANGES: (*_DRAWN, Level.EPCI, Level.REGION_2015),
    Kind.SCENARIO: (*_DRAWN, Level.EPCI, Level.REGION_2015),
}
"""Units that each kind of view may be told by."""
RADII_KM: Final = tuple(str(km) for km in range(5, 155, 5))


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes
    ----------
    kind : Kind
        The question that it answers.
    params : mapping of str to tuple of str
        Selection, as the parameters of an address (:meth:`~atlas.model.selection.Selection.to_params`).
    settings : mapping of str to str
        Some of :data:`SETTINGS`; what is not given has the default of the kind.
    title, finding, note : str
        Written by the reader; empty for those that the data give.
    """

    kind: Kind
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    finding: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Views in order, under one name."""

    name: str
    views: tuple[View, ...] = ()


class StoryboardError(ValueError):
    """A storyboard that is refused, with all that is wrong in it.

    Attributes
    ----------
    errors : tuple of str
        French sentences, each with the rank of its view.
    """

    def __init__(self, errors: tuple[str, ...]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors
