"""Files made a few at a time: the same one once, no more than the queue holds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from anyio.lowlevel import checkpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

from atlas.ui.making import Kept, Queue

T = TypeVar("T")


class Reader:
    """A browser that asks for one address, and may leave."""

    def __init__(self, address: str) -> None:
        self.has_left = asyncio.Event()
        scope = {"type": "http", "path": "/", "query_string": address.encode(), "headers": []}
        self.request = Request({**scope, "server": ("atlas", 80), "scheme": "http"}, self._receive)

    async def _receive(self) -> Message:
        await self.has_left.wait()
        return {"type": "http.disconnect"}


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
        asked = [asyncio.create_task(queue.answer(Reader("a").request, make, refused)) for _ in range(5)]
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
        held = [
            asyncio.create_task(queue.answer(Reader(name).request, waiting(name), refused)) for name in "abc"
        ]
        await checkpoint()
        over = await queue.answer(Reader("d").request, waiting("d"), refused)
        is_open.set()
        return (
            over,
            list(await asyncio.gather(*held)),
            await queue.answer(Reader("d").request, waiting("d"), refused),
        )

    over, held, after = run(ask())
    assert (over.status_code, over.headers["Retry-After"]) == (503, "5")
    assert [answer.body for answer in held] == [b"a", b"b", b"c"]
    assert (after.status_code, after.body) == (200, b"d")


def test_a_file_that_nobody_waits_for_any_more_gives_its_place() -> None:
    made: list[str] = []
    is_open = threading.Event()

    def making(name: str) -> Callable[[], Response]:
        def make() -> Response:
            is_open.wait(10)
            made.append(name)
            return PlainTextResponse(name)

        return make

    async def ask() -> tuple[list[int], list[bytes]]:
        queue = Queue(at_once=1, most=3)
        readers = [Reader(name) for name in ("begun", "left", "held", "held")]
        asked = [
            asyncio.create_task(queue.answer(one.request, making(one.request.url.query), refused))
            for one in readers
        ]
        await checkpoint()
        for one in readers[:3]:
            one.has_left.set()
        left = [answer.status_code for answer in await asyncio.gather(*asked[:3])]
        late = asyncio.create_task(queue.answer(Reader("late").request, making("late"), refused))
        await checkpoint()
        is_open.set()
        return left, [bytes(answer.body) for answer in await asyncio.gather(asked[3], late)]

    left, held = run(ask())
    assert left == [499] * 3
    assert held == [b"held", b"late"]
    # What has begun is finished; what one reader of two still waits for is made.
    assert made == ["begun", "held", "late"]


def test_a_file_left_then_asked_again_is_made() -> None:
    is_open = threading.Event()

    def make() -> Response:
        is_open.wait(10)
        return PlainTextResponse("whole")

    async def ask() -> Response:
        queue = Queue(at_once=1, most=2)
        first, second = Reader("first"), Reader("second")
        begun = asyncio.create_task(queue.answer(first.request, make, refused))
        left = asyncio.create_task(queue.answer(second.request, make, refused))
        await checkpoint()
        second.has_left.set()
        await left
        again = asyncio.create_task(queue.answer(Reader("second").request, make, refused))
        await checkpoint()
        is_open.set()
        await begun
        return await again

    assert run(ask()).body == b"whole"


def test_the_last_files_are_kept_within_their_size() -> None:
    made: list[str] = []
    kept = Kept(most_bytes=10)

    def asked(name: str, size: int) -> int:
        def make() -> bytes:
            made.append(name)
            return bytes(size)

        return len(kept.get(name, make))

    for name, size in (
        ("a", 4),
        ("b", 4),
        ("a", 4),
        ("c", 4),
        ("a", 4),
        ("b", 4),
        ("huge", 11),
        ("huge", 11),
    ):
        assert asked(name, size) == size
    assert made == ["a", "b", "c", "b", "huge", "huge"]
