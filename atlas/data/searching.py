"""Search as people type: no accents, no case, forgiving of typing errors, ranked by relevance.

A word of the query finds a word of the data when it equals it, begins it, or differs from it by a few
letters; all words must be found, in any order and in any field. The Selection's own text stays exact,
so that a filter never keeps more than it says: this search ranks, and leads to one campus.

The distance between words is that of Damerau and Levenshtein with adjacent transpositions only (optimal
string alignment), by RapidFuzz.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from atlas.data.search_index import Place, SearchIndex, words_of
from atlas.data.selecting import Mask
from atlas.model.selection import clean_text

_SILENT: Final = frozenset(
    (
        *(
            "a",
            "au",
            "aux",
            "d",
            "dans",
            "de",
            "des",
            "du",
            "en",
            "et",
            "l",
            "la",
            "le",
            "les",
            "par",
            "pour",
        ),
        *("sur", "campus", "cmq", "cmqe", "excellence", "metiers", "qualifications"),
        *("academie", "departement", "region"),
    )
)
"""Words that tell no campus from another: looked for only when the query has no other."""
_MAX_WORDS: Final = 12
_MIN_QUALITY: Final = 0.5
_ONE_PLACE: Final = 0.5
"""Weight of finding the words together in one name, beside finding each anywhere."""


@dataclass(frozen=True, slots=True)
class Match:
    """One reason why a campus is found.

    Attributes
    ----------
    place : Place
        Where.
    value : str
        The value found, as in the data.
    words : tuple of str
        Words of the query found there.
    """

    place: Place
    value: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place.label}\u00a0: {self.value}"


@dataclass(frozen=True)
class Found:
    """What a query finds.

    Attributes
    ----------
    index : SearchIndex
        Where it was looked for.
    query : tuple of str
        Words that were looked for; empty when the text has none.
    rows : ndarray of intp
        Rows of the catalogue, the most relevant first; of two equally so, the first of the catalogue.
    qualities : ndarray of float32, shape (words of the query, values)
        How well each value holds each word, 0 to 1.
    """

    index: SearchIndex
    query: tuple[str, ...]
    rows: NDArray[np.intp]
    qualities: NDArray[np.float32]

    def mask(self) -> Mask:
        """Campuses found, in the order of the catalogue."""
        found = np.zeros(len(self.index.campus_starts), dtype=bool)
        found[self.rows] = True
        return found

    def matches(self, campus: int) -> tuple[Match, ...]:
        """Why a campus is found: for each word its best value, the heaviest places first."""
        values = self.index.values_of(campus)
        span = slice(values.start, values.stop)
        scores = self.qualities[:, span] * self.index.weights[span]
        together = _ONE_PLACE * scores.sum(axis=0)
        by_value: dict[int, list[str]] = {}
        for word, row in zip(self.query, scores, strict=True):
            # Of the values that hold a word, the one that holds most of the others too says it best.
            best = int(np.argmax(np.where(row > 0, row + together, -1)))
            if row[best] > 0:
                by_value.setdefault(values.start + best, []).append(word)
        return tuple(
            Match(self.index.places[value], self.index.values[value], tuple(words))
            for value, words in sorted(by_value.items(), key=lambda item: -self.index.weights[item[0]])
        )


def query_words(text: str) -> tuple[str, ...]:
    """Different words that a query looks for.

    >>> query_words("le campus de la Métallurgie"), query_words("campus")
    (('metallurgie',), ('campus',))
    """
    typed = list(dict.fromkeys(words_of(clean_text(text))))[:_MAX_WORDS]
    return tuple(word for word in typed if word not in _SILENT) or tuple(typed)


def search(index: SearchIndex, text: str, within: Mask | None = None) -> Found:
    """Find the campuses that hold all words of a text.

    Parameters
    ----------
    index : SearchIndex
        The words of the catalogue.
    text : str
        As typed; only the first twelve words count.
    within : ndarray of bool, shape (campuses,), optional
        Campuses looked at; all by default.

    Returns
    -------
    Found
        All campuses looked at, in the order of the catalogue, when the text has no word.
    """
    looked_at = np.ones(len(index.campus_starts), dtype=bool) if within is None else within
    words = query_words(text)
    if not words or not len(looked_at):
        nothing = np.zeros((len(words), len(index.values)), np.float32)
        return Found(index, words, np.flatnonzero(looked_at), nothing)
    found = _ranked(index, words, looked_at, forgiving=False)
    # « nante » begins Nanterre, and is one letter from Nantes: what was meant shows when nothing is found.
    return found if len(found.rows) else _ranked(index, words, looked_at, forgiving=True)


def _ranked(index: SearchIndex, words: tuple[str, ...], looked_at: Mask, *, forgiving: bool) -> Found:
    qualities = np.zeros((len(words), len(index.values)), np.float32)
    for row, word in zip(qualities, words, strict=True):
        # From the worst to the best, so that a value keeps its best.
        for quality, rank in sorted(_similar(index, word, forgiving=forgiving)):
            row[index.postings[index.posting_starts[rank] : index.posting_starts[rank + 1]]] = quality
    scores = qualities * index.weights
    by_campus = np.maximum.reduceat(scores, index.campus_starts, axis=1)
    together = np.maximum.reduceat(scores.sum(axis=0), index.campus_starts)
    found = np.flatnonzero(looked_at & (by_campus > 0).all(axis=0))
    relevance = by_campus.sum(axis=0)[found] + _ONE_PLACE * together[found]
    return Found(index, words, found[np.argsort(-relevance, kind="stable")], qualities)


def allowed_errors(word: str) -> int:
    """Typing errors forgiven in a word: none in a short one, where each makes another word.

    >>> [allowed_errors(word) for word in ("bois", "nantes", "metalurgie", "2024")]
    [0, 1, 2, 0]
    """
    if word.isdigit() or len(word) < 5:
        return 0
    return 1 if len(word) < 8 else 2


def _similar(index: SearchIndex, word: str, *, forgiving: bool) -> list[tuple[float, int]]:
    """Quality and rank of the words of the data that a typed word stands for.

    A word that the data know is taken to be well typed, unless all are to be forgiven.
    """
    found: dict[int, float] = {}
    if word in index.rank_of:
        found[index.rank_of[word]] = 1.0
    if len(word) > 1:
        for rank, other in enumerate(index.words):
            if other.startswith(word):
                found[rank] = max(found.get(rank, 0), 0.85 + 0.1 * len(word) / len(other))
    errors = allowed_errors(word)
    if errors and (forgiving or not found):
        for rank, quality in _misspelt(index.words, word, errors):
            found[rank] = max(found.get(rank, 0), quality)
    return [(quality, rank) for rank, quality in found.items()]


def _misspelt(words: Sequence[str], word: str, errors: int) -> Iterator[tuple[int, float]]:
    """Ranks and qualities of the words that a few typing errors part from a word, or from their beginning."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    # A word still being typed is compared with beginnings as long as itself, one letter more or less.
    lengths = (None, len(word) - 1, len(word), len(word) + 1)
    for length in lengths:
        beginnings = words if length is None else [other[:length] for other in words]
        distances = cdist([word], beginnings, scorer=OSA.distance, score_cutoff=errors, dtype=np.uint8)[0]
        whole = 0.8 if length is None else 0.7
        for rank in np.flatnonzero(distances <= errors).tolist():
            if words[rank][0] == word[0] or distances[rank] == 1:
                yield rank, max(_MIN_QUALITY, whole - 0.1 * float(distances[rank]))


def nearest_names(index: SearchIndex, text: str, count: int = 5) -> list[int]:
    """Rows of the campuses whose name, short name or identifier looks most like a text, the closest first.

    Parameters
    ----------
    index : SearchIndex
        The words of the catalogue.
    text : str
        A name or an identifier, misspelt or cut; hyphens count as spaces.
    count : int
        How many at most.
    """
    from rapidfuzz import fuzz, process

    wanted = " ".join(words_of(clean_text(text)))
    if not wanted:
        return []
    best: dict[int, float] = {int(row): 100.0 for row in search(index, wanted).rows[:count]}
    for choices in index.folded_names:
        for _, score, row in process.extract(
            wanted, choices, scorer=fuzz.token_set_ratio, limit=count, score_cutoff=45
        ):
            best[row] = max(best.get(row, 0.0), float(score))
    return sorted(best, key=lambda row: (-best[row], row))[:count]
