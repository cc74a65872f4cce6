"""The exported page, before any browser opens it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from atlas.coverage import Basis, Level
from atlas.data.atlas import Atlas, atlas_of
from atlas.data.catalogue import load
from atlas.exports.html_map import LiveView, document, map_element, shared_data
from atlas.exports.picture_view import view_of
from atlas.exports.registry import FORMATS, Request
from atlas.model.selection import Selection
from tests.data.folders import add_row, copy_tables

MAX_BYTES = 3_000_000
HOSTILE = "</script><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """Scripts, styles and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.data: dict[str, object] = {}
        self.styles: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.policy = ""
        self._open: tuple[str, dict[str, str | None]] = ("", {})
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = (tag, dict(attrs))
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action"}]
        if dict(attrs).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attrs)["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._open = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self._open
        if tag == "style":
            self.styles.append(data)
        elif tag == "script" and attributes.get("type") == "application/json":
            self.data[str(attributes["id"]).removeprefix("atlas-data-")] = json.loads(data)
        elif tag == "script":
            self.scripts.append(data)


@cache
def atlas() -> Atlas:
    return atlas_of(load())


def request(
    level: Level = Level.REGION,
    subject: str = "campuses",
    selection: Selection | None = None,
    of: Atlas | None = None,
) -> Request:
    found = of or atlas()
    return Request(
        found.catalogue,
        found.index,
        selection or Selection(),
        level,
        30.0,
        Basis.SEAT,
        subject,  # type: ignore[arg-type]
        "/?niveau=x",
    )


def page_of(asked: Request) -> tuple[bytes, Page]:
    data = FORMATS["html"].write(asked)
    return data, Page(data.decode())


@pytest.mark.parametrize(
    ("level", "subject"),
    [(Level.REGION, "campuses"), (Level.DEPARTEMENT, "coverage"), (Level.EPCI, "coverage")],
)
def test_page_is_small_asks_nothing_and_is_the_same_twice(level: Level, subject: str) -> None:
    data, page = page_of(request(level, subject))
    assert len(data) < MAX_BYTES
    assert data == FORMATS["html"].write(request(level, subject))
    assert set(page.addresses) == {"data:,", "#tableau-carte"}
    assert "url(" not in re.sub(r"url\(data:|url\(#", "", "".join(page.styles))
    assert "sourceMappingURL" not in data.decode()


def test_policy_names_every_script_and_style_and_nothing_else() -> None:
    _, page = page_of(request())
    assert "default-src 'none'" in page.policy
    assert "unsafe" not in page.policy
    hashes = set(re.findall(r"'sha256-([^']+)'", page.policy))
    parts = page.scripts + page.styles
    assert hashes == {base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts}


def test_page_holds_each_view_and_only_the_campuses_shown() -> None:
    selection = Selection(regions=("76",))
    _, page = page_of(request(selection=selection))
    shown = view_of(request(selection=selection)).update.shown
    campuses = page.data["campuses"]["campuses"]  # type: ignore[index, call-overload]
    assert {row["id"] for row in campuses} == set(shown)
    views = page.data["map-carte"]["views"]  # type: ignore[index, call-overload]
    assert views[0]["update"]["shown"] == shown
    assert sorted(campus for view in views[1:] for campus in view["update"]["shown"]) == sorted(shown)


def test_two_maps_share_one_geometry() -> None:
    views = [LiveView("", view_of(request(level=level)).update) for level in (Level.REGION, Level.REGION)]
    body = "".join(map_element(f"m{rank}", "Carte", [view]) for rank, view in enumerate(views))
    page = Page(document("Deux", body + shared_data(atlas(), [view.update for view in views])).decode())
    assert page.data.keys() == {"map-m0", "map-m1", "insets", "collectivite", "region", "campuses"}


def test_no_value_becomes_markup(tmp_path: Path) -> None:
    folder = copy_tables(tmp_path)
    add_row(folder / "campuses.csv", id="hostile", name=HOSTILE, host_name=HOSTILE)
    hostile = atlas_of(load(folder))
    _, page = page_of(request(selection=Selection(text=HOSTILE), of=hostile))
    assert "img" not in page.tags
    rows = page.data["campuses"]["campuses"]  # type: ignore[index, call-overload]
    assert HOSTILE in {row["name"] for row in rows}
