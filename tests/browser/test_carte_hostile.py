"""Hostile values are text everywhere, and a folder with errors is told row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from atlas.data import DataFolderError, load
from tests.browser.carte import ATLAS, CAMPUSES, Carte
from tests.browser.conftest import RunningApp, StartApp, wait_until_idle
from tests.data.folders import copy_tables, rows_of, write_rows

NAMES = {
    "image": "<img src=x onerror=window.__pwned=1>",
    "script": '"><script>window.__pwned=1</script>',
    "quote": "' onmouseover='window.__pwned=1",
    "long": "Campus" + "x" * 294,
    "long words": "Campus des métiers" + " et des qualifications" * 12,
    "arabic": "حرم المهن والمؤهلات <b>في ليون</b>",
    "hebrew": "קמפוס המקצועות 2024 (CMQ)",
    "markdown": "![x](http://image.example/a.png) **gras** [lien](javascript:alert(1)) $a$ :red[b]",
    "template": "{{ 7*7 }} ${7*7} {% raw %} \\u003cb\\u003e </script>",
}
# Campuses with a seat of their own, far from one another.
IDS = dict(zip(NAMES, CAMPUSES[CAMPUSES["position"] == "seat"]["id"].tolist()[::8], strict=False))


TRAPS = ["www.evil.test", "x@evil.test", "http://evil.test", ":material/home:", ":smile:", "--- -> <="]
TRAPPED = CAMPUSES[CAMPUSES["position"] == "seat"]["id"].tolist()[1]
WITH_MEMBERS = set(ATLAS.catalogue.members["campus_id"])


@pytest.fixture(scope="module")
def hostile(start_app: StartApp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The application on a data folder whose names, seats and members are hostile."""
    folder = copy_tables(tmp_path_factory.mktemp("hostile"))
    kinds = {campus_id: kind for kind, campus_id in IDS.items()}
    campuses, members = rows_of(folder / "campuses.csv"), rows_of(folder / "members.csv")
    for row in campuses:
        if row["id"] in kinds:
            row.update(dict.fromkeys(("name", "host_name", "short_name"), NAMES[kinds[row["id"]]]))
        if row["id"] == TRAPPED:
            row["name"] = " ".join(TRAPS)
    for member in members:
        if kind := kinds.pop(member["campus_id"], ""):
            member["name"] = NAMES[kind]
    write_rows(folder / "campuses.csv", campuses)
    write_rows(folder / "members.csv", members)
    load(folder)
    app = start_app(data=folder)
    yield app
    app.stop()


def assert_harmless(page: Page) -> None:
    """Nothing ran, nothing was made."""
    for frame in page.frames:
        assert frame.evaluate("() => window.__pwned") is None
        made = frame.locator(
            'img[src="x"], img[src*="example"], a[href^="javascript"], body b, [onmouseover], .katex'
        )
        assert made.count() == 0
        texts: list[str] = frame.locator("script").all_text_contents()
        assert not any(text.strip() == "window.__pwned=1" for text in texts)


def test_hostile_names_are_text_on_map_tooltip_table_and_record(
    hostile: RunningApp, open_page: Callable[..., Page]
) -> None:
    page = open_page("/", base=hostile.url, viewport={"width": 1280, "height": 720})
    carte = Carte(page)
    for kind, name in NAMES.items():
        carte.mark(IDS[kind]).hover()
        # The tooltip of the mark before may still be fading.
        tooltip = carte.frame.locator(".atlas-tooltip").filter(has=carte.frame.get_by_text(name, exact=True))
        tooltip.wait_for()
        assert tooltip.locator("strong").evaluate("node => node.children.length") == 0
        inside = tooltip.evaluate(
            """node => {
              const box = node.getBoundingClientRect();
              return Math.min(box.left, box.top, innerWidth - box.right, innerHeight - box.bottom) >= -1;
            }"""
        )
        assert inside, f"tooltip of « {kind} » is cut"

        row = page.locator(f'.st-key-table-campus tr[data-id="{IDS[kind]}"]')
        expect(row.locator("a")).to_have_text(name)
        carte.mark(IDS[kind]).click()
        expect(carte.record.locator("h2")).to_have_text(name)
        assert carte.record.locator("h2").evaluate("node => node.children.length") == 0
        member = IDS[kind] in WITH_MEMBERS
        assert (carte.record.text_content() or "").count(name) == 3 + member
        assert_harmless(page)
        assert page.evaluate(
            """() => {
              const parts = [document.scrollingElement, document.querySelector('[data-testid=stMain]')];
              return parts.every(part => part.scrollWidth <= part.clientWidth);
            }"""
        ), kind


def test_hostile_search_is_text_in_notice_and_chip(
    hostile: RunningApp, open_page: Callable[..., Page]
) -> None:
    page = open_page("/", base=hostile.url)
    carte = Carte(page)
    for kind, name in NAMES.items():
        searched = f"{name[:100].strip()} zzzz"
        carte.search(searched)
        shown = verbatim(searched)
        expect(page.get_by_test_id("stAlert").filter(has_text=shown), kind).to_have_count(1)
        expect(page.locator(".st-key-chips").get_by_role("button").filter(has_text=shown)).to_have_count(1)
        assert_harmless(page)
        assert page.get_by_test_id("stMain").locator("strong:text-is('gras')").count() == 0


def verbatim(text: str) -> re.Pattern[str]:
    """The very text, whatever invisible joiners part its signs."""
    return re.compile("\u2060?".join(map(re.escape, text)))


def assert_verbatim(place: Locator, text: str) -> None:
    """The text is said as it is, and nothing was made of it."""
    expect(place).to_have_text(verbatim(text))
    assert place.locator("a, [data-testid=stIconMaterial], [role=img]").count() == 0


def test_an_address_and_a_name_make_no_link_no_icon_and_no_arrow(
    hostile: RunningApp, open_page: Callable[..., Page]
) -> None:
    page = open_page("/", base=hostile.url)
    for trap in TRAPS:
        page.goto(f"{hostile.url}/?region={quote(trap)}")
        assert_verbatim(page.get_by_test_id("stAlert").get_by_test_id("stMarkdownContainer"), trap)
    page.goto(f"{hostile.url}/campus?id={TRAPPED}")
    assert_verbatim(page.get_by_role("heading", level=1), " ".join(TRAPS))


def test_a_name_that_turns_the_reading_order_is_refused(tmp_path: Path) -> None:
    folder = copy_tables(tmp_path)
    rows = rows_of(folder / "campuses.csv")
    rows[0]["name"] = "Campus \u202egpj.exe"
    write_rows(folder / "campuses.csv", rows)
    with pytest.raises(DataFolderError, match="caractère de contrôle"):
        load(folder)


def test_folder_with_errors_shows_them_all_and_the_page_comes_back_when_mended(
    start_app: StartApp, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    folder = copy_tables(tmp_path)
    right = (folder / "campuses.csv").read_bytes()
    rows = rows_of(folder / "campuses.csv")
    rows[0]["region"] = "Atlantide"
    rows[1]["name"] = ""
    rows[2]["sector"] = "<img src=x onerror=window.__pwned=1>"
    rows[3]["status"] = "vivant"
    rows[4]["host_insee"] = "00000"
    write_rows(folder / "campuses.csv", rows)
    (folder / "Membres.csv").write_bytes((folder / "members.csv").read_bytes())
    with pytest.raises(DataFolderError) as refused:
        load(folder)
    app = start_app(data=folder)
    page = open_page("/", base=app.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Les données ne peuvent pas être affichées")
    lines = page.locator(".atlas-table tbody tr")
    expect(lines).to_have_count(refused.value.total)
    for error, line in zip(refused.value.errors, lines.all(), strict=True):
        for cell in (error.id, error.field, error.value, error.problem, error.remedy):
            expect(line).to_contain_text(cell)
    assert_harmless(page)
    assert page.locator("iframe").count() == 0
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")

    (folder / "campuses.csv").write_bytes(right)
    page.reload()
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("Membres.csv")
    (folder / "Membres.csv").unlink()
    page.reload()
    wait_until_idle(page)
    assert Carte(page).rows.count() > 100
    app.stop()
