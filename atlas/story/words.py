"""French sentences about counts: « aucun », singular and plural, lists, spaces."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from atlas.coverage import Figure, Level
from atlas.model.dates import MONTHS, SHORT_MONTHS
from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent, plural

_MILLION: Final = 1_000_000
_BEFORE_SIGNS: Final = re.compile(r"[ \u00a0\u202f]+(?=[:;?!»])")
_AFTER_QUOTE: Final = re.compile(r"«[ \u00a0\u202f]+")
_DAY: Final = re.compile(rf"\b(\d{{1,2}}|1er) (?={'|'.join(MONTHS)})")
_THIN_SIGNS: Final = re.compile(r"\u00a0(?=[;?!])")


def typeset(text: str) -> str:
    """Put the no-break spaces that French wants before its signs, inside its quotation marks and in dates.

    >>> typeset("Une part : « 3 » ; rien ?"), typeset("le 14 octobre 2013")
    ('Une part\\xa0: «\\xa03\\xa0»\\u202f; rien\\u202f?', 'le 14\\xa0octobre 2013')
    """
    spaced = _AFTER_QUOTE.sub(f"«{NBSP}", _BEFORE_SIGNS.sub(NBSP, text))
    return _DAY.sub(rf"\1{NBSP}", _THIN_SIGNS.sub(THIN, spaced))


def short_day(day: dt.date) -> str:
    """Day where there is little room.

    >>> short_day(dt.date(2019, 9, 16)), short_day(dt.date(2025, 1, 1))
    ('16 sept. 2019', '1er janv. 2025')
    """
    return f"{'1er' if day.day == 1 else day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


def capital(text: str) -> str:
    """Same text with a capital first, the rest untouched."""
    return text[:1].upper() + text[1:]


def campuses(count: int, adjective: str = "") -> str:
    """Number of campuses in the middle of a sentence.

    >>> campuses(0), campuses(1, "connu"), campuses(2, "connu")
    ('aucun campus', '1\\xa0campus connu', '2\\xa0campus connus')
    """
    words = f" {adjective}{'s' if count > 1 else ''}" if adjective else ""
    return f"{'aucun campus' if not count else plural(count, 'campus', 'campus')}{words}"


def counted(count: int, one: str, many: str | None = None, *, feminine: bool = False) -> str:
    """Number of something in the middle of a sentence, zero as « aucun ».

    >>> counted(0, "région", feminine=True), counted(3, "région")
    ('aucune région', '3\\xa0régions')
    """
    if not count:
        return f"{'aucune' if feminine else 'aucun'} {one}"
    return plural(count, one, many)


def verb(count: int, one: str, many: str) -> str:
    """Verb that agrees with a count; « aucun » and 1 are singular.

    >>> verb(0, "est", "sont"), verb(2, "est", "sont")
    ('est', 'sont')
    """
    return many if count > 1 else one


def people(count: float) -> str:
    """Number of people: to the unit when small, else in millions with two decimals."""
    if count < _MILLION:
        return french_int(round(count))
    return f"{french_decimal(count / _MILLION, 2)}{NBSP}M"


def share_of(figure: Figure) -> str:
    """Numerator and denominator of a share, in words: « 39,57 M sur 68,35 M »."""
    counted = "nombre inconnu" if figure.value is None else people(figure.numerator)
    return f"{counted} sur {people(figure.denominator)}"


def uncounted(count: int, where: str = "") -> str:
    """Say that nobody knows whom campuses without a place reach, among all or « de ce territoire ».

    >>> uncounted(3)
    'Le lieu des 3\\xa0campus retenus est inconnu : les habitants à portée ne peuvent pas être comptés.'
    >>> uncounted(1, "d’ici")
    'Le lieu du seul campus d’ici est inconnu : les habitants à portée ne peuvent pas être comptés.'
    """
    one, several = (where, where) if where else ("retenu", "retenus")
    which = f"du seul campus {one}" if count == 1 else f"des {plural(count, 'campus', 'campus')} {several}"
    return f"Le lieu {which} est inconnu : les habitants à portée ne peuvent pas être comptés."


def inhabitants(count: float) -> str:
    """Number of people with the noun.

    >>> inhabitants(0), inhabitants(1), inhabitants(2_500_000)
    ('aucun habitant', '1\\xa0habitant', '2,50\\xa0millions d’habitants')
    """
    return counted(round(count), "habitant") if count < _MILLION else f"{millions(count)} d’habitants"


def millions(count: float) -> str:
    """Number of people without the noun, in full words.

    >>> millions(68_350_798), millions(12_000)
    ('68,35\\xa0millions', '12\\u202f000')
    """
    if count < _MILLION:
        return french_int(round(count))
    return f"{french_decimal(count / _MILLION, 2)}{NBSP}{'million' if count < 2 * _MILLION else 'millions'}"


def percent(share: float | None) -> str:
    """Share as a percentage, « — » when it is not known."""
    return "—" if share is None or share != share else french_percent(share)  # noqa: PLR0124


def kilometres(distance: float | None) -> str:
    """Distance with its unit, « — » when it is not known."""
    return "—" if distance is None or distance != distance else f"{french_decimal(distance)}{NBSP}km"  # noqa: PLR0124


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names in a row, the last after « et »; beyond a number of them, how many more.

    >>> listed(["A", "B", "C"]), listed(list("ABCDE"), 2)
    ('A, B et C', 'A, B et 3\\xa0autres')
    """
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} et {len(names) - most}{NBSP}autres"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} et {names[-1]}"


def units(count: int, level: Level) -> str:
    """Number of units of a level in the middle of a sentence.

    >>> units(0, Level.REGION), units(2, Level.DEPARTEMENT)
    ('aucune région', '2\\xa0départements')
    """
    return counted(count, level.label.lower(), level.plural.lower(), feminine=is_feminine(level))


def is_feminine(level: Level) -> bool:
    """Gender of the French name of a level."""
    return level is not Level.DEPARTEMENT
