"""The page « Carte » in a browser: what it shows, and how to act on it, waiting for states only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Frame, Locator, Page, expect

from atlas.data.selecting import select
from atlas.model.selection import Selection, canonical
from atlas.ui import loaded
from tests.browser.conftest import wait_until_idle

ATLAS = loaded.current()
CAMPUSES = ATLAS.catalogue.campuses
NAMES: dict[str, str] = dict(zip(CAMPUSES["id"], CAMPUSES["name"], strict=True))
MARKS = ".mark-box:not([data-clone])"
LEVELS = {"Régions": "region", "Académies": "academie", "Départements": "departement"}
_LEGENDS = {
    "Régions": "Campus par région",
    "Académies": "Campus par académie",
    "Départements": "Campus par département",
}

_TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# A point of the screen well inside a unit, with nothing over it; null when there is none.
_UNIT_POINT = """code => {
  const paths = [];
  map.eachLayer(layer => {
    if (layer.feature && layer.feature.id === code && layer.getElement()) paths.push(layer.getElement());
  });
  for (const margin of [8, 4, 2]) for (const path of paths) {
    const box = path.getBoundingClientRect();
    const on = (x, y) => document.elementFromPoint(x, y) === path;
    for (let x = box.left + margin; x < box.right; x += 2)
      for (let y = box.top + margin; y < box.bottom; y += 2)
        if (on(x, y) && [-margin, margin].every(d => on(x + d, y) && on(x, y + d))) return [x, y];
  }
  return null;
}"""


def ids_of(selection: Selection) -> list[str]:
    """Campuses that a Selection keeps: the rules themselves are tested without a browser."""
    ids: list[str] = CAMPUSES["id"].to_numpy()[select(ATLAS.index, selection)].tolist()
    return ids


HIDDEN_NAMES = """within => {
  const root = document.querySelector(within);
  const marks = [...root.querySelectorAll('.mark-box')].map(mark => mark.getBoundingClientRect());
  return [...root.querySelectorAll('.inset-name')].filter(name => {
    const text = document.createRange();
    text.selectNodeContents(name);
    return [...text.getClientRects()].some(a => marks.some(
      b => a.left < b.right - 1 && b.left < a.right - 1 && a.top + 2 < b.bottom && b.top < a.bottom - 2));
  }).map(name => name.textContent);
}"""
"""Script: names of frames, below an element, whose letters a mark touches."""


@dataclass
class Carte:
    """A tab that shows the page « Carte »."""

    page: Page
    navigations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.locator("iframe").wait_for()
        self.frame.locator("body[data-drawn]").wait_for()

        def on_navigation(frame: Frame) -> None:
            if frame != self.page.main_frame:
                self.navigations.append(frame.url)

        self.page.on("framenavigated", on_navigation)

    @property
    def frame(self) -> Frame:
        """The map's frame."""
        handle = self.page.locator("iframe").element_handle()
        frame = handle.content_frame()
        assert frame is not None
        return frame

    # ---- what is shown ----------------------------------------------------------------------

    def wait_for_campuses(self, ids: list[str]) -> None:
        """Wait until the map, the table and the first figure show these campuses, and no other."""
        wanted = sorted(ids)
        self.frame.wait_for_function(
            f"""ids => JSON.stringify([...document.querySelectorAll('{MARKS}')]
                .map(mark => mark.dataset.campus).sort()) === JSON.stringify(ids)""",
            arg=wanted,
        )
        self.page.wait_for_function(
            """ids => JSON.stringify([...document.querySelectorAll('.st-key-table-campus tbody tr')]
                .map(row => row.dataset.id).sort()) === JSON.stringify(ids)""",
            arg=wanted,
        )
        expect(self.page.locator(".atlas-figures .value").first).to_have_text(re.compile(rf"^{len(ids)}\D"))

    def wait_for(self, selection: Selection, **others: str) -> None:
        """Wait until everything, the address included, says this Selection."""
        self.wait_for_campuses(ids_of(selection))
        self.wait_for_address(
            canonical(selection, ATLAS.index.choices).to_params()
            | {name: [value] for name, value in others.items()}
        )

    def wait_for_address(self, params: dict[str, list[str]]) -> None:
        """Wait until the address has these parameters, and no other."""
        self.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == params)

    @property
    def table_ids(self) -> list[str]:
        """Campuses of the table, in its order."""
        return self.rows.evaluate_all("rows => rows.map(row => row.dataset.id)")  # type: ignore[no-any-return]

    @property
    def rows(self) -> Locator:
        """Rows of the campus table."""
        return self.page.locator(".st-key-table-campus tbody tr")

    @property
    def record(self) -> Locator:
        """The campus that is open."""
        return self.page.locator(".atlas-record")

    @property
    def marks(self) -> Locator:
        """Marks of the campuses shown, each once."""
        return self.frame.locator(MARKS)

    def mark(self, campus_id: str) -> Locator:
        """Mark of a campus."""
        return self.frame.locator(f'{MARKS}[data-campus="{campus_id}"]')

    def units_drawn(self) -> dict[str, int]:
        """For each unit on the map, the length of its longest path: 0 when nothing is drawn."""
        return self.frame.evaluate(  # type: ignore[no-any-return]
            """() => {
              const drawn = {};
              map.eachLayer(layer => {
                const path = layer.feature && layer.getElement();
                if (path && path.classList.contains('unit'))
                  drawn[layer.feature.id] = Math.max(drawn[layer.feature.id] || 0, path.getTotalLength());
              });
              return drawn;
            }"""
        )

    def view(self) -> list[float]:
        """Zoom, latitude and longitude of the map."""
        return self.frame.evaluate("() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]")  # type: ignore[no-any-return]

    def wait_until_still(self) -> None:
        """Wait until no movement of the map is under way, nor about to begin."""
        self.frame.evaluate(_TWO_FRAMES)
        self.frame.wait_for_function(
            "() => !map._animatingZoom && !(map._panAnim && map._panAnim._inProgress)"
        )

    # ---- actions ----------------------------------------------------------------------------

    def toggle_filiere(self, slug: str) -> None:
        """Tick or untick a filière."""
        self.page.locator(f"[data-filter='filiere-{slug}']").click()

    def choose_level(self, label: str) -> None:
        """Choose the units drawn, and wait until they are."""
        self.page.locator(".st-key-view-niveau").get_by_text(label, exact=True).click()
        self.frame.get_by_role("heading", name=_LEGENDS[label]).wait_for()
        idle(self.page)

    def search(self, text: str) -> None:
        """Type words to search, and Enter."""
        box = self.page.get_by_label("Rechercher", exact=True)
        box.fill(text)
        box.press("Enter")

    def zoom_in(self) -> None:
        """Press the map's « + » and wait until it has zoomed."""
        before = self.view()[0]
        self.frame.locator(".leaflet-control-zoom-in").click()
        self.frame.wait_for_function("zoom => map.getZoom() > zoom", arg=before)
        self.wait_until_still()

    def place_to_click(self, code: str) -> list[float] | None:
        """A point of the frame well inside a unit with nothing over it, if there is one."""
        return self.frame.evaluate(_UNIT_POINT, code)  # type: ignore[no-any-return]

    def click_unit(self, code: str) -> None:
        """Click a territory where nothing covers it."""
        self.wait_until_still()
        point = self.place_to_click(code)
        assert point, f"no point of {code} can be clicked"
        x, y = self.page.locator("iframe").evaluate(
            """frame => {
              const box = frame.getBoundingClientRect();
              return [box.x + frame.clientLeft, box.y + frame.clientTop];
            }"""
        )
        self.page.mouse.click(x + point[0], y + point[1])

    def hidden_names(self) -> list[str]:
        """Names of frames that a mark hides, in part or whole."""
        hidden: list[str] = self.frame.evaluate(HIDDEN_NAMES, "body")
        return hidden

    def covered_marks(self) -> list[tuple[str, Any]]:
        """Marks whose centre something else covers, with what covers it."""
        return self.frame.evaluate(  # type: ignore[no-any-return]
            f"""() => [...document.querySelectorAll('{MARKS}')].flatMap(mark => {{
              const box = mark.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const owner = top && top.closest('.mark-box');
              const cover = owner ? owner.dataset.campus : top && top.className;
              return owner === mark ? [] : [[mark.dataset.campus, cover]];
            }})"""
        )


def idle(page: Page) -> None:
    """Wait until Streamlit has finished, then a frame has been painted."""
    wait_until_idle(page)
    page.evaluate(_TWO_FRAMES)
