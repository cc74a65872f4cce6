"""Selections of any shape: the address tells all of them, and keeping campuses is plain set logic."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from atlas.data.selecting import COLUMNS, UNKNOWN_CALL, facet_counts, in_force, select
from atlas.model.dates import FIRST_YEAR, LAST_YEAR, PartialDate
from atlas.model.selection import FIELDS, PARAMS, Selection, canonical, clean_text, fold, parse
from atlas.model.vocabulary import Categorie, Evenement
from atlas.ui import loaded

ATLAS = loaded.current()
INDEX = ATLAS.index
CHOICES = INDEX.choices
CAMPUSES = ATLAS.catalogue.campuses.assign(
    call=ATLAS.catalogue.campuses["first_label_call"].replace("", UNKNOWN_CALL)
)
EVENTS = ATLAS.catalogue.label_events
MENTIONS = EVENTS[EVENTS["event"] == Evenement.EXCELLENCE].groupby("campus_id")["certain_date"].min()
WORDS = sorted({word for text in INDEX.texts for word in text.split()})[::20]

days = st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
near_days = st.dates(dt.date(2013, 1, 1), dt.date(2026, 12, 31))


any_text = st.text(max_size=150)


@st.composite
def selections(draw: st.DrawFn, texts: st.SearchStrategy[str] = any_text) -> Selection:
    """A Selection as the widgets could hold it, in any order."""
    values = {
        field.name: tuple(
            draw(st.lists(st.sampled_from(list(CHOICES[field.name])), max_size=4))
            if draw(st.booleans())
            else ()
        )
        for field in FIELDS
    }
    return Selection(**values, date=draw(st.none() | days | near_days), text=draw(texts))


asked = selections(st.just("") | st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS)).map(" ".join))


@given(selections())
def test_the_address_tells_a_canonical_selection_exactly(selection: Selection) -> None:
    right = canonical(selection, CHOICES)
    assert parse(right.to_params(), CHOICES) == (right, [])


@given(selections())
def test_canonical_is_idempotent_and_keeps_the_same_campuses(selection: Selection) -> None:
    right = canonical(selection, CHOICES)
    assert canonical(right, CHOICES) == right
    assert np.array_equal(select(INDEX, right), select(INDEX, replace(selection, text=right.text)))


values = st.text() | st.sampled_from([value for labels in CHOICES.values() for value in labels])
addresses = st.dictionaries(
    st.sampled_from(PARAMS) | st.text(), st.lists(values | days.map(str), max_size=5), max_size=8
)


def is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


@given(addresses)
def test_any_address_gives_a_selection_and_one_notice_for_each_unknown_value(
    address: dict[str, list[str]],
) -> None:
    selection, notices = parse(address, CHOICES)
    assert canonical(selection, CHOICES) == selection
    unknown = [
        value
        for field in FIELDS
        for value in dict.fromkeys(address.get(field.param, []))
        if value not in CHOICES[field.name]
    ]
    dates = address.get("date", [])
    assert len(notices) == len(unknown) + (bool(dates) and not is_date(dates[0]))
    for field in FIELDS:
        known = {value for value in address.get(field.param, []) if value in CHOICES[field.name]}
        assert set(selection.values(field.name)) == known
    for notice in notices:
        assert notice.isprintable()
        assert len(notice) < 200


def categories_on(day: dt.date) -> pd.Series[str]:
    """Category of each campus on a day, as its dated mention, its source or the latest evidence tells it."""
    has_mention = CAMPUSES["category"] == Categorie.CMQE
    shown = CAMPUSES["status_date"].map(
        lambda text: PartialDate.parse(text).last_day if text else INDEX.latest
    )
    since = CAMPUSES["id"].map(MENTIONS).fillna(shown.where(has_mention))
    held = since.map(lambda first: not pd.isna(first) and first <= day)
    return held.map({True: Categorie.CMQE, False: Categorie.CMQ})


@given(asked)
@example(Selection(categories=(Categorie.CMQ,), date=dt.date(2014, 1, 1)))
@example(Selection(categories=(Categorie.CMQE,), date=dt.date(2020, 12, 31)))
@example(Selection(categories=(Categorie.CMQE,), date=dt.date(2026, 1, 1)))
def test_values_add_up_within_a_field_and_fields_narrow_each_other(selection: Selection) -> None:
    rows = CAMPUSES.assign(text=INDEX.texts)
    if selection.date:
        rows["category"] = categories_on(selection.date)
    kept = rows[in_force(INDEX, selection)]
    for name, column in COLUMNS.items():
        if selection.values(name):
            kept = kept[kept[column].isin(selection.values(name))]
    for word in fold(selection.text).split():
        kept = kept[kept["text"].str.contains(word, regex=False)]
    assert CAMPUSES["id"].to_numpy()[select(INDEX, selection)].tolist() == kept["id"].tolist()


@given(asked, st.sampled_from(FIELDS), st.data())
def test_another_value_in_a_field_already_used_never_loses_a_campus(
    selection: Selection, field: Any, data: st.DataObject
) -> None:
    used = data.draw(st.sampled_from(list(CHOICES[field.name])))
    more = data.draw(st.sampled_from(list(CHOICES[field.name])))
    one = replace(selection, **{field.name: (used,)})
    two = replace(selection, **{field.name: (used, more)})
    assert not (select(INDEX, one) & ~select(INDEX, two)).any()


@given(asked)
def test_counts_beside_the_options_are_those_of_choosing_them(selection: Selection) -> None:
    for name, counts in facet_counts(INDEX, selection).items():
        for value, count in counts.items():
            assert count == int(select(INDEX, replace(selection, **{name: (value,)})).sum())


@given(near_days, near_days)
def test_time_only_adds_campuses_that_never_end(one: dt.date, other: dt.date) -> None:
    lasting = CAMPUSES["until"].isna().to_numpy(bool)
    early, late = (in_force(INDEX, Selection(date=day)) & lasting for day in sorted((one, other)))
    assert not (early & ~late).any()


@given(st.text())
def test_search_gives_the_same_whatever_the_case(text: str) -> None:
    shown = select(INDEX, Selection(text=clean_text(text)))
    assert np.array_equal(shown, select(INDEX, Selection(text=fold(clean_text(text)))))


@given(st.text())
@example("㎩")
def test_cleaning_and_folding_twice_is_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert fold(fold(text)) == fold(text)


@given(selections())
def test_the_caption_names_every_value(selection: Selection) -> None:
    right = canonical(selection, CHOICES)
    caption = right.caption(CHOICES)
    for field in FIELDS:
        assert all(CHOICES[field.name][value] in caption for value in right.values(field.name))
    assert right.text in caption
    assert caption.isprintable()
