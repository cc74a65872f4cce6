"""The maps of scenarios: proposed sites over the shares of today, and what a scenario changes."""

from __future__ import annotations

from collections.abc import Sequence

from atlas.coverage import Coverage
from atlas.coverage.comparison import change_classes
from atlas.data.atlas import Atlas
from atlas.data.selecting import Mask
from atlas.maps.shares import changed_update, shares_update
from atlas.maps.update import MapUpdate, SiteMark
from atlas.model.selection import Selection
from atlas.planning import Effects

PROPOSED_NAME = "Site proposé"
SCENARIO_NAME = "Scénario"


def proposal_update(
    atlas: Atlas, selection: Selection, mask: Mask, found: Coverage, sites: Sequence[SiteMark]
) -> MapUpdate:
    """Return the map of the shares of today, of the campuses, and of the sites proposed."""
    return shares_update(atlas, selection, mask, found).with_sites(sites, PROPOSED_NAME)


def scenario_update(
    atlas: Atlas,
    selection: Selection,
    mask: Mask,
    found: Effects,
    sites: Sequence[SiteMark],
    *,
    picks: bool = False,
) -> MapUpdate:
    """Return the map of what a scenario changes: classes of differences, campuses kept, its own marks.

    Parameters
    ----------
    atlas : Atlas
        The real data.
    selection : Selection
        Campuses looked at.
    mask : ndarray of bool
        Real campuses that the scenario keeps.
    found : Effects
        The scenario measured.
    sites : sequence of SiteMark
        Its marks.
    picks : bool
        Whether a click chooses a commune.
    """
    points = (found.rows["share_after"] - found.rows["share_before"]).to_numpy(float) * 100
    points[(found.rows["gained_population"] == found.rows["lost_population"]).to_numpy(bool)] *= 0
    rows = found.rows.assign(change_points=points, change_class=change_classes(points))
    update = changed_update(atlas, selection, mask, found.after.level, rows)
    update.legend["title"] = "Scénario contre état réel : part des habitants à portée"
    return update.with_sites(sites, SCENARIO_NAME, picks=picks)
