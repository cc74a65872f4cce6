"""An exact solve in a process of its own: it can be watched and stopped, and freezes nobody."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from atlas.planning.exact import DEFAULT_TIME_LIMIT_S, Progress, State
from atlas.planning.problem import Cover, Problem
from atlas.planning.sites import Plan, _checked, plan_of

ROOT: Final = Path(__file__).resolve().parents[2]
_GRACE_S: Final = 10.0


class Solve:
    """A running or finished exact solve; made by :meth:`start`.

    It may be kept in a session and asked from any thread. Used as a context, or by :meth:`stop`, it
    leaves no process behind; so does the end of the program that started it.
    """

    def __init__(self, problem: Problem, sites: int, max_per_region: int | None, seconds: float) -> None:
        self.problem, self.sites, self.max_per_region = problem, sites, max_per_region
        self._progress = Progress(State.RUNNING, 0, problem.demand, ())
        self._process = subprocess.Popen(
            [sys.executable, "-m", "atlas.planning.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self._reader = threading.Thread(
            target=self._follow, args=(_packed(problem.cover, sites, max_per_region, seconds),), daemon=True
        )
        self._reader.start()

    @classmethod
    def start(
        cls,
        problem: Problem,
        sites: int,
        max_per_region: int | None = None,
        time_limit_s: float = DEFAULT_TIME_LIMIT_S,
    ) -> Self:
        """Start to look for the optimum of at most `sites` sites, 1 to 30, and return at once."""
        return cls(problem, _checked(sites), max_per_region, time_limit_s)

    def progress(self) -> Progress:
        """Return what is proven so far, at once."""
        return self._progress

    @property
    def is_running(self) -> bool:
        """Whether more may come."""
        return self._reader.is_alive()

    def stop(self) -> None:
        """Ask for the best known; :meth:`result` then soon returns, the state told as it is."""
        stdin = self._process.stdin
        if stdin is not None and not stdin.closed:
            with contextlib.suppress(OSError):
                stdin.close()

    def result(self, timeout_s: float | None = None) -> Plan:
        """Wait for the end and return the plan; what is known so far when `timeout_s` passes first."""
        self._reader.join(timeout_s)
        found = self._progress
        return plan_of(self.problem, found.chosen, self.sites, self.max_per_region, found)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._reader.join(_GRACE_S)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def _follow(self, sent: bytes) -> None:
        """Send the problem, then keep the last line that came."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (pipes were asked)
        try:
            process.stdin.write(sent)
            process.stdin.flush()
        except (OSError, ValueError):  # stopped already
            pass
        with process.stdout:
            for line in process.stdout:
                state, value, bound, chosen = json.loads(line)
                self._progress = Progress(State(state), value, bound, tuple(chosen))
        if process.wait() != 0 or self._progress.state is State.RUNNING:
            last = self._progress
            self._progress = Progress(State.FAILED, last.value, last.bound, last.chosen)


def _packed(cover: Cover, sites: int, max_per_region: int | None, seconds: float) -> bytes:
    whole = io.BytesIO()
    limits = np.array([sites, -1 if max_per_region is None else max_per_region, seconds], float)
    np.savez(
        whole, weight=cover.weight, start=cover.start, groups=cover.groups, region=cover.region, limits=limits
    )
    return struct.pack("<Q", len(whole.getvalue())) + whole.getvalue()
