"""The maps of scenarios: proposed sites over the shares of today, and what a scenario changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from atlas.coverage import Coverage, Engine
from atlas.coverage.comparison import change_classes
from atlas.data.atlas import Atlas
from atlas.data.selecting import Mask
from atlas.maps.shares import changed_update, shares_update
from atlas.maps.update import MapUpdate, SiteMark
from atlas.model.numbers import NBSP
from atlas.model.selection import Selection
from atlas.planning import Effects, Kind, due

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
    is_even = (found.rows["gained_population"] == found.rows["lost_population"]).to_numpy(
        bool, na_value=False
    )
    points[is_even] *= 0
    rows = found.rows.assign(change_points=points, change_class=change_classes(points))
    update = changed_update(atlas, selection, mask, found.after, rows)
    update.legend["title"] = "Scénario contre état réel : part des habitants à portée"
    return update.with_sites(sites, SCENARIO_NAME, picks=picks)


def scenario_marks(atlas: Atlas, engine: Engine, found: Effects) -> list[SiteMark]:
    """Return one mark a change that counts, where it takes place, with its number in the list.

    Parameters
    ----------
    atlas : Atlas
        The real data.
    engine : Engine
        Of the real data.
    found : Effects
        The scenario measured.
    """
    catalogue = atlas.catalogue
    campuses, communes = catalogue.campuses, catalogue.communes
    places = dict(zip(campuses["id"], zip(campuses["lat"], campuses["lon"], strict=True), strict=True))
    codes = {change.commune for change in found.scenario.changes} - {""}
    rows = communes[communes["code"].isin(codes)]
    points = dict(zip(rows["code"], zip(rows["lat"], rows["lon"], strict=True), strict=True))
    marks = []
    for row in found.ledger.to_dict("records"):
        change = found.scenario.changes[row["place"]]
        if not row["enabled"] or row["place"] in found.problems:
            continue
        if change.kind is Kind.EXPIRE:
            ended = due(engine, found.scenario.date, dt.date.fromisoformat(change.until))
            at = [places[one] for one in ended]
        else:
            at = [points[change.commune] if change.commune else places[change.campus]]
        said = f"Scénario, changement {row['place'] + 1}{NBSP}: {row['label']}"
        marks += [SiteMark(str(row["place"] + 1), float(lat), float(lon), said) for lat, lon in at]
    return marks
