"""The page « Annuaire » in Chromium: typing, walking with the arrows, opening, for everyone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Axe, wait_until_idle

SAINT_QUENTIN = "hdf-metallurgie-plasturgie-picardie"
TITLE = "Métallurgie et plasturgie Picardie"

OpenPage = Callable[..., Page]


def box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Chercher un campus")


def rows(page: Page) -> Locator:
    return page.locator(".st-key-table-annuaire tbody tr")


def wait_for_address(page: Page, params: dict[str, list[str]]) -> None:
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == params)


def test_type_arrow_and_enter(open_page: OpenPage) -> None:
    page = open_page("/annuaire?filiere=materiaux")
    expect(box(page)).to_be_focused()
    page.keyboard.type("metalurgie saint quantin", delay=20)
    wait_for_address(page, {"filiere": ["materiaux"], "recherche": ["metalurgie saint quantin"]})
    wait_until_idle(page)
    expect(rows(page)).to_have_count(1)
    expect(page.locator(".atlas-headline")).to_contain_text("1\u00a0campus trouvé")
    expect(box(page)).to_have_value("metalurgie saint quantin")
    page.keyboard.press("ArrowDown")
    expect(rows(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    wait_for_address(page, {"filiere": ["materiaux"], "id": [SAINT_QUENTIN]})


@pytest.mark.parametrize("delay", [0, 60])
def test_a_fast_typist_opens_the_first_answer_to_the_whole_text(open_page: OpenPage, delay: int) -> None:
    page = open_page("/annuaire")
    expect(box(page)).to_be_focused()
    page.keyboard.type("metalurgie saint quantin", delay=delay)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_who_types_and_leaves_at_once_arrives(open_page: OpenPage) -> None:
    page = open_page("/annuaire")
    expect(box(page)).to_be_focused()
    page.keyboard.type("bretagne", delay=60)
    page.get_by_role("link", name="Couverture", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui est à portée d’un campus\u202f?")
    wait_until_idle(page)


def test_the_arrows_walk_through_the_results(open_page: OpenPage) -> None:
    page = open_page("/annuaire?recherche=bois")
    links = rows(page).get_by_role("link")
    links.nth(2).wait_for()
    expect(box(page)).to_be_focused()
    for rank in range(3):
        page.keyboard.press("ArrowDown")
        expect(links.nth(rank)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(1)).to_be_focused()


def test_an_empty_result_is_loosened_with_one_button(open_page: OpenPage) -> None:
    page = open_page("/annuaire?recherche=metalurgie&region=53")
    page.get_by_test_id("stBaseButton-primary").click()
    expect(rows(page)).to_have_count(1)
    wait_for_address(page, {"recherche": ["metalurgie"]})


def test_clearing_shows_all_again_and_the_other_box_is_not_shown(open_page: OpenPage) -> None:
    page = open_page("/annuaire?recherche=condorcet")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_label("Rechercher", exact=True)).to_be_hidden()
    box(page).fill("")
    expect(page.locator(".atlas-headline")).not_to_contain_text("trouvé")
    wait_for_address(page, {})


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, width: int) -> None:
    page = open_page("/annuaire?recherche=lycee", viewport={"width": width, "height": 740})
    rows(page).first.wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 0


@pytest.mark.parametrize("path", ["/annuaire", "/annuaire?recherche=zzzzzz%20metalurgie&region=53"])
def test_no_accessibility_fault(open_page: OpenPage, axe: Axe, path: str) -> None:
    page = open_page(path)
    box(page).wait_for()
    wait_until_idle(page)
    assert axe(page) == []


def test_the_way_back_from_a_record_keeps_the_order(open_page: OpenPage) -> None:
    page = open_page("/annuaire?filiere=materiaux")
    heading = page.locator(".st-key-table-annuaire th", has_text="Région")
    heading.get_by_role("button").click()
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    names = rows(page).all_inner_texts()
    rows(page).first.get_by_role("link").click()
    page.wait_for_url("**/campus?*")
    page.go_back()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert rows(page).all_inner_texts() == names


def test_the_way_back_from_a_record_keeps_the_search(open_page: OpenPage) -> None:
    page = open_page("/annuaire")
    box = page.locator(".atlas-search-root input")
    box.fill("metalurgie saint quantin")
    page.wait_for_url("**/annuaire?recherche=*")
    box.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campus?id=*")
    page.go_back()
    page.wait_for_url("**/annuaire?recherche=*")
    expect(page.locator(".atlas-search-root input")).to_have_value("metalurgie saint quantin")
