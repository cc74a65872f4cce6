"""Streamlit's WebSocket protocol, as much of it as a reader's browser speaks.

A :class:`Session` connects as Streamlit's page does (subprotocol, token against cross-site requests,
origin), learns the widgets from the first run, and then asks for reruns with the state of all widgets,
the address and the messages that it keeps in its cache, as the page would.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final, Self

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from bench.registry import BenchError

XSRF_COOKIE: Final = "_streamlit_xsrf"
_PANEL: Final = "atlas_filters"
_SUBPROTOCOL: Final = "streamlit"
_NO_TOKEN: Final = "PLACEHOLDER_AUTH_TOKEN"  # noqa: S105 (what Streamlit's page sends when it has none)
_RUN_TIMEOUT_S: Final = 30


def xsrf_token(host: str, port: int) -> str:
    """Token that the server gives a browser with its first answer, or empty."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/_stcore/health")
        response = connection.getresponse()
        response.read()
        cookies = SimpleCookie(response.getheader("Set-Cookie") or "")
    finally:
        connection.close()
    return cookies[XSRF_COOKIE].value if XSRF_COOKIE in cookies else ""


def describe(message: ForwardMsg) -> str:
    """Name a message by what it draws and where: ``delta checkbox [1, 2, 4]``.

    >>> describe(ForwardMsg(ref_hash="abc"))
    'ref_hash'
    """
    kind = message.WhichOneof("type") or "empty"
    if kind != "delta":
        return kind
    change: str = message.delta.WhichOneof("type") or "empty"
    if change == "new_element":
        change = message.delta.new_element.WhichOneof("type") or "empty"
    return f"delta {change} {list(message.metadata.delta_path)}"


@dataclass(slots=True)
class Run:
    """One run of the script, seen from the client."""

    seconds: float
    messages: int
    size: int


@dataclass
class Session:
    """One reader: a connection and what its browser would remember."""

    socket: ClientConnection
    boxes: dict[str, bool] = field(default_factory=dict)
    """Whether each box of the filters is checked, by ``parameter-value``."""
    panel: str = ""
    """Widget of the component that holds the boxes."""
    clicks: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    query: str = ""
    page_hash: str = ""
    cached: dict[str, int] = field(default_factory=dict)
    """Hash of each large message kept, with the number of the run that last used it."""
    cache_age: int = 2
    runs: int = 0
    failures: list[str] = field(default_factory=list)
    """What the page reported as an error."""
    is_clicked: bool = False

    @classmethod
    async def open(cls, host: str, port: int, token: str = "") -> Self:
        """Connect as the page does."""
        headers = {"Cookie": f"{XSRF_COOKIE}={token}"} if token else {}
        socket = await connect(
            f"ws://{host}:{port}/_stcore/stream",
            subprotocols=[Subprotocol(_SUBPROTOCOL), Subprotocol(token or _NO_TOKEN)],
            origin=Origin(f"http://{host}:{port}"),
            additional_headers=headers,
            compression=None,
            proxy=None,
            max_size=None,
            ping_interval=None,
            max_queue=None,
        )
        return cls(socket)

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    def boxes_of(self, param: str) -> list[str]:
        """Names of the boxes of a filter, such as ``filiere``."""
        return [box for box in self.boxes if box.startswith(f"{param}-")]

    def toggle(self, box: str) -> None:
        """Check or uncheck a box; the next run is asked with it."""
        self.boxes[box] = not self.boxes[box]
        self.clicks += 1
        self.is_clicked = True

    async def rerun(self) -> Run:
        """Ask for a run with the present state, and wait for its end.

        Raises
        ------
        BenchError
            When the connection closes, the script fails, or nothing comes for a long time.
        """
        request = self._request()
        started = time.perf_counter()
        try:
            async with asyncio.timeout(_RUN_TIMEOUT_S):
                await self.socket.send(request)
                messages, size = await self._until_finished()
        except TimeoutError as late:
            msg = f"no answer within {_RUN_TIMEOUT_S} s"
            raise BenchError(msg) from late
        except (WebSocketException, OSError) as lost:
            msg = f"connection lost: {lost}"
            raise BenchError(msg) from lost
        return Run(time.perf_counter() - started, messages, size)

    async def _until_finished(self) -> tuple[int, int]:
        messages, size = 0, 0
        while True:
            data = await self.socket.recv(decode=False)
            messages += 1
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind in {"delta", "ref_hash"}:
                self._learn(message)
            elif kind == "new_session":
                self.page_hash = message.new_session.page_script_hash
                self.cache_age = message.new_session.config.max_cached_message_age
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._finish()
                    return messages, size
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    msg = "the script does not compile"
                    raise BenchError(msg)

    def _finish(self) -> None:
        self.runs += 1
        oldest = self.runs - self.cache_age
        self.cached = {key: used for key, used in self.cached.items() if used >= oldest}

    def _learn(self, message: ForwardMsg) -> None:
        if message.ref_hash:
            self.cached[message.ref_hash] = self.runs + 1
            return
        if message.metadata.cacheable:
            self.cached[message.hash] = self.runs + 1
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.component_name == _PANEL:
            self.panel = element.bidi_component.id
            self._learn_boxes(json.loads(element.bidi_component.json))
        elif kind == "text_input":
            self.texts.setdefault(element.text_input.id, "")
        elif kind == "multiselect":
            self.lists.setdefault(element.multiselect.id, [])
        elif kind == "selectbox":
            self.choices.setdefault(element.selectbox.id, "")
        elif kind == "exception":
            self.failures.append(f"{element.exception.type}: {element.exception.message}"[:300])
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.failures.append(element.alert.body[:300])

    def _learn_boxes(self, shown: dict[str, Any]) -> None:
        self.boxes = {
            f"{group['param']}-{option['value']}": option["value"] in shown["checked"][group["param"]]
            for group in shown["groups"]
            for option in group["options"]
        }

    def _clicked(self) -> WidgetState:
        checked: dict[str, list[str]] = {}
        for box, is_checked in self.boxes.items():
            param, _, value = box.partition("-")
            checked.setdefault(param, []).extend([value] if is_checked else [])
        told = {"event": "change", "value": {"number": self.clicks, "checked": checked}}
        return WidgetState(id=_make_trigger_id(self.panel, "events"), json_trigger_value=json.dumps([told]))

    def _request(self) -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        state.cached_message_hashes.extend(self.cached)
        state.context_info.timezone = "Europe/Paris"
        state.context_info.locale = "fr-FR"
        state.widget_states.widgets.extend(self._widgets())
        data: bytes = message.SerializeToString()
        return data

    def _widgets(self) -> Iterable[WidgetState]:
        for widget, text in self.texts.items():
            yield WidgetState(id=widget, string_value=text)
        if self.is_clicked:
            yield WidgetState(id=self.panel, json_value="{}")
            yield self._clicked()
            self.is_clicked = False
        for widget, values in self.lists.items():
            filled = WidgetState(id=widget)
            filled.string_array_value.data.extend(values)
            yield filled
        for widget in self.choices:
            yield WidgetState(id=widget)
