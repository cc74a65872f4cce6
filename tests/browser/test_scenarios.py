"""The page « Scénarios » in Chromium: from the best sites to a scenario, by hand and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from atlas.planning import Change, Kind, Scenario
from tests.browser.carte import Carte
from tests.browser.conftest import Axe, wait_until_idle

OpenPage = Callable[..., Page]
SITES = "/scenarios?filiere=numerique"
TOULOUSE = Scenario(
    "Essai", changes=(Change(Kind.ADD, filiere="numerique", commune="31555", category="CMQ"),)
)
SCENARIO = f"{SITES}&vue=scenario&scenario={TOULOUSE.to_address()}"


def marks(page: Page, count: int) -> None:
    """Wait until the map shows so many numbers of the scenario."""
    labels = page.frame_locator("iframe[data-testid='stCustomComponentV1']").locator(".site-box .site")
    expect(labels.first).to_be_visible()
    page.wait_for_function(
        """count => new Set([...document.querySelector('iframe').contentDocument
             .querySelectorAll('.site-box .site')].map(node => node.textContent)).size === count""",
        arg=count,
    )


def test_the_best_sites_become_a_scenario_by_keyboard(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(SITES)
    Carte(page)
    marks(page, 5)
    count = page.get_by_role("slider", name="Nombre de nouveaux campus")
    count.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".atlas-headline")).to_contain_text("Quatre nouveaux campus")
    marks(page, 4)
    page.get_by_role("button", name="En faire un scénario").focus()
    page.keyboard.press("Enter")
    items = page.locator(".atlas-ledger li")
    expect(items).to_have_count(4)
    marks(page, 4)
    expect(page.locator(".atlas-headline")).to_contain_text("Scénario")

    items.nth(1).get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    expect(items.nth(1)).to_contain_text("hors service")
    marks(page, 3)
    items.nth(0).get_by_role("button").click()
    expect(items).to_have_count(3)
    marks(page, 2)
    wait_until_idle(page)

    with page.expect_download() as saved:
        page.get_by_role("button", name="Enregistrer").click()
    path = tmp_path / "scenario.json"
    saved.value.save_as(path)
    kept = Scenario.from_text(path.read_text(encoding="utf-8"))
    (shared,) = parse_qs(urlsplit(page.url).query)["scenario"]
    assert Scenario.from_address(shared).changes == kept.changes
    assert [change.enabled for change in kept.changes] == [False, True, True]
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == "atlas-scenario"


def test_the_optimum_is_found_with_its_proof(open_page: OpenPage) -> None:
    page = open_page(SITES)
    page.get_by_role("button", name="Chercher l’optimum").click()
    expect(page.locator(".atlas-notes").first).to_contain_text("Calcul exact\u00a0: optimal", timeout=120_000)
    expect(page.get_by_role("button", name="Arrêter le calcul")).to_have_count(0)


def test_a_calculation_that_is_stopped_says_how_far_it_came(open_page: OpenPage) -> None:
    page = open_page(f"{SITES}&sites=30&rayon=50")
    page.get_by_role("button", name="Chercher l’optimum").click()
    running = page.get_by_role("status").filter(has_text="Calcul de l’optimum en cours")
    expect(running).to_be_visible()
    page.get_by_role("button", name="Arrêter le calcul").click()
    proof = page.locator(".atlas-notes").first
    expect(proof).to_contain_text("Calcul exact\u00a0: arrêté à", timeout=60_000)
    expect(proof).to_contain_text("de l’optimum. Valeur")
    expect(running).to_have_count(0)


def test_a_click_on_the_map_chooses_the_commune(open_page: OpenPage) -> None:
    page = open_page(SCENARIO, viewport={"width": 1440, "height": 1400})
    carte = Carte(page)
    carte.click_unit("48")
    box = page.get_by_role("textbox", name="Commune (nom ou code")
    expect(box).not_to_have_value("")
    page.get_by_role("button", name="Ajouter au scénario").click()
    expect(page.locator(".atlas-ledger li")).to_have_count(2)
    page.wait_for_function("() => location.search.includes('48')")
    (shared,) = parse_qs(urlsplit(page.url).query)["scenario"]
    assert Scenario.from_address(shared).changes[1].commune.startswith("48")


@pytest.mark.parametrize("path", [SITES, SCENARIO])
def test_no_accessibility_fault(open_page: OpenPage, axe: Axe, path: str) -> None:
    page = open_page(path)
    Carte(page)
    wait_until_idle(page)
    assert axe(page) == []


@pytest.mark.parametrize("path", [SITES, SCENARIO])
def test_nothing_is_wider_than_a_telephone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport={"width": 360, "height": 740})
    Carte(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
