"""The page « Données et méthode » in a browser: accessible, usable by keyboard, and giving its data away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from atlas.data.package import data_package
from atlas.data.schema import TABLES
from atlas.ui import loaded
from atlas.ui.method_settings import VIEWS
from tests.browser.conftest import wait_until_idle

OpenPage = Callable[..., Page]
CATALOGUE = loaded.current().catalogue


def opened(open_page: OpenPage, view: str, **options: object) -> Page:
    page = open_page(f"/methode?vue={view}", **options)
    page.locator(".atlas-headline").wait_for()
    page.get_by_role("radio").first.wait_for()  # its code arrives after the end of the run
    wait_until_idle(page)
    if view == "doutes":
        page.locator(".atlas-table-root tbody tr").first.wait_for()
    return page


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_a_accessibility_fault(
    open_page: OpenPage, axe: Callable[..., list[str]], view: str
) -> None:
    assert axe(opened(open_page, view)) == []


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_scrolls_sideways_on_a_telephone(open_page: OpenPage, view: str) -> None:
    page = opened(open_page, view, viewport={"width": 360, "height": 740})
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")


def test_the_views_are_chosen_by_keyboard(open_page: OpenPage) -> None:
    page = opened(open_page, "completude")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#atlas-contenu")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Complétude")).to_be_focused()
    for _ in range(list(VIEWS).index("dictionnaire")):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Dictionnaire")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/methode?vue=dictionnaire")
    expect(page.get_by_role("heading", level=2)).to_have_count(len(TABLES))


def test_the_data_are_taken_away_whole(open_page: OpenPage) -> None:
    page = opened(open_page, "completude")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Télécharger toutes les données (zip)").click()
    assert waited.value.suggested_filename == f"atlas-des-campus_donnees_{CATALOGUE.version}.zip"
    content = waited.value.path().read_bytes()
    assert content == data_package(CATALOGUE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {table.file_name for table in TABLES.values()} <= set(archive.namelist())


def test_an_unknown_version_is_not_found(open_page: OpenPage, app_url: str) -> None:
    page = opened(open_page, "completude")
    answer = page.request.get(f"{app_url}/api/data/000000000000.zip")
    assert answer.status == 404
    assert "rechargez" in answer.json()["detail"]


def test_a_doubtful_record_leads_to_its_campus(open_page: OpenPage) -> None:
    page = opened(open_page, "doutes")
    link = page.locator(".atlas-table-root tbody th a, .atlas-table-root tbody a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url("**/campus?id=*")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
