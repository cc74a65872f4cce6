"""The sentence and the key figures of the page « Campus »."""

from __future__ import annotations

from typing import Any

from atlas.coverage import Expiry
from atlas.model.dates import french
from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent, plural
from atlas.model.vocabulary import Position, SinceBasis, Status
from atlas.story.words import people
from atlas.ui.campus_page_record import Record
from atlas.ui.figures import Figure

_SINCE = {
    SinceBasis.LABEL: "labellisé en {}",
    SinceBasis.CALL: "labellisé par un appel annoncé en {}",
}


def headline(found: Record) -> str:
    """The page's answer in one sentence or two."""
    campus = found.campus
    kind = "Campus d’excellence" if found.is_excellence else "Campus"
    first = f"{kind} de la filière {found.filiere.name}, {_where(campus)}, {_since(found)}"
    if campus["status"] in (Status.MERGED, Status.ENDED):
        first += f"{THIN}; {Status(campus['status']).label.lower()}, il n’est plus en vigueur"
    reached = found.around.people
    if reached is None:
        return f"{first}."
    inhabitants = plural(int(reached.numerator), "habitant")
    verb = "vivent" if reached.numerator > 1 else "vit"
    return f"{first}. {inhabitants} {verb} à {found.reach.radius_text} au plus de son siège."


def _where(campus: dict[Any, Any]) -> str:
    region = campus["region"]
    if campus["host_commune"]:
        return f"à {campus['host_commune']} ({region})"
    known = f"académie de {campus['academie']}, {region}" if campus["academie"] != region else region
    return f"siège non connu ({known if campus['academie'] else region})"


def _since(found: Record) -> str:
    basis = SinceBasis(found.campus["since_basis"])
    if basis not in _SINCE:
        return "date de label inconnue"
    said = _SINCE[basis].format(found.since)
    return said.replace("en ", "le ", 1) if found.since[:1].isdigit() and " " in found.since else said


def key_figures(found: Record) -> list[Figure]:
    """People within reach, those without another campus, the nearest of the sector, members, end of label."""
    stand = " ".join(found.around.provenance.sentences())
    return [_people(found, stand), _alone(found, stand), _nearest(found, stand), _members(found), _end(found)]


def _people(found: Record, stand: str) -> Figure:
    label = f"habitants à {found.reach.radius_text} au plus du siège"
    reached = found.around.people
    if reached is None:
        return Figure("—", "", label, f"{_unlocated(found)} {stand}", note="siège non connu")
    share = french_percent(reached.numerator / reached.denominator)
    return Figure(
        people(reached.numerator),
        "",
        label,
        f"{french_int(int(reached.numerator))} sur {french_int(int(reached.denominator))}. "
        f"{reached.definition} {stand}",
        note=f"{share} des habitants de France",
    )


def _alone(found: Record, stand: str) -> Figure:
    label = "d’entre eux sans autre campus à cette distance"
    alone, of_filiere = found.around.alone, found.around.alone_in_filiere
    if alone is None or of_filiere is None:
        return Figure("—", "", label, f"{_unlocated(found)} {stand}", note="siège non connu")
    return Figure(
        people(alone.numerator),
        "",
        label,
        f"{french_int(int(alone.numerator))} sur {french_int(int(alone.denominator))}. {alone.definition} "
        f"Sans autre campus de la même filière{NBSP}: {french_int(int(of_filiere.numerator))}. {stand}",
        note=f"sans autre de la filière{NBSP}: {people(of_filiere.numerator)}",
    )


def _nearest(found: Record, stand: str) -> Figure:
    label = "jusqu’au campus le plus proche de la filière"
    others = found.around.others
    same = others[others["is_same_filiere"]]
    located = same[same["distance_km"].notna()]
    told = (
        "Distance géodésique de siège à siège, entre campus en vigueur. Campus de la filière dont le siège "
        f"n’est pas connu, laissés de côté{NBSP}: {len(same) - len(located)}. {stand}"
    )
    if located.empty:
        note = "siège non connu" if not found.is_located else "aucun autre dont le siège soit connu"
        return Figure("—", "", label, told, note=note)
    first = located.iloc[0]
    return Figure(
        f"{french_decimal(float(first['distance_km']))}{NBSP}km", "", label, told, note=str(first["name"])
    )


def _members(found: Record) -> Figure:
    count, located = len(found.members), len(found.located_members)
    note = f"dont {located} de commune connue" if count else "aucune liste dans les sources"
    return Figure(
        french_int(count),
        "",
        "membre connu du réseau" if count < 2 else "membres connus du réseau",
        "Membres que nomment les sources de la fiche. Ces listes ne sont pas complètes.",
        note=note,
    )


def _end(found: Record) -> Figure:
    expiry = found.expiry
    told = (
        f"Échéance{NBSP}: dernier label, renouvellement ou mention excellence, plus la durée donnée par sa "
        "source. Sans durée publiée, l’échéance est inconnue."
    )
    if expiry is None:
        return Figure("—", "", "échéance du label", told, note="campus hors de l’état montré")
    if expiry["ends_by"] is None:
        return Figure("—", "", "échéance du label", told, note="inconnue, durée non publiée")
    return Figure(
        str(expiry["ends_by"].year), "", "échéance du label", told, note=Expiry(expiry["state"]).label.lower()
    )


def end_sentence(found: Record) -> str:
    """When the label comes to its end, in one sentence."""
    expiry, day = found.expiry, french(found.around.provenance.date)
    if expiry is None:
        return f"Le campus n’est pas en vigueur dans l’état au {day}."
    if expiry["ends_by"] is None:
        return f"Échéance inconnue{NBSP}: aucune durée n’est publiée pour le dernier événement du label."
    first, last = expiry["ends_from"], expiry["ends_by"]
    when = f"le {french(last)}" if first == last else f"entre le {french(first)} et le {french(last)}"
    return f"Échéance {when}{NBSP}: {Expiry(expiry['state']).label.lower()}, au {day}."


def _unlocated(found: Record) -> str:
    where = Position(found.campus["position"]).label.lower()
    return f"Le siège n’est pas connu ({where})\u00a0: aucune distance n’est mesurée."
