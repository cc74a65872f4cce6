"""What the two pages of a territory say: figures beside the reference, and four tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP, french_decimal, french_int
from atlas.model.selection import Selection, french_day
from atlas.story.content import Column, Table
from atlas.story.ground import Ground
from atlas.story.origins import CAMPUS_PAGES, GEOGRAPHY
from atlas.story.places import territory_alt
from atlas.story.portrait import Portrait, Side
from atlas.story.portrait_words import difference, gaps_text, nearest_text, neighbours_text, portrait_sentence
from atlas.story.scene import cells
from atlas.story.territory_history import CAPTION, Step
from atlas.story.words import campuses, capital, kilometres, listed, people, percent, typeset

_UNKNOWN: Final = "non connue"
_MOST_CHANGES: Final = 2
_LONGEST_FILTERS: Final = 260


@dataclass(frozen=True, slots=True)
class Indicator:
    """A key figure beside its reference.

    Attributes
    ----------
    label, definition : str
        What it is, and how it is made.
    value, counted : str
        Value of the territory; what it is made of, which may be empty.
    reference, reference_counted : str
        The same of the reference.
    gap : str
        How far the territory is from its reference, in words; may be empty.
    """

    label: str
    definition: str
    value: str
    counted: str
    reference: str
    reference_counted: str
    gap: str


def title(found: Portrait) -> str:
    """Name of the territory with its level."""
    return typeset(capital(found.territory.unit.title))


def finding(found: Portrait) -> str:
    """The sentence that answers « who is within reach? »."""
    return typeset(portrait_sentence(found))


def map_title(found: Portrait) -> str:
    """What the map shows: the share of each part, or the campuses alone where the people are not known."""
    if found.territory.population is None:
        return "Campus du territoire"
    return f"{found.drawn_level.plural} : part des habitants à portée"


def map_alt(found: Portrait) -> str:
    """Text alternative of the map, with its figures and the campuses that it shows."""
    outside = int((~found.campuses["is_inside"].astype(bool)).sum())
    near = f" {capital(campuses(outside))} hors du territoire à portée de ses habitants."
    share = found.territory.share
    whole = "" if share is None else f" Dans l’ensemble, {percent(share)} des habitants à portée."
    return typeset(f"{territory_alt(found)}{near}{whole}")


def indicators(found: Portrait) -> Iterator[Indicator]:
    """Yield campuses, reach, backup, distance and sectors, each with numerator and denominator."""
    here, other, told = found.territory, found.reference, found.definitions
    asked = frozenset(state.filiere.slug for state in found.filieres)
    yield Indicator(
        "Campus en vigueur",
        f"Campus que gardent les filtres, dans le territoire{NBSP}; dans toute la France, "
        f"{french_int(found.in_force)}. Un campus sans lieu connu est hors des distances.",
        french_int(here.campuses),
        _density(here),
        french_int(other.campuses),
        _density(other),
        "",
    )
    yield _share("Habitants à portée d’un campus", told["covered"], here, other, is_backup=False)
    yield _share("Habitants à portée de deux campus ou plus", told["backup"], here, other, is_backup=True)
    yield Indicator(
        "Distance moyenne au campus le plus proche",
        told["nearest"],
        _km(here),
        "",
        _km(other),
        "",
        "",
    )
    yield Indicator(
        "Filières présentes",
        "Filières officielles, parmi celles que gardent les filtres, qui ont au moins un campus en vigueur.",
        french_int(len(here.filieres & asked)),
        f"sur {len(asked)}",
        french_int(len(other.filieres & asked)),
        f"sur {len(asked)}",
        "",
    )


def _density(side: Side) -> str:
    if side.per_million is None:
        return ""
    return f"{french_decimal(side.per_million)} par million d’habitants"


def _share(label: str, definition: str, here: Side, other: Side, *, is_backup: bool) -> Indicator:
    own, theirs = ((one.backup_share if is_backup else one.share) for one in (here, other))
    same = own is not None and percent(own) == percent(theirs)
    gap = "" if own is None or theirs is None else "égal" if same else difference(own, theirs)
    return Indicator(
        label,
        definition,
        _UNKNOWN if own is None else percent(own),
        _counted(here, is_backup=is_backup),
        _UNKNOWN if theirs is None else percent(theirs),
        _counted(other, is_backup=is_backup),
        gap,
    )


def _counted(side: Side, *, is_backup: bool) -> str:
    near = side.backup if is_backup else side.covered
    if side.population is None:
        return "population absente des données"
    if near is None:
        return f"nombre inconnu sur {people(side.population)}"
    return f"{people(near)} sur {people(side.population)}"


def _km(side: Side) -> str:
    return _UNKNOWN if side.nearest_km is None else kilometres(side.nearest_km)


def filieres_table(found: Portrait) -> Table:
    """Sectors present, then absent, with the share within reach on both sides and the nearest campus."""
    rows = tuple(
        (
            state.filiere.short_name,
            "présente" if state.campuses else "absente",
            state.campuses,
            state.share,
            state.reference_share,
            nearest_text(state) if found.territory.population is not None else "distance non connue",
        )
        for state in found.filieres
    )
    present = sum(1 for state in found.filieres if state.campuses)
    columns = (
        Column("Filière"),
        Column("Ici"),
        Column("Campus", "int"),
        Column("À portée", "percent"),
        Column("Référence", "percent"),
        Column("Campus de la filière le plus proche, distance moyenne"),
    )
    said = f"{present} {'présentes' if present > 1 else 'présente'} sur {len(rows)}"
    near = f"habitants à {found.reach.radius_text} au plus d’un campus de la filière"
    return Table(f"{said}{NBSP}; part des {near}, ici et dans la référence", columns, rows, len(rows))


def campuses_table(found: Portrait) -> Table:
    """Campuses inside, then those outside that reach the people of the territory."""
    rows = found.campuses
    inside = int(rows["is_inside"].sum())
    shown = pd.DataFrame(
        {
            "name": rows["name"],
            "filiere": [BY_SLUG[slug].short_name for slug in rows["filiere"]],
            "place": [
                "dans le territoire" if is_inside else f"dehors, {region or 'région inconnue'}"
                for is_inside, region in zip(rows["is_inside"], rows["region"], strict=True)
            ],
            "reached_population": rows["reached_population"],
            "nearest_km": rows["nearest_km"],
        }
    )
    columns = (
        Column("Campus"),
        Column("Filière"),
        Column("Situation"),
        Column("Habitants à portée", "int"),
        Column("Au plus près", "km"),
    )
    caption = f"{capital(campuses(inside))} dans le territoire, {_others(len(rows) - inside)}"
    return Table(caption, columns, cells(shown), len(rows))


def _others(count: int) -> str:
    if not count:
        return "aucun autre à portée"
    return f"{french_int(count)}{NBSP}{'autres' if count > 1 else 'autre'} à portée"


def gaps_table(found: Portrait) -> Table:
    """Parts of the territory by people out of reach."""
    rows = found.subunits
    names = [
        f"{name} (partie)" if part else name for name, part in zip(rows["name"], rows["is_part"], strict=True)
    ]
    columns = ["name", "out_population", "population", "covered_share"]
    return Table(
        f"{found.sublevel.plural} par habitants hors de portée",
        (
            Column(found.sublevel.label),
            Column("Hors de portée", "int"),
            Column("Habitants", "int"),
            Column("Part à portée", "percent"),
        ),
        cells(rows.assign(name=names)[columns]),
        len(rows),
    )


def history_table(steps: tuple[Step, ...]) -> Table:
    """Dates at which the campuses of the territory change, the latest first."""
    rows = tuple(
        (french_day(step.date), step.campuses, step.undated, step.excellence, _changes(step))
        for step in reversed(steps)
    )
    columns = (
        Column("Date"),
        Column("Campus", "int"),
        Column("dont non datés", "int"),
        Column("Excellence", "int"),
        Column("Changements"),
    )
    return Table(CAPTION, columns, rows, len(rows))


def _changes(step: Step) -> str:
    signed = (("+", step.arrived), ("−", step.left))
    said = [f"{sign}{NBSP}{listed(names, _MOST_CHANGES)}" for sign, names in signed if names]
    return f"{NBSP}; ".join(said) or "—"


def gap_lines(found: Portrait) -> tuple[str, ...]:
    """Who is out of reach, and what the campuses of other régions bring."""
    if found.territory.population is None:
        return ("La population de ce territoire n’est pas dans les données : ses écarts ne sont pas connus.",)
    return gaps_text(found), neighbours_text(found.territory)


def no_campus_line(found: Portrait) -> str:
    """Which campus is the nearest when none is inside or within reach."""
    known = [state for state in found.filieres if state.nearest_km is not None]
    if not known or found.territory.population is None:
        return "Aucun campus de la sélection n’y est, ni n’a de distance connue."
    nearest = min(known, key=lambda state: state.nearest_km or 0.0)
    return (
        f"Aucun campus dans le territoire ni à portée. Le plus proche des habitants, en moyenne, est à "
        f"{kilometres(nearest.nearest_km)} : {nearest.nearest_name}."
    )


def footer(ground: Ground, selection: Selection) -> tuple[str, str]:
    """Date, filters and version, then the sources: what every page bears."""
    filters = replace(selection, date=None).caption(ground.choices)
    if len(filters) > _LONGEST_FILTERS:
        filters = f"{filters[:_LONGEST_FILTERS].rstrip()}…"
    day = selection.date or ground.engine.index.latest
    state = "État au" if selection.date else "État le plus récent connu, au"
    version = f"Données, version {ground.catalogue.version}"
    sources = " ; ".join(one.title for one in (CAMPUS_PAGES, GEOGRAPHY))
    return (
        typeset(f"{state} {french_day(day)} · {filters} · {version}"),
        typeset(f"Sources. {sources}."),
    )
