"""Columns of the three tables that hang on a campus: its events, its members and its sources."""

from __future__ import annotations

from typing import Final

from atlas.data.columns import Column, Kind, Table
from atlas.model.vocabulary import Evenement, MemberType

_TO_CAMPUS: Final = {"campus_id": ("campuses", "id")}


def _campus_id(example: str) -> Column:
    return Column(
        "campus_id", Kind.SLUG, "Campus", "Identifiant du campus (campuses.id).", example, required=True
    )


LABEL_EVENTS: Final = Table(
    name="label_events",
    title="Événements des labels",
    meaning="Un événement daté par ligne : labellisation, renouvellement, mention, fusion, fin.",
    columns=(
        _campus_id("pac-economie-mer-provence-alpes-cote-azur"),
        Column(
            "date",
            Kind.DATE,
            "Date",
            "Date de l’événement, avec la précision de la source ; rien n’est complété.",
            "2024",
            required=True,
        ),
        Column(
            "event",
            Kind.CHOICE,
            "Événement",
            "Nature de l’événement.",
            "renewal",
            required=True,
            choices={event.value: event.label for event in Evenement},
        ),
        Column(
            "duration_years",
            Kind.INTEGER,
            "Durée",
            "Durée du label donnée par la source.",
            "5",
            unit="années",
            minimum=1,
            maximum=10,
        ),
    ),
    key=("campus_id", "date", "event"),
    links=_TO_CAMPUS,
)

MEMBERS: Final = Table(
    name="members",
    title="Membres des réseaux",
    meaning="Un membre d’un campus par ligne. Ces listes viennent des sources et ne sont pas complètes.",
    columns=(
        _campus_id("ara-aeronautique-spatial-auvergne"),
        Column(
            "type",
            Kind.CHOICE,
            "Type",
            "Nature du membre.",
            "lycee",
            required=True,
            choices={member.value: member.label for member in MemberType},
        ),
        Column("name", Kind.TEXT, "Nom", "Nom du membre.", "Lycée Roger-Claustres", required=True),
        Column(
            "commune",
            Kind.TEXT,
            "Commune",
            "Nom de la commune ; vide si elle est inconnue.",
            "Clermont-Ferrand",
        ),
        Column(
            "insee",
            Kind.INSEE,
            "Code INSEE",
            "Code officiel géographique de la commune (et non son code postal) ; vide si elle est inconnue.",
            "63113",
        ),
    ),
    key=("campus_id", "type", "name", "commune"),
    links=_TO_CAMPUS,
)

SOURCES: Final = Table(
    name="sources",
    title="Sources",
    meaning="Une page publique par ligne, parmi celles qui documentent un campus.",
    columns=(
        _campus_id("pyf-mer-polynesie-francaise"),
        Column(
            "url", Kind.URL, "Adresse", "Adresse de la page.", "https://www.education.gouv.fr/", required=True
        ),
    ),
    key=("campus_id", "url"),
    links=_TO_CAMPUS,
)
