"""The room's screen in a browser: keyboard alone, no network, live maps, the speaker's window."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from atlas.planning import Change, Scenario
from atlas.planning import Kind as ChangeKind
from atlas.story.storyboard import SCENARIO, Kind, Storyboard, View
from atlas.ui import loaded
from atlas.ui.meeting_room import address
from tests.browser.carte import HIDDEN_NAMES
from tests.browser.conftest import TELEPHONE, Axe, NewPage, OpenPage, wait_until_idle
from tests.browser.slides import shown

ATLAS = loaded.current()
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
FRAMED = """rank => {
  const box = document.querySelector(`#vue-${rank} .inset-frame`).getBoundingClientRect();
  return [box.x, box.y, box.width, box.height];
}"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
COVERED = """() => {
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const boxes = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  };
  const texts = [...document.querySelectorAll('.slide.on :is(h2, p, li, td, th, caption)')]
    .filter((node) => !node.closest('[hidden], .frame'));
  const over = [document.getElementById('rank')];
  if (scrollY === 0) over.push(document.querySelector('.bar'));
  return texts.filter((node) => boxes(node).some((box) =>
    over.some((one) => meets(box, one.getBoundingClientRect())))).map((node) => node.textContent);
}"""
"""Texts of the view that stand under its rank, or under the bar at the top of the page."""


def go_to(page: Page, rank: int) -> None:
    """Show a view by its number."""
    page.keyboard.type(str(rank))
    page.keyboard.press("Enter")
    assert shown(page) == rank


def scroll(page: Page, key: str) -> float:
    """Press a key that scrolls the page; say where it comes to rest."""
    page.evaluate(
        """() => {
          window.rests = false;
          document.addEventListener('scrollend', () => { window.rests = true; }, { once: true });
        }"""
    )
    page.keyboard.press(key)
    page.wait_for_function("() => window.rests")
    return float(page.evaluate("scrollY"))


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


def test_a_window_that_grows_frames_every_map_anew(open_page: OpenPage) -> None:
    page = open_room(open_page, viewport={"width": 1440, "height": 780})
    count = page.locator(".slide").count()
    for _ in range(count):
        page.keyboard.press("PageDown")
    page.set_viewport_size({"width": 1920, "height": 1080})
    maps = page.locator(".slide:has(.live-map)")
    for slide in maps.all():
        expect(slide.locator(".inset-name.outside:not(.above)")).to_have_count(6)
        assert page.evaluate(HIDDEN_NAMES, f"#{slide.get_attribute('id')}") == []
        assert slide.locator(".live-map").evaluate("""map => {
          const box = map.getBoundingClientRect();
          return [...map.querySelectorAll('.inset-frame')].map(one => one.getBoundingClientRect())
            .every(one => one.top >= box.top && one.bottom <= box.bottom && one.height > box.height / 12);
        }""")


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


def test_the_last_view_keeps_the_focus_and_escape_only_closes_the_keys(open_page: OpenPage) -> None:
    page = open_room(open_page)
    forward = page.get_by_role("button", name="Vue suivante")
    forward.focus()
    count = page.locator(".slide").count()
    for _ in range(count):
        page.keyboard.press("Enter")
    assert shown(page) == count
    expect(forward).to_be_focused()
    expect(forward).to_have_attribute("aria-disabled", "true")
    address = page.url
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url == address


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
    assert speaker.title() == f"Orateur – {page.title()}"
    assert "Ensuite" in (speaker.locator("#then").text_content() or "")
    page.keyboard.press("PageDown")
    speaker.wait_for_selector("body[data-vue='2']")
    speaker.keyboard.press("End")
    page.wait_for_selector(f"body[data-vue='{page.locator('.slide').count()}']")
    assert speaker.locator("#note p").count() > 0


def test_the_speaker_is_found_again_after_a_reload_of_the_room(open_page: OpenPage) -> None:
    page = open_room(open_page)
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    speaker = opened.value
    speaker.wait_for_selector("body.speaking[data-ready]")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    go_to(page, 2)
    speaker.wait_for_selector("body[data-vue='2']")
    page.keyboard.press("t")
    speaker.locator("#vue-2.behind-on").wait_for()
    speaker.keyboard.press("Escape")
    page.locator("#vue-2:not(.behind-on)").wait_for()


def test_a_reload_of_any_page_keeps_ones_own_meeting(open_page: OpenPage) -> None:
    page = open_page("/?region=76")
    page.get_by_role("button", name="Ajouter à la séance").click()
    page.get_by_text("Vue ajoutée à « Ma séance » (1\u00a0vue).").wait_for()
    page.reload()
    wait_until_idle(page)
    page.get_by_role("button", name="Ajouter à la séance").click()
    page.get_by_text("Vue ajoutée à « Ma séance » (2\u00a0vues).").wait_for()
    page.goto(urljoin(page.url, "seance?seance=mienne"))
    for _ in range(2):
        expect(page.get_by_role("radio", name="La carte des campus")).to_have_count(2)
        page.reload()
    for _ in range(2):
        page.get_by_role("button", name="Supprimer").click()
        wait_until_idle(page)
    page.get_by_text("Ajoutez des vues par le bouton").wait_for()
    page.goto(urljoin(page.url, "/seance?seance=mienne"))
    page.get_by_text("Ajoutez des vues par le bouton").wait_for()
    assert "atlas-seance" not in {one.get("name") for one in page.context.cookies()}


def scenario_room(*selections: dict[str, tuple[str, ...]]) -> str:
    """Address of a room that shows one scenario under each selection."""
    towns = ("31555", "33063", "34172", "97411", "29019")
    changes = [Change(ChangeKind.ADD, filiere="numerique", commune=town, category="CMQ") for town in towns]
    changes += [Change(ChangeKind.CLOSE, campus=one) for one in (*ATLAS.ids[:12].tolist(), "inconnu")]
    scenario = Scenario("Cinq campus du numérique et douze fermetures, à discuter", changes=tuple(changes))
    views = [
        View(Kind.SCENARIO, params=one, settings={SCENARIO: scenario.to_address()}) for one in selections
    ]
    return "/" + address(Storyboard("Essai", tuple(views)))


@pytest.mark.parametrize("size", SIZES)
def test_the_legend_of_a_scenario_is_whole(new_page: NewPage, app_url: str, size: tuple[int, int]) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(app_url + scenario_room({}, {"filiere": ("numerique",), "region": ("76",)}))
    page.wait_for_selector("body[data-ready]")
    for rank in (1, 2):
        go_to(page, rank)
        bottoms = page.locator(f"#vue-{rank} .told, #vue-{rank} .told .legend li").evaluate_all(
            "all => all.map((node) => node.getBoundingClientRect().bottom)"
        )
        assert len(bottoms) > 8
        assert max(bottoms[1:]) <= bottoms[0] + 1


def test_the_letters_of_the_marks_are_told(open_page: OpenPage) -> None:
    page = open_room(open_page, viewport={"width": 1920, "height": 1080})
    for rank in range(1, page.locator(".slide").count() + 1):
        slide = page.locator(f"#vue-{rank}")
        if slide.locator(".live-map").count():
            slide.locator(".told .legend").wait_for()
            shown_letters = set(slide.locator(".mark-box .mark").all_inner_texts())
            beside = slide.locator(".told .key li:visible").all_inner_texts()
            page.keyboard.press("t")
            behind = slide.locator(".behind .key li:visible").all_inner_texts()
            assert {told[0] for told in beside or behind} == shown_letters
            assert not (beside and behind)
            page.keyboard.press("t")
        page.keyboard.press("PageDown")
    assert page.locator("#vue-2 .told .key").evaluate("node => !node.hidden")


def test_a_table_stands_behind_every_map_and_chart(open_page: OpenPage) -> None:
    page, told = open_room(open_page), 0
    for rank in range(1, page.locator(".slide").count() + 1):
        slide = page.locator(f"#vue-{rank}")
        if slide.locator(".live-map, .chart").count():
            told += 1
            page.keyboard.press("t")
            slide.locator(".behind table").wait_for(state="visible")
            page.keyboard.press("Escape")
            slide.locator(".behind table").wait_for(state="hidden")
        page.keyboard.press("PageDown")
    assert told > 4


def test_a_map_stays_framed_while_its_table_is_shown(open_page: OpenPage) -> None:
    page = open_room(open_page)
    maps = 0
    for rank in range(1, page.locator(".slide").count() + 1):
        slide = page.locator(f"#vue-{rank}")
        if slide.locator(".live-map").count():
            maps += 1
            slide.locator(".told .legend").wait_for()
            before = page.evaluate(FRAMED, rank)
            page.keyboard.press("t")
            slide.locator(".behind table").wait_for(state="visible")
            page.evaluate(TWO_FRAMES)  # a map follows the size of its box one frame later
            page.keyboard.press("t")
            slide.locator(".live-map").wait_for(state="visible")
            page.evaluate(TWO_FRAMES)
            assert page.evaluate(FRAMED, rank) == before
        page.keyboard.press("PageDown")
    assert maps > 2


def test_a_table_behind_keeps_its_rows_and_scrolls_by_keyboard(open_page: OpenPage) -> None:
    page = open_room(open_page)
    scrolling = 0
    for rank in range(1, page.locator(".slide").count() + 1):
        slide = page.locator(f"#vue-{rank}")
        if slide.locator(".behind").count():
            page.keyboard.press("t")
            assert slide.locator("tbody tr").count() == slide.locator("tbody tr:visible").count()
            box = slide.get_by_role("region", name=slide.locator("caption").inner_text(), exact=True)
            page.keyboard.press("Tab")
            assert box.evaluate("node => node === document.activeElement")
            if box.evaluate("node => node.scrollHeight > node.clientHeight + 1"):
                scrolling += 1
                for _ in range(20):
                    page.keyboard.press("ArrowDown")
                assert box.evaluate("node => node.scrollTop + node.clientHeight >= node.scrollHeight - 1")
                page.keyboard.press("ArrowUp")
                assert box.evaluate("node => node.scrollTop + node.clientHeight < node.scrollHeight - 1")
            assert shown(page) == rank
            page.keyboard.press("Escape")
        page.keyboard.press("PageDown")
    assert scrolling > 0


@pytest.mark.parametrize("size", SIZES)
def test_words_follow_their_table(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_room(open_page, viewport={"width": size[0], "height": size[1]})
    gaps = page.evaluate(
        """() => [...document.querySelectorAll('.slide[data-kind="table"]')].map((slide) =>
            slide.querySelector('.told').getBoundingClientRect().top
            - slide.querySelector('table').getBoundingClientRect().bottom)"""
    )
    assert len(gaps) > 1
    assert all(0 < gap < size[0] / 50 for gap in gaps), gaps


def test_a_small_screen_is_read_from_top_to_bottom_by_keyboard(open_page: OpenPage) -> None:
    page = open_room(open_page, viewport=TELEPHONE)
    page.keyboard.press("ArrowRight")
    for down, up in (("ArrowDown", "ArrowUp"), ("PageDown", "PageUp"), ("Space", "Shift+Space")):
        assert scroll(page, down) > 0
        assert scroll(page, up) == 0
        assert shown(page) == 2
    before = page.evaluate(FRAMED, 2)
    page.locator("#vue-2 .live-map").evaluate("node => node.focus({ preventScroll: true })")
    assert scroll(page, "ArrowDown") > 0
    assert scroll(page, "ArrowUp") == 0
    assert page.evaluate(FRAMED, 2) == before
    page.keyboard.press("ArrowRight")
    assert shown(page) == 3
    page.keyboard.press("ArrowLeft")
    assert shown(page) == 2


def test_a_wide_table_scrolls_on_a_small_screen(open_page: OpenPage) -> None:
    page = open_room(open_page, viewport=TELEPHONE)
    ids = page.locator(".slide[data-kind=table]").evaluate_all("all => all.map(node => node.id)")
    scrolling = 0
    for rank in (int(one.removeprefix("vue-")) for one in ids):
        go_to(page, rank)
        slide = page.locator(f"#vue-{rank}")
        box = slide.get_by_role("region", name=slide.locator("caption").inner_text(), exact=True)
        box.focus()
        is_scrolling = box.evaluate("node => node.scrollWidth > node.clientWidth + 1")
        scrolling += is_scrolling
        page.keyboard.press("ArrowRight")
        if is_scrolling:
            assert box.evaluate("node => node.scrollLeft") > 0
            assert shown(page) == rank
            page.keyboard.press("ArrowLeft")
            assert box.evaluate("node => node.scrollLeft") == 0
            assert shown(page) == rank
    assert scrolling > 0


@pytest.mark.parametrize("size", [(360, 740), (320, 256)])
def test_nothing_covers_the_text_of_a_small_screen(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_room(open_page, viewport={"width": size[0], "height": size[1]})
    for rank in range(1, page.locator(".slide").count() + 1):
        for part in (0, 0.5, 1):
            page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
            assert page.evaluate(COVERED) == [], (rank, part)
        page.keyboard.press("ArrowRight")


def test_colours_chosen_by_the_reader_keep_states_and_swatches(open_page: OpenPage) -> None:
    page = open_room(open_page)
    go_to(page, 2)
    page.locator("#vue-2 .told .legend").wait_for()
    page.emulate_media(forced_colors="active")
    table = page.get_by_role("button", name="Tableau")
    color = "node => getComputedStyle(node).backgroundColor"
    before = table.evaluate(color)
    page.keyboard.press("t")
    assert table.evaluate(color) != before
    page.keyboard.press("t")
    swatches = page.locator("#vue-2 .told .swatch")
    assert len(set(swatches.evaluate_all(f"all => all.map({color})"))) > 4
    edge = "node => getComputedStyle(node).borderTopWidth"
    assert set(swatches.evaluate_all(f"all => all.map({edge})")) == {"1px"}


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
