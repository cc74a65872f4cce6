"""The room's screen in a browser: keyboard alone, no network, live maps, the speaker's window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.carte import HIDDEN_NAMES
from tests.browser.conftest import Axe, OpenPage, wait_until_idle
from tests.browser.slides import shown

LEAST_PX = 32
"""24 points on a screen of 1920 × 1080."""


def open_room(open_page: OpenPage, **options: object) -> Page:
    """Open the page « Séance », then the room's screen by its link, in the same tab."""
    page = open_page("/seance", **options)
    link = page.get_by_text("Ouvrir l’écran de la salle")
    link.evaluate("node => node.target = '_self'")
    link.click()
    page.wait_for_selector("body[data-ready]")
    return page


SIZES = [(1920, 1080), (1024, 768)]


@pytest.mark.parametrize("size", SIZES)
def test_no_mark_hides_the_name_of_a_frame(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_room(open_page, viewport={"width": size[0], "height": size[1]})
    maps = 0
    for rank in range(1, page.locator(".slide").count() + 1):
        if page.locator(f"#vue-{rank} .live-map").count():
            maps += 1
            page.locator(f"#vue-{rank} .inset-name").first.wait_for(state="attached")
            page.locator(f"#vue-{rank} .told .legend").wait_for()
            assert page.evaluate(HIDDEN_NAMES, f"#vue-{rank}") == []
        page.keyboard.press("PageDown")
    assert maps > 2


@pytest.mark.parametrize("size", SIZES)
def test_it_is_walked_by_keyboard_with_the_network_cut(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_room(open_page, viewport={"width": size[0], "height": size[1]})
    page.context.set_offline(True)
    count = page.locator(".slide").count()
    for rank in range(1, count + 1):
        assert shown(page) == rank
        assert page.evaluate("location.hash") == f"#vue={rank}"
        page.keyboard.press("PageDown" if rank % 2 else "ArrowRight")
    assert shown(page) == count
    page.keyboard.press("Home")
    assert shown(page) == 1
    page.keyboard.press("End")
    assert shown(page) == count
    page.keyboard.press("PageUp")
    assert shown(page) == count - 1
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    assert shown(page) == 3


def test_a_reload_resumes_at_the_same_view_and_escape_leaves(open_page: OpenPage) -> None:
    page = open_room(open_page)
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert shown(page) == 5
    page.keyboard.press("Escape")
    page.wait_for_url("**/seance")
    wait_until_idle(page)


def test_a_map_is_live_and_framed_again_when_it_is_shown_again(open_page: OpenPage) -> None:
    page = open_room(open_page)
    page.keyboard.press("PageDown")
    page.wait_for_selector("#vue-2 [data-map][data-drawn]")
    framed = "document.querySelector('#vue-2 .inset-frame').getBoundingClientRect().width"
    before = page.evaluate(framed)
    page.locator("#vue-2 .leaflet-control-zoom-in").click()
    page.wait_for_function(f"width => {framed} > width + 5", arg=before)
    page.locator("#vue-2 path.unit").nth(3).dispatch_event("click")
    page.wait_for_function("document.querySelector('#vue-2 .picked').textContent.includes('campus')")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    page.wait_for_function(f"width => Math.abs({framed} - width) < 0.5", arg=before)
    assert page.locator("#vue-2 .picked").text_content() == ""


def test_the_past_is_played_on_the_slide(open_page: OpenPage) -> None:
    page = open_room(open_page)
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    frame = page.locator("#vue-3 [data-map][data-drawn]")
    last = frame.get_attribute("data-step")
    slider = page.locator("#vue-3 input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_selector("#vue-3 [data-step='0']")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    page.wait_for_selector(f"#vue-3 [data-step='{last}']")


def test_the_speaker_follows_and_leads(open_page: OpenPage) -> None:
    page = open_room(open_page)
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    speaker = opened.value
    speaker.wait_for_selector("body.speaking[data-ready]")
    assert "Ensuite" in (speaker.locator("#then").text_content() or "")
    page.keyboard.press("PageDown")
    speaker.wait_for_selector("body[data-vue='2']")
    speaker.keyboard.press("End")
    page.wait_for_selector(f"body[data-vue='{page.locator('.slide').count()}']")
    assert speaker.locator("#note p").count() > 0


def test_a_table_stands_behind_every_map_and_chart(open_page: OpenPage) -> None:
    page = open_room(open_page)
    for rank in range(1, page.locator(".slide").count() + 1):
        slide = page.locator(f"#vue-{rank}")
        if slide.locator(".behind").count():
            page.keyboard.press("t")
            slide.locator(".behind table").wait_for(state="visible")
            page.keyboard.press("Escape")
            slide.locator(".behind table").wait_for(state="hidden")
        page.keyboard.press("PageDown")


def test_text_is_large_enough_for_a_room_and_nothing_is_cut(open_page: OpenPage) -> None:
    page = open_room(open_page, viewport={"width": 1920, "height": 1080})
    for rank in range(1, page.locator(".slide").count() + 1):
        small = page.evaluate(
            """([rank, least]) => [...document.querySelectorAll(`#vue-${rank} *`)]
                .filter((node) => node.matches('h2, p, li, td, th, caption, text'))
                .filter((node) => !node.closest('.note, .frame, .behind'))
                .filter((node) => {
                  const scale = node.ownerSVGElement ? node.ownerSVGElement.getScreenCTM().a : 1;
                  return parseFloat(getComputedStyle(node).fontSize) * scale < least - 1;
                }).map((node) => node.textContent)""",
            [rank, LEAST_PX],
        )
        assert small == []
        cut = page.evaluate(
            """(rank) => [...document.querySelectorAll(`#vue-${rank} *`)]
                .filter((node) => node.matches('.told, header, .visual:not(.frame), footer p'))
                .filter((node) =>
                  node.scrollHeight > node.clientHeight + 8 || node.scrollWidth > node.clientWidth + 2)
                .map((node) => node.className + node.textContent)""",
            rank,
        )
        assert cut == []
        page.keyboard.press("PageDown")


def test_it_is_accessible(open_page: OpenPage, axe: Axe) -> None:
    page = open_page("/seance")
    page.get_by_text("Ouvrir l’écran de la salle").wait_for()
    assert axe(page) == []
    room = open_room(open_page, viewport={"width": 1920, "height": 1080})
    for _ in range(room.locator(".slide").count()):
        assert axe(room) == []
        room.keyboard.press("PageDown")
