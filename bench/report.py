"""The table at the end, and the same as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.registry import Figure

_HEADINGS: Final = ("Mesure", "Application", "Plancher", "Rapport", "Cible", "")
_VERDICTS: Final = {True: "oui", False: "NON", None: ""}


def number(value: float | None, unit: str = "") -> str:
    """Number with three significant digits or so, in French.

    >>> number(12.345, "ms"), number(1234.5), number(0.1234), number(None), number(0)
    ('12,3 ms', '1234', '0,123', '—', '0')
    """
    if value is None:
        return "—"
    digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    digits = 3 if 0 < abs(value) < 1 else digits
    return f"{value:.{digits}f} {unit}".strip().replace(".", ",")


def table(figures: Sequence[Figure]) -> str:
    """All figures under one another: real, floor, ratio, target, met or not."""
    rows = [_HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "─" * len(lines[0]), *lines[1:]])


def _row(figure: Figure) -> tuple[str, ...]:
    target = figure.target
    wanted = ""
    if target:
        what = "rapport ≤" if target.of_ratio else "≤"
        wanted = f"{what} {number(target.maximum, '' if target.of_ratio else figure.unit)}"
    return (
        figure.label,
        number(figure.real, figure.unit),
        number(figure.floor, figure.unit),
        number(figure.ratio),
        wanted,
        _VERDICTS[figure.is_met],
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if column in (0, 4) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *others])


def details(figures: Sequence[Figure]) -> str:
    """What ``--verbose`` adds."""
    parts = [
        f"{figure.label}\n" + "\n".join(f"  {line}" for line in figure.details)
        for figure in figures
        if figure.details
    ]
    return "\n\n".join(parts)


def machine() -> str:
    """What the figures were measured on."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} processeurs, charge {load}, Python {platform.python_version()}, "
        f"Streamlit {version('streamlit')}, {platform.system()}"
    )


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """Write figures, samples included."""
    content = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(figure) | {"ratio": figure.ratio, "met": figure.is_met} for figure in figures],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
