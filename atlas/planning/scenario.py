"""A scenario: a short list of changes over the real data at a date, as one frozen value.

It is written as a file (JSON, always the same bytes) and as part of an address; both are read with
every doubt: whatever does not read back is refused with one French sentence.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from atlas.model.dates import PartialDate
from atlas.model.filiere import BY_SLUG
from atlas.model.numbers import NBSP
from atlas.model.selection import clean_text
from atlas.model.vocabulary import Categorie, Term

MAX_CHANGES: Final = 40
MAX_NAME: Final = 80
MAX_FILE: Final = 20_000
MAX_ADDRESS: Final = 6_000
_FORMAT: Final = "atlas-scenario"
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_COMMUNE: Final = re.compile(r"[0-9][0-9AB][0-9]{3}")


class ScenarioError(ValueError):
    """A scenario that cannot be read; the message is French."""


class Kind(Term):
    """What a change does."""

    ADD = "add", "Ajouter un campus"
    CLOSE = "close", "Fermer un campus"
    MERGE = "merge", "Fusionner deux campus"
    MOVE = "move", "Déplacer un campus"
    EXCELLENCE = "excellence", "Donner la mention excellence"
    EXPIRE = "expire", "Laisser échoir les labels"


FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.ADD: ("filiere", "commune", "category"),
    Kind.CLOSE: ("campus",),
    Kind.MERGE: ("campus", "into"),
    Kind.MOVE: ("campus", "commune"),
    Kind.EXCELLENCE: ("campus",),
    Kind.EXPIRE: ("until",),
}
"""Fields of each kind, in the order in which they are written."""
_LETTERS: Final = dict(zip(Kind, "acmdxe", strict=True))


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change. Fields that its kind does not use are empty.

    Attributes
    ----------
    kind : Kind
        What it does.
    campus : str
        Id of the campus that is closed, merged away, moved or given the mention.
    into : str
        Id of the campus that takes another in.
    filiere : str
        Slug, of an added campus.
    commune : str
        INSEE code, of an added or moved campus.
    category : str
        ``CMQ`` or ``CMQE``, of an added campus.
    until : str
        Day by which labels that are due expire, ``YYYY-MM-DD``.
    enabled : bool
        Whether it counts.

    Raises
    ------
    ScenarioError
        In French, for a field that is missing, of another kind, or ill-formed.
    """

    kind: Kind
    campus: str = ""
    into: str = ""
    filiere: str = ""
    commune: str = ""
    category: str = ""
    until: str = ""
    enabled: bool = True

    def __post_init__(self) -> None:
        for name in ("campus", "into", "filiere", "commune", "category", "until"):
            value = getattr(self, name)
            if not isinstance(value, str) or (name in FIELDS[self.kind]) != bool(value):
                raise ScenarioError(
                    f"«{NBSP}{self.kind.label}{NBSP}»{NBSP}: champ {name} inattendu ou absent"
                )
        if any(value and not _IDENTIFIER.fullmatch(value) for value in (self.campus, self.into)):
            raise ScenarioError("l’identifiant d’un campus n’est pas lisible")
        if self.kind is Kind.MERGE and self.campus == self.into:
            raise ScenarioError("un campus ne peut pas être fusionné avec lui-même")
        if self.filiere and self.filiere not in BY_SLUG:
            raise ScenarioError(f"la filière «{NBSP}{clean_text(self.filiere)[:40]}{NBSP}» n’existe pas")
        if self.commune and not _COMMUNE.fullmatch(self.commune):
            raise ScenarioError(f"«{NBSP}{clean_text(self.commune)[:40]}{NBSP}» n’est pas un code de commune")
        if self.category and self.category not in {term.value for term in Categorie}:
            raise ScenarioError("la catégorie d’un campus est CMQ ou CMQE")
        if self.until:
            _day(self.until)


def _day(text: str) -> dt.date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with contextlib.suppress(ValueError):
            return PartialDate.parse(text).last_day  # no year that the filter refuses
    shown = f"«{NBSP}{clean_text(text)[:40]}{NBSP}»"
    raise ScenarioError(f"la date {shown} n’est pas lisible (attendu{NBSP}: 2026-01-31)")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes over the real data at a date.

    Attributes
    ----------
    name : str
        One line of at most `MAX_NAME` characters, cleaned.
    date : datetime.date or None
        Day of the state; None for the most recent one.
    changes : tuple of Change
        At most `MAX_CHANGES`; their order does not change what they do.
    """

    name: str = "Scénario"
    date: dt.date | None = None
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        if clean_text(self.name)[:MAX_NAME].strip() != self.name:
            raise ScenarioError(f"le nom d’un scénario tient sur une ligne de {MAX_NAME} caractères")
        if len(self.changes) > MAX_CHANGES:
            raise ScenarioError(f"un scénario compte au plus {MAX_CHANGES} changements")

    def adding(self, change: Change) -> Scenario:
        """Same scenario with one change more, at the end."""
        return replace(self, changes=(*self.changes, change))

    def without(self, place: int) -> Scenario:
        """Same scenario without the change at a place."""
        return replace(self, changes=self.changes[:place] + self.changes[place + 1 :])

    def toggled(self, place: int) -> Scenario:
        """Same scenario with the change at a place switched on or off."""
        change = self.changes[place]
        switched = replace(change, enabled=not change.enabled)
        return replace(self, changes=(*self.changes[:place], switched, *self.changes[place + 1 :]))

    def to_text(self) -> str:
        """Content of a file: JSON, UTF-8, always the same bytes."""
        changes = [
            {"kind": change.kind.value}
            | {name: getattr(change, name) for name in FIELDS[change.kind]}
            | {"enabled": change.enabled}
            for change in self.changes
        ]
        date = self.date.isoformat() if self.date else None
        record = {"format": _FORMAT, "version": 1, "name": self.name, "date": date, "changes": changes}
        return json.dumps(record, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a file back.

        Raises
        ------
        ScenarioError
            In French, when it is not exactly a scenario.
        """
        if len(text) > MAX_FILE:
            raise ScenarioError("le fichier est trop long pour un scénario")
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            raise ScenarioError("le fichier n’est pas un scénario lisible (JSON attendu)") from None
        wanted = {"format", "version", "name", "date", "changes"}
        if not isinstance(record, dict) or set(record) != wanted or record["format"] != _FORMAT:
            raise ScenarioError("le fichier n’est pas un scénario de l’atlas")
        if record["version"] != 1 or isinstance(record["version"], bool):
            raise ScenarioError("le scénario vient d’une autre version de l’atlas")
        name, date, changes = record["name"], record["date"], record["changes"]
        if not isinstance(name, str) or not isinstance(changes, list) or not isinstance(date, str | None):
            raise ScenarioError("le nom, la date ou les changements du scénario ne sont pas lisibles")
        if len(changes) > MAX_CHANGES:
            raise ScenarioError(f"un scénario compte au plus {MAX_CHANGES} changements")
        return cls(name, _day(date) if date is not None else None, tuple(map(_change, changes)))

    def to_address(self) -> str:
        """Compact text of unreserved characters (RFC 3986), for an address."""
        parts = [
            base64.urlsafe_b64encode(self.name.encode()).decode().rstrip("="),
            self.date.isoformat() if self.date else "",
        ]
        for change in self.changes:
            fields = [getattr(change, name) for name in FIELDS[change.kind]]
            parts.append(".".join([("" if change.enabled else "_") + _LETTERS[change.kind], *fields]))
        return "~".join(parts)

    @classmethod
    def from_address(cls, text: str) -> Self:
        """Read an address back; raises as :meth:`from_text`."""
        if len(text) > MAX_ADDRESS:
            raise ScenarioError("l’adresse du scénario est trop longue")
        name, separator, rest = text.partition("~")
        try:
            decoded = base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True).decode()
        except (binascii.Error, ValueError):
            raise ScenarioError("l’adresse du scénario n’est pas lisible") from None
        if not separator:
            raise ScenarioError("l’adresse du scénario n’est pas lisible")
        date, *changes = rest.split("~")
        if len(changes) > MAX_CHANGES:
            raise ScenarioError(f"un scénario compte au plus {MAX_CHANGES} changements")
        return cls(decoded, _day(date) if date else None, tuple(map(_short_change, changes)))


def _change(record: Any) -> Change:
    kinds = {kind.value: kind for kind in Kind}
    given = record.get("kind") if isinstance(record, dict) else None
    kind = kinds.get(given) if isinstance(given, str) else None
    if kind is None or set(record) != {"kind", "enabled", *FIELDS[kind]}:
        raise ScenarioError("un changement du scénario n’est pas lisible")
    if not isinstance(record["enabled"], bool):
        raise ScenarioError("un changement est en service ou non (true ou false)")
    return Change(kind, **{name: record[name] for name in FIELDS[kind]}, enabled=record["enabled"])


def _short_change(text: str) -> Change:
    letter, *values = text.split(".")
    kind = {letter: kind for kind, letter in _LETTERS.items()}.get(letter.removeprefix("_"))
    if kind is None or len(values) != len(FIELDS[kind]) or len(letter) > 2:
        raise ScenarioError("un changement de l’adresse n’est pas lisible")
    return Change(kind, **dict(zip(FIELDS[kind], values, strict=True)), enabled=not letter.startswith("_"))
