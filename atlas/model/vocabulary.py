"""The closed lists of values in the tables, with their French names."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """One value of a closed list: the code written in the files, and its French names.

    Attributes
    ----------
    label : str
        Name of one.
    plural : str
        Name of several; the same as `label` where no list shows several.
    """

    label: str
    plural: str

    def __new__(cls, code: str, label: str = "", plural: str = "") -> Self:
        """Keep the code as the value, so that a member equals the text in the file."""
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = label
        term.plural = plural or label
        return term


class MemberType(Term):
    """Kinds of network members."""

    LYCEE = "lycee", "Lycée", "Lycées"
    CFA = "cfa", "CFA", "CFA"
    HIGHER_ED = "higher_ed", "Enseignement supérieur", "Enseignement supérieur"
    RESEARCH = "research", "Recherche", "Recherche"
    COMPANY = "company", "Entreprise", "Entreprises"
    ASSOCIATION = "association", "Association", "Associations"
    CLUSTER = "cluster", "Pôle ou groupement", "Pôles et groupements"
    PUBLIC = "public", "Collectivité ou organisme public", "Collectivités et organismes publics"


class Evenement(Term):
    """Events in the life of a label."""

    LABEL = "label", "Labellisation", "Labellisations"
    RENEWAL = "renewal", "Renouvellement", "Renouvellements"
    EXCELLENCE = "excellence", "Mention excellence", "Mentions excellence"
    MERGE = "merge", "Fusion", "Fusions"
    END = "end", "Fin du label", "Fins de label"


class Status(Term):
    """What is known of a campus today."""

    ACTIVE = "active", "En activité"
    UNKNOWN = "unknown", "Statut inconnu"
    MERGED = "merged", "Fusionné", "Fusionnés"
    ENDED = "ended", "Terminé", "Terminés"


class Categorie(Term):
    """The label itself: plain, or with the mention excellence."""

    CMQ = "CMQ", "Campus des métiers et des qualifications"
    CMQE = "CMQE", "Campus des métiers et des qualifications d’excellence"


class Confidence(Term):
    """How sure the record is, as judged when it was gathered."""

    LOW = "low", "Faible"
    MEDIUM = "medium", "Moyenne"
    HIGH = "high", "Élevée"


class Basis(Term):
    """Where a fact comes from."""

    STATED = "stated", "Indiqué par une source"
    INFERRED = "inferred", "Déduit des sources"
    CLASSIFIED = "classified", "Classé par l’atlas d’après le titre"


class SinceBasis(Term):
    """What the date « labellisé depuis » rests on."""

    LABEL = "label", "Date de labellisation"
    CALL = "call", "Date d’annonce de l’appel à projets"
    EVIDENCE = "evidence", "Première trace connue"
    NONE = "none", "Aucune date"


class Position(Term):
    """What the point of a campus on the map stands for."""

    SEAT = "seat", "Siège"
    ACADEMIE = "academie", "Position approximative, au rectorat de l’académie"
    REGION = "region", "Position approximative, au chef-lieu de la région"
