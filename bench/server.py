"""The application under measure, and its floor, as processes of this computer."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.registry import BenchError

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "127.0.0.1"
MAP: Final = ("atlas.ui.campus_map:draw", "atlas.ui.server:register_map_frame")
"""What is taken out of the page to make its floor."""

_START_TIMEOUT_S: Final = 60
_STOP_TIMEOUT_S: Final = 10
_POLL_S: Final = 0.01
_KB_IN_MB: Final = 1024


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    launched_at: float
    """Wall clock at the launch of the process, seconds since 1970."""

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://{HOST}:{self.port}/"

    @property
    def pid(self) -> int:
        """Process id."""
        return self.process.pid

    def output(self, characters: int = 3000) -> str:
        """End of what the server printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-characters:]


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_healthy(port: int) -> bool:
    """Whether a server answers its health check."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def running(without: Sequence[str] = (), env: dict[str, str] | None = None) -> Iterator[Server]:
    """Start the application, wait until it answers, end it on leaving.

    Parameters
    ----------
    without : sequence of str
        Functions replaced by nothing, as ``package.module:function``; empty for the real application,
        :data:`MAP` for the floor.
    env : dict, optional
        Environment variables to add.
    """
    program = ["-m", "bench.floor", *without, "--"] if without else ["-m", "streamlit"]
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
        log = Path(folder) / "server.log"
        port = free_port()
        settings = {
            "STREAMLIT_SERVER_PORT": str(port),
            "STREAMLIT_SERVER_ADDRESS": HOST,
            "STREAMLIT_SERVER_HEADLESS": "true",
        }
        with log.open("wb") as output:
            launched_at = time.time()
            process = subprocess.Popen(
                [sys.executable, *program, "run", "app.py"],
                cwd=ROOT,
                env={**os.environ, **settings, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            server = Server(port, process, log, launched_at)
            _wait(server)
            yield server
        finally:
            stop(process)


def _wait(server: Server) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while not is_healthy(server.port):
        if server.process.poll() is not None or time.monotonic() > deadline:
            msg = f"the server did not start:\n{server.output()}"
            raise BenchError(msg)
        time.sleep(_POLL_S)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children: politely, then not."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


# ---- what a process uses ----------------------------------------------------------------------


def resident_mb(pid: int) -> float:
    """Resident memory of a process, MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / _KB_IN_MB
    msg = f"no resident memory for process {pid}"
    raise BenchError(msg)


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, seconds (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """Processor time that the whole computer has used, all processors together, seconds (Linux)."""
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, fields)
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
