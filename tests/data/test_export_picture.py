"""Pictures of the map: what is printed, where colours fall, and that the same view gives the same bytes."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from atlas.coverage import Basis, Level, coverage, engine_of
from atlas.coverage.reach import Reach
from atlas.data.atlas import Atlas, atlas_of
from atlas.data.catalogue import load
from atlas.exports.picture import A4_LANDSCAPE_MM, PRINT_DPI, Words, map_picture
from atlas.exports.picture_frames import frames
from atlas.exports.picture_marks import campuses_of, place_marks, spread
from atlas.exports.picture_sheet import wrapped
from atlas.exports.picture_units import outline_of
from atlas.exports.picture_view import view_of
from atlas.exports.registry import FORMATS, ExportError, Request
from atlas.maps.palette import DIVERGING, LOSS_STRIPES
from atlas.maps.static_geometry import CRS, MAINLAND, project, projected, shapes
from atlas.maps.update import PLAIN, MapUpdate, SiteMark
from atlas.model.filiere import FILIERES
from atlas.model.numbers import NBSP, french_percent
from atlas.model.selection import Selection

SVG = "{http://www.w3.org/2000/svg}"
SIZE_MM = (200.0, 150.0)


@cache
def atlas() -> Atlas:
    return atlas_of(load())


def request(
    selection: Selection | None = None, level: Level = Level.REGION, subject: str = "campuses"
) -> Request:
    found = atlas()
    asked = selection or Selection()
    return Request(found.catalogue, found.index, asked, level, 30.0, Basis.SEAT, subject, "/?niveau=x")  # type: ignore[arg-type]


def drawing(asked: Request) -> ET.Element:
    return ET.fromstring(FORMATS["svg"].write(asked))  # noqa: S314 our own drawing


def texts(svg: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in svg.iter(f"{SVG}text")]


def ids(svg: ET.Element) -> list[str]:
    return [node.get("id", "") for node in svg.iter()]


# ---- PNG --------------------------------------------------------------------------------------


def test_png_is_an_a4_sheet_of_300_dots_an_inch_without_date_or_software() -> None:
    picture = Image.open(io.BytesIO(FORMATS["png"].write(request())))
    assert picture.size == tuple(int(side / 25.4 * PRINT_DPI) for side in A4_LANDSCAPE_MM)
    assert [round(dots) for dots in picture.info["dpi"]] == [PRINT_DPI, PRINT_DPI]
    assert not {"Software", "Creation Time", "date"} & picture.info.keys()
    assert picture.info["Title"] == "Campus par région"


@pytest.mark.parametrize("level", [Level.REGION, Level.DEPARTEMENT])
def test_each_unit_bears_the_colour_of_its_class_where_it_stands(level: Level) -> None:
    update = replace(view_of(request(level=level)).update, shown=[])
    dpi = 100
    data = map_picture(atlas().catalogue, update, size_mm=SIZE_MM, dpi=dpi, legend=False)
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    strip = 8.5 * 0.78 * 1.5 * 25.4 / 72
    main, *_ = frames(update, (0.5, 0.5 + strip, SIZE_MM[0] - 0.5, SIZE_MM[1] - 0.5), 3.0)
    seen = 0
    for code, shape in projected(level.value, MAINLAND).items():
        _, step = update.units.get(code, ("", -1))
        outline = outline_of(main, shape)
        box = outline.get_extents()
        left, right = int(box.x0 / 25.4 * dpi), int(box.x1 / 25.4 * dpi)
        top, bottom = (int((SIZE_MM[1] - y) / 25.4 * dpi) for y in (box.y1, box.y0))
        rows, columns = (grid.ravel() for grid in np.mgrid[top:bottom, left:right])
        x, y = (columns + 0.5) / dpi * 25.4, SIZE_MM[1] - (rows + 0.5) / dpi * 25.4
        inside = outline.contains_points(np.column_stack([x, y]))
        if step < 0 or inside.sum() < 100:
            continue  # hatched, or too small to hold more than its border
        found = pixels[rows[inside], columns[inside]]
        colors, counts = np.unique(found, axis=0, return_counts=True)
        most = "#{:02x}{:02x}{:02x}".format(*colors[counts.argmax()])
        assert most == update.legend["classes"][step]["color"], code
        seen += 1
    assert seen > len(update.units) * 0.7


def test_a_picture_of_a_slide_has_no_title_and_the_asked_size() -> None:
    update = view_of(request()).update
    data = map_picture(atlas().catalogue, update, size_mm=(180, 130), dpi=200)
    assert Image.open(io.BytesIO(data)).size == (int(180 / 25.4 * 200), int(130 / 25.4 * 200))


# ---- SVG --------------------------------------------------------------------------------------


def test_svg_says_in_text_the_title_the_filters_the_version_and_the_sources() -> None:
    selection = Selection(filieres=("mobilite",))
    view = view_of(request(selection))
    said = "\n".join(texts(drawing(request(selection))))
    assert view.title in said
    assert view.finding in said
    for part in (
        "Mobilité, aéronautique, transports terrestres et maritimes",
        atlas().catalogue.version,
        "/?niveau=x",
        "IGN Admin Express",
        "Polynésie française",
        "Guadeloupe",
        "km",
    ):
        assert part in said


def test_svg_legend_counts_are_those_of_the_data() -> None:
    svg = drawing(request())
    said = texts(svg)
    mask = atlas().mask(Selection())
    update = view_of(request()).update
    for filiere in FILIERES:
        count = int((atlas().filieres[mask] == filiere.slug).sum())
        assert said[said.index(filiere.short_name) + 1] == f"{NBSP}({count})"
    for step in update.legend["classes"]:
        assert said[said.index(step["label"]) + 1] == f"{NBSP}({step['units']})"
    assert f"Campus ({mask.sum()})" in said


@pytest.mark.parametrize("level", [Level.REGION, Level.ACADEMIE, Level.DEPARTEMENT])
def test_svg_draws_one_mark_for_each_shown_campus_and_each_unit(level: Level) -> None:
    found = ids(drawing(request(level=level)))
    marks = {name for name in found if name.startswith("campus-") and not name.endswith("-agrandi")}
    assert marks == {f"campus-{campus}" for campus in view_of(request(level=level)).update.shown}
    assert {f"unit-{level.value}-{code}" for code in shapes(level.value)} <= set(found)
    assert len(found) - found.count("") == len({name for name in found if name})


def test_svg_texts_name_the_typeface_that_the_drawing_holds() -> None:
    data = FORMATS["svg"].write(request()).decode()
    assert "@font-face" in data
    styles = {
        re.search(r"font-family: ([^;]+)", style)[1] for style in re.findall(r'<text style="([^"]+)"', data)
    }  # type: ignore[index]
    assert styles == {"'Source Sans 3', sans-serif"}
    assert "http://" not in re.sub(
        r'xmlns[^=]*="[^"]*"|rdf:resource="[^"]*"|"http://www.w3.org[^"]*"', "", data
    )


# ---- both -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["png", "svg"])
def test_the_same_view_gives_the_same_bytes(name: str) -> None:
    asked = request(Selection(regions=("76",)), Level.DEPARTEMENT)
    assert FORMATS[name].write(asked) == FORMATS[name].write(asked)


@pytest.mark.parametrize(
    ("selection", "territory"),
    [
        (Selection(regions=("76",)), MAINLAND),
        (Selection(regions=("04",)), "974"),
        (Selection(departements=("75",)), MAINLAND),
        (Selection(regions=("987",)), "987"),
    ],
)
def test_a_chosen_territory_is_framed_whole_in_its_own_projection(
    selection: Selection, territory: str
) -> None:
    update = view_of(request(selection, Level.DEPARTEMENT)).update
    (frame,) = frames(update, (0, 0, 150, 100), 3.0)
    assert frame.territory == territory
    assert update.focus is not None
    level = "collectivite" if territory == "987" else update.focus.level
    shape = projected(level, territory)[update.focus.code]
    (west, south), (east, north) = frame.place(np.array(shape.bounds).reshape(2, 2))
    assert -1e-6 <= west < east <= 150 + 1e-6
    assert -1e-6 <= south < north <= 100 + 1e-6
    assert max((east - west) / 150, (north - south) / 100) > 0.8


def test_coverage_prints_the_share_and_tells_unknown_from_none() -> None:
    view = view_of(request(level=Level.DEPARTEMENT, subject="coverage"))
    found = coverage(engine_of(atlas().catalogue), Selection(), Level.DEPARTEMENT, Reach(30.0))
    assert found.covered.value is not None
    assert french_percent(found.covered.value) in view.finding
    assert view.update.none_text in texts(drawing(request(level=Level.DEPARTEMENT, subject="coverage")))


@pytest.mark.parametrize(("level", "subject"), [(Level.COMMUNE, "coverage"), (Level.EPCI, "campuses")])
def test_a_level_that_cannot_be_drawn_is_refused_in_french(level: Level, subject: str) -> None:
    with pytest.raises(ExportError, match="dessine"):
        FORMATS["png"].write(request(level=level, subject=subject))


def test_no_campus_still_gives_a_map_that_says_so() -> None:
    asked = request(Selection(text="introuvable zzz"))
    svg = drawing(asked)
    assert "Aucun campus ne correspond à ces filtres." in texts(svg)
    assert not [name for name in ids(svg) if name.startswith("campus-")]


def test_hostile_words_are_drawn_as_words() -> None:
    update = view_of(request()).update
    words = Words("<script>$x^2$ & 電\u0007", "{a} \\frac", ["&amp;" * 200, "a" * 900])
    data = map_picture(atlas().catalogue, update, size_mm=SIZE_MM, kind="svg", words=words)
    svg = ET.fromstring(data)  # noqa: S314 our own drawing
    assert not list(svg.iter(f"{SVG}script"))
    assert any(text.startswith("<script>$x^2$ & ?") for text in texts(svg))


# ---- placing ----------------------------------------------------------------------------------


def test_no_mark_hides_another_nor_leaves_its_frame() -> None:
    update: MapUpdate = view_of(request(level=Level.DEPARTEMENT)).update
    found = frames(update, (0, 0, 220, 160), 3.0)
    size = 3.8
    marks = place_marks(campuses_of(atlas().catalogue, update.shown, update.day), found, size)
    for frame in found:
        places = np.array([mark.place for mark in marks if mark.frame is frame]).reshape(-1, 2)
        gaps = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)) + np.eye(len(places)) * 99
        assert gaps.size == 0 or gaps.min() > size * 0.9
        assert all(frame.contains(x, y, size * 0.5) for x, y in places)


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), max_size=30))
def test_points_spread_inside_their_box(points: list[tuple[float, float]]) -> None:
    moved = spread(np.array(points, dtype=float).reshape(-1, 2), 1.0, (-5.0, -5.0, 15.0, 15.0))
    assert len(moved) == len(points)
    assert np.isfinite(moved).all()
    assert ((moved >= -5) & (moved <= 15)).all()


@pytest.mark.parametrize(
    ("territory", "lon", "lat", "east", "north"),
    [(MAINLAND, 3.0, 46.5, 700_000, 6_600_000), ("974", 57.0, 0.0, 500_000, 10_000_000)],
)
def test_projections_keep_their_origin(
    territory: str, lon: float, lat: float, east: float, north: float
) -> None:
    assert project([(lon, lat)], territory)[0] == pytest.approx((east, north), abs=0.01)
    assert territory in CRS


def test_long_words_are_cut_to_the_width() -> None:
    assert len(wrapped("x" * 400, 8.0, 60.0, most=3)) == 3
    assert wrapped("", 8.0, 60.0) == [""]


def test_losses_are_striped_and_the_marks_of_a_scenario_named() -> None:
    units = {"75": ("−10 points", 1), "76": ("+30 points", 6)}
    stripes = [*LOSS_STRIPES, *([""] * (len(DIVERGING) - len(LOSS_STRIPES)))]
    classes = [
        {"color": color, "label": f"classe {rank}", "units": 1, "striped": stripes[rank]}
        for rank, color in enumerate(DIVERGING)
    ]
    sites = [SiteMark("1", 43.6, 1.44, "Site du scénario"), SiteMark("2", 44.8, -0.58, "Site du scénario")]
    update = replace(
        view_of(request()).update,
        shown=[],
        units=units,
        none_class=PLAIN,
        legend={"title": "Écart", "classes": classes},
    ).with_sites(sites, "Scénario")
    said = texts(ET.fromstring(map_picture(atlas().catalogue, update, size_mm=SIZE_MM, kind="svg")))  # noqa: S314 our own
    assert said[said.index("Scénario") + 1] == f"{NBSP}(2)"
    data = map_picture(atlas().catalogue, update, size_mm=SIZE_MM, dpi=150, legend=False)
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).reshape(-1, 3)
    stripe = np.array([int(LOSS_STRIPES[1][at : at + 2], 16) for at in (1, 3, 5)])
    assert (np.abs(pixels - stripe).max(axis=1) < 12).sum() > 100


def test_a_mark_has_its_second_ring_from_the_day_of_the_mention_on():
    catalogue = atlas().catalogue
    ids = catalogue.campuses["id"].tolist()
    rings = {
        day: sum(one.is_excellence for one in campuses_of(catalogue, ids, day))
        for day in ("2013-12-31", "2021-12-31", "")
    }
    assert rings["2013-12-31"] == 0 < rings["2021-12-31"] < rings[""]
    assert rings[""] == (catalogue.campuses["category"] == "CMQE").sum()


@pytest.mark.parametrize("size_mm", [(202, 112), (172, 134), (120, 80)])
def test_a_legend_is_whole_however_small_the_picture(size_mm: tuple[float, float]) -> None:
    plain = view_of(request(level=Level.DEPARTEMENT, subject="coverage")).update
    update = plain.with_sites([SiteMark("1", 43.6, 1.44, "Site du scénario")], "Scénario")
    root = ET.fromstring(  # noqa: S314 our own
        map_picture(atlas().catalogue, update, size_mm=size_mm, kind="svg", text_pt=12)
    )
    height = float(root.attrib["viewBox"].split()[3])
    places = {"".join(node.itertext()): float(node.get("y", "nan")) for node in root.iter(f"{SVG}text")}
    rows = ["Mention excellence", "Position approximative", "Scénario"]
    rows += [step["label"] for step in plain.legend["classes"]]
    assert {name for name in rows if 0 < places[name] < height} == set(rows)
