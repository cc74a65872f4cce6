"""From a view to what it says: one builder a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from atlas.story import changing, ending, labels, places, policy, presence, reaching, supposing
from atlas.story.content import Content
from atlas.story.ground import Ground
from atlas.story.scene import Scene
from atlas.story.storyboard import Kind, Storyboard, View

_BUILDERS: Final[Mapping[Kind, Callable[[Scene], Content]]] = {
    Kind.CAMPUS_DEFINITION: presence.definition,
    Kind.MAP: presence.campus_map,
    Kind.HISTORY: labels.history_view,
    Kind.LABELS: labels.labels_view,
    Kind.COVERAGE: reaching.reach_view,
    Kind.TARGETS: policy.targets_view,
    Kind.MATRIX: presence.matrix,
    Kind.GAPS: reaching.gaps_view,
    Kind.CHANGES: changing.changes_view,
    Kind.EXPIRIES: ending.expiries_view,
    Kind.TERRITORY: places.territory_view,
    Kind.CAMPUS: places.campus_view,
    Kind.SCENARIO: supposing.scenario_view,
    Kind.SOURCES: policy.sources_view,
}


def build(ground: Ground, view: View) -> Content:
    """Make one view from the data as they stand.

    Parameters
    ----------
    ground : Ground
        The catalogue.
    view : View
        Question, Selection, settings, and the words that stand in for those of the data.

    Returns
    -------
    Content
        What the screen, PPTX, PDF and HTML show.
    """
    return _BUILDERS[view.kind](Scene(ground, view))


def contents(ground: Ground, storyboard: Storyboard) -> tuple[Content, ...]:
    """Make every view of a storyboard, in order."""
    return tuple(build(ground, view) for view in storyboard.views)
