"""What holds of the search whatever is typed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from atlas.data import load
from atlas.data.search_index import build_search, words_of
from atlas.data.searching import allowed_errors, nearest_names, query_words, search

CATALOGUE = load()
INDEX = build_search(CATALOGUE)
NAMES = CATALOGUE.campuses["name"].tolist()
typed = st.text(max_size=60) | st.lists(st.sampled_from(INDEX.words), max_size=4).map(" ".join)
rows = st.integers(0, len(NAMES) - 1)


@given(typed)
def test_any_text_is_answered_and_every_answer_has_its_reasons(text: str) -> None:
    found = search(INDEX, text)
    assert len(set(found.rows.tolist())) == len(found.rows)
    for row in found.rows.tolist():
        reasons = found.matches(row)
        assert {word for reason in reasons for word in reason.words} == set(found.query)
        assert all(
            reason.value in {INDEX.values[value] for value in INDEX.values_of(row)} for reason in reasons
        )


@given(typed)
def test_accents_case_order_and_spaces_change_nothing(text: str) -> None:
    words = query_words(text)
    again = search(INDEX, "  ".join(reversed(words)).upper())
    if set(again.query) == set(words):
        assert set(again.rows.tolist()) == set(search(INDEX, text).rows.tolist())


@given(rows, st.data())
def test_one_typing_error_in_a_long_word_still_finds(row: int, data: st.DataObject) -> None:
    long = [word for word in words_of(NAMES[row]) if allowed_errors(word) and word in query_words(NAMES[row])]
    if not long:
        return
    word = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    wrong = data.draw(
        st.sampled_from(
            [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
        )
    )
    # A wrong word that the data know means itself; with another right word beside, both meanings are tried.
    found = search(INDEX, wrong)
    known = any(other.startswith(wrong) for other in INDEX.words)
    assert known or not allowed_errors(wrong) or row in found.rows


@given(typed, st.lists(st.booleans(), min_size=len(NAMES), max_size=len(NAMES)))
def test_what_is_looked_at_only_narrows(text: str, kept: list[bool]) -> None:
    within = np.array(kept, dtype=bool)
    found = search(INDEX, text, within)
    assert within[found.rows].all()
    everywhere = search(INDEX, text).mask()
    if (everywhere & within).any():
        assert (found.mask() == (everywhere & within)).all()


@given(typed)
def test_nearest_names_are_rows_of_the_catalogue(text: str) -> None:
    near = nearest_names(INDEX, text)
    assert len(near) <= 5
    assert len(set(near)) == len(near)
    assert all(0 <= row < len(NAMES) for row in near)
