"""« Emporter » in a real browser: the link brings the file that the command writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.cli import main

VIEW = "/?filiere=mobilite&region=76"
LINKS = ".atlas-downloads a"


def download(page, link: str) -> tuple[str, bytes]:
    """Open the panel and click; the file's name and content."""
    page.locator(".atlas-downloads summary").click()
    with page.expect_download() as arriving:
        page.locator(LINKS).get_by_text(link, exact=True).click()
    return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("link", "format_"),
    [
        ("Excel", "xlsx"),
        ("CSV campus", "csv"),
        ("GeoJSON", "geojson"),
        ("GeoPackage", "gpkg"),
        ("SVG", "svg"),
    ],
)
def test_a_click_brings_the_file_of_the_command(open_page, tmp_path, link, format_):
    options = ["--filiere", "mobilite", "--region", "76", "--level", "region"]
    if format_ == "csv":
        options += ["--table", "campuses"]
    assert main(["export", format_, "-o", str(tmp_path), *options]) == 0
    (expected,) = tmp_path.iterdir()
    assert download(open_page(VIEW), link) == (expected.name, expected.read_bytes())


def test_the_coverage_is_that_of_the_page(open_page, tmp_path):
    options = ["--subject", "coverage", "--level", "academie", "--radius", "50"]
    assert main(["export", "geojson", "-o", str(tmp_path), *options]) == 0
    (expected,) = tmp_path.iterdir()
    page = open_page("/couverture?niveau=academie&rayon=50")
    assert download(page, "GeoJSON") == (expected.name, expected.read_bytes())


def test_a_territory_brings_its_campuses(open_page):
    name, content = download(open_page("/territoire?code=region-76"), "CSV campus")
    assert name.startswith("campus_occitanie_")
    assert b"Occitanie" in content


def test_links_hold_under_a_base_path(start_app, open_page):
    base = start_app(base_path="/atlas").url
    name, _ = download(open_page("/couverture", base=base), "Excel")
    assert name.startswith("couverture_departement_30-km_")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("exe", 404),
        ("csv?filiere=%3Cscript%3Ealert(1)%3C/script%3E", 400),
        ("csv?niveau=commune", 400),
        ("csv?rayon=1e999", 400),
        ("csv?table=..%2F..%2Fsecret", 400),
        ("csv?objet=coverage&table=members", 400),
        ("xlsx?inconnu=1", 400),
        ("csv?date=2013-13", 400),
    ],
)
def test_a_hostile_address_is_refused_in_french(page, app_url, watch, address, status):
    watch.expect_error(f"{status}")
    page.goto(f"{app_url}/api/export/{address}")
    answer = page.request.get(f"{app_url}/api/export/{address}")
    assert answer.status == status
    assert "<script" not in answer.text()
    assert "sandbox" in answer.headers["content-security-policy"]
    assert page.get_by_role("heading").inner_text() == "Ce fichier n’a pas pu être préparé"
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_panel_opens_by_keyboard(open_page):
    page = open_page(VIEW)
    page.locator(".atlas-downloads summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Excel"
