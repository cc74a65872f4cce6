"""The deck as one HTML file: opened from a disk without network, shown with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from atlas.exports.html_slides import build
from tests.browser.conftest import Axe
from tests.browser.disk import Disk
from tests.browser.slides import shown
from tests.data.decks import hostile_deck, ready_deck

MOST_BYTES = 8_000_000
READY = "body[data-ready]"
FRAMED = "document.querySelector('#vue-2 .inset-frame').getBoundingClientRect().width"


@pytest.fixture(scope="module")
def data() -> bytes:
    """The project's own data as slides."""
    return build(ready_deck())


@pytest.fixture
def deck(disk: Disk, data: bytes) -> Page:
    """The deck on the screen of a room."""
    disk.page.set_viewport_size({"width": 1920, "height": 1080})
    return disk.open(data, READY)


def test_it_is_walked_from_first_to_last_and_says_what_the_views_say(deck: Page) -> None:
    contents = ready_deck().contents
    for rank, content in enumerate(contents, 1):
        assert shown(deck) == rank
        slide = deck.locator(f"#vue-{rank}")
        assert slide.locator("h2").first.inner_text().split() == content.finding.split()
        assert content.footer.version in slide.locator("footer").inner_text()
        if content.map:
            slide.locator("[data-map][data-drawn]").wait_for()
            marks = slide.locator("[data-campus]:not([data-clone])")
            assert marks.count() == len(content.map.shown)
        deck.keyboard.press("ArrowRight")
    assert shown(deck) == len(contents)
    for keys, rank in ((["Home"], 1), (["End"], len(contents)), (["PageUp"], len(contents) - 1)):
        for key in keys:
            deck.keyboard.press(key)
        assert shown(deck) == rank


def test_a_number_and_a_reload_lead_to_the_same_slide(deck: Page) -> None:
    deck.keyboard.type("4")
    deck.keyboard.press("Enter")
    deck.reload()
    deck.wait_for_selector(READY)
    assert shown(deck) == 4


def test_a_number_without_a_view_leads_nowhere_and_an_old_one_is_forgotten(deck: Page) -> None:
    for number in ("99", "0"):
        deck.keyboard.type(number)
        deck.keyboard.press("Enter")
        assert shown(deck) == 1
        expect(deck.locator("#rank")).to_have_text(f"Pas de vue {number}")
    deck.clock.install()
    deck.keyboard.type("3")
    expect(deck.locator("#rank")).to_have_text("3 ↵")
    deck.clock.run_for(5000)
    expect(deck.locator("#rank")).to_have_text(re.compile("^1 / "))
    deck.keyboard.press("Enter")
    assert shown(deck) == 1


def test_its_map_is_live_by_keyboard_and_framed_again_when_shown_again(deck: Page) -> None:
    deck.keyboard.press("PageDown")
    deck.wait_for_selector("#vue-2 [data-map][data-drawn]")
    before = deck.evaluate(FRAMED)
    deck.locator("#vue-2 .leaflet-control-zoom-in").press("Enter")
    deck.wait_for_function(f"width => {FRAMED} > width + 5", arg=before)
    deck.keyboard.press("PageDown")
    deck.keyboard.press("PageUp")
    deck.wait_for_function(f"width => Math.abs({FRAMED} - width) < 0.5", arg=before)


@pytest.mark.parametrize("refuses_storage", [False, True])
def test_shortcuts_of_one_letter_can_be_turned_off(disk: Disk, data: bytes, refuses_storage: bool) -> None:
    if refuses_storage:
        disk.page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no'); } });"
        )
    page = disk.open(data, READY)
    page.keyboard.press("ArrowRight")
    table = page.locator("#vue-2 .behind table")
    letters = page.get_by_role("button", name="Raccourcis à une lettre")
    assert letters.get_attribute("aria-pressed") == "true"
    letters.press("Enter")
    assert letters.get_attribute("aria-pressed") == "false"
    if not refuses_storage:
        page.reload()
        page.wait_for_selector(READY)
        assert letters.get_attribute("aria-pressed") == "false"
    for key in ("t", "T", "?", "o", "f", "4", "Enter"):
        page.locator("#vue-2").press(key)
    assert shown(page) == 2
    assert table.is_hidden()
    assert page.locator("dialog").is_hidden()
    assert len(page.context.pages) == 1
    assert not page.evaluate("Boolean(document.fullscreenElement)")
    last = len(ready_deck().contents)
    for key, rank in (("PageDown", 3), ("ArrowLeft", 2), ("End", last), ("PageUp", last - 1), ("Home", 1)):
        page.keyboard.press(key)
        assert shown(page) == rank
    page.get_by_role("button", name="Touches").press("Enter")
    assert "Raccourcis à une lettre" in page.locator("dialog").inner_text()
    page.keyboard.press("Escape")
    letters.press("Enter")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    table.wait_for(state="visible")
    page.keyboard.press("Escape")
    assert table.is_hidden()


def test_it_fits_a_key_and_is_accessible(deck: Page, data: bytes, axe: Axe) -> None:
    assert len(data) < MOST_BYTES
    for _ in range(deck.locator(".slide").count()):
        assert axe(deck) == []
        deck.keyboard.press("PageDown")


def test_hostile_texts_stay_texts(disk: Disk) -> None:
    page = disk.open(build(hostile_deck()), READY)
    assert page.locator("#vue-1 h2 b").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
