"""Addresses of the browser files that the atlas serves, with their version."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "static"


@cache
def version_of(name: str) -> str:
    """Content hash of a file, or of all files of a folder."""
    path = FOLDER / name
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def versioned(name: str) -> str:
    """Address of a file, relative to the page, that changes with its content: browsers keep it for good."""
    return f"app/static/{name}?v={version_of(name)}"
