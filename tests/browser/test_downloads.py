"""« Emporter » in a real browser: the link brings the file that the command writes."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from atlas.cli import main

VIEW = "/?filiere=mobilite&region=76"
LINKS = ".atlas-downloads a"


def download(page, link: str) -> tuple[str, bytes]:
    """Open the panel and click; the file's name and content."""
    panel = page.locator("details.atlas-downloads")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    with page.expect_download() as arriving:
        page.locator(LINKS).get_by_text(link, exact=True).click()
    return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()


def names_of_the_table(page) -> list[str]:
    """Campuses of the table on the screen."""
    rows = page.locator(".st-key-table-campus tbody th")
    rows.first.wait_for()
    return rows.all_inner_texts()


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


def test_the_state_of_a_file_is_told(open_page, app_url):
    page = open_page(VIEW)
    page.locator(".atlas-downloads summary").click()
    told = page.get_by_role("status").and_(page.locator(".atlas-file"))
    png = page.locator(LINKS).get_by_text("PNG", exact=True)
    png.focus()
    with page.expect_download() as arriving:
        page.keyboard.press("Enter")
        expect(told).to_have_text("PNG : fichier en préparation…")
    expect(told).to_have_text(f"PNG : fichier prêt, {arriving.value.suggested_filename}.")
    assert page.url == f"{app_url}{VIEW}"


def test_a_file_refused_says_why_where_it_was_asked(open_page, watch):
    watch.expect_error("400")
    page = open_page(VIEW)
    page.locator(".atlas-downloads summary").click()
    link = page.locator(LINKS).get_by_text("CSV campus", exact=True)
    link.evaluate("link => link.setAttribute('href', 'api/export/csv?niveau=commune')")
    page.locator(LINKS).get_by_text("CSV campus", exact=True).click()
    told = page.locator(".atlas-file")
    expect(told).to_contain_text("CSV campus : fichier non préparé.")
    expect(told).to_contain_text("commune")


def test_the_whole_data_is_taken_away(open_page):
    page = open_page("/methode")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Télécharger toutes les données").click()
    with zipfile.ZipFile(arriving.value.path()) as whole:
        assert "campuses.csv" in {Path(name).name for name in whole.namelist()}


def test_the_picture_has_its_size_and_the_campuses_of_the_table(open_page):
    page = open_page(VIEW)
    names = names_of_the_table(page)
    _, content = download(page, "PNG")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=1)
        assert min(picture.size) > 1500
    _, content = download(page, "SVG")
    said = " ".join(etree.fromstring(content).itertext())
    assert f"{len(names)}\u00a0campus" in said.replace("\u202f", "\u00a0").replace(" ", "\u00a0")


def test_the_page_to_carry_opens_from_a_file_with_the_same_campuses(open_page, browser, tmp_path):
    view = open_page(VIEW)
    names = names_of_the_table(view)
    _, content = download(view, "Carte HTML")
    carried = tmp_path / "carte.html"
    carried.write_bytes(content)
    with closing(browser.new_context(offline=True)) as context:
        disk = context.new_page()
        disk.goto(carried.as_uri())
        listed = disk.locator("table tbody th")
        expect(listed).to_have_count(len(names))
        assert sorted(listed.all_inner_texts()) == sorted(names)


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


def test_the_sheet_of_a_territory_is_that_of_the_command(open_page, tmp_path):
    page = open_page("/territoire?code=departement-48&ref=france&rayon=50&filiere=mobilite")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Fiche PDF").click()
    options = ["--unit", "departement-48", "--reference", "france", "--radius", "50", "--filiere", "mobilite"]
    assert main(["sheets", "-o", str(tmp_path), *options]) == 0
    (expected,) = tmp_path.iterdir()
    assert arriving.value.suggested_filename == expected.name
    content = Path(arriving.value.path()).read_bytes()
    assert content == expected.read_bytes()
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 2
    assert "Lozère" in pages[0].extract_text()


@pytest.mark.parametrize(
    "query",
    ["code=departement-99", "code=france", "", "code=departement-48&ref=x", "code=departement-48&x=1"],
)
def test_a_sheet_of_nothing_is_refused_in_french(page, app_url, query):
    answer = page.request.get(f"{app_url}/api/fiche/territoire.pdf?{query}")
    assert answer.status == 400
    assert "<li>" in answer.text()


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
