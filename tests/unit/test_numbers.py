"""Numbers and counts as French readers expect them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.numbers import NBSP, THIN, french_decimal, french_int, french_percent, plural


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_are_grouped_by_three_with_a_narrow_no_break_space(value: int) -> None:
    written = french_int(value)
    assert re.fullmatch(rf"-?\d{{1,3}}({THIN}\d{{3}})*", written)
    assert int(written.replace(THIN, "")) == value


@given(st.floats(0, 10**9), st.integers(1, 4))
def test_decimals_have_a_comma_and_the_digits_asked(value: float, digits: int) -> None:
    written = french_decimal(value, digits)
    assert re.fullmatch(rf"\d{{1,3}}({THIN}\d{{3}})*,\d{{{digits}}}", written)
    read = float(written.replace(THIN, "").replace(",", "."))
    assert read == pytest.approx(value, abs=0.51 * 10**-digits)


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0,0"), (1, "100,0"), (0.6127, "61,3"), (27 / 30, "90,0"), (0.0004, "0,0"), (1 / 3, "33,3")],
)
def test_shares_are_percentages_with_a_thin_space_before_the_sign(share: float, written: str) -> None:
    assert french_percent(share) == f"{written}{THIN}%"


@given(st.integers(-5, 3000))
def test_a_noun_is_plural_from_two_on_and_never_leaves_its_number(count: int) -> None:
    written = plural(count, "région")
    assert written.endswith(f"{NBSP}régions" if abs(count) >= 2 else f"{NBSP}région")
    assert written.startswith(french_int(count))
    assert " " not in written


def test_irregular_plurals_are_given() -> None:
    assert plural(2, "campus", "campus") == f"2{NBSP}campus"
    assert plural(1, "cheval", "chevaux") == f"1{NBSP}cheval"
    assert plural(1234, "cheval", "chevaux") == f"1{THIN}234{NBSP}chevaux"
