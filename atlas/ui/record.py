"""The essentials of one campus, beside the map."""

from __future__ import annotations

from typing import Any

from atlas.data.catalogue import Catalogue
from atlas.model.dates import PartialDate
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP, plural
from atlas.model.vocabulary import Categorie, Evenement, MemberType, Status
from atlas.ui.markup import Html, bullets, definitions, external_link, mark, source_link, tag, text

_APPROXIMATE = {
    "academie": "Siège non connu : le campus est placé au rectorat de son académie.",
    "region": "Siège non connu : le campus est placé au chef-lieu de sa région.",
}


def record_html(catalogue: Catalogue, campus_id: str) -> Html:
    """Name, filière, category, seat, members by type, label history and sources, all escaped."""
    campuses = catalogue.campuses
    campus = campuses[campuses["id"] == campus_id].to_dict("records")[0]
    return tag(
        "article",
        _header(campus),
        definitions(_facts(campus)),
        _history(catalogue, campus_id),
        _members(catalogue, campus_id),
        _sources(catalogue, campus),
        class_="atlas-record",
        tabindex="-1",
        aria_label=str(campus["name"]),
    )


def _header(campus: dict[Any, Any]) -> Html:
    filiere = BY_SLUG[campus["filiere"]]
    basis = (
        "classée par nous d’après l’intitulé"
        if campus["sector_basis"] == "classified"
        else "indiquée par une source"
    )
    return tag("h2", text(campus["name"])) + tag(
        "p", mark(filiere), " ", text(filiere.name), tag("small", text(f" ({basis})")), class_="filiere"
    )


def _facts(campus: dict[Any, Any]) -> dict[str, Html]:
    inferred = " (déduit)" if campus["host_basis"] == "inferred" else ""
    seat = [text(part) for part in (campus["host_name"], campus["host_commune"]) if part]
    facts = {"Catégorie": text(Categorie(campus["category"]).label)}
    if campus["short_name"]:
        facts["Nom d’usage"] = text(campus["short_name"])
    facts["Siège"] = (
        ", ".join(seat) + text(inferred) if seat else tag("em", text(_APPROXIMATE[str(campus["position"])]))
    )
    facts["Académie"] = text(campus["academie"] or "inconnue")
    facts["Région"] = text(campus["region"])
    status = Status(campus["status"]).label
    facts["Statut"] = text(f"{status} ({_known_at(campus)})")
    if campus["website"]:
        facts["Site"] = external_link(campus["website"])
    return facts


def _known_at(campus: dict[Any, Any]) -> str:
    return (
        f"d’après une source {PartialDate.parse(campus['status_date']).of_in_french()}"
        if campus["status_date"]
        else "source non datée"
    )


def _history(catalogue: Catalogue, campus_id: str) -> Html:
    events = catalogue.label_events
    rows = events[events["campus_id"] == campus_id].sort_values("date").to_dict("records")
    if not rows:
        return _section("Histoire du label", tag("p", "Date de labellisation inconnue."))
    return _section("Histoire du label", bullets(_event(row) for row in rows))


def _event(event: dict[Any, Any]) -> Html:
    duration = f", pour {plural(int(event['duration_years']), 'an')}" if event["duration_years"] else ""
    when = PartialDate.parse(event["date"]).in_french()
    return tag("strong", text(when)) + text(f"{NBSP}: {Evenement(event['event']).label.lower()}{duration}")


def _members(catalogue: Catalogue, campus_id: str) -> Html:
    members = catalogue.members[catalogue.members["campus_id"] == campus_id]
    if members.empty:
        return _section("Membres du réseau", tag("p", "Aucun membre connu."))
    parts: list[Html] = []
    for kind in MemberType:
        rows = members[members["type"] == kind.value].to_dict("records")
        if rows:
            name = f"{kind.label if len(rows) == 1 else kind.plural} ({len(rows)})"
            listed = bullets(
                text(
                    row["name"]
                    + (f", {row['commune']}" if row["commune"] and row["commune"] not in row["name"] else "")
                )
                for row in rows
            )
            parts.append(tag("details", tag("summary", text(name)), listed))
    return _section(f"Membres connus du réseau ({len(members)})", *parts)


def _sources(catalogue: Catalogue, campus: dict[Any, Any]) -> Html:
    sources = catalogue.sources
    urls = sources.loc[sources["campus_id"] == campus["id"], "url"]
    note = tag(
        "p", text("Confiance dans la fiche : "), tag("strong", text(_CONFIDENCE[campus["confidence"]]))
    )
    return _section("Sources", note, bullets(source_link(url) for url in urls))


_CONFIDENCE = {"low": "faible", "medium": "moyenne", "high": "élevée", "": "non indiquée"}


def _section(title: str, *children: Html) -> Html:
    return tag("section", tag("h3", text(title)), *children)
