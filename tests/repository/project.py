"""What the rules of the repository look at: its files, without what is installed or cached."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {".git", ".venv", ".cache", ".hypothesis", "__pycache__", "node_modules", "test-results"}
_TEXT = {"", ".cfg", ".css", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}


def files(*folders: str) -> Iterator[Path]:
    """Text files under some folders, or under the whole project."""
    for start in [ROOT / folder for folder in folders] or [ROOT]:
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            parts = path.relative_to(ROOT).parts
            is_ours = not any(part in _NOT_OURS or part.endswith("_cache") for part in parts)
            if is_ours and path.is_file() and path.suffix in _TEXT and path.name != ".coverage":
                yield path


def imports(source: str) -> set[str]:
    """Full names of the modules that a source imports, anywhere in it.

    Examples
    --------
    >>> sorted(imports("import a.b\\nfrom c import d\\ndef f():\\n    import e"))
    ['a.b', 'c', 'c.d', 'e']
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.ImportFrom):
            found.add("relative import")
    return found
