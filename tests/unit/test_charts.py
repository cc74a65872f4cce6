"""Charts over time: what they draw is what the tables count, up to the last date."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from atlas.charts.style import whole_ticks
from atlas.charts.territory_timeline import label_steps as territory_steps
from atlas.charts.timeline import UNDATED, label_steps
from atlas.model.filiere import FILIERES

KINDS = [*(filiere.short_name for filiere in FILIERES), UNDATED]
days = st.dates(dt.date(2013, 1, 1), dt.date(2026, 12, 31))
counts = st.integers(0, 30)


@st.composite
def timelines(draw: st.DrawFn) -> pd.DataFrame:
    dates = sorted(draw(st.sets(days, min_size=1, max_size=8)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True))
    return pd.DataFrame([(date, kind, draw(counts)) for date in dates for kind in kinds]).set_axis(
        ["date", "kind", "campuses"], axis="columns"
    )


def drawn(chart: Any) -> pd.DataFrame:
    """Rectangles of the steps, as the browser gets them."""
    specification = chart.to_dict()
    values = specification["datasets"][specification["layer"][0]["data"]["name"]]
    columns = ["date", "until", "kind", "low", "high", "campuses"]
    pieces = pd.DataFrame(values, columns=columns)
    return pieces.assign(date=pd.to_datetime(pieces["date"]), until=pd.to_datetime(pieces["until"]))


@given(timelines())
def test_steps_pile_up_what_holds_on_each_date_until_the_next(rows: pd.DataFrame) -> None:
    pieces = drawn(label_steps(rows, pd.DataFrame({"date": [], "total": []})))
    for date, expected in rows.groupby("date"):
        day = pd.Timestamp(date)
        held = pieces[(pieces["date"] <= day) & (pieces["until"] > day)].sort_values("low")
        assert held.set_index("kind")["campuses"].to_dict() == {
            kind: campuses
            for kind, campuses in zip(expected["kind"], expected["campuses"], strict=True)
            if campuses
        }
        assert [0, *held["high"]] == [*held["low"], expected["campuses"].sum()]


@given(timelines())
def test_official_totals_stay_inside_the_chart(rows: pd.DataFrame) -> None:
    official = pd.DataFrame({"date": [rows["date"].max()], "total": [500]})
    axis = label_steps(rows, official).to_dict()["layer"][0]["encoding"]["y"]
    assert axis["scale"]["domain"] == [0, 500]


@given(st.lists(st.tuples(days, counts, counts), min_size=1, max_size=8, unique_by=lambda row: row[0]))
def test_what_begins_on_the_last_date_of_a_territory_is_seen(rows: list[tuple[dt.date, int, int]]) -> None:
    frame = pd.DataFrame(sorted(rows)).set_axis(["date", "dated", "undated"], axis="columns")
    specification = territory_steps(frame).to_dict()
    (values,) = specification["datasets"].values()
    ends = [value for value in values if pd.Timestamp(value["date"]) > pd.Timestamp(frame["date"].iloc[-1])]
    assert [value["campuses"] for value in ends] == frame[["dated", "undated"]].iloc[-1].tolist()
    (_, end) = specification["encoding"]["x"]["scale"]["domain"]
    assert all(pd.Timestamp(value["date"]).date().isoformat() <= end for value in ends)


@given(st.integers(0, 10**6))
def test_marks_of_counts_are_whole_few_and_within(most: int) -> None:
    marks = whole_ticks(most)
    assert marks[0] == 0
    assert 2 <= len(marks) <= 6
    assert marks[-1] <= max(most, 1)
