"""The page « Campus » in Chromium: the map, the ways in and out, paper, and access for everyone."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.carte import Carte
from tests.browser.conftest import Axe, wait_until_idle

SAINT_QUENTIN = "hdf-metallurgie-plasturgie-picardie"
TITLE = "Métallurgie et plasturgie Picardie"
RECORD = f"/campus?id={SAINT_QUENTIN}"
SCATTERED = "/campus?id=hdf-metiers-art-patrimoine-hauts-france"
APPROXIMATE = "/campus?id=ara-auto-mobilites-auvergne-rhone-alpes"
LONGEST = "/campus?id=ges-eco-construction-efficacite"

CROWDED = "/campus?id=occ-aeronautique-spatial-occitanie"
LEAST_PRINTED_PT = 8

OpenPage = Callable[..., Page]


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def smallest_points(part: Locator) -> float:
    """Size of the smallest text that a part of a page prints, in points; a mark's letter is a sign."""
    part.page.emulate_media(media="print")
    smallest = part.evaluate(
        """(root) => Math.min(...[...root.querySelectorAll('*')]
            .filter((node) => node.offsetParent && !node.matches('.atlas-mark, .atlas-mark *'))
            .filter((node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
            .map((node) => parseFloat(getComputedStyle(node).fontSize)))"""
    )
    return float(smallest) * 72 / 96


def wait_for_address(page: Page, params: dict[str, list[str]]) -> None:
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == params)


def test_the_members_form_a_constellation_around_the_seat(open_page: OpenPage) -> None:
    page = open_page(SCATTERED)
    frame = Carte(page).frame
    expect(frame.locator(".mark-box.selected")).to_have_count(1)
    squares = frame.locator(".member-box")
    expect(squares.nth(6)).to_be_visible()
    lines = frame.locator("path.network-line")
    apart = frame.locator(".member:not(.at-seat):not(.sample)").count()
    expect(lines).to_have_count(apart)
    assert apart > 3


def test_an_approximate_seat_is_drawn_and_said_so(open_page: OpenPage) -> None:
    page = open_page(APPROXIMATE)
    frame = Carte(page).frame
    expect(frame.locator(".mark-box.selected .mark.approximate")).to_have_count(1)
    expect(frame.locator("path.network-line")).to_have_count(0)
    expect(page.locator(".atlas-headline")).to_contain_text("siège non connu")


def test_the_map_and_the_record_lead_to_each_other_with_the_filters(open_page: OpenPage) -> None:
    page = open_page(f"/?campus={SAINT_QUENTIN}&filiere=materiaux")
    page.get_by_role("button", name="Fiche complète").click()
    title(page, TITLE)
    wait_for_address(page, {"filiere": ["materiaux"], "id": [SAINT_QUENTIN]})
    page.get_by_role("link", name="Voir sur la carte").click()
    expect(page.locator(".atlas-record h2")).to_have_text(TITLE)
    wait_for_address(page, {"filiere": ["materiaux"], "campus": [SAINT_QUENTIN]})


def test_the_record_leads_to_territory_and_to_other_records(open_page: OpenPage) -> None:
    page = open_page(f"{RECORD}&filiere=materiaux")
    link = page.locator(".st-key-table-meme-filiere tbody a").first
    name = link.inner_text()
    link.click()
    title(page, name)
    page.go_back()
    title(page, TITLE)
    page.get_by_role("link", name="Département Aisne").click()
    title(page, "Aisne, département")
    wait_for_address(page, {"filiere": ["materiaux"], "code": ["departement-02"]})


def test_an_unknown_identifier_leads_to_the_nearest_name(open_page: OpenPage) -> None:
    page = open_page("/campus?id=hdf-metalurgie-plasturgi")
    page.get_by_role("button", name=TITLE).click()
    title(page, TITLE)
    wait_for_address(page, {"id": [SAINT_QUENTIN]})


@pytest.mark.parametrize("path", [RECORD, LONGEST, CROWDED, APPROXIMATE])
def test_a_record_prints_on_one_page(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport={"width": 1280, "height": 720})
    Carte(page)
    page.locator(".st-key-table-meme-filiere tbody tr").first.wait_for()
    heading = page.get_by_role("heading", level=1).inner_text()
    document = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(document.pages) == 1
    said = " ".join(document.pages[0].extract_text().split())
    assert heading.split()[0] in said
    assert "Adresse permanente" in said
    assert "Réinitialiser" not in said
    assert "PowerPoint" not in said
    assert smallest_points(page.locator(".stMain")) >= LEAST_PRINTED_PT


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, width: int) -> None:
    page = open_page(RECORD, viewport={"width": width, "height": 740})
    Carte(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_the_answer_stands_above_the_fold(open_page: OpenPage) -> None:
    page = open_page(RECORD, viewport={"width": 1280, "height": 720})
    Carte(page)
    for selector in (".atlas-headline", ".atlas-figures"):
        found = page.locator(selector).bounding_box()
        assert found is not None
        assert found["y"] + found["height"] < 400
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    assert frame["y"] < 400


@pytest.mark.parametrize("path", [RECORD, APPROXIMATE, "/campus", "/campus?id=inconnu"])
def test_no_accessibility_fault(open_page: OpenPage, axe: Axe, path: str) -> None:
    page = open_page(path)
    page.locator(".atlas-table-root table").first.wait_for()
    wait_until_idle(page)
    assert axe(page) == []
