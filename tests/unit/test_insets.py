"""The transform of the insets."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.maps import insets as module
from atlas.maps.insets import Inset, from_display, from_mercator, load_insets, to_display, to_mercator

FRAME = (-900_000.0, 6_000_000.0, -600_000.0, 6_300_000.0)
BOX = (-62.0, 15.5, -61.0, 16.5)


def make(*, enlarges: bool = False) -> Inset:
    """Return an inset that draws the box at the centre of the frame, twice as large."""
    center = to_mercator(16.0, -61.5)
    return Inset("971", "Guadeloupe", BOX, 2.0, center, (-750_000.0, 6_150_000.0), FRAME, {}, {}, enlarges)


latitudes, longitudes = st.floats(-80, 80), st.floats(-180, 180)


@given(latitudes, longitudes)
def test_mercator_round_trip(lat: float, lon: float) -> None:
    """The projection and its inverse cancel out, to a millimetre."""
    assert from_mercator(*to_mercator(lat, lon)) == pytest.approx((lat, lon), abs=1e-8)


@given(
    lat=st.floats(-60, 60),
    lon=longitudes,
    scale=st.floats(0.1, 10),
    source=st.tuples(st.floats(-60, 60), longitudes),
    place=st.tuples(st.floats(-60, 60), longitudes),
)
def test_inset_round_trip(
    lat: float, lon: float, scale: float, source: tuple[float, float], place: tuple[float, float]
) -> None:
    """A point near an inset's centre goes and comes back, whatever the transform."""
    near = (source[0] + lat / 60, source[1] + lon / 180)
    inset = Inset("x", "X", BOX, scale, to_mercator(*source), to_mercator(*place), FRAME, {})
    assert inset.from_display(*inset.to_display(*near)) == pytest.approx(near, abs=1e-7)


@given(st.floats(BOX[1], BOX[3]), st.floats(BOX[0], BOX[2]))
def test_points_of_the_box_are_moved_into_the_frame_and_back(lat: float, lon: float) -> None:
    """What the box contains is drawn in the frame, and a click there finds it again."""
    inset = make()
    drawn = to_display(lat, lon, [inset])
    assert inset.contains_display(*drawn)
    assert from_display(*drawn, [inset]) == pytest.approx((lat, lon), abs=1e-8)


@given(st.floats(41.0, 51.2), st.floats(-5.2, 9.7))
def test_mainland_stays_exactly(lat: float, lon: float) -> None:
    """No rounding on the way through."""
    assert to_display(lat, lon, [make()]) == (lat, lon)


def test_edges_belong_to_the_box_and_the_frame() -> None:
    """Both boxes are closed."""
    west, south, east, north = BOX
    inset = make()
    assert inset.contains(south, west)
    assert inset.contains(north, east)
    assert not inset.contains(north + 1e-9, east)
    assert not inset.contains(south, west - 1e-9)
    assert inset.contains_display(*from_mercator(-750_000, 6_150_000))
    assert not inset.contains_display(*from_mercator(-599_999, 6_150_000))


def test_centre_goes_to_centre_and_lengths_are_scaled() -> None:
    """Two true Mercator kilometres east of the centre are drawn four kilometres east."""
    inset = make()
    x, y = inset.source_center
    assert to_mercator(*inset.to_display(*from_mercator(x, y))) == pytest.approx(inset.display_center)
    drawn = to_mercator(*inset.to_display(*from_mercator(x + 2_000, y)))
    assert drawn == pytest.approx((inset.display_center[0] + 4_000, inset.display_center[1]))


def test_an_enlargement_leaves_the_point_in_place_but_is_clickable() -> None:
    """`to_display` ignores it; `from_display` does not."""
    inset = make(enlarges=True)
    assert to_display(16.0, -61.5, [inset]) == (16.0, -61.5)
    assert from_display(*inset.to_display(16.0, -61.5), [inset]) == pytest.approx((16.0, -61.5))


def test_insets_are_read_in_order(tmp_path: Path) -> None:
    """Optional fields have defaults; lists become tuples."""
    item = {
        "code": "971",
        "name": "Guadeloupe",
        "source": {"west": -62, "south": 15, "east": -61, "north": 17},
        "scale": 2.4,
        "source_center": [1, 2],
        "display_center": [3, 4],
        "frame": [5, 6, 7, 8],
        "members": {"region": ["01"]},
    }
    second = {**item, "code": "idf", "enlarges": True, "parts": {"academie": {"paris": ["75"]}}}
    path = tmp_path / "insets.json"
    path.write_text(json.dumps({"insets": [item, second], "overview": {}}), encoding="utf-8")
    first, other = load_insets(path)
    assert (first.code, first.enlarges, first.parts) == ("971", False, {})
    assert first.source == (-62, 15, -61, 17)
    assert first.members == {"region": ("01",)}
    assert (other.enlarges, other.parts) == (True, {"academie": {"paris": ("75",)}})
    assert len({first, other}) == 2
    assert module.EARTH_RADIUS_M == 6_378_137
