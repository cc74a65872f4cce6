"""The key figures of the page « Territoire », each beside its reference."""

from __future__ import annotations

from dataclasses import replace

from atlas.model.numbers import NBSP, french_decimal, french_int, french_percent
from atlas.story.portrait import Portrait, Side
from atlas.story.portrait_words import signed_points
from atlas.story.words import people
from atlas.ui.figures import Figure


def key_figures(found: Portrait) -> list[Figure]:
    """Campuses, reach, backup, distance and sectors, each with numerator and denominator."""
    here, other, told = found.territory, found.reference, found.definitions
    asked = frozenset(state.filiere.slug for state in found.filieres)
    figures = [
        Figure(
            french_int(here.campuses),
            french_int(found.in_force),
            "campus en vigueur dans le territoire",
            "Campus en vigueur que gardent les filtres, dans le territoire et dans toute la France. "
            f"{other.unit.name}{NBSP}: {french_int(other.campuses)}.",
            note=_density(here, other),
        ),
        _share("des habitants à portée d’un campus", told["covered"], here, other, backup=False),
        _share("à portée de deux campus ou plus", told["backup"], here, other, backup=True),
        Figure(
            _km(here.nearest_km),
            "",
            "en moyenne jusqu’au campus le plus proche",
            told["nearest"],
            note=f"{other.unit.name}{NBSP}: {_km(other.nearest_km)}",
        ),
        Figure(
            french_int(len(here.filieres & asked)),
            french_int(len(asked)),
            "filière présente" if len(here.filieres & asked) < 2 else "filières présentes",
            "Filières officielles, parmi celles que gardent les filtres, qui ont au moins un campus en "
            "vigueur dans le territoire.",
            note=f"{other.unit.name}{NBSP}: {len(other.filieres & asked)} sur {len(asked)}",
        ),
    ]
    stand = " ".join(found.provenance.sentences())
    return [replace(figure, definition=f"{figure.definition} {stand}") for figure in figures]


def _density(here: Side, other: Side) -> str:
    """Campuses for a million people, on both sides: the counts of unequal territories do not compare."""
    if here.per_million is None or other.per_million is None:
        return f"{other.unit.name}{NBSP}: {french_int(other.campuses)}"
    own, theirs = french_decimal(here.per_million), french_decimal(other.per_million)
    return f"{own} par million d’habitants ({other.unit.name}{NBSP}: {theirs})"


def _share(label: str, definition: str, here: Side, other: Side, *, backup: bool) -> Figure:
    share, reference = (side.backup_share if backup else side.share for side in (here, other))
    counted, of_reference = (_counted(side, backup) for side in (here, other))
    compared = f"{other.unit.name}{NBSP}: {_percent(reference)}"
    if share is not None and reference is not None:
        compared += f" ({signed_points(share, reference)})"
    return Figure(
        _percent(share),
        "",
        label if share is None else f"{label} ({counted})",
        f"{definition} {other.unit.name}{NBSP}: {of_reference}.",
        note=compared,
    )


def _counted(side: Side, backup: bool) -> str:
    near = side.backup if backup else side.covered
    if side.population is None:
        return "population non connue"
    if near is None:
        return f"nombre inconnu sur {people(side.population)}"
    return f"{people(near)} sur {people(side.population)}"


def _percent(share: float | None) -> str:
    return "—" if share is None else french_percent(share)


def _km(distance: float | None) -> str:
    return "—" if distance is None else f"{french_decimal(distance)}{NBSP}km"
