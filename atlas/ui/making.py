"""Files made a few at a time, in threads of their own, so that a long one delays no page."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

FULL: Final = "Trop de fichiers sont demandés à la fois. Réessayez dans un instant."
_RETRY_S: Final = 5
_CLIENT_CLOSED_REQUEST: Final = 499  # as nginx logs it; nobody reads this answer


@dataclass(eq=False)
class _Job:
    """A file under way and how many wait for it."""

    task: asyncio.Task[Response]
    is_begun: bool = False
    readers: int = 0


class Queue:
    """A pool apart from the threads that answer the pages.

    The same file asked again while it is being made is made once: an impatient reader who clicks ten
    times, or a whole room that asks for one deck, takes one place. A file whose readers have all left
    before its turn gives its place to the next.

    Parameters
    ----------
    at_once : int
        Files made at the same time.
    most : int
        Files under way, those that wait included; beyond, a request is refused.
    """

    def __init__(self, at_once: int, most: int) -> None:
        self._turns, self._most = asyncio.Semaphore(at_once), most
        self._jobs: dict[Hashable, _Job] = {}

    async def answer(
        self, asked: Request, make: Callable[[], Response], refuse: Callable[[], Response]
    ) -> Response:
        """Return what `make` returns, run in a thread; what `refuse` returns, as 503, when too many wait.

        Parameters
        ----------
        asked : Request
            Two requests of one address under way share one answer.
        make, refuse : callable
            Neither may raise.
        """
        key = (asked.url.path, asked.url.query)
        job = self._jobs.get(key)
        if job is None:
            if len(self._jobs) >= self._most:
                answer = refuse()
                answer.status_code = 503
                answer.headers["Retry-After"] = str(_RETRY_S)
                return answer
            job = self._begin(key, make)
        gone = asyncio.ensure_future(_left(asked))
        job.readers += 1
        try:
            await asyncio.wait({job.task, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            job.readers -= 1
            if not job.readers and not job.is_begun:
                self._jobs.pop(key, None)
                job.task.cancel()
        if not job.task.done() or job.task.cancelled():
            return Response(status_code=_CLIENT_CLOSED_REQUEST)
        # What is sent is completed by the middleware, for each reader apart.
        own = copy.copy(job.task.result())
        own.raw_headers = list(own.raw_headers)
        return own

    def _begin(self, key: Hashable, make: Callable[[], Response]) -> _Job:
        async def in_turn() -> Response:
            async with self._turns:
                job.is_begun = True
                return await anyio.to_thread.run_sync(make, limiter=anyio.CapacityLimiter(1))

        job = _Job(asyncio.ensure_future(in_turn()))
        self._jobs[key] = job
        job.task.add_done_callback(lambda _: self._forget(key, job))
        return job

    def _forget(self, key: Hashable, job: _Job) -> None:
        if self._jobs.get(key) is job:
            del self._jobs[key]


async def _left(asked: Request) -> None:
    """Return when the reader has closed the connection."""
    while (await asked.receive())["type"] != "http.disconnect":
        pass


SCREENS: Final = Queue(at_once=2, most=18)
"""Where the screens of the room are made: nobody waits in front of a committee for a file of another."""
DECKS: Final = Queue(at_once=2, most=18)
"""Where slides and documents are made, which can take minutes when they are long."""
PICTURES: Final = Queue(at_once=2, most=18)
"""Where maps to print are made, in seconds."""
LIGHT_FILES: Final = Queue(at_once=2, most=18)
"""Where files that take a blink are made."""


class Kept:
    """The last files made, so that a room that asks for one works once; thread-safe.

    Parameters
    ----------
    most_bytes : int
        Size of all that is kept; the oldest leave first, and a file larger than that is not kept.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the file of a key, made when it is not there."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        content = make()
        if len(content) > self._most_bytes:
            return content
        with self._lock:
            self._files[key] = content
            while sum(map(len, self._files.values())) > self._most_bytes:
                self._files.popitem(last=False)
        return content
