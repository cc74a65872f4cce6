"""A storyboard as a small file that people read and write: TOML, checked, written in one way only."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from atlas.coverage import Basis, Level
from atlas.model.dates import parse_day
from atlas.model.numbers import NBSP
from atlas.model.selection import PARAMS, canonical, clean_text
from atlas.model.selection import parse as parse_selection
from atlas.planning import Scenario, ScenarioError
from atlas.story.ground import Ground
from atlas.story.storyboard import (
    BASIS,
    CAMPUS,
    LEVEL,
    LEVELS_OF,
    MAX_FINDING,
    MAX_NAME,
    MAX_NOTE,
    MAX_TITLE,
    MAX_VIEWS,
    RADII_KM,
    RADIUS,
    REFERENCE,
    SCENARIO,
    SETTINGS,
    SETTINGS_OF,
    SINCE,
    UNIT,
    Kind,
    Storyboard,
    StoryboardError,
    View,
)
from atlas.story.territory import AUTO, FRANCE_KEY, find
from atlas.story.words import typeset

MAX_BYTES: Final = 65_536
"""A storyboard is read by people: a longer one is not one."""
MAX_ERRORS: Final = 50
_MAX_DOTS: Final = 5_000_000
"""Sum over the lines of their squared dots: a key of many parts takes the parser their square in time."""

_NAME: Final = "nom"
_VIEWS: Final = "vue"
_KIND: Final = "genre"
_TEXTS: Final[Mapping[str, tuple[str, int]]] = {
    "titre": ("title", MAX_TITLE),
    "constat": ("finding", MAX_FINDING),
    "note": ("note", MAX_NOTE),
}
_REQUIRED: Final[Mapping[Kind, str]] = {
    Kind.TERRITORY: UNIT,
    Kind.CAMPUS: CAMPUS,
    Kind.SCENARIO: SCENARIO,
}
_FILTER: Final = "filtre"
_IGNORED: Final = " ; elle a été ignorée."


def parse(text: str, ground: Ground) -> Storyboard:
    """Read a storyboard.

    Parameters
    ----------
    text : str
        TOML: ``nom``, then one ``[[vue]]`` a view with ``genre``, ``titre``, ``constat``, ``note``, the
        settings of its kind and ``filtre``, a table of the parameters of an address.
    ground : Ground
        Data that the values must exist in.

    Raises
    ------
    StoryboardError
        With all that is wrong, in French.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise StoryboardError((f"Le fichier dépasse {MAX_BYTES // 1024}{NBSP}Kio.",))
    if sum(line.count(".") ** 2 for line in text.split("\n")) > _MAX_DOTS:
        raise StoryboardError(("Le fichier n’est pas du TOML lisible : trop de points.",))
    try:
        read = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number too long to read is a ValueError too
        raise StoryboardError((f"Le fichier n’est pas du TOML lisible{_place(error)}.",)) from None
    reader = _Reader(ground)
    storyboard = reader.storyboard(read)
    if reader.errors:
        kept = reader.errors[:MAX_ERRORS]
        more = len(reader.errors) - len(kept)
        raise StoryboardError((*map(typeset, kept), *((f"Et {more} autres erreurs.",) if more else ())))
    return storyboard


def _place(error: BaseException) -> str:
    line = getattr(error, "lineno", None)
    if line is None and "(at line " in str(error):
        line = str(error).rpartition("(at line ")[2].partition(",")[0]
    return f" (ligne {line})" if line else ""


class _Reader:
    """Reads tables whose types nothing vouches for; every fault is kept."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.errors: list[str] = []

    def storyboard(self, read: dict[str, Any]) -> Storyboard:
        self._unknown(read, {_NAME, _VIEWS}, "Le fichier")
        name = self._text(read, _NAME, MAX_NAME, "Le fichier")
        if not name:
            self.errors.append(f"Le fichier : « {_NAME} » manque ou est vide.")
        views = read.get(_VIEWS, [])
        if not isinstance(views, list) or not all(isinstance(view, dict) for view in views):
            self.errors.append(f"Le fichier : les vues s’écrivent [[{_VIEWS}]].")
            return Storyboard(name)
        if len(views) > MAX_VIEWS:
            self.errors.append(f"Le fichier a {len(views)} vues, et {MAX_VIEWS} au plus sont admises.")
            return Storyboard(name)
        made = [self.view(view, f"Vue {rank}") for rank, view in enumerate(views, start=1)]
        return Storyboard(name, tuple(view for view in made if view is not None))

    def view(self, read: dict[str, Any], where: str) -> View | None:
        stated = read.get(_KIND)
        if not isinstance(stated, str) or stated not in {kind.value for kind in Kind}:
            known = ", ".join(kind.value for kind in Kind)
            self.errors.append(f"{where} : « {_KIND} » manque ou est inconnu (au choix : {known}).")
            return None
        kind = Kind(stated)
        self._unknown(read, {_KIND, *_TEXTS, _FILTER, *SETTINGS_OF[kind]}, where)
        texts = {field: self._text(read, name, most, where) for name, (field, most) in _TEXTS.items()}
        settings = {
            name: read[name]
            for name in SETTINGS_OF[kind]
            if name in read and self._accepts(kind, name, read[name], where)
        }
        required = _REQUIRED.get(kind)
        if required and required not in read:
            self.errors.append(f"{where} : « {required} » manque ({SETTINGS[required]}).")
        return View(kind, self._params(read.get(_FILTER, {}), where), settings, **texts)

    def _text(self, read: dict[str, Any], name: str, most: int, where: str) -> str:
        value = read.get(name, "")
        if not isinstance(value, str):
            self.errors.append(f"{where} : « {name} » est un texte, entre guillemets.")
            return ""
        cleaned = clean(value)
        if len(cleaned) > most:
            self.errors.append(f"{where} : « {name} » a {len(cleaned)} caractères, et {most} au plus.")
        return cleaned

    def _accepts(self, kind: Kind, name: str, value: object, where: str) -> bool:
        if isinstance(value, str) and _ACCEPTS[name](self.ground, kind, value):
            return True
        try:
            shown = clean_text(str(value))[:40]
        except (ValueError, RecursionError):  # a number too long or a table too deep to be written
            shown = "…"
        self.errors.append(f"{where} : « {name} » ({SETTINGS[name]}) n’admet pas la valeur « {shown} ».")
        return False

    def _params(self, read: object, where: str) -> Mapping[str, tuple[str, ...]]:
        if not isinstance(read, dict):
            self.errors.append(f"{where} : « {_FILTER} » est une table.")
            return {}
        self._unknown(read, set(PARAMS), f"{where}, {_FILTER}")
        params: dict[str, tuple[str, ...]] = {}
        for name in PARAMS:
            values = read.get(name, [])
            values = [values] if isinstance(values, str) else values
            if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                self.errors.append(f"{where}, {_FILTER} : « {name} » est un texte ou une liste de textes.")
            elif values:
                params[name] = tuple(values)
        selection, notices = parse_selection(params, self.ground.choices)
        self.errors += [f"{where} : {notice.replace(_IGNORED, '.')}" for notice in notices]
        kept = canonical(selection, self.ground.choices).to_params()
        return {name: tuple(values) for name, values in kept.items()}

    def _unknown(self, read: Mapping[str, object], known: set[str], where: str) -> None:
        for name in read:
            if name not in known:
                self.errors.append(f"{where} : « {clean_text(name)[:40]} » est inconnu.")


def _is_scenario(_ground: Ground, _kind: Kind, value: str) -> bool:
    try:
        return Scenario.from_address(value).to_address() == value
    except ScenarioError:
        return False


def _is_day(_ground: Ground, _kind: Kind, value: str) -> bool:
    return parse_day(value) is not None


def _is_unit(ground: Ground, _kind: Kind, value: str) -> bool:
    return value != FRANCE_KEY and find(ground.engine, value) is not None


def _is_reference(ground: Ground, kind: Kind, value: str) -> bool:
    return value in (AUTO, FRANCE_KEY) or _is_unit(ground, kind, value)


_ACCEPTS: Final[Mapping[str, Callable[[Ground, Kind, str], bool]]] = {
    LEVEL: lambda _ground, kind, value: value in {level.value for level in LEVELS_OF.get(kind, tuple(Level))},
    RADIUS: lambda _ground, _kind, value: value in RADII_KM,
    BASIS: lambda _ground, _kind, value: value in {basis.value for basis in Basis},
    SINCE: _is_day,
    UNIT: _is_unit,
    REFERENCE: _is_reference,
    CAMPUS: lambda ground, _kind, value: value in ground.atlas.campus_ids,
    SCENARIO: _is_scenario,
}


def clean(text: str) -> str:
    """Text without control characters, line by line, blank lines left out at both ends."""
    lines = ("".join(char if char.isprintable() else " " for char in line) for line in text.splitlines())
    return "\n".join(" ".join(line.split(" ")).strip() for line in lines).strip()


def dump(storyboard: Storyboard) -> str:
    """Write a storyboard: same storyboard, same text; :func:`parse` reads it back."""
    return "\n".join(_lines(storyboard))


def _lines(storyboard: Storyboard) -> Iterator[str]:
    yield f"{_NAME} = {_quoted(storyboard.name)}"
    for view in storyboard.views:
        yield ""
        yield f"[[{_VIEWS}]]"
        yield f"{_KIND} = {_quoted(view.kind.value)}"
        for name, (field, _) in _TEXTS.items():
            if written := getattr(view, field):
                yield f"{name} = {_quoted(written)}"
        for name in SETTINGS_OF[view.kind]:
            if name in view.settings:
                yield f"{name} = {_quoted(view.settings[name])}"
        params = {name: view.params[name] for name in PARAMS if view.params.get(name)}
        if params:
            yield f"[{_VIEWS}.{_FILTER}]"
        for name, values in params.items():
            yield f"{name} = [{', '.join(map(_quoted, values))}]"
    yield ""


def _quoted(text: str) -> str:
    """TOML basic string: that of JSON, which escapes all but DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
