"""What is known of a campus and from where, what is not, and the sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import streamlit as st

from atlas.model.dates import PartialDate
from atlas.model.numbers import NBSP, plural
from atlas.model.vocabulary import Basis, Categorie, Confidence, SinceBasis, Status
from atlas.ui.campus_page_record import Record
from atlas.ui.markup import Html, bullets, external_link, mark, source_link, tag, text

_ORIGINS: Final = {
    Basis.STATED: "Source",
    Basis.INFERRED: "Déduit des sources",
    Basis.CLASSIFIED: "Classé d’après le titre",
}
_STATED: Final = _ORIGINS[Basis.STATED]
_SINCE_ORIGIN: Final = {
    SinceBasis.LABEL: _STATED,
    SinceBasis.CALL: "Déduit de l’appel à projets",
}

Fact = tuple[str, Html, str]
"""What, its value and where it comes from; the value is empty when it is not known."""


def show(found: Record) -> None:
    """The identity of the campus, field by field, each with its origin."""
    rows = "".join(
        tag(
            "tr",
            tag("th", text(name), scope="row"),
            tag("td", value or tag("em", "non connu")),
            tag("td", text(origin if value else "—"), class_="origin"),
        )
        for name, value, origin in facts(found)
    )
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Information", "Valeur", "Origine")))
    st.html(
        tag(
            "table",
            tag("caption", "Ce que l’on sait, et d’où"),
            tag("thead", head),
            tag("tbody", rows),
            class_="atlas-table atlas-identity",
        )
    )


def facts(found: Record) -> Iterator[Fact]:
    """Fields of the identity, in the order of the table."""
    campus = found.campus
    filiere = f"{mark(found.filiere)} {text(found.filiere.name)}"
    yield "Filière", filiere, _ORIGINS[Basis(campus["sector_basis"])]
    yield "Catégorie", text(Categorie(campus["category"]).label), "Source la plus récente"
    yield "Nom d’usage", text(campus["short_name"]), _STATED
    seat = _ORIGINS[Basis(campus["host_basis"])] if campus["host_basis"] else _STATED
    yield "Établissement support", text(campus["host_name"]), seat
    yield "Commune du siège", text(campus["host_commune"]), seat
    yield "Académie", *_academie(found)
    yield "Région", text(campus["region"]), _STATED
    basis = SinceBasis(campus["since_basis"])
    is_dated = basis in _SINCE_ORIGIN
    yield "Premier label", text(found.since) if is_dated else "", _SINCE_ORIGIN.get(basis, "")
    yield "Appel à projets", text(campus["first_label_call"]), "Source, ou déduit"
    yield "Statut", text(Status(campus["status"]).label), _seen(campus)
    yield "Site", external_link(campus["website"]) if campus["website"] else "", _STATED
    yield (
        "Confiance",
        text(Confidence(campus["confidence"]).label),
        "Pour toute la fiche",
    )


def _academie(found: Record) -> tuple[Html, str]:
    campus = found.campus
    if campus["academie"]:
        return text(campus["academie"]), _STATED
    if not campus["academie_code"]:
        return "", ""
    names = found.engine.catalogue.academies
    known = dict(zip(names["code"], names["name"], strict=True))
    return text(known.get(campus["academie_code"], campus["academie_code"])), "Déduit de la commune"


def _seen(campus: dict[Any, Any]) -> str:
    if not campus["status_date"]:
        return "Source non datée"
    return f"Source {PartialDate.parse(campus['status_date']).of_in_french()}"


def gaps(found: Record) -> Iterator[str]:
    """What is not known, or only supposed, one sentence each."""
    campus = found.campus
    if not found.is_located:
        yield (
            "La commune du siège n’est donnée par aucune source : le point de la carte est approximatif et "
            "aucune distance n’est mesurée."
        )
    elif campus["host_basis"] == Basis.INFERRED:
        yield "Le siège est déduit des sources : aucune ne le dit tel quel."
    if campus["sector_basis"] == Basis.CLASSIFIED:
        yield "La filière a été choisie par l’atlas d’après le titre : aucune source ne la donne."
    if not campus["academie_code"]:
        yield "L’académie n’est pas connue : le campus ne compte que dans sa région."
    if not campus["is_dated"]:
        yield "La date du premier label est inconnue."
    if found.expiry is not None and found.expiry["ends_by"] is None:
        yield "L’échéance du label est inconnue : aucune durée n’est publiée."
    if campus["status"] == Status.UNKNOWN:
        yield "Aucune source récente ne dit si le campus est encore en activité."
    unplaced = len(found.members) - len(found.located_members)
    if not found.members:
        yield "Aucun membre du réseau n’est nommé par les sources."
    elif unplaced:
        yield f"{plural(unplaced, 'membre')} sur {len(found.members)} sans commune connue, hors de la carte."
    if not campus["website"]:
        yield "Aucun site du campus n’est connu."


def unknown(found: Record) -> None:
    """What is not known, said plainly; with the doubts noted when the record was gathered."""
    st.header("Ce qui n’est pas connu", anchor=False)
    missing = [text(sentence) for sentence in gaps(found)]
    parts = [bullets(missing) if missing else tag("p", "Tous les champs de la fiche sont renseignés.")]
    if notes := str(found.campus["notes"]):
        parts.append(tag("p", tag("strong", f"Notes du recueil{NBSP}: "), text(notes)))
    st.html(tag("div", *parts, class_="atlas-list"))


def sources(found: Record) -> None:
    """Every source as a link that says where it leads."""
    count = len(found.sources)
    st.header(plural(count, "source") if count else "Aucune source", anchor=False)
    confidence = Confidence(found.campus["confidence"]).label.lower()
    st.html(
        tag(
            "div",
            tag(
                "p",
                text(f"Pages publiques derrière la fiche. Confiance d’ensemble{NBSP}: {confidence}."),
            ),
            bullets(source_link(url) for url in found.sources),
            class_="atlas-list atlas-sources",
        )
    )
