"""Readers at work, in a process of their own: ``python -m bench.load`` prints one JSON.

Each session opens the page, then every ``--period`` seconds, from a random instant on, checks or
unchecks a sector and waits for the end of the run. A session never asks twice at once: a change that
is due while the last run is still going waits for it, and is counted as late.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bench.registry import BenchError
from bench.server import HOST, ROOT, busy_seconds, cpu_seconds, resident_mb, stop
from bench.stats import median, percentile

MAX_SESSIONS: Final = 1000
MAX_SECONDS: Final = 7200
FILTER: Final = "filiere"
_SEED: Final = 20
_AT_ONCE: Final = 4
_MOST_CHECKED: Final = 3
_LAG_PERIOD_S: Final = 0.05
_GRACE_S: Final = 180


@dataclass
class Load:
    """What was played and how it went; times in ms, memory in MB.

    Attributes
    ----------
    elapsed : float
        Length of the steady load, its last runs included, s.
    reruns : list of float
        From the request to the end of the run, in the order of their end.
    first_runs : list of float
        The same for the first run of each session, while sessions were arriving.
    late, failed : int
        Changes that waited for the last run; runs that did not end well.
    memory_before, memory_after : float
        Resident memory of the server before the first session and at the end, all still open.
    memory_points : list
        ``(minutes, MB)`` during the steady load, each minute, its start included.
    server_cores, client_cores : float
        Processor time over elapsed time, in cores, during the steady load.
    other_cores : float
        What the rest of the computer used meanwhile: beyond a few hundredths, the times say more
        about it than about the application.
    client_lag_p99 : float
        How late the client itself woke up, 99th percentile: what it adds to the figures.
    """

    sessions: int
    seconds: float
    elapsed: float = 0.0
    reruns: list[float] = field(default_factory=list)
    first_runs: list[float] = field(default_factory=list)
    bytes_median: float = 0.0
    late: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)
    memory_before: float = 0.0
    memory_opened: float = 0.0
    memory_after: float = 0.0
    memory_points: list[tuple[float, float]] = field(default_factory=list)
    server_cores: float = 0.0
    client_cores: float = 0.0
    other_cores: float = 0.0
    client_lag_p99: float = 0.0

    @property
    def memory_per_session(self) -> float:
        """MB that a session adds, its garbage included."""
        return (self.memory_after - self.memory_before) / self.sessions

    @property
    def cpu_ms_per_run(self) -> float:
        """Processor time of the server for a run, ms."""
        return 1000 * self.server_cores * self.elapsed / len(self.reruns)

    def p(self, share: float) -> float:
        """Percentile of the reruns, ms."""
        return percentile(self.reruns, share)


def play(port: int, pid: int, sessions: int, seconds: float, period: float) -> Load:
    """Play a load from a process of its own and return what it measured."""
    command = [sys.executable, "-m", "bench.load", f"--port={port}", f"--pid={pid}"]
    command += [f"--sessions={sessions}", f"--seconds={seconds}", f"--period={period}"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=seconds + _GRACE_S)
    except subprocess.TimeoutExpired as late:
        msg = "the load did not end in time"
        raise BenchError(msg) from late
    finally:
        stop(process)
    if process.returncode != 0:
        msg = f"the load ended with status {process.returncode}"
        raise BenchError(msg)
    found: dict[str, Any] = json.loads(output)
    return Load(**found)


class _Player:
    def __init__(self, options: argparse.Namespace) -> None:
        self.port: int = options.port
        self.pid: int = options.pid
        self.period: float = options.period
        self.load = Load(options.sessions, options.seconds)
        self.random = random.Random(_SEED)  # noqa: S311 (not a secret)
        self.sizes: list[float] = []
        self.lags: list[float] = []

    async def run(self) -> Load:
        from bench.protocol import Session, xsrf_token

        token = xsrf_token(HOST, self.port)
        self.load.memory_before = resident_mb(self.pid)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def arrive() -> Session | None:
            async with gate:
                try:
                    session = await Session.open(HOST, self.port, token)
                    self.load.first_runs.append((await session.rerun()).seconds * 1000)
                except (BenchError, OSError) as lost:
                    self._fail(str(lost))
                    return None
                return session

        arrived = await asyncio.gather(*(arrive() for _ in range(self.load.sessions)))
        sessions = [session for session in arrived if session]
        if not sessions or not sessions[0].boxes_of(FILTER):
            shown = sessions[0].failures if sessions else self.load.failures
            msg = f"no box to check: {shown[:3]}"
            raise BenchError(msg)
        self.load.memory_opened = resident_mb(self.pid)
        await self._steady(sessions)
        self.load.memory_after = resident_mb(self.pid)
        await asyncio.gather(*(session.close() for session in sessions), return_exceptions=True)
        return self.load

    async def _steady(self, sessions: list[Any]) -> None:
        started, busy = time.monotonic(), busy_seconds()
        client_cpu, server_cpu = time.process_time(), cpu_seconds(self.pid)
        end = started + self.load.seconds
        watchers = [asyncio.create_task(self._lag()), asyncio.create_task(self._minutes(started))]
        await asyncio.gather(*(self._read(session, started, end) for session in sessions))
        elapsed = time.monotonic() - started
        for watcher in watchers:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher
        self.load.elapsed = elapsed
        self.load.client_cores = (time.process_time() - client_cpu) / elapsed
        self.load.server_cores = (cpu_seconds(self.pid) - server_cpu) / elapsed
        self.load.client_lag_p99 = percentile(self.lags, 0.99) if self.lags else 0.0
        all_cores = (busy_seconds() - busy) / elapsed
        self.load.other_cores = max(0.0, all_cores - self.load.client_cores - self.load.server_cores)
        if not self.load.reruns:
            msg = f"no run ended: {self.load.failures[:3]}"
            raise BenchError(msg)
        self.load.bytes_median = median(self.sizes)

    async def _read(self, session: Any, started: float, end: float) -> None:
        due = started + self.random.random() * self.period
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._toggle(session)
            try:
                run = await session.rerun()
            except BenchError as failed:
                self._fail(str(failed))
                return
            if session.failures:
                self._fail(session.failures.pop())
            self.load.reruns.append(run.seconds * 1000)
            self.sizes.append(run.size)
            due += self.period
            if due < time.monotonic():
                self.load.late += 1
                due = time.monotonic()

    def _toggle(self, session: Any) -> None:
        boxes = session.boxes_of(FILTER)
        checked = [box for box in boxes if session.boxes[box]]
        box = self.random.choice(checked if len(checked) >= _MOST_CHECKED else boxes)
        session.toggle(box)

    def _fail(self, reason: str) -> None:
        self.load.failed += 1
        if len(self.load.failures) < 10:
            self.load.failures.append(reason)

    async def _lag(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(_LAG_PERIOD_S)
            self.lags.append((time.perf_counter() - asked - _LAG_PERIOD_S) * 1000)

    async def _minutes(self, started: float) -> None:
        minute = 0
        while True:
            await asyncio.sleep(max(0.0, started + 60 * minute - time.monotonic()))
            memory = resident_mb(self.pid)
            self.load.memory_points.append((float(minute), memory))
            if minute:
                recent = self.load.reruns[-max(1, len(self.load.reruns) // minute) :]
                text = f"  minute {minute}: {memory:.0f} Mo, p95 {percentile(recent, 0.95):.0f} ms"
                print(text, file=sys.stderr, flush=True)
            minute += 1


def main() -> None:
    """Read the options, play, print."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.load")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--period", type=float, default=5)
    options = parser.parse_args()
    options.sessions = min(options.sessions, MAX_SESSIONS)
    options.seconds = min(options.seconds, MAX_SECONDS)
    try:
        played = asyncio.run(_Player(options).run())
    except BenchError as failed:
        sys.exit(f"bench.load: {failed}")
    print(json.dumps(asdict(played)))


if __name__ == "__main__":
    main()
