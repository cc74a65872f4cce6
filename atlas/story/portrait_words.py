"""What is said of a territory beside its reference."""

from __future__ import annotations

from atlas.model.numbers import NBSP, THIN, french_decimal, french_percent
from atlas.story.portrait import Portrait
from atlas.story.territory import FRANCE_KEY
from atlas.story.words import campuses, capital


def portrait_sentence(found: Portrait) -> str:
    """Say which share of the people is within reach, beside the reference."""
    here, other, reach = found.territory, found.reference, found.reach
    if here.share is None:
        return (
            f"{capital(campuses(here.campuses))} en vigueur{THIN}; la population de ce territoire "
            "n’est pas dans les données, sa part à portée ne peut donc pas être calculée."
        )
    who = f"{french_percent(here.share)} des habitants vivent" if here.covered else "Aucun habitant ne vit"
    near = f"{who} à {reach.radius_text} au plus {reach.points_text}"
    if other.share is None:
        return f"{near}."
    where = "en France" if other.unit.key == FRANCE_KEY else f"dans la référence ({other.unit.said})"
    if not shown_points(here.share, other.share):
        return f"{near}, comme {where}."
    return (
        f"{near}, contre {french_percent(other.share)} {where}, soit {difference(here.share, other.share)}."
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
