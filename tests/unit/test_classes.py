"""Classes of counts: none is left out, none is counted twice, and darker means more."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.maps.classes import ROUND_STEPS, class_of, count_classes, units_by_class
from atlas.maps.counts import classes as classes_of_level
from atlas.maps.palette import SEQUENTIAL
from atlas.ui import loaded
from tests.unit.test_filiere import contrast, luminance

largest_counts = st.integers(1, 20_000)


@given(largest_counts)
def test_classes_run_from_one_to_the_largest_without_gap_or_overlap(largest: int) -> None:
    classes = count_classes(largest)
    assert 1 <= len(classes) <= 5
    assert classes[0].low == 1
    assert classes[-1].high >= largest
    assert all(cls.low <= cls.high for cls in classes)
    assert all(after.low == before.high + 1 for before, after in itertools.pairwise(classes))


@given(largest_counts, st.data())
def test_each_count_falls_in_the_class_that_holds_it(largest: int, data: st.DataObject) -> None:
    classes = count_classes(largest)
    count = data.draw(st.integers(1, largest))
    position = class_of(count, classes)
    assert classes[position].low <= count <= classes[position].high
    assert class_of(0, classes) == -1


@given(largest_counts)
def test_bounds_are_round_and_the_last_class_is_not_far_too_wide(largest: int) -> None:
    classes = count_classes(largest)
    if largest <= ROUND_STEPS[-1]:
        assert all(cls.high in ROUND_STEPS for cls in classes)
    assert classes[-1].high <= 2.5 * largest


@given(largest_counts)
def test_colours_are_distinct_and_darken_from_class_to_class(largest: int) -> None:
    shades = [luminance(cls.color) for cls in count_classes(largest)]
    assert all(light > dark for light, dark in itertools.pairwise(shades))


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=30))
def test_units_are_counted_once_and_those_with_nothing_in_no_class(counts: dict[str, int]) -> None:
    classes = count_classes(max([*counts.values(), 1]))
    found = units_by_class(counts, classes)
    assert len(found) == len(classes)
    assert sum(found) == sum(1 for count in counts.values() if count)


def test_an_empty_catalogue_still_has_a_legend() -> None:
    assert [(cls.low, cls.high) for cls in count_classes(0)] == [(1, 1)]


@pytest.mark.parametrize(
    ("largest", "labels"),
    [
        (1, ["1"]),
        (3, ["1", "2", "3"]),
        (14, ["1", "2 à 3", "4 à 6", "7 à 10", "11 à 15"]),
        (15, ["1", "2 à 3", "4 à 6", "7 à 10", "11 à 15"]),
    ],
)
def test_labels_are_in_words(largest: int, labels: list[str]) -> None:
    assert [cls.label for cls in count_classes(largest)] == labels


def test_darkest_colour_carries_white_text_and_each_stands_out_from_the_next() -> None:
    assert contrast(SEQUENTIAL[-1], "#ffffff") >= 4.5
    assert all(contrast(a, b) >= 1.3 for a, b in itertools.pairwise(SEQUENTIAL))


def test_every_real_unit_has_a_class_at_every_level() -> None:
    atlas = loaded.current()
    assert set(atlas.unit_codes) == {"region", "academie", "departement"}
    for level in atlas.unit_codes:
        classes = classes_of_level(atlas, level)
        codes = [code for code in atlas.unit_codes[level] if code]
        for code in set(codes):
            assert 0 <= class_of(codes.count(code), classes) < len(classes)
        assert max(codes.count(code) for code in set(codes)) >= classes[-1].low, "the darkest class is used"
