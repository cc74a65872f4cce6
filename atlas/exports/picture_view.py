"""What an exported map shows and says: the same for a picture and for a live page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from atlas.data.atlas import LEVEL_COLUMNS, Atlas
from atlas.data.selecting import Mask
from atlas.exports.registry import ExportError, Request
from atlas.maps.counts import TITLES, counts_update, unit_counts
from atlas.maps.shares import shares_update
from atlas.maps.static_geometry import ATTRIBUTION, has_level
from atlas.maps.update import PLAIN, MapUpdate
from atlas.model.dates import french
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP, french_percent, plural
from atlas.model.selection import Selection

if TYPE_CHECKING:
    from atlas.coverage import Coverage

MOST_UNITS_BY_FILIERE: Final = 150
"""Finer levels are shown for all filières together: twelve times as many texts would weigh too much."""
ALL: Final = "Toutes"
"""Name of the choice of all filières."""
_CAMPUS_SOURCES: Final = "campus, pages publiques citées campus par campus dans la table des sources"


@dataclass(frozen=True)
class View:
    """One map with its words.

    Attributes
    ----------
    update : MapUpdate
        What is drawn.
    title, finding : str
        What is shown, and the sentence that answers the view's question.
    coverage : Coverage or None
        Measure behind the shares; None for a map of campuses.
    """

    update: MapUpdate
    title: str
    finding: str
    coverage: Coverage | None


def atlas_of_request(request: Request) -> Atlas:
    """Atlas of the data that a request holds."""
    return Atlas(request.catalogue, request.index)


def view_of(request: Request, selection: Selection | None = None) -> View:
    """Return what a request shows, for its own selection or another.

    Raises
    ------
    ExportError
        When the level has no boundaries, or campuses have no unit of it.
    """
    atlas = atlas_of_request(request)
    asked = request.selection if selection is None else selection
    mask = atlas.mask(asked)
    return (
        _shares(request, atlas, asked, mask)
        if request.subject == "coverage"
        else _counts(request, atlas, asked, mask)
    )


def views_by_filiere(request: Request) -> list[tuple[str, View]]:
    """All filières of a request together, then each one that it shows, with its name."""
    whole = view_of(request)
    atlas = atlas_of_request(request)
    shown = set(atlas.filieres[atlas.mask(request.selection)].tolist())
    kept = [filiere for filiere in FILIERES if filiere.slug in shown]
    if len(kept) < 2 or len(whole.update.units) > MOST_UNITS_BY_FILIERE:
        kept = []
    each = [
        (filiere.name, view_of(request, replace(request.selection, filieres=(filiere.slug,))))
        for filiere in kept
    ]
    return [(ALL, whole), *each]


def facts(request: Request) -> dict[str, str]:
    """What stands under every export: filters, state, version, sources, address; French, by name."""
    selection = request.selection
    filters = replace(selection, date=None).caption(request.index.choices)
    state = (
        french(selection.date) if selection.date else f"le plus récent connu ({french(request.index.latest)})"
    )
    people = " ; populations, Insee" if request.subject == "coverage" else ""
    return {
        "Filtres": filters,
        "État": state,
        "Version des données": request.catalogue.version,
        "Sources": f"{_CAMPUS_SOURCES}{people}. {ATTRIBUTION}",
        "Adresse de la vue": request.address,
    }


def _counts(request: Request, atlas: Atlas, selection: Selection, mask: Mask) -> View:
    level = request.level
    if level.value not in LEVEL_COLUMNS:
        raise ExportError("La carte des campus se dessine par région, par académie ou par département.")
    update = counts_update(atlas, selection, mask, level.value)
    held = len(unit_counts(atlas, level.value, mask).keys() & atlas.unit_names[level.value].keys())
    shown = int(mask.sum())
    finding = (
        f"{plural(shown, 'campus', 'campus')}, {plural(held, level.label.lower())} sur "
        f"{len(atlas.unit_names[level.value])} avec au moins un campus."
        if shown
        else "Aucun campus ne correspond à ces filtres."
    )
    return View(update, TITLES[level.value], finding, None)


def _shares(request: Request, atlas: Atlas, selection: Selection, mask: Mask) -> View:
    from atlas.coverage import Reach, coverage, engine_of

    level = request.level
    if not has_level(level.value):
        raise ExportError(f"La carte ne se dessine pas à l’échelle{NBSP}: {level.label.lower()}.")
    reach = Reach(request.radius_km, request.basis)
    found = coverage(engine_of(request.catalogue), selection, level, reach)
    share = found.covered.value
    finding = (
        f"{french_percent(share)} des habitants vivent dans une commune située à {reach.radius_text} au plus "
        f"{reach.points_text}."
        if share
        else f"Aucun habitant n’est à {reach.radius_text} au plus {reach.points_text}."
    )
    title = f"Habitants à {reach.radius_text} au plus d’un campus, par {level.label.lower()}"
    # What is not known must not look like what is not reached.
    update = replace(shares_update(atlas, selection, mask, found), none_class=PLAIN)
    return View(update, title, finding, found)
