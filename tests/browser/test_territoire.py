"""The page « Territoire » in Chromium: choosing, the map, the links, and access for everyone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from atlas.coverage import Level, Reach, campuses_of_unit, coverage, engine_of
from atlas.model.selection import Selection
from atlas.ui import loaded
from tests.browser.carte import Carte
from tests.browser.conftest import Axe, wait_until_idle

ENGINE = engine_of(loaded.current().catalogue)
HAUTE_GARONNE = "/territoire?code=departement-31"

OpenPage = Callable[..., Page]


def drawn(page: Page, campuses: int) -> None:
    """Wait until the map shows so many campuses."""
    frame = Carte(page).frame
    expect(frame.locator(".mark-box:not([data-clone])")).to_have_count(campuses)


def wait_for_address(page: Page, params: dict[str, list[str]]) -> None:
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == params)


def reached(level: Level, code: str) -> int:
    """Campuses inside a unit or within reach of its people."""
    return len(campuses_of_unit(ENGINE, Selection(), level, code, Reach()).rows)


def test_a_territory_is_found_by_typing_and_its_parts_lead_on(open_page: OpenPage) -> None:
    page = open_page("/territoire")
    box = page.get_by_role("combobox", name="Territoire")
    box.click()
    box.fill("Haute-Garonne dép")
    page.get_by_role("option", name="Haute-Garonne · département (31)").wait_for()
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Haute-Garonne, département")
    wait_for_address(page, {"code": ["departement-31"]})
    drawn(page, reached(Level.DEPARTEMENT, "31"))

    reference = page.get_by_role("combobox", name="Comparé à")
    reference.click()
    reference.fill("France")
    page.get_by_role("option", name="France", exact=True).click()
    wait_for_address(page, {"code": ["departement-31"], "ref": ["france"]})
    expect(page.locator(".atlas-headline")).to_contain_text("en France")

    link = page.locator(".st-key-table-parties tbody a").first
    name = link.inner_text().removesuffix(" (partie)")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}, intercommunalité")
    page.get_by_role("button", name="Région Occitanie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Occitanie, région")
    drawn(page, reached(Level.REGION, "76"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}, intercommunalité")


def test_the_map_frames_the_territory_and_hatches_only_what_it_holds(open_page: OpenPage) -> None:
    page = open_page("/territoire?code=region-94")
    carte = Carte(page)
    fills = carte.frame.evaluate(
        """() => {
          const fills = {};
          map.eachLayer(layer => {
            const path = layer.feature && layer.getElement && layer.getElement();
            if (path && path.classList.contains('unit')) fills[layer.feature.id] = path.getAttribute('fill');
          });
          return fills;
        }"""
    )
    hatched = {code for code, fill in fills.items() if fill.startswith("url(")}
    assert hatched == {"2A", "2B"}
    assert len(fills) > len(hatched)
    outline = carte.frame.locator("path.outline").last.bounding_box()
    frame = page.locator("iframe").bounding_box()
    assert outline is not None
    assert frame is not None
    assert frame["x"] <= outline["x"]
    assert outline["x"] + outline["width"] <= frame["x"] + frame["width"]
    assert outline["height"] > frame["height"] / 2


def test_a_unit_and_a_campus_of_the_map_lead_on(open_page: OpenPage) -> None:
    page = open_page("/territoire?code=region-76&rayon=50", viewport={"width": 1440, "height": 1400})
    carte = Carte(page)
    carte.click_unit("48")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lozère, département")
    wait_for_address(page, {"code": ["departement-48"], "rayon": ["50"]})
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Occitanie, région")
    link = page.locator(".st-key-table-campus-territoire tbody a").first
    name = link.inner_text()
    link.click()
    expect(page.locator(".atlas-record h2")).to_have_text(name)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Carte des campus")


def test_a_unit_of_the_coverage_page_opens_its_portrait_with_the_filters(open_page: OpenPage) -> None:
    page = open_page("/couverture?filiere=mobilite")
    link = page.locator(".st-key-table-couverture tbody a").first
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}, département")
    expect(page.locator(".st-key-chips")).to_contain_text("Mobilité, transports")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, width: int) -> None:
    page = open_page(HAUTE_GARONNE, viewport={"width": width, "height": 740})
    Carte(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    title = page.get_by_role("heading", level=1)
    assert title.evaluate("node => node.scrollWidth - node.clientWidth") <= 0


@pytest.mark.parametrize(
    "path", [HAUTE_GARONNE, "/territoire", "/territoire?code=region-94&filiere=numerique"]
)
def test_no_accessibility_fault(open_page: OpenPage, axe: Axe, path: str) -> None:
    page = open_page(path)
    Carte(page)
    wait_until_idle(page)
    assert axe(page) == []


def test_the_map_and_its_table_agree_in_the_browser(open_page: OpenPage) -> None:
    page = open_page(HAUTE_GARONNE)
    carte = Carte(page)
    drawn_marks = carte.frame.locator(".mark-box:not([data-clone])").evaluate_all(
        "marks => marks.map(mark => mark.dataset.campus).sort()"
    )
    listed = page.locator(".st-key-table-campus-territoire tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.id).sort()"
    )
    assert drawn_marks == listed
    found = coverage(ENGINE, Selection(), Level.DEPARTEMENT, Reach()).rows.set_index("code")
    share = f"{100 * found.loc['31', 'covered_share']:.1f}".replace(".", ",")
    expect(page.locator(".atlas-headline")).to_contain_text(f"{share}\u202f%")
