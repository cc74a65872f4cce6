"""The page « Carte » for everyone: keyboard, assistive tools, a narrow screen, French throughout."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atlas.model.selection import Selection
from tests.browser.carte import NAMES, Carte, idle, ids_of
from tests.browser.conftest import Axe, StartApp, wait_until_idle
from tests.data.folders import add_row, copy_tables

MAX_TABS = 60
FRENCH_ORDER = "new Intl.Collator('fr', {numeric: true, sensitivity: 'base'}).compare"
NARROW = {"width": 360, "height": 740}

# Words that only English has and that Streamlit, BaseWeb, React Aria or Leaflet write.
ENGLISH = re.compile(
    r"\b(the|and|of|to|for|is|are|choose|options?|available|select(ed)?|clear|deploy|running|close|search|none|"
    r"results?|press|enter|apply|open|skip|main|sidebar|expand|collapse|loading|menu|remove|delete|value|values|"
    r"stop|screen|show|hide|more|characters|limit|copy|keyboard|zoom in|zoom out|link|heading|error|rerun|"
    r"settings|print|connecting|page not found|no results)\b",
    re.IGNORECASE,
)
_TEXTS = """() => {
  const seen = node => {
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden';
  };
  const where = node => (node.closest('[data-testid]') || node).dataset.testid || node.tagName;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement, text = node.textContent.trim();
    const skipped = parent.closest(
      'script, style, noscript, .atlas-table tbody, .atlas-record, [data-testid="stIconMaterial"]');
    if (text && !skipped && seen(parent)) found.push(['text', text, where(parent)]);
  }
  const labels = ['aria-label', 'placeholder', 'title', 'alt', 'aria-description', 'aria-roledescription'];
  for (const name of [...labels, 'aria-valuetext'])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (node.getAttribute(name)) found.push([name, node.getAttribute(name), where(node)]);
  return found;
}"""


def english_in(page: Page) -> set[tuple[str, str, str]]:
    """Texts and labels with English words: what kind, what text, in which part."""
    return {
        (kind, text, where)
        for frame in page.frames
        for kind, text, where in frame.evaluate(_TEXTS)
        if ENGLISH.search(text)
    }


def tab_until(page: Page, condition: str, what: str, most: int = MAX_TABS) -> None:
    """Press Tab until the element in focus answers a condition."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const at = document.activeElement; return Boolean({condition}); }}"):
            return
    pytest.fail(f"{what} is not reached in {most} tabulations")


# ---- keyboard -------------------------------------------------------------------------------


def test_skip_links_come_first_and_lead_to_the_content_and_the_table(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    carte = Carte(page)
    carte.wait_for(Selection())
    for name, target in (("Aller au contenu", "atlas-contenu"), ("Aller au tableau", "atlas-tableau")):
        tab_until(page, f"at.matches('a') && at.textContent.trim() === '{name}'", name, most=3)
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => document.activeElement.id === '{target}'")
        page.keyboard.press("Tab")
        assert page.evaluate("() => Boolean(document.activeElement.closest('[data-testid=stMain]'))")
        page.reload()
        Carte(page).wait_for(Selection())


def test_everything_is_done_with_the_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    carte = Carte(page)
    carte.wait_for(Selection())

    tab_until(page, "at.closest('[data-filter=filiere-mobilite]')", "the filière")
    page.keyboard.press("Space")
    asked = Selection(filieres=("mobilite",))
    carte.wait_for(asked)
    assert page.evaluate("() => Boolean(document.activeElement.closest('[data-filter=filiere-mobilite]'))")

    tab_until(page, "at.closest('.st-key-table-campus th')", "the table")
    header = page.locator('.st-key-table-campus th[data-key="name"]')
    expect(header).to_have_attribute("aria-sort", "none")
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert page.evaluate("() => document.activeElement.closest('th').dataset.key") == "name"
    in_french = page.evaluate(
        f"names => names.sort({FRENCH_ORDER})", [NAMES[campus_id] for campus_id in ids_of(asked)]
    )
    assert [NAMES[campus_id] for campus_id in carte.table_ids] == in_french
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert [NAMES[campus_id] for campus_id in carte.table_ids] == in_french[::-1]

    tab_until(page, "at.matches('.st-key-table-campus tbody a')", "the first campus")
    campus_id = carte.table_ids[0]
    page.keyboard.press("Enter")
    expect(carte.record.locator("h2")).to_have_text(NAMES[campus_id])
    expect(carte.record).to_be_focused()

    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Fermer la fiche")).to_be_focused()
    page.keyboard.press("Enter")
    expect(carte.record).to_have_count(0)
    carte.wait_for(asked)


def test_every_column_sorts_in_french_both_ways(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    carte = Carte(page)
    carte.wait_for(Selection())
    for key, column in (("name", 0), ("filiere", 1), ("academie", 3), ("region", 4), ("place", 5)):
        header = page.locator(f'.st-key-table-campus th[data-key="{key}"]')
        for order in ("ascending", "descending"):
            header.get_by_role("button").click()
            expect(header).to_have_attribute("aria-sort", order)
            assert page.locator(".st-key-table-campus th[aria-sort]:not([aria-sort=none])").count() == 1
            cells = carte.rows.evaluate_all(
                "(rows, at) => rows.map(row => row.cells[at].textContent.trim())", column
            )
            if key == "filiere":
                cells = [cell[1:].strip() for cell in cells]
            known = [cell for cell in cells if cell != "inconnue"]
            right = page.evaluate(
                f"texts => texts.sort({FRENCH_ORDER})",
                known,
            )
            assert known == (right if order == "ascending" else right[::-1]), key
            assert cells[: len(known)] == known, "unknown values come last"
    page.locator('.st-key-table-campus th[data-key="since"] button').click()
    years = carte.rows.evaluate_all("rows => rows.map(row => row.cells[6].textContent.trim().slice(-4))")
    dated = [int(year) for year in years if year.isdigit()]
    assert dated == sorted(dated), "dates sort by time, not by letter"
    assert not any(year.isdigit() for year in years[len(dated) :]), "unknown dates come last"


# ---- assistive tools ------------------------------------------------------------------------


def test_axe_finds_nothing_serious(open_page: Callable[..., Page], axe: Axe) -> None:
    page = open_page("/")
    carte = Carte(page)
    carte.wait_for(Selection())
    idle(page)
    assert axe(page) == [], "default view"
    carte.rows.first.locator("a").click()
    expect(carte.record).to_be_focused()
    assert axe(page) == [], "a campus open"
    carte.choose_level("Départements")
    assert axe(page) == [], "départements"
    page.get_by_role("button", name="Fermer la fiche").click()
    carte.search("zzzz")
    expect(page.get_by_role("button", name="Retirer tous les filtres")).to_be_visible()
    idle(page)
    assert axe(page) == [], "empty results"


def test_axe_finds_nothing_serious_in_the_list_of_errors(
    start_app: StartApp, open_page: Callable[..., Page], axe: Axe, tmp_path: Path
) -> None:
    folder = copy_tables(tmp_path)
    add_row(folder / "campuses.csv", id="ara-autre", region="Atlantide")
    app = start_app(data=folder)
    page = open_page("/", base=app.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Les données ne peuvent pas être affichées")
    assert axe(page) == []
    app.stop()


def test_the_page_is_outlined(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    carte = Carte(page)
    carte.wait_for(Selection())
    assert page.locator("html").get_attribute("lang") == "fr"
    assert carte.frame.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_role("heading", level=1).count() == 1
    assert "Carte" in page.title()
    assert "tableau" in str(page.locator("iframe").get_attribute("title"))
    assert page.locator(".st-key-table-campus caption").inner_text()
    expect(page.get_by_role("status").filter(has_text="campus sont présents")).to_have_count(1)
    unnamed = page.locator("input:visible, button:visible").evaluate_all(
        """nodes => nodes.filter(node => !(
          node.ariaLabel || node.textContent.trim() || (node.labels && node.labels.length)
          || node.getAttribute('aria-labelledby') || node.title)).map(node => node.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []


# ---- narrow screen --------------------------------------------------------------------------


def overflow(page: Page) -> list[Any]:
    """Widths of the page and of its main part, beside what they have."""
    return page.evaluate(
        """() => {
          const main = document.querySelector('[data-testid=stMain]');
          return [document.scrollingElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
        }"""
    )  # type: ignore[no-any-return]


def test_nothing_is_wider_than_a_telephone(open_page: Callable[..., Page]) -> None:
    page = open_page("/", viewport=NARROW)
    carte = Carte(page)
    carte.wait_for(Selection())
    assert max(overflow(page)) <= 0
    carte.choose_level("Départements")
    assert max(overflow(page)) <= 0, "départements"
    carte.rows.first.locator("a").click()
    expect(carte.record).to_be_focused()
    assert max(overflow(page)) <= 0, "a campus open"


def test_filters_open_in_a_drawer_on_a_telephone(open_page: Callable[..., Page]) -> None:
    page = open_page("/", viewport=NARROW)
    carte = Carte(page)
    box = page.locator("[data-filter=filiere-mobilite]")
    expect(box).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    box.scroll_into_view_if_needed()
    expect(box).to_be_in_viewport()
    carte.toggle_filiere("mobilite")
    carte.wait_for(Selection(filieres=("mobilite",)))
    assert max(overflow(page)) <= 0
    carte.search("zzzz")
    carte.wait_for_campuses([])
    assert max(overflow(page)) <= 0, "empty results"


# ---- French ---------------------------------------------------------------------------------


def test_the_page_is_in_french(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    Carte(page).wait_for(Selection())
    assert english_in(page) == set()


def test_the_lists_are_in_french(open_page: Callable[..., Page]) -> None:
    page = open_page("/", viewport={"width": 1440, "height": 2000})  # a list closes when its field scrolls
    carte = Carte(page)
    carte.wait_for(Selection())
    page.get_by_label("Rechercher", exact=True).focus()
    found = english_in(page)
    page.locator(".st-key-filter-date input").click()
    days = page.get_by_test_id("stSelectboxVirtualDropdown")
    expect(days).to_contain_text("18 mars 2021")
    found |= english_in(page)
    page.keyboard.press("Escape")
    expect(days).to_have_count(0)
    regions = page.locator(".st-key-filter-region input")
    regions.click()
    options = page.get_by_test_id("stMultiSelectDropdown")
    expect(options).to_contain_text("Bretagne")
    found |= english_in(page)
    regions.fill("zzzz")
    expect(options).not_to_contain_text("Bretagne")
    found |= english_in(page)
    assert found == set()


def test_what_follows_a_choice_is_in_french(open_page: Callable[..., Page]) -> None:
    page = open_page("/?region=76&region=84&date=2020-02-06&q=zzzz&filiere=espace&niveau=academie")
    Carte(page).wait_for_campuses([])
    assert english_in(page) == set()
    page.get_by_label("Rechercher", exact=True).press_sequentially("y")
    assert english_in(page) == set()
    page.set_viewport_size(NARROW)
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    assert english_in(page) == set()


def test_the_list_of_errors_is_in_french(
    start_app: StartApp, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    app = start_app(data=tmp_path / "absent")
    page = open_page("/", base=app.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Les données ne peuvent pas être affichées")
    wait_until_idle(page)
    assert english_in(page) == set()
    app.stop()
