"""The words of a catalogue, indexed once for each version of the data: names, places, sectors, members."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from atlas.model.filiere import BY_SLUG
from atlas.model.selection import fold
from atlas.model.vocabulary import Categorie, Term

if TYPE_CHECKING:
    from atlas.data.catalogue import Catalogue

_KEPT_VERSIONS: Final = 2
_WORD: Final = re.compile(r"[^\W_]+")
_ALIASES: Final = {"st": "saint", "ste": "sainte"}


class Place(Term):
    """Where a word is found."""

    NAME = "name", "nom"
    SHORT_NAME = "short_name", "nom d’usage"
    COMMUNE = "host_commune", "commune du siège"
    HOST = "host_name", "établissement support"
    FILIERE = "filiere", "filière"
    MEMBER = "member", "membre"
    ACADEMIE = "academie", "académie"
    DEPARTEMENT = "departement", "département"
    REGION = "region", "région"
    CATEGORY = "category", "catégorie"


_WEIGHTS: Final = {
    Place.NAME: 1.0,
    Place.SHORT_NAME: 0.95,
    Place.COMMUNE: 0.9,
    Place.HOST: 0.8,
    Place.FILIERE: 0.7,
    Place.MEMBER: 0.6,
    Place.ACADEMIE: 0.6,
    Place.DEPARTEMENT: 0.6,
    Place.REGION: 0.6,
    Place.CATEGORY: 0.4,
}
_ACRONYMS: Final = {
    "11": "IDF",
    "24": "CVL",
    "27": "BFC",
    "32": "HDF",
    "52": "PDL",
    "84": "AURA",
    "93": "PACA",
}
"""What officials call some régions, by their code."""
_EXCELLENCE: Final = "Campus d’excellence (CMQE)"
_COLUMNS: Final = (
    Place.NAME,
    Place.SHORT_NAME,
    Place.COMMUNE,
    Place.HOST,
    Place.ACADEMIE,
    Place.REGION,
)


@dataclass(frozen=True)
class SearchIndex:
    """The words of a catalogue. Nobody may change the arrays.

    Attributes
    ----------
    words : tuple of str
        Different folded words.
    places : tuple of Place
        Place of each value.
    values : tuple of str
        Values, those of one campus together, campuses in the order of the catalogue.
    weights : ndarray of float32, shape (values,)
        Weight of the place of each value.
    campus_starts : ndarray of intp, shape (campuses,)
        First value of each campus; each has at least its name.
    posting_starts : ndarray of intp, shape (words + 1,)
        Where the values of each word begin in `postings`.
    postings : ndarray of intp
        Values that hold each word.
    names : tuple of tuple of str
        Names, short names and identifiers, one a campus each.
    """

    words: tuple[str, ...]
    places: tuple[Place, ...]
    values: tuple[str, ...]
    weights: NDArray[np.float32]
    campus_starts: NDArray[np.intp]
    posting_starts: NDArray[np.intp]
    postings: NDArray[np.intp]
    names: tuple[tuple[str, ...], ...]

    @cached_property
    def folded_names(self) -> tuple[list[str], ...]:
        """The same as words apart."""
        return tuple([" ".join(words_of(name)) for name in of_kind] for of_kind in self.names)

    @cached_property
    def rank_of(self) -> dict[str, int]:
        """Rank of each word."""
        return {word: rank for rank, word in enumerate(self.words)}

    def values_of(self, campus: int) -> range:
        """Values of a campus, by its row in the catalogue."""
        last = len(self.campus_starts) - 1
        end = len(self.values) if campus == last else int(self.campus_starts[campus + 1])
        return range(int(self.campus_starts[campus]), end)


def words_of(text: str) -> list[str]:
    """Folded words of a text, common abbreviations written out.

    >>> words_of("Lycée St-Exupéry, l'Œuvre")
    ['lycee', 'saint', 'exupery', 'l', 'oeuvre']
    """
    return [_ALIASES.get(word, word) for word in _WORD.findall(fold(text))]


def build_search(catalogue: Catalogue) -> SearchIndex:
    """Index the words of a catalogue: names, places, sectors and members."""
    places: list[Place] = []
    values: list[str] = []
    starts: list[int] = []
    for of_campus in _values(catalogue):
        starts.append(len(values))
        for place, value in of_campus:
            places.append(place)
            values.append(value)
    ranks: dict[str, int] = {}
    ranks_of: dict[str, list[int]] = {}  # values repeat from campus to campus
    held: list[int] = []
    holders: list[int] = []
    for number, value in enumerate(values):
        if value not in ranks_of:
            ranks_of[value] = [ranks.setdefault(word, len(ranks)) for word in dict.fromkeys(words_of(value))]
        held += ranks_of[value]
        holders += [number] * len(ranks_of[value])
    words = np.array(held, np.intp)
    order = np.argsort(words, kind="stable")
    return SearchIndex(
        words=tuple(ranks),
        places=tuple(places),
        values=tuple(values),
        weights=np.array([_WEIGHTS[place] for place in places], np.float32),
        campus_starts=np.array(starts, np.intp),
        posting_starts=np.searchsorted(words[order], np.arange(len(ranks) + 1)),
        postings=np.array(holders, np.intp)[order],
        names=tuple(tuple(catalogue.campuses[column]) for column in ("name", "short_name", "id")),
    )


def _values(catalogue: Catalogue) -> Iterator[list[tuple[Place, str]]]:
    """For each campus, what can be found of it and where."""
    members: dict[str, list[str]] = {}
    for campus_id, name, commune in zip(
        *(catalogue.members[column] for column in ("campus_id", "name", "commune")), strict=True
    ):
        members.setdefault(campus_id, []).append(
            name if not commune or commune in name else f"{name}, {commune}"
        )
    units = catalogue.units[catalogue.units["level"] == "departement"]
    departements = dict(zip(units["code"], units["name"], strict=True))
    for campus in catalogue.campuses.to_dict("records"):
        stated = [(place, str(campus[place.value])) for place in _COLUMNS]
        others = (
            (Place.FILIERE, BY_SLUG[campus["filiere"]].name),
            (Place.DEPARTEMENT, departements.get(campus["departement_code"], "")),
            (Place.REGION, _ACRONYMS.get(campus["region_code"], "")),
            (Place.CATEGORY, _EXCELLENCE if campus["category"] == Categorie.CMQE else ""),
        )
        network = [(Place.MEMBER, name) for name in members.get(campus["id"], ())]
        # The name comes first and always: a campus without a value would have no place in the arrays.
        yield [stated[0], *((place, value) for place, value in (*stated[1:], *others, *network) if value)]


_lock = threading.Lock()
_indexes: OrderedDict[str, SearchIndex] = OrderedDict()


def search_of(catalogue: Catalogue) -> SearchIndex:
    """Return the index of a catalogue, made at the first call for each version of the data."""
    with _lock:
        if catalogue.version not in _indexes:
            _indexes[catalogue.version] = build_search(catalogue)
            while len(_indexes) > _KEPT_VERSIONS:
                _indexes.popitem(last=False)
        return _indexes[catalogue.version]
