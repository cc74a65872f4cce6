"""A file opened from a disk, with no network at all."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page


class Disk:
    """A tab without network, and what went wrong in it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda one: self.requests.append(one.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda one: self.errors.append(one.text) if one.type in {"error", "warning"} else None
        )

    def open(self, data: bytes, ready: str = ".live-frame[data-drawn]") -> Page:
        """Write a page to the disk and open it, once a selector answers."""
        file = self.folder / "page.html"
        file.write_bytes(data)
        self.page.goto(file.as_uri())
        self.page.locator(ready).first.wait_for()
        return self.page
