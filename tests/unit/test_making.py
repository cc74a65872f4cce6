"""Files made a few at a time: the same one once, no more than the queue holds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from anyio.lowlevel import checkpoint
from starlette.responses import PlainTextResponse, Response

from atlas.ui.making import Queue

T = TypeVar("T")


def refused() -> Response:
    return PlainTextResponse("plus tard")


def run(asked: Coroutine[None, None, T]) -> T:
    """Run in a thread: a browser of another test may hold the loop of this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, asked).result()


def test_the_same_file_asked_by_many_is_made_once() -> None:
    made: list[str] = []
    is_open = threading.Event()

    def make() -> Response:
        is_open.wait(10)
        made.append("file")
        return PlainTextResponse("whole", headers={"ETag": "1"})

    async def ask() -> list[Response]:
        queue = Queue(at_once=2, most=1)
        asked = [asyncio.create_task(queue.answer("a", make, refused)) for _ in range(5)]
        await checkpoint()
        asked[0].cancel()  # its reader went away
        is_open.set()
        return await asyncio.gather(*asked[1:])

    answers = run(ask())
    assert made == ["file"]
    assert [answer.body for answer in answers] == [b"whole"] * 4
    answers[0].headers["ETag"] = "2"
    assert answers[1].headers["ETag"] == "1"


def test_what_the_queue_cannot_hold_is_refused_until_there_is_room() -> None:
    is_open = threading.Event()

    def waiting(name: str) -> Callable[[], Response]:
        def make() -> Response:
            is_open.wait(10)
            return PlainTextResponse(name)

        return make

    async def ask() -> tuple[Response, list[Response], Response]:
        queue = Queue(at_once=1, most=3)
        held = [asyncio.create_task(queue.answer(name, waiting(name), refused)) for name in "abc"]
        await checkpoint()
        over = await queue.answer("d", waiting("d"), refused)
        is_open.set()
        return over, list(await asyncio.gather(*held)), await queue.answer("d", waiting("d"), refused)

    over, held, after = run(ask())
    assert (over.status_code, over.headers["Retry-After"]) == (503, "5")
    assert [answer.body for answer in held] == [b"a", b"b", b"c"]
    assert (after.status_code, after.body) == (200, b"d")
