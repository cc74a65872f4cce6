"""The exported page opened from a disk, with no network at all."""

from __future__ import annotations

import re
from functools import cache

from playwright.sync_api import expect

from atlas.coverage import Basis, Level
from atlas.data.atlas import Atlas, atlas_of
from atlas.data.catalogue import load
from atlas.exports.html_map import LiveView, document, map_element, shared_data
from atlas.exports.picture_view import view_of
from atlas.exports.registry import FORMATS, Request
from atlas.model.selection import Selection
from tests.browser.conftest import Axe
from tests.browser.disk import Disk

DRAWN = ".live-frame[data-drawn]"


@cache
def atlas() -> Atlas:
    return atlas_of(load())


def request(level: Level = Level.REGION, subject: str = "campuses", **selection: tuple[str, ...]) -> Request:
    found = atlas()
    asked = Selection(**selection)  # type: ignore[arg-type]
    return Request(found.catalogue, found.index, asked, level, 30.0, Basis.SEAT, subject, "/")  # type: ignore[arg-type]


def test_marks_and_rows_are_the_campuses_of_the_selection(disk: Disk) -> None:
    asked = request(filieres=("mobilite", "numerique"))
    page = disk.open(FORMATS["html"].write(asked))
    shown = view_of(asked).update.shown
    marks = page.locator("[data-campus]:not([data-clone])")
    expect(marks).to_have_count(len(shown))
    assert sorted(marks.evaluate_all("all => all.map(one => one.dataset.campus)")) == sorted(shown)
    expect(page.locator("tbody tr")).to_have_count(len(shown))
    expect(page.locator("h1")).to_have_text("Campus par région")
    expect(page.locator("footer")).to_contain_text(atlas().catalogue.version)


def test_a_filiere_narrows_map_table_and_sentence_together(disk: Disk) -> None:
    page = disk.open(FORMATS["html"].write(request()))
    page.get_by_label("Filière").select_option(label="Numérique, télécommunications")
    view = view_of(request(filieres=("numerique",)))
    expect(page.locator("[data-campus]")).to_have_count(len(view.update.shown))
    expect(page.locator("tbody tr")).to_have_count(len(view.update.shown))
    expect(page.locator(".live-finding")).to_have_text(view.finding)
    expect(page.locator(".legend")).to_contain_text(f"({view.update.legend['none']['units']})")


def test_a_mark_and_a_row_open_the_same_record(disk: Disk) -> None:
    page = disk.open(FORMATS["html"].write(request(regions=("76",))))
    link = page.locator("tbody a").first
    name = link.inner_text()
    link.press("Enter")
    expect(page.locator(".live-record h2")).to_have_text(name)
    expect(page.locator("tr[aria-current]")).to_contain_text(name)
    page.keyboard.press("Escape")
    expect(page.locator(".live-record h2")).to_have_count(0)
    campus = page.locator("tbody tr").first.get_attribute("data-id")
    page.locator(f"[data-campus='{campus}'] .mark").click()
    expect(page.locator(".live-record h2")).to_have_text(name)
    expect(page.locator(".live-record")).to_contain_text("Premier label")


def test_units_say_their_share_in_map_and_table(disk: Disk) -> None:
    asked = request(Level.DEPARTEMENT, "coverage")
    page = disk.open(FORMATS["html"].write(asked))
    view = view_of(asked)
    assert view.coverage is not None
    units, campuses = page.locator("table").all()
    expect(units.locator("tbody tr")).to_have_count(len(view.coverage.rows))
    expect(campuses.locator("tbody tr")).to_have_count(len(view.update.shown))
    units.get_by_role("button", name="Part à portée").click()
    shares = [
        float(re.sub(r"[^\d,]", "", text).replace(",", "."))
        for text in units.locator("tbody td:nth-child(2)").all_inner_texts()
        if text != "inconnue"
    ]
    assert shares == sorted(shares, reverse=True)
    page.locator("tr[data-id='75'] a").press("Enter")
    expect(page.locator(".live-record")).to_contain_text(view.update.units["75"][0].split(":")[0].strip())


def test_page_is_accessible_and_narrow_screens_do_not_scroll_sideways(disk: Disk, axe: Axe) -> None:
    page = disk.open(FORMATS["html"].write(request(Level.DEPARTEMENT, "coverage")))
    page.locator("tbody a").first.press("Enter")
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_map_opened_hidden_is_framed_when_it_is_shown(disk: Disk) -> None:
    views = [LiveView("", view_of(request(regions=(code,))).update) for code in ("76", "53")]
    maps = [map_element(f"m{rank}", f"Carte {rank}", [view]) for rank, view in enumerate(views)]
    body = f"<main>{maps[0]}<div class='away' hidden>{maps[1]}</div></main>"
    data = document("Deux cartes", body + shared_data(atlas(), [view.update for view in views]))
    page = disk.open(data)
    page.evaluate("document.querySelector('.away').hidden = false")
    for rank, view in enumerate(views):
        section = page.locator(f"[data-live='map-m{rank}']")
        section.locator(DRAWN).wait_for()
        expect(section.locator("[data-campus]")).to_have_count(len(view.update.shown))
        expect(section.locator(".leaflet-control-scale-line")).to_have_text(
            re.compile(r"^(20|30|50|100) km$")
        )
    hatches = page.locator("pattern").evaluate_all("all => all.map(one => one.id)")
    assert len(set(hatches)) == 2
