"""Columns of ``campuses.csv``."""

from __future__ import annotations

from typing import Final

from atlas.data.columns import Column, Kind, Table
from atlas.model.filiere import FILIERES
from atlas.model.vocabulary import Basis, Categorie, Confidence, Status

_IDENTITY: Final = (
    Column(
        "id",
        Kind.SLUG,
        "Identifiant",
        "Identifiant stable : préfixe de la région, puis mots du titre. Il sert d’adresse à la fiche.",
        "nor-industrie-energies",
        required=True,
    ),
    Column("name", Kind.TEXT, "Nom", "Titre du campus.", "Industrie des énergies", required=True),
    Column(
        "short_name",
        Kind.TEXT,
        "Nom court",
        "Sigle ou nom d’usage ; vide s’il n’y en a pas.",
        "CMQ Industrie des énergies (Cherbourg)",
    ),
    Column(
        "sector",
        Kind.CHOICE,
        "Filière",
        "L’une des douze filières officielles, à la lettre.",
        "Transition énergétique, éco-industrie",
        required=True,
        choices={filiere.name: filiere.short_name for filiere in FILIERES},
    ),
    Column(
        "sector_basis",
        Kind.CHOICE,
        "Origine de la filière",
        "D’où vient le choix de la filière.",
        "classified",
        required=True,
        choices={basis.value: basis.label for basis in (Basis.CLASSIFIED, Basis.STATED)},
    ),
    Column(
        "category",
        Kind.CHOICE,
        "Catégorie",
        "Label simple ou d’excellence, d’après la source la plus récente.",
        "CMQ",
        required=True,
        choices={category.value: category.label for category in Categorie},
    ),
)

_PLACE: Final = (
    Column(
        "academie",
        Kind.TEXT,
        "Académie",
        "Nom de l’académie d’aujourd’hui (voir geography/academies.csv), ou de la collectivité hors "
        "académie ; vide si aucune source ne la donne.",
        "Normandie",
    ),
    Column(
        "region",
        Kind.TEXT,
        "Région",
        "Nom de la région d’aujourd’hui (voir geography/units.csv), ou de la collectivité d’outre-mer.",
        "Normandie",
        required=True,
    ),
    Column(
        "host_name",
        Kind.TEXT,
        "Établissement support",
        "Nom de l’établissement ou de l’organisme qui porte le campus ; vide s’il est inconnu.",
        "Lycée polyvalent Alexis de Tocqueville",
    ),
    Column(
        "host_commune",
        Kind.TEXT,
        "Commune du siège",
        "Nom de la commune du siège ; va toujours avec host_insee.",
        "Cherbourg-en-Cotentin",
    ),
    Column(
        "host_insee",
        Kind.INSEE,
        "Code INSEE du siège",
        "Code officiel géographique de la commune du siège, pas son code postal ; "
        "va toujours avec host_commune.",
        "50129",
    ),
    Column(
        "host_basis",
        Kind.CHOICE,
        "Origine du siège",
        "D’où viennent l’établissement support et sa commune ; vide sans siège connu.",
        "stated",
        choices={basis.value: basis.label for basis in (Basis.STATED, Basis.INFERRED)},
    ),
    Column(
        "host_lat",
        Kind.NUMBER,
        "Latitude du siège",
        "Latitude précise du siège ; sans elle, le campus est placé au point de référence de sa commune.",
        "49.633",
        unit="degrés décimaux, WGS 84",
        may_be_absent=True,
        minimum=-90,
        maximum=90,
    ),
    Column(
        "host_lon",
        Kind.NUMBER,
        "Longitude du siège",
        "Longitude précise du siège ; va toujours avec host_lat.",
        "-1.616",
        unit="degrés décimaux, WGS 84",
        may_be_absent=True,
        minimum=-180,
        maximum=180,
    ),
)

_LABEL: Final = (
    Column(
        "first_label_call",
        Kind.TEXT,
        "Appel de première labellisation",
        "Appel à projets qui a labellisé le campus : une valeur de label_calls.call, son début (« 2020 ») "
        "ou une année ; vide s’il est inconnu.",
        "1",
    ),
    Column(
        "status",
        Kind.CHOICE,
        "Statut",
        "Ce que l’on sait du campus aujourd’hui.",
        "merged",
        required=True,
        choices={status.value: status.label for status in Status},
    ),
    Column(
        "status_date",
        Kind.DATE,
        "Date du statut",
        "Date de la source la plus récente qui montre ce statut.",
        "2020-01",
    ),
    Column(
        "website",
        Kind.URL,
        "Site",
        "Site du campus ou page qui le présente.",
        "https://cmq-bfc.org/cmq-ec",
    ),
    Column(
        "confidence",
        Kind.CHOICE,
        "Confiance",
        "Solidité de l’ensemble de la ligne, jugée lors du recueil.",
        "medium",
        required=True,
        choices={confidence.value: confidence.label for confidence in Confidence},
    ),
    Column(
        "notes",
        Kind.TEXT,
        "Notes",
        "Doutes, déductions et doubles possibles, en toutes lettres.",
        "date de fin non sourcée",
        multiline=True,
    ),
)

CAMPUSES: Final = Table(
    name="campuses",
    title="Campus",
    meaning="Un campus par ligne : identité, filière, siège, appel et statut.",
    columns=_IDENTITY + _PLACE + _LABEL,
    key=("id",),
)
