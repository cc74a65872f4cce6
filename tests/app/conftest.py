"""The application without a browser, and what it sends to one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
RUN_TIMEOUT_S = 30


@dataclass(frozen=True)
class Shown:
    """What one run of the page sends to the browser."""

    app: AppTest

    @property
    def update(self) -> dict[str, Any]:
        """All that the map is told."""
        (component,) = self.app.get("component_instance")
        script = json.loads(component.proto.json_args)["feature_group"]
        (payload,) = re.findall(r"AtlasMap\.update\((.*)\);", script)
        update: dict[str, Any] = json.loads(payload)
        return update

    @property
    def map_ids(self) -> list[str]:
        """Campuses drawn on the map."""
        ids: list[str] = self.update["shown"]
        return ids

    @property
    def map_units(self) -> dict[str, int]:
        """Campuses that the map tells of each unit that has any."""
        told = self.update["units"].items()
        return {code: int(said.split("\u00a0")[0]) for code, (said, step) in told if step >= 0}

    @property
    def boxes(self) -> dict[str, Any]:
        """Groups, counts and checked values of the boxes of the filters."""
        (boxes,) = (told for told in self._told if "checked" in told)
        return boxes

    @property
    def checked(self) -> dict[str, list[str]]:
        """Values checked, by parameter."""
        checked: dict[str, list[str]] = self.boxes["checked"]
        return checked

    def check(self, param: str, *values: str) -> None:
        """Check exactly these boxes of a filter, as a click does, before the next run."""
        self.app.session_state[f"filter-{param}"] = list(values)

    @property
    def _told(self) -> list[dict[str, Any]]:
        return [json.loads(component.proto.json) for component in self.app.get("bidi_component")]

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Settings and rows of the tables."""
        return [told for told in self._told if "columns" in told]

    @property
    def table_ids(self) -> list[str]:
        """Campuses of the table; without any, the page has a sentence for a table."""
        ids: list[str] = next((table["ids"] for table in self.tables if "ids" in table), [])
        return ids

    @property
    def units(self) -> dict[str, int]:
        """Count of each unit in the second table."""
        (rows,) = (table["rows"] for table in self.tables if "rows" in table)
        return {row["id"]: row["campuses"] for row in rows}

    @property
    def html(self) -> str:
        """Our own markup."""
        return "".join(element.proto.body for element in self.app.get("html"))

    @property
    def record(self) -> str:
        """Markup of the campus that is open, or nothing."""
        bodies = [element.proto.body for element in self.app.get("html")]
        return next((body for body in bodies if "atlas-record" in body), "")

    @property
    def figure(self) -> int:
        """Campuses shown, as the key figures say."""
        (value,) = re.findall(
            r'class="value">(\d+)<small>[^<]*</small></span><span class="label">campus affichés', self.html
        )
        return int(value)

    @property
    def chips(self) -> dict[str, str]:
        """Labels of the chips by key."""
        return {button.key: button.label for button in self.app.button if str(button.key).startswith("chip-")}


OpenApp = Callable[..., Shown]


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """Open an address, such as ``open_app("seance", filiere="mobilite")``, on the project's data or a folder.

    The page is the map when no file of ``pages/`` is named.
    """
    monkeypatch.delenv("ATLAS_DATA", raising=False)

    def open_(page: str = "", *, data: Path | None = None, **address: str | Sequence[str]) -> Shown:
        if data:
            monkeypatch.setenv("ATLAS_DATA", str(data))
        app = AppTest.from_file(ROOT / "app.py", default_timeout=RUN_TIMEOUT_S)
        if page:
            app.run()
            app.switch_page(f"pages/{page}.py")
            for name in list(app.query_params):
                del app.query_params[name]
        for name, values in address.items():
            app.query_params[name] = values if isinstance(values, str) else list(values)
        app.run()
        assert not app.exception
        return Shown(app)

    return open_
