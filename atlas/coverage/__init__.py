"""Measures of coverage: who is near a campus, where, for which filière, and since when.

Start from :func:`engine_of`, which prepares a catalogue once; every measure takes that engine and a
:class:`~atlas.model.selection.Selection`, most take a :class:`Level` and a :class:`Reach`, and every
result carries its :class:`Provenance`. No screen, no map.
"""

from atlas.coverage.around import Around, around
from atlas.coverage.comparison import CHANGE_CLASSES, Change, Comparison, compare
from atlas.coverage.curve import Curve, curve
from atlas.coverage.engine import Basis, Engine, build_engine, engine_of
from atlas.coverage.expiry import Expiries, Expiry, expiries
from atlas.coverage.gaps import Gaps, Overlaps, gaps, overlaps
from atlas.coverage.geodesic import geodesic_km
from atlas.coverage.levels import FRANCE_CODE, Level, Units
from atlas.coverage.measure import Coverage, Matrix, by_filiere, coverage, presence
from atlas.coverage.neighbours import Neighbours, UnitCampuses, campuses_of_unit, neighbours
from atlas.coverage.provenance import Figure, Provenance
from atlas.coverage.reach import Reach, nearest_km
from atlas.coverage.targets import TARGETS, Target, TargetState, targets
from atlas.coverage.timeline import Moment, Timeline, moments, timeline

__all__ = [
    "CHANGE_CLASSES",
    "FRANCE_CODE",
    "TARGETS",
    "Around",
    "Basis",
    "Change",
    "Comparison",
    "Coverage",
    "Curve",
    "Engine",
    "Expiries",
    "Expiry",
    "Figure",
    "Gaps",
    "Level",
    "Matrix",
    "Moment",
    "Neighbours",
    "Overlaps",
    "Provenance",
    "Reach",
    "Target",
    "TargetState",
    "Timeline",
    "UnitCampuses",
    "Units",
    "around",
    "build_engine",
    "by_filiere",
    "campuses_of_unit",
    "compare",
    "coverage",
    "curve",
    "engine_of",
    "expiries",
    "gaps",
    "geodesic_km",
    "moments",
    "nearest_km",
    "neighbours",
    "overlaps",
    "presence",
    "targets",
    "timeline",
]
