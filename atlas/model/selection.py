"""The filter as one frozen value.

A :class:`Selection` is the state of the filter widgets, the address of a view, the options of a
command and the caption of everything drawn. It is read by one parser and written by one printer,
so that those four can never disagree. Within one field values add up (*or*); fields narrow each
other (*and*); an empty field does not filter.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from atlas.model.dates import PartialDate

MAX_TEXT_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Field:
    """One filterable field.

    Attributes
    ----------
    name : str
        Attribute of :class:`Selection`.
    param : str
        Name in addresses (``?filiere=…``) and, after ``--``, on the command line.
    label, plural : str
        French name, for captions, widgets and messages.
    """

    name: str
    param: str
    label: str
    plural: str


FIELDS: Final[tuple[Field, ...]] = (
    Field("filieres", "filiere", "filière", "filières"),
    Field("categories", "categorie", "catégorie", "catégories"),
    Field("regions", "region", "région", "régions"),
    Field("academies", "academie", "académie", "académies"),
    Field("departements", "departement", "département", "départements"),
    Field("calls", "appel", "appel", "appels"),
    Field("statuses", "statut", "statut", "statuts"),
)
TERRITORIES: Final = ("regions", "academies", "departements")
"""Names of the fields that choose territories."""
DATE_PARAM: Final = "date"
TEXT_PARAM: Final = "q"
PARAMS: Final[tuple[str, ...]] = (*(field.param for field in FIELDS), DATE_PARAM, TEXT_PARAM)

Choices = Mapping[str, Mapping[str, str]]
"""For each field name, the known values in display order and their French labels."""


def fold(text: str) -> str:
    """Lower-case and strip accents, ligatures and repeated spaces, for searches.

    >>> fold("  Métallurgie à Saint-Étienne, Œuvres ")
    'metallurgie a saint-etienne, oeuvres'
    """
    # Capitals last: one sign such as ㎩ decomposes into some.
    decomposed = unicodedata.normalize("NFKD", text).lower().replace("œ", "oe").replace("æ", "ae")
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at.

    Attributes
    ----------
    filieres : tuple of str
        Sector slugs.
    categories : tuple of str
        ``CMQ``, ``CMQE``.
    regions, departements : tuple of str
        INSEE codes.
    academies : tuple of str
        Académie slugs.
    calls : tuple of str
        Calls for projects, as in ``label_calls.call``.
    statuses : tuple of str
        Statuses, as in ``campuses.status``.
    date : datetime.date or None
        State of the catalogue at the end of that day; ``None`` is the most recent known state.
    text : str
        Words searched in names, places and members, without accents or case.
    """

    filieres: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    academies: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    date: dt.date | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Selection()

    def values(self, name: str) -> tuple[str, ...]:
        """Values chosen for a field of :data:`FIELDS`."""
        chosen: tuple[str, ...] = getattr(self, name)
        return chosen

    def without(self, name: str, value: str | None = None) -> Selection:
        """Same selection with a field emptied, or one of its values removed."""
        if name in ("date", "text"):
            return replace(self, **{name: None if name == "date" else ""})  # type: ignore[arg-type]
        kept = () if value is None else tuple(v for v in self.values(name) if v != value)
        return replace(self, **{name: kept})  # type: ignore[arg-type]

    def to_params(self) -> dict[str, list[str]]:
        """Address parameters, empty fields left out; the inverse of :func:`parse`.

        >>> Selection(filieres=("mobilite",), regions=("76",)).to_params()
        {'filiere': ['mobilite'], 'region': ['76']}
        """
        params = {field.param: list(self.values(field.name)) for field in FIELDS if self.values(field.name)}
        if self.date:
            params[DATE_PARAM] = [self.date.isoformat()]
        if self.text:
            params[TEXT_PARAM] = [self.text]
        return params

    def caption(self, choices: Choices) -> str:
        """French sentence fragment that says the filter, for titles and exports."""
        parts = [
            f"{(field.label if len(values) == 1 else field.plural).capitalize()} : "
            + ", ".join(choices[field.name].get(value, value) for value in values)
            for field in FIELDS
            if (values := self.values(field.name))
        ]
        if self.text:
            parts.append(f"Recherche : « {self.text} »")
        if self.date:
            parts.append(f"État au {french_day(self.date)}")
        return " · ".join(parts) if parts else "Tous les campus du catalogue"


def french_day(day: dt.date) -> str:
    """Day in French, ``1er janvier 2016``."""
    return PartialDate(day.year, day.month, day.day).in_french()


def canonical(selection: Selection, choices: Choices) -> Selection:
    """Same selection with values in display order and without repeats."""
    ordered = {
        field.name: tuple(v for v in choices[field.name] if v in set(selection.values(field.name)))
        for field in FIELDS
    }
    return replace(selection, **ordered, text=clean_text(selection.text))  # type: ignore[arg-type]


def clean_text(text: str) -> str:
    """Searched words without control characters, on one line, of bounded length."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_TEXT_LENGTH].strip()


def parse(params: Mapping[str, Sequence[str]], choices: Choices) -> tuple[Selection, list[str]]:
    """Read address parameters or command options.

    Parameters
    ----------
    params : mapping of str to sequence of str
        Raw values by parameter name; unknown names are left to the caller.
    choices : Choices
        Known values.

    Returns
    -------
    Selection
        In canonical order; unknown values dropped.
    list of str
        One French sentence for each value dropped.
    """
    notices: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        known = choices[field.name]
        given = list(dict.fromkeys(params.get(field.param, ())))
        chosen[field.name] = tuple(value for value in given if value in known)
        notices += [_unknown(field, value) for value in given if value not in known]
    date, date_notices = _parse_date(params.get(DATE_PARAM, ()))
    text = clean_text(" ".join(params.get(TEXT_PARAM, ())))
    selection = Selection(**chosen, date=date, text=text)
    return canonical(selection, choices), notices + date_notices


def _unknown(field: Field, value: str) -> str:
    shown = clean_text(value)[:40]
    return f"La valeur « {shown} » n’existe pas pour le filtre « {field.label} » ; elle a été ignorée."


def _parse_date(values: Iterable[str]) -> tuple[dt.date | None, list[str]]:
    for value in values:
        try:
            return PartialDate.parse(value).last_day, []
        except ValueError:
            shown = clean_text(value)[:40]
            return None, [
                f"La date « {shown} » n’est pas lisible (attendu : 2016-01-29) ; elle a été ignorée."
            ]
    return None, []
