"""Columns of the two tables on the national policy: official totals and calls for projects."""

from __future__ import annotations

from typing import Final

from atlas.data.columns import Column, Kind, Table


def _source_url(example: str) -> Column:
    return Column(
        "source_url", Kind.URL, "Source", "Page publique qui donne ces valeurs.", example, required=True
    )


def _note(example: str) -> Column:
    return Column("note", Kind.TEXT, "Note", "Précision ou réserve.", example, multiline=True)


OFFICIAL_TOTALS: Final = Table(
    name="official_totals",
    title="Totaux officiels",
    meaning="Nombre de campus annoncé par le ministère, une annonce par ligne ; l’atlas s’y compare.",
    columns=(
        Column("date", Kind.DATE, "Date", "Date de l’annonce.", "2017-02-13", required=True),
        Column("campuses", Kind.INTEGER, "Campus", "Nombre total de campus labellisés.", "77", unit="campus"),
        Column(
            "excellence",
            Kind.INTEGER,
            "Mentions excellence",
            "Nombre total de campus d’excellence.",
            "40",
            unit="campus",
        ),
        _source_url("https://banquedesterritoires.fr/la-labellisation-campus-des-metiers-evolue"),
        _note("17 lauréats du deuxième appel rejoignent les 14"),
    ),
    key=("date", "source_url"),
)

LABEL_CALLS: Final = Table(
    name="label_calls",
    title="Appels à projets",
    meaning="Un appel à labellisation, ou une partie d’appel annoncée à part, par ligne.",
    columns=(
        Column(
            "call", Kind.TEXT, "Appel", "Numéro ou année de l’appel, suivi de sa partie.", "4", required=True
        ),
        Column("opened", Kind.DATE, "Ouverture", "Date d’ouverture de l’appel.", "2016-04"),
        Column("deadline", Kind.DATE, "Clôture", "Date limite de dépôt des dossiers.", "2016-09-30"),
        Column("announced", Kind.DATE, "Annonce", "Date d’annonce des lauréats.", "2017-02-13"),
        Column(
            "applications", Kind.INTEGER, "Candidatures", "Nombre de dossiers déposés.", "29", unit="dossiers"
        ),
        Column("laureates", Kind.INTEGER, "Lauréats", "Nombre de campus labellisés.", "26", unit="campus"),
        Column(
            "cumulative_total",
            Kind.INTEGER,
            "Total cumulé",
            "Nombre de campus labellisés en France après cet appel.",
            "77",
            unit="campus",
        ),
        _source_url("https://education.gouv.fr/bo/17/Hebdo7/MENE1700093Y.htm"),
        _note("annoncé à Bruay-la-Buissière"),
    ),
    key=("call",),
)
