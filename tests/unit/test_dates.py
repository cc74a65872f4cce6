"""Partial dates: reading, printing, order and the days they may mean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.dates import FIRST_YEAR, LAST_YEAR, PartialDate, french, parse_day

DAYS = st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    known = draw(st.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:known])


@pytest.mark.parametrize(
    ("text", "shown", "precision", "first", "last"),
    [
        ("2013", "2013", "year", dt.date(2013, 1, 1), dt.date(2013, 12, 31)),
        ("2016-01", "janvier 2016", "month", dt.date(2016, 1, 1), dt.date(2016, 1, 31)),
        ("2016-02", "février 2016", "month", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        ("2015-01-30", "30 janvier 2015", "day", dt.date(2015, 1, 30), dt.date(2015, 1, 30)),
        ("2016-03-01", "1er mars 2016", "day", dt.date(2016, 3, 1), dt.date(2016, 3, 1)),
    ],
)
def test_known_dates(text: str, shown: str, precision: str, first: dt.date, last: dt.date) -> None:
    date = PartialDate.parse(text)
    assert (str(date), date.in_french(), date.precision) == (text, shown, precision)
    assert (date.first_day, date.last_day) == (first, last)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2013-13", "le mois 13 n’existe pas"),
        ("2013-00", "le mois 00 n’existe pas"),
        ("2013-02-29", "le jour 29 n’existe pas en février 2013"),
        ("2013-04-00", "le jour 00 n’existe pas en avril 2013"),
        ("1999", "l’année 1999 n’est pas entre 2000 et 2100"),
        ("2101-01-01", "l’année 2101 n’est pas entre 2000 et 2100"),
        ("", "la date n’a pas la forme AAAA, AAAA-MM ou AAAA-MM-JJ"),
        ("30/01/2015", "la date n’a pas la forme AAAA, AAAA-MM ou AAAA-MM-JJ"),
        ("2013-9", "la date n’a pas la forme AAAA, AAAA-MM ou AAAA-MM-JJ"),
        ("２０１３", "la date n’a pas la forme AAAA, AAAA-MM ou AAAA-MM-JJ"),
        ("2013\n", "la date n’a pas la forme AAAA, AAAA-MM ou AAAA-MM-JJ"),
    ],
)
def test_impossible_dates_are_refused_in_french(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 the message is compared whole
        PartialDate.parse(text)
    assert str(raised.value) == problem


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ValueError, match="un jour sans mois"):
        PartialDate(2013, None, 4)


def test_french_of_each_kind_of_date() -> None:
    assert french(None) == "date inconnue"
    assert french(PartialDate(2013, 9)) == "septembre 2013"
    assert french(dt.date(2013, 9, 1)) == "1er septembre 2013"


def test_a_vaguer_date_comes_first() -> None:
    texts = ["2014", "2013-02", "2013", "2013-01-01", "2013-01"]
    assert [str(date) for date in sorted(map(PartialDate.parse, texts))] == [
        "2013", "2013-01", "2013-01-01", "2013-02", "2014"
    ]  # fmt: skip


@given(partial_dates())
def test_text_is_read_back(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(partial_dates(), DAYS)
def test_contains_is_between_first_and_last_day(date: PartialDate, day: dt.date) -> None:
    assert date.contains(date.first_day)
    assert date.contains(date.last_day)
    assert date.contains(day) == (date.first_day <= day <= date.last_day)


@given(partial_dates(), partial_dates())
def test_order_is_total_and_follows_first_days(a: PartialDate, b: PartialDate) -> None:
    assert (a < b) + (a == b) + (a > b) == 1
    if a.first_day < b.first_day:
        assert a < b


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        shown = str(PartialDate.parse(text))
    except ValueError:
        return
    assert shown == text


@pytest.mark.parametrize(
    "text", ["1999-12-31", "2101-01-01", "9999-12-31", "2016-02", "20160229", "2015-02-29"]
)
def test_a_day_out_of_what_the_data_may_hold_is_none(text: str) -> None:
    assert parse_day(text) is None


def test_the_end_of_a_label_is_said_in_french_whatever_its_year() -> None:
    assert french(dt.date(2105, 1, 1)) == "1er janvier 2105"
