"""Files made a few at a time, in threads of their own, so that a long one delays no page."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Final

import anyio
import anyio.to_thread
from starlette.responses import Response

FULL: Final = "Trop de fichiers sont demandés à la fois. Réessayez dans un instant."
_RETRY_S: Final = 5


class Queue:
    """A pool apart from the threads that answer the pages.

    The same file asked again while it is being made is made once: an impatient reader who clicks ten
    times, or a whole room that asks for one deck, takes one place.

    Parameters
    ----------
    at_once : int
        Files made at the same time.
    most : int
        Files under way, those that wait included; beyond, a request is refused.
    """

    def __init__(self, at_once: int, most: int) -> None:
        self._at_once, self._most = at_once, most
        self._limiter: anyio.CapacityLimiter | None = None
        self._under_way: dict[str, asyncio.Task[Response]] = {}

    async def answer(
        self, key: str, make: Callable[[], Response], refuse: Callable[[], Response]
    ) -> Response:
        """Return what `make` returns, run in a thread; what `refuse` returns, as 503, when too many wait.

        Parameters
        ----------
        key : str
            The file: two requests of one key under way share one answer.
        make, refuse : callable
            Neither may raise.
        """
        task = self._under_way.get(key)
        if task is None:
            if len(self._under_way) >= self._most:
                answer = refuse()
                answer.status_code = 503
                answer.headers["Retry-After"] = str(_RETRY_S)
                return answer
            if self._limiter is None:  # it belongs to the running loop
                self._limiter = anyio.CapacityLimiter(self._at_once)
            task = asyncio.ensure_future(anyio.to_thread.run_sync(make, limiter=self._limiter))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # Who leaves takes no file from the others; what is sent is completed by the middleware.
        own = copy.copy(await asyncio.shield(task))
        own.raw_headers = list(own.raw_headers)
        return own


FILES: Final = Queue(at_once=2, most=18)
"""Where files that take seconds are made: pictures, slides, documents."""
LIGHT_FILES: Final = Queue(at_once=2, most=18)
"""Where those that take a blink are made: they do not wait behind a long deck."""
