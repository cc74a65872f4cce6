"""The rules that tell a doubtful record: what each looks for, why it matters, how it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from atlas.data.catalogue import Catalogue
from atlas.data.history import announcements
from atlas.model.dates import PartialDate
from atlas.model.numbers import plural
from atlas.model.selection import fold
from atlas.model.vocabulary import (
    Basis,
    Categorie,
    Confidence,
    Evenement,
    Position,
    SinceBasis,
    Status,
)

OLD_YEARS: Final = 5
"""A last trace older than that, in years before the most recent one of the catalogue, is a doubt."""

FAR_KM: Final = 30
"""A seat farther from the middle of its commune is a doubt: few communes reach so far, most in Guyane."""

Found = dict[str, str]
"""What the tables say, in French, by id of campus."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to doubt a record.

    Attributes
    ----------
    key : str
        Stable name, for addresses.
    title : str
        What is doubtful, in French.
    why : str
        What it changes for the reader, in French.
    find : callable
        Campuses in that case, by id, with what the tables say of each.
    """

    key: str
    title: str
    why: str
    find: Callable[[Catalogue], Found]


def _ids(catalogue: Catalogue, is_doubtful: pd.Series[bool], details: pd.Series[str] | None = None) -> Found:
    ids = catalogue.campuses.loc[is_doubtful, "id"]
    said = [""] * len(ids) if details is None else details[is_doubtful]
    return dict(zip(ids, said, strict=True))


def _with_event(catalogue: Catalogue, *kinds: Evenement) -> pd.Series[bool]:
    events = catalogue.label_events
    ids = events.loc[events["event"].isin(kinds), "campus_id"] if kinds else events["campus_id"]
    return catalogue.campuses["id"].isin(set(ids))


def _no_date(catalogue: Catalogue) -> Found:
    return _ids(catalogue, catalogue.campuses["since_basis"] == SinceBasis.NONE)


def _no_event(catalogue: Catalogue) -> Found:
    return _ids(catalogue, ~_with_event(catalogue))


def _label_undated(catalogue: Catalogue) -> Found:
    basis = catalogue.campuses["since_basis"]
    return _ids(catalogue, (basis == SinceBasis.EVIDENCE) & _with_event(catalogue))


def _excellence_undated(catalogue: Catalogue) -> Found:
    is_excellence = catalogue.campuses["category"] == Categorie.CMQE
    return _ids(catalogue, is_excellence & ~_with_event(catalogue, Evenement.EXCELLENCE))


def _excellence_lost(catalogue: Catalogue) -> Found:
    is_plain = catalogue.campuses["category"] == Categorie.CMQ
    return _ids(catalogue, is_plain & _with_event(catalogue, Evenement.EXCELLENCE))


def _no_seat(catalogue: Catalogue) -> Found:
    campuses = catalogue.campuses
    drawn = campuses["position"].map({position.value: position.label for position in Position})
    return _ids(catalogue, campuses["position"] != Position.SEAT, drawn)


def _seat_inferred(catalogue: Catalogue) -> Found:
    campuses = catalogue.campuses
    said = campuses["host_name"].where(campuses["host_name"] != "", campuses["host_commune"])
    return _ids(catalogue, campuses["host_basis"] == Basis.INFERRED, said)


def _seat_of_rectorat(catalogue: Catalogue) -> Found:
    hosts = catalogue.campuses["host_name"]
    return _ids(catalogue, hosts.str.contains("rectorat", case=False).astype(bool), hosts)


def _no_academie(catalogue: Catalogue) -> Found:
    return _ids(catalogue, catalogue.campuses["academie_code"] == "", catalogue.campuses["region"])


def _weak_filiere(catalogue: Catalogue) -> Found:
    campuses = catalogue.campuses
    is_weak = (campuses["sector_basis"] == Basis.CLASSIFIED) & (campuses["confidence"] == Confidence.LOW)
    return _ids(catalogue, is_weak, campuses["sector"])


def _low_confidence(catalogue: Catalogue) -> Found:
    return _ids(catalogue, catalogue.campuses["confidence"] == Confidence.LOW)


def _unknown_call(catalogue: Catalogue) -> Found:
    """A year is accepted as a call; no row of ``label_calls`` then dates it."""
    values = catalogue.campuses["first_label_call"]
    calls = set(catalogue.label_calls["call"])
    known = calls | {call.split(" ")[0] for call in calls}
    return _ids(catalogue, (values != "") & ~values.isin(known), "appel « " + values + " »")


def _conflicts(catalogue: Catalogue) -> Found:
    """Dates of the tables that cannot all be right."""
    found: Found = {}
    calls = dict(zip(catalogue.campuses["id"], catalogue.campuses["first_label_call"], strict=True))
    announced = announcements(catalogue.label_calls, calls.values())
    dates: dict[str, dict[str, list[PartialDate]]] = {}
    events = catalogue.label_events
    for campus_id, kind, date in zip(events["campus_id"], events["event"], events["date"], strict=True):
        dates.setdefault(campus_id, {}).setdefault(kind, []).append(PartialDate.parse(date))
    for campus_id, of_campus in dates.items():
        said = _conflict(of_campus, announced.get(calls[campus_id], ()))
        if said:
            found[campus_id] = said
    return found


def _conflict(dates: dict[str, list[PartialDate]], announced: tuple[PartialDate, ...]) -> str:
    labels = sorted(dates.get(Evenement.LABEL, []))
    if not labels:
        return ""
    if len(labels) > 1:
        return "plusieurs dates de labellisation : " + ", ".join(date.in_french() for date in labels)
    label = labels[0]
    for kind in (Evenement.RENEWAL, Evenement.EXCELLENCE):
        earlier = [date for date in dates.get(kind, []) if date.last_day < label.first_day]
        if earlier:
            said = f"{kind.label.lower()} {earlier[0].of_in_french()}"
            return f"{said}, avant la labellisation {label.of_in_french()}"
    if announced and all(label.last_day < results.first_day for results in announced):
        results = min(announced).of_in_french()
        return f"labellisation {label.of_in_french()}, avant les résultats de son appel ({results})"
    return ""


def _possible_doubles(catalogue: Catalogue) -> Found:
    """Campuses in force of one filière with their seats in one commune."""
    campuses = catalogue.campuses
    over = campuses["status"].isin([Status.MERGED, Status.ENDED])
    seated = campuses[~over & (campuses["host_insee"] != "")]
    found: Found = {}
    for _, group in seated.groupby(["filiere", "host_insee"]):
        names = dict(zip(group["id"], group["name"], strict=True))
        if len(names) < 2:
            continue
        others = sorted(names.values())
        for campus_id, name in names.items():
            other = next(one for one in others if one != name or len(set(others)) == 1)
            more = f" et {plural(len(names) - 2, 'autre')}" if len(names) > 2 else ""
            found[campus_id] = f"{other}{more}, à {group['host_commune'].iloc[0]}"
    return dict(sorted(found.items()))


def _noted(catalogue: Catalogue) -> Found:
    """Those of whom the record itself says that two may be one."""
    notes = catalogue.campuses["notes"]
    is_noted = notes.str.contains("double compte|double possible|doublon|duplicate", case=False)
    return _ids(catalogue, is_noted.astype(bool))


def _noted_conflict(catalogue: Catalogue) -> Found:
    notes = catalogue.campuses["notes"]
    return _ids(catalogue, notes.str.contains("conflit|conflict|contradi|contredi", case=False).astype(bool))


def _unknown_status(catalogue: Catalogue) -> Found:
    return _ids(catalogue, catalogue.campuses["status"] == Status.UNKNOWN, _trace(catalogue.campuses))


def _old_trace(catalogue: Catalogue) -> Found:
    campuses = catalogue.campuses
    dates = campuses["status_date"]
    years = pd.to_numeric(dates.str.slice(0, 4), errors="coerce")
    is_old = (years < years.max() - OLD_YEARS) & (campuses["status"] == Status.ACTIVE)
    return _ids(catalogue, is_old, _trace(campuses))


def _trace(campuses: pd.DataFrame) -> pd.Series[str]:
    said = {
        text: f"dernière source {PartialDate.parse(text).of_in_french()}" if text else "source non datée"
        for text in campuses["status_date"].unique()
    }
    return campuses["status_date"].map(said)


def _commune_and_code(catalogue: Catalogue) -> Found:
    """Seats and members whose commune is not the one of their code; former communes are not looked at."""
    names = catalogue.communes.set_index("code")["name"]
    found: Found = {}
    for table, key, commune, code in (
        (catalogue.members, "campus_id", "commune", "insee"),
        (catalogue.campuses, "id", "host_commune", "host_insee"),
    ):
        for row in table[table[code].isin(names.index) & (table[commune] != "")].to_dict("records"):
            written, known = fold(row[commune]), fold(names[row[code]])
            if written not in known and known not in written:
                found[row[key]] = f"{row[commune]}, mais le code {row[code]} est celui de {names[row[code]]}"
    return found


def _far_from_its_commune(catalogue: Catalogue) -> Found:
    from pyproj import Geod

    placed = catalogue.campuses[catalogue.campuses["host_lat"] != ""]
    placed = placed.merge(
        catalogue.communes[["code", "lat", "lon"]],
        left_on="commune_code",
        right_on="code",
        suffixes=("", "_commune"),
    )
    metres = Geod(ellps="WGS84").inv(
        placed["lon"].to_numpy(), placed["lat"].to_numpy(),
        placed["lon_commune"].to_numpy(), placed["lat_commune"].to_numpy(),
    )[2]  # fmt: skip
    return {
        campus_id: f"à {round(away / 1000)} km de {commune}"
        for campus_id, commune, away in zip(placed["id"], placed["host_commune"], metres, strict=True)
        if away > FAR_KM * 1000
    }


def _no_source(catalogue: Catalogue) -> Found:
    return _ids(catalogue, ~catalogue.campuses["id"].isin(set(catalogue.sources["campus_id"])))


RULES: Final = (
    Rule("double", "Double possible, d’après les notes",
         "Deux fiches désignent peut-être le même campus ; l’atlas montre le doute et ne fusionne rien.",
         _noted),
    Rule("voisins", "Même filière, même commune",
         "Deux campus en vigueur d’une même filière siègent dans la même commune : peut-être un seul.",
         _possible_doubles),
    Rule("notes", "Sources en conflit, d’après les notes",
         "Le recueil a trouvé des sources qui ne disent pas la même chose.", _noted_conflict),
    Rule("dates", "Dates en conflit",
         "Les dates des tables ne peuvent pas être toutes justes ; l’atlas garde la première labellisation.",
         _conflicts),
    Rule("confiance", "Confiance faible",
         "Le recueil juge la fiche peu solide : une seule source, indirecte ou ancienne.", _low_confidence),
    Rule("filiere", "Filière classée, confiance faible",
         "La filière vient du titre seul, sur une fiche peu solide : les comptes par filière en dépendent.",
         _weak_filiere),
    Rule("statut", "Statut inconnu",
         "Aucune source récente ne dit si le label court encore ; le campus compte dans l’état présent.",
         _unknown_status),
    Rule("trace", "Dernière trace ancienne",
         f"Donné en activité, mais par une source de plus de {OLD_YEARS}\u00a0ans avant la plus récente du "
         "catalogue.", _old_trace),
    Rule("sans-date", "Aucune date",
         "Rien ne date le campus : il compte dans l’état présent, jamais dans le passé.", _no_date),
    Rule("sans-evenement", "Aucun événement daté",
         "Ni labellisation, ni renouvellement, ni mention datés : sa date vient de son appel ou d’une trace.",
         _no_event),
    Rule("label-sans-date", "Labellisation sans date",
         "Seul un événement plus tardif est daté : le campus compte à partir de cette trace.",
         _label_undated),
    Rule("excellence-sans-date", "Mention excellence sans date",
         "La catégorie dit « excellence » mais aucun événement ne date la mention.", _excellence_undated),
    Rule("excellence-perdue", "Mention excellence datée, catégorie simple",
         "Un événement donne la mention, la catégorie d’aujourd’hui ne la dit pas.", _excellence_lost),
    Rule("appel", "Appel inconnu de la table des appels",
         "L’année de l’appel est connue, mais aucune annonce ne la précise : le label compte en fin d’année.",
         _unknown_call),
    Rule("sans-siege", "Siège non situé",
         "Le campus compte dans les territoires, pas dans les distances ; sa position est approximative.",
         _no_seat),
    Rule("siege-deduit", "Siège déduit",
         "Aucune source ne nomme l’établissement support : il est déduit du reste.", _seat_inferred),
    Rule("rectorat", "Siège au rectorat",
         "L’établissement nommé est une administration, pas un lieu de formation.", _seat_of_rectorat),
    Rule("commune", "Commune et code en désaccord",
         "L’atlas place le siège ou le membre à la commune du code, qui n’est pas celle du nom.",
         _commune_and_code),
    Rule("siege-loin", "Siège loin de sa commune",
         f"La position donnée est à plus de {FAR_KM}\u00a0km de la commune : l’une est peut-être fausse.",
         _far_from_its_commune),
    Rule("sans-academie", "Académie inconnue",
         "Le campus compte dans sa région, dans aucune académie.", _no_academie),
    Rule("sans-source", "Aucune source",
         "Aucune page publique n’est citée à l’appui de la fiche.", _no_source),
)  # fmt: skip
"""In the order in which they are shown: identity, then state, then dates, then place."""
