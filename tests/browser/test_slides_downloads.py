"""The slides that the pages offer, brought by a click and opened by other readers."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pptx import Presentation
from pypdf import PdfReader

from tests.browser.conftest import OpenPage

CAMPUS = "/campus?id=hdf-metallurgie-plasturgie-picardie"
VIEWS = ("/?filiere=mobilite", "/couverture?rayon=50", "/territoire?code=region-76")


def brought(page: Page, link: str) -> tuple[str, bytes]:
    """Name and content of the file behind a link to slides."""
    with page.expect_download() as arriving:
        page.locator(".atlas-seance-fichiers").get_by_role("link", name=link).click()
    return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()


def squeezed(said: str) -> str:
    return "".join(said.split())


def test_the_files_of_the_meeting_say_what_the_page_lists(open_page: OpenPage) -> None:
    page = open_page("/seance")
    page.locator(".atlas-seance-vues tbody tr").first.wait_for()
    findings = page.locator(".atlas-seance-vues tbody td").all_inner_texts()
    assert len(findings) > 5
    name, content = brought(page, "PowerPoint")
    assert name.startswith("etat-de-la-couverture_20")
    assert name.endswith(".pptx")
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(content)).slides]
    assert [squeezed(one) for one in titles[: len(findings)]] == [squeezed(one) for one in findings]
    _, content = brought(page, "PDF")
    said = [squeezed(one.extract_text()) for one in PdfReader(io.BytesIO(content)).pages]
    assert all(any(squeezed(finding) in page_ for page_ in said) for finding in findings)
    _, content = brought(page, "Page HTML")
    assert squeezed(findings[-1]) in squeezed(content.decode())


@pytest.mark.parametrize("path", VIEWS)
def test_a_view_is_taken_away_with_its_headline(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    headline = page.locator(".atlas-headline").first.inner_text()
    _, content = brought(page, "PowerPoint")
    first, *_ = Presentation(io.BytesIO(content)).slides
    assert squeezed(first.shapes.title.text_frame.text) in squeezed(headline)
    _, content = brought(page, "PDF")
    assert squeezed(first.shapes.title.text_frame.text) in squeezed(
        PdfReader(io.BytesIO(content)).pages[0].extract_text()
    )


def test_a_campus_is_taken_away_under_its_name(open_page: OpenPage) -> None:
    page = open_page(CAMPUS)
    name = page.get_by_role("heading", level=1).inner_text()
    _, content = brought(page, "PowerPoint")
    first, *_ = Presentation(io.BytesIO(content)).slides
    assert any(squeezed(name) in squeezed(one.text_frame.text) for one in first.shapes if one.has_text_frame)
