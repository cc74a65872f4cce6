"""What every file says of itself: what it holds, which filters, which day, which data, which view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from atlas.data.territories import slug
from atlas.exports.registry import Format, Request, Subject
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import FIELDS, Selection, french_day

if TYPE_CHECKING:
    from atlas.coverage.engine import Basis
    from atlas.coverage.levels import Level
    from atlas.coverage.measure import Coverage
    from atlas.data.catalogue import Catalogue
    from atlas.data.selecting import CampusIndex

ATLAS: Final = "Atlas des campus des métiers et des qualifications"
SOURCES: Final = (
    "Campus, labels et membres : pages publiques citées campus par campus (table « Sources »). "
    "Limites et codes : IGN Admin Express et Insee, code officiel géographique ; Polynésie française : "
    "Natural Earth. Population municipale : Insee."
).replace(" :", f"{NBSP}:")
MAP_LEVELS: Final = ("region", "academie", "departement")
"""Units that the map of campuses offers."""
_MAX_NAMED: Final = 2
_MAX_STEM: Final = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file says of itself.

    Attributes
    ----------
    title : str
        What it holds.
    selection : str
        The filters, in French.
    date : datetime.date
        Day of the state: the one asked for, else that of the most recent evidence in the data.
    state : str
        The same in words.
    version : str
        Content hash of the data.
    address : str
        Path and query of the view.
    """

    title: str
    selection: str
    date: dt.date
    state: str
    version: str
    address: str

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield headings and texts, in the order of a reading."""
        yield "Contenu", self.title
        yield "Sélection", self.selection
        yield "État", self.state
        yield "Version des données", self.version
        yield "Adresse de la vue", self.address
        yield "Application", ATLAS
        yield "Sources", SOURCES


def identity_of(request: Request) -> Identity:
    """Return what a file made of a request says of itself."""
    chosen = request.selection.date
    date = chosen or request.index.latest
    known = "" if chosen else " (le plus récent connu)"
    return Identity(
        title=title_of(request),
        selection=request.selection.caption(request.index.choices),
        date=date,
        state=f"État au {french_day(date)}{known}",
        version=request.catalogue.version,
        address=request.address,
    )


def title_of(request: Request) -> str:
    """What the file holds, in French."""
    if request.subject == "campuses":
        return "Campus des métiers et des qualifications"
    from atlas.coverage.levels import Level
    from atlas.coverage.reach import Reach

    reach = Reach(request.radius_km, request.basis)
    return (
        f"Couverture par {Level(request.level).label.lower()}{NBSP}: habitants à {reach.radius_text} au plus "
        f"{reach.points_text}"
    )


def coverage_of_request(request: Request) -> Coverage:
    """Measure the coverage that a request asks for."""
    from atlas.coverage import Level, Reach, coverage, engine_of

    reach = Reach(request.radius_km, request.basis)
    return coverage(engine_of(request.catalogue), request.selection, Level(request.level), reach)


def notes_of(request: Request) -> tuple[str, ...]:
    """What must be known to read the figures: definition, state, and what was left out."""
    if request.subject == "coverage":
        measured = coverage_of_request(request)
        return (
            measured.covered.definition,
            measured.backup.definition,
            measured.nearest.definition,
            *measured.provenance.sentences(),
        )
    from atlas.data.selecting import select
    from atlas.model.vocabulary import Position

    campuses = request.catalogue.campuses[select(request.index, request.selection)]
    unknown = int((campuses["position"] != Position.SEAT).sum())
    return (
        f"{plural(len(campuses), 'campus', 'campus')} en vigueur selon la sélection, parmi ceux que nomment "
        "des sources publiques.",
        f"Sans siège connu, donc sans coordonnées{NBSP}: {plural(unknown, 'campus', 'campus')}.",
        "La catégorie et le statut sont ceux d’aujourd’hui, quelle que soit la date de l’état.",
        "Les listes de membres viennent des sources et ne sont pas complètes.",
        "Une cellule vide est une valeur inconnue ; une date partielle (2016, 2016-01) est donnée comme la "
        "source la donne.",
    )


def request_of(
    catalogue: Catalogue,
    index: CampusIndex,
    selection: Selection,
    *,
    subject: Subject,
    level: Level,
    radius_km: float,
    basis: Basis,
    options: Mapping[str, str] | None = None,
) -> Request:
    """Return a request with the address of its view; the same from a page and from a command."""
    address = view_address(selection, subject, level, radius_km, basis)
    return Request(catalogue, index, selection, level, radius_km, basis, subject, address, options or {})


def view_address(selection: Selection, subject: Subject, level: Level, radius_km: float, basis: Basis) -> str:
    """Return the path and query of the page that shows the same.

    >>> from atlas.coverage.engine import Basis
    >>> from atlas.coverage.levels import Level
    >>> view_address(Selection(regions=("76",)), "campuses", Level.ACADEMIE, 30, Basis.SEAT)
    '/?region=76&niveau=academie'
    """
    params = selection.to_params()
    if subject == "coverage":
        view = {"niveau": [level.value], "rayon": [f"{radius_km:g}"], "base": [basis.value]}
        return f"/couverture?{urlencode(params | view, doseq=True)}"
    if level.value in MAP_LEVELS:
        params["niveau"] = [level.value]
    return f"/?{urlencode(params, doseq=True)}"


def file_name(request: Request, chosen: Format) -> str:
    """Return a name that says what is inside: subject, filters, day of the state.

    The day is that of the state, not of the download: the same state always has the same name.
    """
    parts = [_subject_name(request)]
    for field in FIELDS:
        values = request.selection.values(field.name)
        if len(values) > _MAX_NAMED:
            parts.append(f"{len(values)}-{slug(field.plural)}")
        else:
            labels = request.index.choices[field.name]
            is_named = field.name in ("regions", "calls", "statuses")
            parts += [slug(labels.get(value, value)) if is_named else slug(value) for value in values]
    if request.selection.text:
        parts.append(slug(request.selection.text) or "recherche")
    date = request.selection.date or request.index.latest
    stem = "_".join(part for part in parts if part)[:_MAX_STEM].strip("_-")
    return f"{stem}_{date.isoformat()}.{chosen.extension}"


def _subject_name(request: Request) -> str:
    table = request.options.get("table", "campuses")
    if request.subject == "coverage":
        network = "_reseau" if request.basis.value == "network" else ""
        radius = f"{request.radius_km:g}".replace(".", "-")
        return f"couverture_{slug(request.level.value)}_{radius}-km{network}"
    return {"events": "labels", "members": "membres", "sources": "sources"}.get(table, "campus")
