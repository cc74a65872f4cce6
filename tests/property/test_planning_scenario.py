"""Scenarios are read back as they were written, and nothing else is read."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.filiere import BY_SLUG
from atlas.planning import MAX_CHANGES, Change, Kind, Scenario, ScenarioError

ids = st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True)
communes = st.sampled_from(["69123", "2A004", "97411"])
flags = st.booleans()
days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
changes = st.one_of(
    st.builds(
        lambda f, c, k, e: Change(Kind.ADD, filiere=f, commune=c, category=k, enabled=e),
        st.sampled_from(sorted(BY_SLUG)), communes, st.sampled_from(["CMQ", "CMQE"]), flags,
    ),
    st.builds(lambda i, e: Change(Kind.CLOSE, campus=i, enabled=e), ids, flags),
    st.builds(lambda i, e: Change(Kind.EXCELLENCE, campus=i, enabled=e), ids, flags),
    st.builds(lambda i, c, e: Change(Kind.MOVE, campus=i, commune=c, enabled=e), ids, communes, flags),
    st.builds(lambda i, e: Change(Kind.MERGE, campus=i, into=f"{i}-b", enabled=e), ids, flags),
    st.builds(lambda d, e: Change(Kind.EXPIRE, until=d.isoformat(), enabled=e), days, flags),
)  # fmt: skip
scenarios = st.builds(
    Scenario,
    st.text("abcé œ'<>&~._-", max_size=40).map(lambda text: " ".join(text.split())),
    st.none() | days,
    st.lists(changes, max_size=6).map(tuple),
)


@given(scenarios)
def test_files_and_addresses_give_the_same_scenario_back(scenario: Scenario) -> None:
    assert Scenario.from_text(scenario.to_text()) == scenario
    address = scenario.to_address()
    assert Scenario.from_address(address) == scenario
    assert all(char.isascii() and (char.isalnum() or char in "-._~") for char in address)


@given(scenarios, changes)
def test_undoing_a_change_gives_the_same_bytes(scenario: Scenario, change: Change) -> None:
    more = scenario.adding(change)
    place = len(scenario.changes)
    assert more.to_text() != scenario.to_text()
    assert more.without(place).to_text() == scenario.to_text()
    assert more.toggled(place).toggled(place).to_text() == more.to_text()


@given(st.text() | st.from_regex(r"[A-Za-z0-9_~.-]{0,60}", fullmatch=True))
def test_a_hostile_address_or_file_is_read_whole_or_refused(text: str) -> None:
    for read in (Scenario.from_address, Scenario.from_text):
        try:
            found = read(text)
        except ScenarioError:
            continue
        assert Scenario.from_text(found.to_text()) == found


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000, "{}", "null", "x" * 30_000, '{"format":"atlas-scenario"}', "1" * 5_000, '{"name":NaN}'],
)
def test_a_hostile_file_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        Scenario.from_text(text)


def test_what_is_not_bounded_is_refused() -> None:
    one = Change(Kind.CLOSE, campus="a")
    with pytest.raises(ScenarioError, match="au plus 40"):
        Scenario("x", None, (one,) * (MAX_CHANGES + 1))
    with pytest.raises(ScenarioError, match="lui-même"):
        Change(Kind.MERGE, campus="a", into="a")
    for address in (
        "",
        "~",
        "~~z",
        "é~~",
        "QQ~~c",
        "QQ~2026-1-1",
        "QQ~~" + "~".join(["c.a"] * 50),
        "A" * 9999,
    ):
        with pytest.raises(ScenarioError):
            Scenario.from_address(address + "~bad")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_no_filter_takes_is_refused(day):
    text = Scenario().to_text().replace('"date": null', f'"date": "{day}"')
    with pytest.raises(ScenarioError, match="date"):
        Scenario.from_text(text)
