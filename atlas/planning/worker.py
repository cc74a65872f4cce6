"""The process that solves for one user: reads a cover, writes progress lines, ends when its pipe closes.

Run as ``python -m atlas.planning.worker``; nobody else needs it. It imports neither pandas nor the data.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import threading
from typing import Final

NICENESS: Final = 10
"""A solve gives way to the pages that people are reading."""


def main() -> None:
    """Solve what the standard input holds; stop at its end or at its next byte."""
    import numpy as np

    from atlas.planning.exact import Progress, solve_cover
    from atlas.planning.problem import Cover

    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # The library may print: only our lines may reach the pipe.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    with np.load(_whole_input()) as sent:
        cover = Cover(*(sent[name] for name in ("weight", "start", "groups", "region")))
        sites, limit, seconds = (float(number) for number in sent["limits"])
    is_stopped = threading.Event()

    def listen() -> None:
        os.read(0, 1)
        is_stopped.set()

    threading.Thread(target=listen, daemon=True).start()
    told: list[Progress] = []

    def report(progress: Progress) -> bool:
        if not told or told[-1] != progress:
            told[:] = [progress]
            _write(progress)
        return not is_stopped.is_set()

    def _write(progress: Progress) -> None:
        line = [progress.state.value, progress.value, progress.bound, list(progress.chosen)]
        lines.write(json.dumps(line) + "\n")

    _write(solve_cover(cover, int(sites), int(limit) if limit >= 0 else None, seconds, report))


def _whole_input() -> io.BytesIO:
    def exactly(count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = os.read(0, count - len(parts))
            if not part:
                sys.exit(1)
            parts += part
        return parts

    (size,) = struct.unpack("<Q", exactly(8))
    return io.BytesIO(exactly(size))


if __name__ == "__main__":
    main()
