"""The page « Couverture » in a browser: accessible, playable, and leading to the other pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from atlas.coverage import engine_of, moments
from atlas.ui import loaded
from atlas.ui.coverage_settings import VIEWS

OpenPage = Callable[..., Page]
FRAME = "iframe[data-testid='stCustomComponentV1']"
WITH_MAP = ("portee", "histoire", "evolution")


def opened(open_page: OpenPage, view: str, **options: object) -> tuple[Page, FrameLocator]:
    page = open_page(f"/couverture?vue={view}", **options)
    page.locator(".atlas-headline").wait_for()
    frame = page.frame_locator(FRAME)
    if view in WITH_MAP:
        frame.locator("body[data-drawn]").wait_for()
    if view != "histoire":
        page.locator(".atlas-table-root tbody tr").first.wait_for()
    return page, frame


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_a_accessibility_fault(
    open_page: OpenPage, axe: Callable[..., list[str]], view: str
) -> None:
    page, _ = opened(open_page, view)
    assert axe(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_scrolls_sideways_on_a_telephone(open_page: OpenPage, view: str) -> None:
    page, _ = opened(open_page, view, viewport={"width": 360, "height": 740})
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")


def test_the_player_steps_by_keyboard_without_the_server(open_page: OpenPage) -> None:
    page, frame = opened(open_page, "histoire")
    last = len(moments(engine_of(loaded.current().catalogue))) - 1
    body = frame.locator("body")
    expect(body).to_have_attribute("data-step", str(last))
    shown = frame.locator(".mark-box:not([data-clone])").count()
    sent: list[object] = []

    def record(frame: object) -> None:  # Playwright takes no built-in method
        sent.append(frame)

    network = page.context.new_cdp_session(page)
    network.on("Network.webSocketFrameSent", record)
    network.send("Network.enable")
    slider = frame.get_by_role("slider", name="Date")
    slider.focus()
    page.keyboard.press("Home")
    expect(body).to_have_attribute("data-step", "0")
    assert frame.locator(".mark-box:not([data-clone])").count() < shown
    page.keyboard.press("ArrowRight")
    expect(body).to_have_attribute("data-step", "1")
    page.keyboard.press("End")
    expect(body).to_have_attribute("data-step", str(last))
    assert frame.locator(".mark-box:not([data-clone])").count() == shown
    assert sent == []


def test_a_heat_cell_opens_the_map_on_its_filiere_and_territory(open_page: OpenPage) -> None:
    page, _ = opened(open_page, "filieres")
    page.get_by_role("row", name="Occitanie").get_by_role("button").nth(5).click()
    page.wait_for_url("**/?filiere=mobilite&region=76")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Carte des campus des métiers et des qualifications"
    )
    expect(page.locator(".st-key-table-campus tbody tr")).to_have_count(2)


def test_a_heat_cell_keeps_the_other_filters(open_page: OpenPage) -> None:
    page = open_page("/couverture?vue=filieres&categorie=CMQE")
    page.get_by_role("row", name="Occitanie").get_by_role("button").nth(5).click()
    page.wait_for_url("**/?filiere=mobilite&categorie=CMQE&region=76")


def test_both_campuses_of_an_overlap_are_opened(open_page: OpenPage) -> None:
    page = open_page("/couverture?vue=manques")
    pair = page.locator(".st-key-table-recouvrements tbody tr").first
    second = pair.get_by_role("link").nth(1)
    name = second.inner_text()
    second.click()
    expect(page.locator(".atlas-record h2")).to_contain_text(name)


def test_the_radius_moves_the_map_the_table_and_the_address(open_page: OpenPage) -> None:
    page, frame = opened(open_page, "portee")
    before = frame.locator("body").get_attribute("data-drawn")
    slider = page.get_by_role("slider", name="Rayon")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/couverture?rayon=35")
    frame.locator(f"body:not([data-drawn='{before}'])").wait_for()
    expect(page.locator(".atlas-headline")).to_contain_text("35\u00a0km")


def test_the_skip_link_leads_to_the_table(open_page: OpenPage) -> None:
    page = open_page("/couverture?niveau=region")
    page.locator(".atlas-table-root tbody tr").first.wait_for()
    page.get_by_role("link", name="Aller au tableau").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#atlas-tableau")).to_be_focused()
    assert page.locator("#atlas-tableau table, #atlas-tableau + table").count() == 1


def test_no_campus_wears_the_mention_before_it_has_it(open_page: OpenPage) -> None:
    page = open_page("/couverture?vue=histoire")
    frame = page.frame_locator("iframe")
    frame.locator("body[data-drawn]").wait_for()
    rings = frame.locator(".mark-box .mark.excellence")
    assert rings.count() > 0
    slider = frame.get_by_role("slider", name="Date")
    slider.focus()
    slider.press("Home")
    expect(frame.locator("[data-step='0']")).to_be_attached()
    expect(rings).to_have_count(0)
