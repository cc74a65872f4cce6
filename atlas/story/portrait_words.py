"""What is said of a territory beside its reference."""

from __future__ import annotations

from atlas.coverage import Level
from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent, plural
from atlas.story.portrait import FiliereState, Portrait, Side
from atlas.story.scene import a_campus
from atlas.story.territory import FRANCE_KEY
from atlas.story.words import campuses, capital, uncounted


def portrait_sentence(found: Portrait) -> str:
    """Say which share of the people is within reach, beside the reference."""
    here, other, reach = found.territory, found.reference, found.reach
    if found.provenance.is_placeless:
        return uncounted(found.provenance.campuses)
    if here.is_hidden:
        return _hidden_sentence(here)
    if here.share is None:
        return (
            f"{capital(campuses(here.campuses))} en vigueur{THIN}; la population de ce territoire "
            "n’est pas dans les données, sa part à portée ne peut donc pas être calculée."
        )
    who = f"{french_percent(here.share)} des habitants vivent" if here.covered else "Aucun habitant ne vit"
    points = reach.points_text.replace("un campus", a_campus(found.selection))
    near = f"{who} à {reach.radius_text} au plus {points}"
    where = "en France" if other.unit.key == FRANCE_KEY else f"dans la référence ({other.unit.said})"
    if other.share is None:
        return f"{near} ; leur part est inconnue {where}."
    if not shown_points(here.share, other.share):
        return f"{near}, comme {where}."
    return (
        f"{near}, contre {french_percent(other.share)} {where}, soit {difference(here.share, other.share)}."
    )


def _hidden_sentence(side: Side) -> str:
    if side.campuses:
        return uncounted(side.campuses, "de ce territoire")
    return (
        "Le lieu des campus de la région ou de l’académie est inconnu : les habitants à portée ne peuvent "
        "pas être comptés."
    )


def difference(share: float, reference: float) -> str:
    """Difference of two shares in points, in words, as a reader finds it from the percentages shown."""
    points = shown_points(share, reference)
    more = "de plus" if points > 0 else "de moins"
    unit = "point" if abs(points) < 2 else "points"
    return f"{french_decimal(abs(points))}{NBSP}{unit} {more}"


def shown_points(share: float, reference: float) -> float:
    """Difference of two shares in points, between the percentages with one decimal.

    >>> shown_points(0.78949, 0.54151)
    24.7
    """
    return round(round(share * 100, 1) - round(reference * 100, 1), 1)


def signed_points(share: float, reference: float) -> str:
    """The same with its sign, ``+24,7 points``."""
    points = shown_points(share, reference)
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{french_decimal(abs(points))}{NBSP}point{'s' if abs(points) >= 2 else ''}"


def gaps_text(found: Portrait) -> str:
    """Where the people out of reach are, in one sentence."""
    rows, level = found.subunits, found.sublevel
    if found.provenance.is_placeless:
        return uncounted(found.provenance.campuses)
    if found.territory.is_hidden:
        return _hidden_sentence(found.territory)
    people = int(rows["out_population"].sum())
    if not people:
        return f"Tous les habitants du territoire sont à portée d’{a_campus(found.selection)}."
    first = rows.iloc[0]
    several = "habitants sont" if people > 1 else "habitant est"
    sentence = f"{french_int(people)} {several} hors de portée d’{a_campus(found.selection)}"
    if len(rows) > 1:
        most = french_int(int(first["out_population"]))
        sentence += f"{THIN}; le plus grand nombre{NBSP}: {first['name']} ({most})"
    notes = [f"{sentence}."]
    if found.unplaced:
        notes.append(
            f"{plural(found.unplaced, 'campus', 'campus')} du territoire sans {level.label.lower()} connu"
            f"{'e' if level in (Level.EPCI, Level.COMMUNE) else ''}."
        )
    if rows["is_part"].any():
        notes.append("«\u00a0(partie)\u00a0»\u00a0: seule la partie qui est dans le territoire est mesurée.")
    return " ".join(notes)


def neighbours_text(side: Side) -> str:
    """What other régions bring to a territory, in one sentence."""
    if side.covered is None:
        return "On ne sait pas ce que les campus des autres régions y ajoutent."
    covered, own = side.covered, side.own or 0
    if not covered:
        return "Aucun campus, d’ici ou d’une autre région, n’est à portée."
    if covered == own:
        return "Les campus des autres régions n’y ajoutent personne à portée."
    whole, own_share = (french_percent(share or 0) for share in (side.share, side.own_share))
    change = f"resterait de {whole}" if whole == own_share else f"passerait de {whole} à {own_share}"
    are = "ne sont" if covered - own > 1 else "n’est"
    return (
        f"{plural(covered - own, 'habitant')} {are} à portée que d’un campus d’une autre région{NBSP}: sans "
        f"ces campus, la part à portée {change}."
    )


def nearest_text(state: FiliereState) -> str:
    """Nearest campus of a sector, with its distance; what is not known is said."""
    unlocated = f"{plural(state.unlocated, 'campus', 'campus')} du territoire sans position connue"
    if state.nearest_km is None:
        return unlocated if state.unlocated else "aucun campus dont la distance soit connue"
    nearest = f"à {french_decimal(state.nearest_km)}{NBSP}km{NBSP}: {state.nearest_name}"
    return f"{nearest} ({unlocated})" if state.unlocated else nearest
