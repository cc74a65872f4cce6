"""The page « Carte » in Chromium: the map draws, and map, table, figures and address move together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from atlas.model.selection import Selection
from tests.browser.carte import ATLAS, CAMPUSES, LEVELS, NAMES, Carte, ids_of
from tests.browser.conftest import StartApp

OpenCarte = Callable[..., Carte]

SELECTED = re.compile(r"\bselected\b")
OVERSEAS = {"01", "02", "03", "04", "06", "987"}
# Communes of which the default map shows several campuses.
SHARED = [
    group["id"].tolist()
    for code, group in CAMPUSES[CAMPUSES["id"].isin(ids_of(Selection()))].groupby("commune_code")
    if code and len(group) > 1
]


@pytest.fixture
def open_carte(open_page: Callable[..., Page]) -> OpenCarte:
    """Open an address of the page and wait until its map is drawn."""
    return lambda path="/", **options: Carte(open_page(path, **options))


# ---- the map draws --------------------------------------------------------------------------


@pytest.mark.parametrize("selection", [
    Selection(),
    Selection(categories=("CMQE",), date=dt.date(2020, 2, 6)),
    Selection(regions=("01", "02", "03", "04", "987")),
], ids=lambda selection: str(selection.to_params()))  # fmt: skip
def test_one_mark_is_drawn_for_each_campus_shown(open_carte: OpenCarte, selection: Selection) -> None:
    carte = open_carte("/?" + urlencode(selection.to_params(), doseq=True))
    carte.wait_for(selection)
    sizes = carte.marks.evaluate_all(
        "marks => marks.map(mark => { const b = mark.getBoundingClientRect(); return [b.width, b.height]; })"
    )
    assert len(sizes) == len(ids_of(selection)) > 0
    assert all(min(size) > 5 for size in sizes)


def test_every_unit_of_each_level_is_drawn_and_polynesie(open_carte: OpenCarte) -> None:
    carte = open_carte()
    units = ATLAS.catalogue.units
    for label, count in (("Académies", 30), ("Départements", 101), ("Régions", 18)):
        carte.choose_level(label)
        drawn = carte.units_drawn()
        assert set(drawn) == {*units.loc[units["level"] == LEVELS[label], "code"], "987"}
        assert len(drawn) == count + 1
        assert all(length > 10 for length in drawn.values()), label
        expect(carte.page.locator(".st-key-table-unites tbody tr")).to_have_count(count)


def test_overseas_is_drawn_in_named_frames_with_its_marks_inside(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    names = carte.frame.locator(".inset-name").all_inner_texts()
    assert {"Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte", "Polynésie française"} <= set(
        names
    )
    shown = set(ids_of(Selection()))
    overseas = [
        row["id"]
        for row in CAMPUSES.to_dict("records")
        if row["region_code"] in OVERSEAS and row["id"] in shown
    ]
    assert overseas
    astray = carte.frame.evaluate(
        """ids => {
          const frames = [...document.querySelectorAll('.inset-frame')];
          const boxes = frames.map(one => one.getBoundingClientRect());
          return ids.filter(id => {
            const mark = document.querySelector(`.mark-box[data-campus="${id}"]`).getBoundingClientRect();
            const x = mark.x + mark.width / 2, y = mark.y + mark.height / 2;
            return !boxes.some(b => x > b.left && x < b.right && y > b.top && y < b.bottom);
          });
        }""",
        overseas,
    )
    assert astray == []


def test_the_legend_is_seen_whole_with_what_it_must_say(open_carte: OpenCarte) -> None:
    legend = open_carte(viewport={"width": 1280, "height": 720}).frame.locator(".legend")
    for said in (
        "Campus par région",
        "Mention excellence",
        "Position approximative",
        "sans position précise",
    ):
        expect(legend).to_contain_text(said)
    assert legend.evaluate(
        """node => node.scrollHeight <= node.clientHeight + 1
                && node.getBoundingClientRect().bottom <= innerHeight + 1"""
    )


@pytest.mark.parametrize("viewport", [(1280, 720), (1920, 1080), (360, 740)], ids=str)
def test_no_mark_is_covered_by_another_thing(open_carte: OpenCarte, viewport: tuple[int, int]) -> None:
    carte = open_carte(viewport={"width": viewport[0], "height": viewport[1]})
    carte.wait_for(Selection())
    carte.page.locator("iframe").scroll_into_view_if_needed()
    assert carte.covered_marks() == []
    carte.choose_level("Départements")
    assert carte.covered_marks() == []


@pytest.mark.parametrize("viewport", [(1280, 720), (1920, 1080), (1024, 768), (360, 740)], ids=str)
def test_no_mark_hides_the_name_of_a_frame(open_carte: OpenCarte, viewport: tuple[int, int]) -> None:
    carte = open_carte(viewport={"width": viewport[0], "height": viewport[1]})
    carte.wait_for(Selection())
    assert carte.hidden_names() == []
    carte.choose_level("Départements")
    assert carte.hidden_names() == []
    if viewport[0] > 1100:
        for name in ("Guadeloupe", "La Réunion", "Polynésie française", "Paris et petite couronne"):
            expect(carte.frame.locator(".inset-name", has_text=name)).to_be_visible()


# ---- filters --------------------------------------------------------------------------------


def test_filter_moves_all_together_without_reloading_the_frame_or_losing_the_zoom(
    open_carte: OpenCarte,
) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    frame = carte.frame
    frame.evaluate("() => { window.__same = true; }")
    carte.zoom_in()
    carte.zoom_in()
    view = carte.view()
    excellence = carte.page.locator(".atlas-figures .value").nth(1)
    before = excellence.inner_text()

    carte.toggle_filiere("mobilite")
    carte.wait_for(Selection(filieres=("mobilite",)))
    expect(excellence).not_to_have_text(before)
    assert carte.view() == view
    carte.toggle_filiere("energie")
    carte.wait_for(Selection(filieres=("mobilite", "energie")))
    carte.search("zzzz")
    carte.wait_for(Selection(filieres=("mobilite", "energie"), text="zzzz"))
    carte.page.get_by_role("button", name="Réinitialiser les filtres").click()
    carte.wait_for(Selection())
    for label in ("Départements", "Régions"):
        carte.choose_level(label)

    assert carte.view() == view
    assert carte.navigations == []
    assert carte.frame == frame
    assert frame.evaluate("() => window.__same") is True


# ---- addresses ------------------------------------------------------------------------------


def test_deep_link_opens_on_a_cold_server_and_survives_reload(
    start_app: StartApp, open_carte: OpenCarte
) -> None:
    cold = start_app()
    asked = Selection(filieres=("mobilite",), regions=("76",))
    carte = open_carte("/?filiere=mobilite&region=76", base=cold.url)
    carte.wait_for(asked)
    expect(carte.page.locator("[data-filter=filiere-mobilite] input")).to_be_checked()
    expect(carte.page.locator(".st-key-filter-region")).to_contain_text("Occitanie")
    carte.page.reload()
    Carte(carte.page).wait_for(asked)
    cold.stop()


def test_deep_link_on_a_warm_server_is_framed_on_its_territory(open_carte: OpenCarte) -> None:
    carte = open_carte("/?filiere=mobilite&region=76")
    carte.wait_for(Selection(filieres=("mobilite",), regions=("76",)))
    carte.wait_until_still()
    framed, lat, lon = carte.view()
    assert 42 < lat < 45
    assert 0 < lon < 4
    # Its chip takes the territory away, and the map shows the whole of France again.
    carte.page.get_by_role("button", name="Occitanie ✕").filter(visible=True).first.click()
    carte.wait_for(Selection(filieres=("mobilite",)))
    carte.frame.wait_for_function("zoom => map.getZoom() < zoom - 0.5", arg=framed)


def test_back_and_forward_go_through_the_views(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    carte.toggle_filiere("mobilite")
    carte.wait_for(Selection(filieres=("mobilite",)))
    carte.toggle_filiere("energie")
    carte.wait_for(Selection(filieres=("mobilite", "energie")))
    carte.page.go_back()
    carte.wait_for(Selection(filieres=("mobilite",)))
    expect(carte.page.locator("[data-filter=filiere-energie] input")).not_to_be_checked()
    carte.page.go_back()
    carte.wait_for(Selection())
    carte.page.go_forward()
    carte.wait_for(Selection(filieres=("mobilite",)))
    assert carte.navigations == []


def test_invalid_values_are_told_and_dropped(open_carte: OpenCarte) -> None:
    carte = open_carte("/?filiere=mobilite&filiere=espace&region=zz&date=hier&campus=nulle-part&autre=1")
    carte.wait_for(Selection(filieres=("mobilite",)))
    notice = carte.page.get_by_test_id("stAlert")
    for told in ("espace", "zz", "hier", "nulle-part", "autre"):
        expect(notice).to_contain_text(told)


@pytest.mark.parametrize("params", [("filiere", "niveau", "campus", "date"), ("q",)], ids="-".join)
def test_an_address_is_never_read_as_markup(open_carte: OpenCarte, params: tuple[str, ...]) -> None:
    for value in ("![x](http://image.example/a.png)", "[y](/lien) **z** $a$ :red[b]", "<b>x</b>"):
        carte = open_carte("/?" + urlencode(dict.fromkeys(params, value)))
        told = carte.page.get_by_test_id("stAlert").inner_text().replace("\u2060", "")
        assert told.count(value) == len(params)
        made = carte.page.get_by_test_id("stMain").locator(
            "img, a[href$='/lien'], strong:text-is('z'), .katex, [class*='red'], b"
        )
        assert made.count() == 0


# ---- clicks ---------------------------------------------------------------------------------


def test_click_on_a_mark_opens_its_record(open_carte: OpenCarte) -> None:
    carte = open_carte(viewport={"width": 1280, "height": 720})
    carte.wait_for(Selection())
    for campus_id in [*ids_of(Selection())[::30], *(one for ids in SHARED for one in ids)]:
        carte.mark(campus_id).click()
        expect(carte.record.locator("h2")).to_have_text(NAMES[campus_id])
        expect(carte.mark(campus_id)).to_have_class(SELECTED)
        carte.wait_for_address({"campus": [campus_id]})
        row = carte.page.locator(f'.st-key-table-campus tr[data-id="{campus_id}"]')
        expect(row).to_have_attribute("aria-current", "true")
    carte.page.get_by_role("button", name="Fermer la fiche").click()
    expect(carte.record).to_have_count(0)
    carte.wait_for(Selection())
    # The same mark again, right after closing.
    carte.mark(campus_id).click()
    expect(carte.record.locator("h2")).to_have_text(NAMES[campus_id])
    assert carte.navigations == []


def test_click_on_a_territory_selects_and_frames_it_and_a_second_click_lets_go(
    open_carte: OpenCarte,
) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    whole = carte.view()
    carte.click_unit("84")
    carte.wait_for(Selection(regions=("84",)))
    carte.frame.wait_for_function("zoom => map.getZoom() > zoom + 0.5", arg=whole[0])
    expect(carte.page.locator(".st-key-filter-region")).to_contain_text("Auvergne-Rhône-Alpes")
    carte.click_unit("84")
    carte.wait_for(Selection())
    carte.frame.wait_for_function("zoom => Math.abs(map.getZoom() - zoom) < 0.01", arg=whole[0])
    assert carte.navigations == []


def test_click_on_a_territory_of_any_level_frames_its_campuses(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    for label, code, selection in (
        ("Régions", "04", Selection(regions=("04",))),
        ("Régions", "987", Selection(regions=("987",))),
        ("Académies", "987", Selection(academies=("polynesie-francaise",))),
        ("Académies", "rennes", Selection(academies=("rennes",))),
        ("Départements", "29", Selection(departements=("29",))),
    ):
        carte.choose_level(label)
        carte.click_unit(code)
        level = {} if label == "Régions" else {"niveau": LEVELS[label]}
        carte.wait_for(selection, **level)
        carte.wait_until_still()
        for mark in carte.marks.all():
            expect(mark, f"{label} {code}").to_be_in_viewport()
        carte.page.get_by_role("button", name="Réinitialiser les filtres").click()
        carte.wait_for(Selection(), **level)
        carte.wait_until_still()
    assert carte.navigations == []


def test_letting_go_while_the_map_still_moves_shows_the_whole_of_france_again(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    whole = carte.view()
    # What the server tells the map for each state, to tell it again at the worst moment.
    carte.frame.evaluate(
        """() => {
          const update = AtlasMap.update;
          window.__told = [];
          AtlasMap.update = state => { window.__told.push(state); return update(state); };
        }"""
    )
    carte.click_unit("84")
    carte.wait_for(Selection(regions=("84",)))
    carte.wait_until_still()
    carte.click_unit("84")
    carte.wait_for(Selection())
    carte.wait_until_still()
    carte.frame.evaluate(
        """async () => {
          const [region, whole] = window.__told;
          await AtlasMap.update(region);
          while (!map._animatingZoom) await new Promise(requestAnimationFrame);
          await AtlasMap.update(whole);
        }"""
    )
    carte.wait_until_still()
    assert carte.view()[0] == pytest.approx(whole[0], abs=0.01)


def test_every_region_has_a_place_to_click(open_carte: OpenCarte) -> None:
    carte = open_carte(viewport={"width": 1280, "height": 720})
    carte.wait_for(Selection())
    hidden = [code for code in carte.units_drawn() if not carte.place_to_click(code)]
    assert set(hidden) <= {"11"}, "only the marks of Île-de-France are as dense as that"
    carte.frame.evaluate("() => { map.setView([48.7, 2.5], map.getZoom() + 1.5, { animate: false }); }")
    assert carte.place_to_click("11")


def test_escape_closes_the_record_then_leaves_the_territory(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    carte.click_unit("84")
    asked = Selection(regions=("84",))
    carte.wait_for(asked)
    carte.wait_until_still()
    campus_id = ids_of(asked)[0]
    carte.mark(campus_id).click()
    carte.wait_for(asked, campus=campus_id)
    carte.page.keyboard.press("Escape")
    carte.wait_for(asked)
    expect(carte.record).to_have_count(0)
    carte.page.keyboard.press("Escape")
    carte.wait_for(Selection())


def test_hover_and_the_way_back_to_the_whole_of_france(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    campus_id = ids_of(Selection())[0]
    carte.mark(campus_id).hover()
    expect(carte.frame.locator(".atlas-tooltip")).to_contain_text(NAMES[campus_id])
    whole = carte.view()
    carte.zoom_in()
    carte.frame.get_by_role("button", name="Voir toute la France").click()
    carte.frame.wait_for_function("zoom => Math.abs(map.getZoom() - zoom) < 0.01", arg=whole[0])
    carte.wait_until_still()
    assert carte.view() == pytest.approx(whole, abs=0.2)


# ---- the tables -----------------------------------------------------------------------------


def test_table_says_what_the_data_say(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    cells: list[list[str]] = carte.rows.evaluate_all(
        "rows => rows.map(row => [row.dataset.id, ...[...row.cells].map(cell => cell.textContent.trim())])"
    )
    data: dict[Any, dict[Any, Any]] = {row["id"]: row for row in CAMPUSES.to_dict("records")}
    assert [row[0] for row in cells] == ids_of(Selection())
    for campus_id, name, filiere, category, academie, region, place, since in cells:
        row = data[campus_id]
        assert (name, category, region) == (row["name"], row["category"], row["region"])
        assert academie == (row["academie"] or "inconnue")
        assert place == (row["host_commune"] or "inconnue")
        assert filiere
        assert since == "date inconnue" or since[-4:].isdigit()


def test_tables_open_what_they_name(open_carte: OpenCarte) -> None:
    carte = open_carte()
    carte.wait_for(Selection())
    campus_id = carte.table_ids[3]
    carte.rows.nth(3).locator("a").click()
    expect(carte.record.locator("h2")).to_have_text(NAMES[campus_id])
    expect(carte.record).to_be_focused()
    expect(carte.mark(campus_id)).to_have_class(SELECTED)
    region = carte.page.locator('.st-key-table-unites tr[data-id="76"]')
    region.locator("a").click()
    carte.wait_for(Selection(regions=("76",)), campus=campus_id)
    expect(region).to_have_attribute("aria-current", "true")
    assert carte.navigations == []
