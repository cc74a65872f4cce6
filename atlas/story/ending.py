"""Labels that come to their end, as far as the sources tell."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pandas as pd

from atlas.coverage import Expiries, Expiry, expiries
from atlas.model.dates import PartialDate
from atlas.model.numbers import french_int
from atlas.model.vocabulary import Evenement
from atlas.story.content import Column, Content, Table
from atlas.story.origins import CAMPUS_PAGES
from atlas.story.scene import MAX_ROWS, Scene, cells
from atlas.story.words import campuses, capital, listed, verb

_STATES: Final = {
    Expiry.OVER: "Échu",
    Expiry.UNSURE: "Peut-être échu",
    Expiry.RUNNING: "En cours",
    Expiry.UNKNOWN: "Inconnu",
}


def expiries_view(scene: Scene) -> Content:
    """Tell which labels end next, as far as the sources tell."""
    found = expiries(scene.ground.engine, scene.selection)
    known = found.rows[found.rows["duration_years"].notna()]
    shown = pd.DataFrame(
        {
            "name": known["name"],
            "event": [_event_text(row) for row in known.to_dict("records")],
            "years": known["duration_years"],
            "end": [end_text(*row) for row in zip(known["event_date"], known["ends_by"], strict=True)],
            "state": [_STATES[Expiry(state)] for state in known["state"]],
        }
    )
    return scene.content(
        "Les labels qui arrivent à leur terme",
        expiries_sentence(found),
        lines=(
            over_line(found),
            _next_line(known),
            _durations_line(known),
            _unknown_line(found),
        ),
        table=Table(
            "Labels dont l’échéance est connue, la plus ancienne d’abord (échu : sans renouvellement connu)",
            (
                Column("Campus"),
                Column("Dernier événement"),
                Column("Durée (ans)", "int"),
                Column("Échéance"),
                Column("État"),
            ),
            cells(shown.head(MAX_ROWS)),
            len(shown),
        ),
        note=(found.definition, scene.filter_note, *found.provenance.sentences()),
        sources=(CAMPUS_PAGES,),
    )


def expiries_sentence(found: Expiries) -> str:
    """Say for how many campuses in force the end of the label is known."""
    known, total = int(found.known.numerator), int(found.known.denominator)
    if not total:
        return "Aucun campus ne correspond à ces filtres."
    if not known:
        return (
            f"L’échéance du label n’est connue pour aucun des {campuses(total)} en vigueur."
            if total > 1
            else ("L’échéance du label du seul campus en vigueur n’est pas connue.")
        )
    return f"L’échéance du label est connue pour {campuses(known)} sur {french_int(total)}."


def _event_text(row: dict[Any, Any]) -> str:
    when = PartialDate.parse(str(row["event_date"])).in_french()
    return f"{Evenement(str(row['event'])).label}, {when}"


def end_text(granted: str, ends_by: dt.date) -> str:
    """Return the end of a label, as precise as the date it was granted on.

    >>> end_text("2024-06", dt.date(2029, 6, 30))
    'juin 2029'
    """
    known = PartialDate.parse(granted)
    return PartialDate(ends_by.year, known.month and ends_by.month, known.day and ends_by.day).in_french()


def over_line(found: Expiries) -> str:
    """Say how many labels are, or may be, past their end; '' when none is known to be."""
    over, unsure = (int((found.rows["state"] == state.value).sum()) for state in (Expiry.OVER, Expiry.UNSURE))
    if not over and not unsure:
        return ""
    said = f"{campuses(over)} au label échu, sans renouvellement connu" if over else ""
    also = f"{campuses(unsure)} au label peut-être échu" if unsure else ""
    return f"{capital(', '.join(part for part in (said, also) if part))}."


def _durations_line(known: pd.DataFrame) -> str:
    years = sorted({int(duration) for duration in known["duration_years"]})
    return (
        f"Durées publiées : {listed([str(one) for one in years])} {verb(years[-1], 'an', 'ans')}."
        if years
        else ""
    )


def _unknown_line(found: Expiries) -> str:
    """Say why no end is known, in place of the table."""
    if found.known.numerator or not found.known.denominator:
        return ""
    return "Aucune source lue ne donne la durée de leur label ; les arrêtés de labellisation la disent."


def _next_line(known: pd.DataFrame) -> str:
    running = known[known["state"] == Expiry.RUNNING.value]
    if running.empty:
        return ""
    first = running.to_dict("records")[0]
    return f"Prochaine échéance connue : {first['name']}, {end_text(first['event_date'], first['ends_by'])}."
