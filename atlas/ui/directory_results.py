"""What the page « Annuaire » finds: the sentence, the table, and what to loosen when there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from atlas.data.search_index import search_of
from atlas.data.searching import Found, nearest_names, query_words, search
from atlas.data.selecting import Mask, select
from atlas.model.numbers import NBSP, plural
from atlas.model.selection import FIELDS, Selection, fold, french_day
from atlas.ui import directory_search, navigation, state, table
from atlas.ui.frame import Page
from atlas.ui.markup import TABLE_ANCHOR, bullets, plain, tag, text
from atlas.ui.table import CAMPUS_COLUMNS, Column

RESULTS: Final = "table-annuaire"
_EXPLAINED: Final = 200
"""Rows whose reason is told: as many as the table shows at first."""
_SHOWN_REASONS: Final = 3
_LEFT_OUT: Final = frozenset({"region", "since"})
"""Columns that give their room to the reason."""
_REASON: Final = Column("why", "Trouvé par", sort="rank", unknown="—")


@dataclass(frozen=True)
class Results:
    """Campuses found among those that the filters keep.

    Attributes
    ----------
    words : str
        What is searched; empty when nothing is.
    rows : ndarray of intp
        Rows of the catalogue: the most relevant first, by name when nothing is searched.
    reasons : mapping of int to str
        Why the first of them are found, by row.
    """

    words: str
    rows: NDArray[np.intp]
    reasons: dict[int, str]


@dataclass(frozen=True, slots=True)
class Loosening:
    """One thing to give up, and the campuses that it gives back.

    Attributes
    ----------
    said : str
        What is given up, in French.
    selection : Selection
        Filters that remain.
    words : str
        Search that remains.
    campuses : int
        Campuses then found.
    """

    said: str
    selection: Selection
    words: str
    campuses: int


def find(here: Page) -> Results:
    """Find what the search and the filters ask for."""
    words = directory_search.words(here.view)
    if not query_words(words):
        names = here.atlas.catalogue.campuses["name"]
        rows = np.array(sorted(np.flatnonzero(here.mask), key=lambda row: fold(names[row])), np.intp)
        return Results("", rows, {})
    found = search(search_of(here.atlas.catalogue), words)
    rows = found.rows[here.mask[found.rows]]
    return Results(words, rows, {row: reason(found, row) for row in rows[:_EXPLAINED].tolist()})


def reason(found: Found, row: int) -> str:
    """Why a campus is found, in French: the name itself needs no quoting, it stands beside."""
    matches = found.matches(row)
    said = dict.fromkeys("nom" if match.place == "name" else str(match) for match in matches)
    return " · ".join(list(said)[:_SHOWN_REASONS])


def headline(results: Results) -> str:
    """The page's answer in one sentence."""
    count = len(results.rows)
    if not results.words:
        kept = plural(count, "campus", "campus")
        return f"{kept}." if count else "Aucun campus ne répond à ces filtres."
    quoted = f"«{NBSP}{results.words}{NBSP}»"
    if not count:
        return f"Aucun campus trouvé pour {quoted}."
    found = plural(count, "campus trouvé", "campus trouvés")
    order = ", les plus proches de ces mots d’abord" if count > 1 else ""
    return f"{found} pour {quoted}{order}."


def show(here: Page, results: Results) -> None:
    """The campuses found, each leading to its record."""
    ids = here.atlas.ids[results.rows]
    said = here.caption
    columns: tuple[Column, ...] = CAMPUS_COLUMNS
    more = None
    if results.words:
        said = f"Recherche «{NBSP}{results.words}{NBSP}» · {said}"
        columns = (
            CAMPUS_COLUMNS[0],
            _REASON,
            *(one for one in CAMPUS_COLUMNS[1:] if one.key not in _LEFT_OUT),
        )
        more = {
            str(here.atlas.ids[row]): {"why": why, "rank": rank}
            for rank, (row, why) in enumerate(results.reasons.items())
        }
    st.html(TABLE_ANCHOR)
    table.campus_table(
        ids=ids.tolist(),
        version=here.atlas.catalogue.version,
        caption=f"{said}.",
        selected="",
        on_open=lambda: open_record(here, table.opened(RESULTS)),
        key=RESULTS,
        columns=columns,
        more=more,
        opens=("campus", "id"),
    )


def open_record(here: Page, campus_id: str) -> None:
    """Go to the record of a campus."""
    navigation.go("campus", here.selection, {"id": campus_id})


def nothing(here: Page, results: Results) -> None:
    """Say what was asked, why there is nothing, and what to loosen."""
    words = results.words
    asked = f"Recherche «{NBSP}{words}{NBSP}», {here.caption}" if words else here.caption
    found = loosenings(here, words)
    if not found:
        st.info(plain(f"Aucun campus ne répond à{NBSP}: {asked}. Aucun mot n’est reconnu dans les données."))
        _clear_button(here, Selection(), "Effacer la recherche et les filtres", "")
        _suggestions(here, words)
        return
    best, *others = found
    st.info(plain(f"Aucun campus ne répond à{NBSP}: {asked}."))
    _clear_button(here, best.selection, f"Retirer {best.said} ({_count(best)})", best.words)
    if others:
        listed = (text(f"sans {one.said}{NBSP}: {_count(one)}") for one in others)
        st.html(tag("div", tag("p", "Ou bien, à la main :"), bullets(listed), class_="atlas-list"))
    if words and not select_words(here, words).any():
        _suggestions(here, words)


def _count(one: Loosening) -> str:
    return plural(one.campuses, "campus", "campus")


def select_words(here: Page, words: str) -> Mask:
    """Campuses that a search finds, whatever the filters."""
    return search(search_of(here.atlas.catalogue), words).mask()


def loosenings(here: Page, words: str) -> list[Loosening]:
    """What to give up for something to be found, the most campuses first; else all filters together.

    The search itself comes last: it is what the reader came for.
    """
    filters_only = [one for one in _attempts(here, words) if one.campuses]
    filters_only.sort(key=lambda one: -one.campuses)
    without_words = _loosening(here, "la recherche", here.selection, "")
    searched = [without_words] if words and without_words.campuses else []
    if not filters_only:
        everything = _loosening(here, "tous les filtres", Selection(), words)
        filters_only = [everything] if everything.campuses and not here.selection.is_empty else []
    return [*filters_only, *searched]


def _attempts(here: Page, words: str) -> Iterator[Loosening]:
    chosen = here.selection
    for field in FIELDS:
        values = chosen.values(field.name)
        if values:
            named = ", ".join(here.choices[field.name].get(value, value) for value in values)
            said = f"le filtre «{NBSP}{field.label}{NBSP}: {named}{NBSP}»"
            yield _loosening(here, said, chosen.without(field.name), words)
    if chosen.date:
        said = f"la date du {french_day(chosen.date)}"
        yield _loosening(here, said, replace(chosen, date=None), words)
    if chosen.text:
        said = f"le texte «{NBSP}{chosen.text}{NBSP}»"
        yield _loosening(here, said, chosen.without("text"), words)


def _loosening(here: Page, said: str, selection: Selection, words: str) -> Loosening:
    mask = select(here.atlas.index, selection)
    if query_words(words):
        mask = mask & select_words(here, words)
    return Loosening(said, selection, words, int(np.count_nonzero(mask)))


def _clear_button(here: Page, selection: Selection, label: str, words: str) -> None:
    def loosen() -> None:
        state.put(selection, here.choices)
        state.set_setting(directory_search.SEARCH.param, words)

    st.button(plain(label), key="loosen", on_click=loosen, type="primary")


def _suggestions(here: Page, words: str) -> None:
    suggestions(here, nearest_names(search_of(here.atlas.catalogue), words))


def suggestions(here: Page, rows: list[int], heading: str = "Noms les plus proches") -> None:
    """Campuses whose names look like what was asked, one button each."""
    if not rows:
        return
    campuses = here.atlas.catalogue.campuses
    st.header(heading, anchor=False)
    with st.container(key="atlas-suggestions", gap="small"):
        for row in rows:
            campus_id, name, region = (str(campuses[column][row]) for column in ("id", "name", "region"))
            st.button(
                plain(f"{name} ({region})"),
                key=f"nearest-{campus_id}",
                type="tertiary",
                on_click=open_record,
                args=(here, campus_id),
            )
