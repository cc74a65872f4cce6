"""What the pages owe to everyone: the focus kept, changes said, names that tell apart, paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser.carte import Carte
from tests.browser.conftest import Watch, wait_until_idle

OpenPage = Callable[..., Page]
GIRONDE = "/territoire?code=departement-33"
RECORD = "/campus?id=hdf-metallurgie-plasturgie-picardie"
PAGES = (
    "/?filiere=numerique",
    "/couverture",
    "/couverture?vue=filieres",
    "/couverture?vue=histoire",
    GIRONDE,
    "/annuaire",
    "/scenarios",
    "/seance",
    "/methode",
)
# Words of what has no sense on paper.
SCREEN_ONLY = re.compile(r"Réinitialiser|Emporter|Ajouter à la séance|Rechercher|non conforme|Découpage|✕|↕")
WIDE_TEXT = (
    "* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }"
)


def opened(open_page: OpenPage, path: str, **options: object) -> Page:
    page = open_page(path, **options)
    page.locator(".atlas-headline").wait_for()
    wait_until_idle(page)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


# ---- focus ----------------------------------------------------------------------------------


def test_a_filter_that_is_taken_away_leaves_the_focus_on_the_title(open_page: OpenPage) -> None:
    page = opened(open_page, "/?filiere=numerique")
    press(page, "Retirer le filtre : Numérique")
    expect(page.locator(".st-key-chips button")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_filters_that_are_all_taken_away_leave_the_focus_among_them(open_page: OpenPage) -> None:
    page = opened(open_page, "/?filiere=numerique")
    press(page, "Réinitialiser les filtres")
    expect(page.locator(".st-key-chips button")).to_have_count(0)
    expect(page.get_by_label("Rechercher", exact=True)).to_be_focused()


def test_the_panel_of_a_small_screen_never_covers_the_focus(open_page: OpenPage) -> None:
    page = opened(open_page, "/annuaire", viewport={"width": 360, "height": 740})
    opener, closer = (page.get_by_role("button", name=f"{verb} le volet") for verb in ("Déplier", "Replier"))
    opener.focus()
    page.keyboard.press("Enter")
    expect(closer).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(closer).to_be_focused()
    page.get_by_role("searchbox").focus()
    expect(opener).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_record_that_is_closed_leaves_the_focus_on_the_title(open_page: OpenPage) -> None:
    page = opened(open_page, "/?campus=hdf-metallurgie-plasturgie-picardie")
    press(page, "Fermer la fiche")
    expect(page.locator(".atlas-record")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_link_to_another_page_puts_the_focus_on_its_title(open_page: OpenPage) -> None:
    page = opened(open_page, "/annuaire")
    link = page.locator(".st-key-table-annuaire tbody th a").first
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=name)).to_be_focused()


def test_the_focus_is_not_taken_from_a_field_nor_from_the_menu(open_page: OpenPage) -> None:
    page = opened(open_page, "/?filiere=numerique")
    field = page.get_by_label("Rechercher", exact=True)
    field.fill("zzzz")
    field.press("Enter")
    expect(page.locator(".st-key-chips button")).to_have_count(2)
    wait_until_idle(page)
    expect(field).to_be_focused()
    entry = page.get_by_role("link", name="Données et méthode")
    entry.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Données et méthode"))
    expect(entry).to_be_focused()


def test_a_mouse_does_not_make_the_page_jump(open_page: OpenPage) -> None:
    page = opened(open_page, RECORD)
    button = page.get_by_role("button", name="Ajouter à la séance")
    button.scroll_into_view_if_needed()
    button.click()
    wait_until_idle(page)
    expect(button).to_be_in_viewport()


def test_sorting_and_filtering_keep_the_focus_in_the_table(open_page: OpenPage) -> None:
    page = opened(open_page, "/")
    Carte(page)
    heading = page.locator(".st-key-table-campus th[data-key='region'] button")
    heading.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-table-campus th[data-key='region'] button")).to_be_focused()
    row = page.locator(".st-key-table-campus tbody tr").nth(4)
    campus_id = row.get_attribute("data-id")
    row.locator("a").focus()
    page.evaluate("() => document.querySelector('[data-filter=categorie-CMQE] input').click()")
    expect(page.locator(".st-key-chips button")).to_have_count(1)
    wait_until_idle(page)
    kept = page.locator(f".st-key-table-campus tr[data-id='{campus_id}'] a")
    expect(kept if kept.count() else page.locator(".st-key-table-campus .atlas-scroll")).to_be_focused()


def test_a_view_moved_to_an_end_is_said_and_the_focus_stays_beside(open_page: OpenPage) -> None:
    page = opened(open_page, "/seance")
    press(page, "En faire ma séance, pour la modifier")
    expect(page.get_by_role("button", name="Monter")).to_be_disabled()
    press(page, "Descendre")
    expect(page.get_by_role("button", name="Monter")).to_be_enabled()
    press(page, "Monter")
    expect(page.get_by_role("button", name="Monter")).to_be_disabled()
    expect(page.get_by_role("button", name="Descendre")).to_be_focused()
    status = page.locator(".atlas-status")
    expect(status).to_contain_text("Vue 1 sur 11 : Ce qu’est un campus")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("Vue 2 sur 11 : Ce qu’est un campus")


def test_an_emptied_scenario_leaves_the_focus_on_the_title(open_page: OpenPage) -> None:
    page = opened(open_page, "/scenarios")
    press(page, "En faire un scénario")
    removals = page.locator(".atlas-ledger button")
    removals.first.wait_for()
    wait_until_idle(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    removals.first.focus()
    for left in reversed(range(removals.count())):
        page.keyboard.press("Enter")
        expect(removals).to_have_count(left)
        wait_until_idle(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_heat_table_is_one_stop_that_arrows_walk(open_page: OpenPage) -> None:
    page = opened(open_page, "/couverture?vue=filieres")
    stops = page.locator(".heat [tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    reached = page.locator("tbody tr").nth(1).locator(".heat button").first
    expect(reached).to_be_focused()
    expect(stops).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(reached).to_be_focused()
    assert reached.evaluate("node => getComputedStyle(node).outlineWidth") == "3px"


@pytest.mark.parametrize(
    "selector", [".st-key-reset button", ".st-key-chips button", "[role=radio]", "[data-testid=stPageLink] a"]
)
def test_the_focus_is_framed(open_page: OpenPage, selector: str) -> None:
    page = opened(open_page, "/couverture?filiere=numerique")
    page.keyboard.press("Tab")
    control = page.locator(selector).first
    control.focus()
    outline = control.evaluate(
        "node => (({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(node))"
    )
    assert outline == ["solid", "3px"]


# ---- names and messages ---------------------------------------------------------------------


def test_the_answer_is_said_by_a_region_that_stays(open_page: OpenPage) -> None:
    page = opened(open_page, "/")
    Carte(page)
    status = page.get_by_role("status").filter(has_text="campus sont présents")
    expect(status).to_have_count(1)
    status.evaluate("node => { node.dataset.first = 'yes'; }")
    page.locator("[data-filter='filiere-numerique']").click()
    expect(page.locator("[data-first]")).to_contain_text(re.compile(r"^5\D"))
    expect(page.locator("[data-first]")).to_have_text(page.locator(".atlas-headline").inner_text())


def test_the_answer_is_heard_while_a_list_is_open(open_page: OpenPage) -> None:
    page = opened(open_page, "/")
    page.get_by_role("combobox", name="Région").focus()
    page.keyboard.type("occi")
    page.get_by_role("option", name="Occitanie").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="11 campus de la sélection")).to_have_count(1)
    expect(page.get_by_role("listbox")).to_be_visible()


def test_a_commune_that_is_searched_is_said(open_page: OpenPage) -> None:
    page = opened(open_page, "/scenarios?vue=scenario")
    field = page.get_by_role("textbox", name="Commune")
    status = page.locator(".atlas-status")
    for typed, said in (("zzzz", "Aucune commune ne correspond"), ("Mende", "Commune retenue : Mende (48)")):
        field.fill(typed)
        field.press("Enter")
        expect(status).to_contain_text(said)
    press(page, "Ajouter au scénario")
    expect(page.locator(".atlas-ledger li")).to_have_count(1)
    wait_until_idle(page)
    expect(page.get_by_role("button", name="Ajouter au scénario")).to_be_focused()


@pytest.mark.parametrize(
    ("path", "start"),
    [
        (RECORD, "Métallurgie et plasturgie Picardie · "),
        (GIRONDE, "Gironde, département · "),
        ("/couverture?vue=histoire", "Qui est à portée d’un campus ? · Depuis 2013 · "),
        ("/methode?vue=sources", "Données et méthode · Sources et licences · "),
    ],
)
def test_the_window_is_titled_by_the_page(open_page: OpenPage, path: str, start: str) -> None:
    page = opened(open_page, path)
    expect(page).to_have_title(f"{start}Atlas des campus")


def test_what_is_seen_alone_is_heard_whole(open_page: OpenPage) -> None:
    page = opened(open_page, "/couverture?vue=filieres&filiere=mobilite")
    expect(page.get_by_role("button", name="Retirer le filtre : Mobilité, transports ✕")).to_be_visible()
    cell = page.get_by_role("row", name="Île-de-France").locator(".heat button").first
    seen = cell.inner_text()
    expect(cell).to_have_accessible_name(
        re.compile(rf"^{re.escape(seen)}, Île-de-France, Mobilité, .* : voir sur la carte$")
    )


@pytest.mark.parametrize(
    "path", ["/seance", RECORD, "/methode", "/?campus=hdf-metallurgie-plasturgie-picardie"]
)
def test_links_say_that_they_open_a_window_and_which(open_page: OpenPage, path: str) -> None:
    page = opened(open_page, path)
    apart = page.locator("[data-testid=stMain] a[target=_blank]:visible")
    apart.first.wait_for()
    assert apart.count() == page.get_by_role("link", name="(nouvelle fenêtre)").count()
    named = apart.evaluate_all("links => links.map(link => [link.ariaLabel || link.textContent, link.href])")
    addresses = dict(named)
    assert all(addresses[name] == address for name, address in named)


@pytest.mark.parametrize("path", ["/couverture", "/couverture?vue=histoire", "/scenarios", GIRONDE])
def test_a_chart_is_one_french_picture(open_page: OpenPage, path: str) -> None:
    page = opened(open_page, path)
    page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for()
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    heard = [node for node in nodes if not node["ignored"] and node["role"]["value"].startswith("graphics-")]
    names = [node.get("name", {}).get("value", "") for node in heard]
    assert len([name for name in names if name]) == page.locator("[data-testid=stVegaLiteChart]").count()
    assert "graphics-symbol" not in {node["role"]["value"] for node in heard}
    roles = page.locator(
        "[data-testid=stVegaLiteChart], [data-testid=stVegaLiteChart] [aria-roledescription]"
    )
    assert set(roles.evaluate_all("all => all.map(one => one.ariaRoleDescription)")) <= {
        "graphique",
        "groupe",
    }
    assert page.locator("[data-testid=stElementToolbar]:visible").count() == 0


def test_a_page_that_does_not_exist_is_said_in_french(open_page: OpenPage, watch: Watch) -> None:
    watch.expect_error("does not seem to exist")
    dialog = open_page("/ailleurs").get_by_role("dialog")
    expect(dialog).to_contain_text("Page introuvable")
    expect(dialog).to_contain_text("n’existe pas ; voici la carte.")


def test_a_refused_file_is_said_in_french(open_page: OpenPage) -> None:
    page = open_page("/seance?seance=mienne")
    uploader = page.locator("input[type='file']")
    uploader.set_input_files({"name": "a.exe", "mimeType": "application/x", "buffer": b"x"})
    expect(page.get_by_text("Ce type de fichier n’est pas accepté.")).to_be_visible()
    uploader.set_input_files({"name": "a.toml", "mimeType": "text/plain", "buffer": bytes(11_000_000)})
    expect(page.get_by_text("Le fichier ne doit pas dépasser 10")).to_be_visible()


def test_the_uploader_is_in_french(open_page: OpenPage) -> None:
    page = opened(open_page, "/seance?seance=mienne")
    box = page.get_by_test_id("stFileUploader")
    expect(box).to_contain_text(re.compile(r"Mo au plus"))
    expect(box.get_by_label("choix du fichier")).to_have_count(1)
    assert page.get_by_label("App pages").count() == 0


@pytest.mark.parametrize("path", ["/couverture?vue=histoire", "/scenarios", RECORD])
def test_every_table_has_a_caption(open_page: OpenPage, path: str) -> None:
    page = opened(open_page, path)
    page.locator(".atlas-table").first.wait_for(state="attached")
    assert page.locator("table:not(:has(caption))").evaluate_all("all => all.map(one => one.innerText)") == []


def test_every_page_leads_to_the_accessibility_statement(open_page: OpenPage) -> None:
    page = opened(open_page, "/?filiere=numerique")
    page.get_by_role("link", name="Accessibilité : non conforme").click()
    page.wait_for_url("**/methode?filiere=numerique&vue=accessibilite")
    expect(page.get_by_role("heading", name="Ce qui a été vérifié")).to_be_visible()


# ---- sizes, spacing, colours, paper ---------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, RECORD])
def test_no_page_is_wider_than_a_small_telephone(open_page: OpenPage, path: str) -> None:
    page = opened(open_page, path, viewport={"width": 320, "height": 640})
    summaries = page.locator("[data-testid=stHtml] > details > summary")
    for place in range(summaries.count()):
        summaries.nth(place).click()
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    figures = page.locator(".atlas-figures")
    for place in range(figures.count()):
        assert figures.nth(place).evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_wider_text_is_not_cut(open_page: OpenPage) -> None:
    page = opened(open_page, "/methode")
    page.add_style_tag(content=WIDE_TEXT)
    cut = page.get_by_role("radio").evaluate_all(
        "all => all.filter(one => one.scrollHeight > one.clientHeight + 1"
        " || one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"
    )
    assert cut == []


def test_colours_of_the_reader_keep_what_only_a_colour_says(open_page: OpenPage) -> None:
    page = opened(open_page, "/?filiere=numerique", forced_colors="active")
    mark = page.locator(".atlas-filieres .atlas-mark").first
    white = "rgb(255, 255, 255)"
    assert mark.evaluate("node => getComputedStyle(node).backgroundColor") != white
    chosen, other = (
        page.get_by_role("radio", checked=is_checked).first.evaluate(
            "node => getComputedStyle(node).backgroundColor"
        )
        for is_checked in (True, False)
    )
    assert chosen != other


@pytest.mark.parametrize("path", PAGES)
def test_a_page_prints_what_is_read(open_page: OpenPage, path: str) -> None:
    page = opened(open_page, path)
    heading = page.get_by_role("heading", level=1).inner_text()
    if page.locator("iframe").count():
        Carte(page)
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {sheet.mediabox.width > sheet.mediabox.height for sheet in sheets} == {True}
    said = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    assert heading in said[0]
    assert all(said)
    assert SCREEN_ONLY.search(" ".join(said)) is None
    page.emulate_media(media="print")
    assert (
        page.locator(".atlas-scroll").evaluate_all(
            "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
        )
        == 0
    )
