"""A visitor without a browser: a websocket that speaks Streamlit's own protocol, as its browser code does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.load.upload import put_file

PAGE_DATA = ("gaze.stage", "gaze.compare", "smallest")
"""Components that show what is made of a sentence."""
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class CountingConnection(ClientConnection):
    """Counts the bytes that arrive, as they are on the wire: compressed, with what frames them."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


@dataclass(frozen=True)
class Widget:
    """A widget of a page, and the fragment that it stands in: empty outside of any."""

    id: str
    fragment: str
    element: Any


@dataclass
class Visitor:
    """One session. `widgets` are those of the page in view, by their keys; `pages` the page hashes, by their place in
    the address; `exceptions` what the server has shown of its own errors."""

    connection: ClientConnection
    address: str
    query: str = ""
    session: str = ""
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    widgets: dict[str, Widget] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    exceptions: list[str] = field(default_factory=list)

    @property
    def received(self) -> int:
        """Bytes that have arrived so far."""
        return self.connection.received if isinstance(self.connection, CountingConnection) else 0

    async def open(self, page: str = "") -> None:
        """Begin on a page, as by its address, and wait until it is drawn."""
        await self._send(page_name=page)
        await self._answer()

    async def go(self, page: str) -> float:
        """Follow the link to a page. The seconds until it is drawn."""
        self.widgets, self.page = {}, self.pages[page]
        began = time.perf_counter()
        await self._send()
        drawn = await self._answer()
        present = {widget.id for widget in self.widgets.values()}
        self.states = {name: state for name, state in self.states.items() if name in present}
        return drawn - began

    async def upload(self, key: str, name: str, data: bytes) -> float:
        """Give a file to the uploader of this key. The seconds until the page is drawn."""
        request = BackMsg()
        request.file_urls_request.request_id, request.file_urls_request.session_id = name, self.session
        request.file_urls_request.file_names.append(name)
        await self.connection.send(request.SerializeToString())
        while (message := ForwardMsg.FromString(await self._receive())).WhichOneof("type") != "file_urls_response":
            self._take(message)
        urls = message.file_urls_response.file_urls[0]
        await asyncio.to_thread(put_file, f"{self.address}{urls.upload_url}", name, data)
        state = FileUploaderState()
        state.uploaded_file_info.add(file_id=urls.file_id, name=name, size=len(data), file_urls=urls)
        return await self.change(key, file_uploader_state_value=state)

    async def type(self, text: str) -> float:
        """Type a sentence into the field. The seconds until what is made of it has arrived."""
        return await self.change("text", text.encode(), string_value=text)

    async def change(self, key: str, awaited: bytes = b"", **value: Any) -> float:
        """Give a widget a value, named as WidgetState does. The seconds until `awaited` has arrived in the data of a
        component, or else until the page is drawn."""
        widget = self.widgets[key]
        self.states[widget.id] = WidgetState(id=widget.id, **value)
        began = time.perf_counter()
        await self._send(fragment=widget.fragment)
        return await self._answer(lambda delta: bool(awaited) and _shows(delta, awaited)) - began

    async def report_late(self, key: str, page: str) -> list[str]:
        """Follow the link to a page, and have a widget of the one before ask for its fragment as that is left. The
        pages on which the server says that it is from then on, until both are drawn."""
        widget, left = self.widgets[key], self.page
        await self._send(page=self.pages[page])
        await self._send(fragment=widget.fragment, page=left)
        pages: list[str] = []
        while True:
            try:
                message = ForwardMsg.FromString(await asyncio.wait_for(self._receive(), 3))
            except TimeoutError:
                return pages
            if message.WhichOneof("type") == "new_session":
                pages.append(message.new_session.page_script_hash)

    async def _send(self, fragment: str = "", page_name: str = "", page: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.page_name = self.query, page or self.page, page_name
        state.fragment_id = fragment
        state.cached_message_hashes.extend(self.known)
        state.context_info.locale = "en-US"
        state.widget_states.widgets.extend(self.states.values())
        await self.connection.send(message.SerializeToString())

    async def _answer(self, awaited: Callable[[Delta], bool] = lambda _: False) -> float:
        """Read until the page is drawn. The time at which the awaited message came, or else the last one."""
        arrived = None
        while True:
            message = ForwardMsg.FromString(await self._receive())
            if message.WhichOneof("type") == "delta" and awaited(message.delta):
                arrived = arrived or time.perf_counter()
            self._take(message)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in FINISHED:
                return arrived or time.perf_counter()

    async def _receive(self) -> bytes:
        data = await self.connection.recv()
        return data if isinstance(data, bytes) else data.encode()

    def _take(self, message: ForwardMsg) -> None:
        """Remember what the browser would."""
        if message.metadata.cacheable:
            self.known.add(message.hash)
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id
            case "navigation":
                self.page = message.navigation.page_script_hash
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self._take_element(message.delta)

    def _take_element(self, delta: Delta) -> None:
        kind = delta.new_element.WhichOneof("type") or ""
        element = getattr(delta.new_element, kind, None)
        if kind == "exception":
            self.exceptions.append(f"{delta.new_element.exception.type}: {delta.new_element.exception.message}")
        if element_id := getattr(element, "id", ""):
            key = element_id.split("-", 2)[-1]
            self.widgets[key] = Widget(element_id, delta.fragment_id, element)


def _shows(delta: Delta, data: bytes) -> bool:
    component = delta.new_element.bidi_component
    return component.component_name in PAGE_DATA and data in component.bytes


async def visit_together(
    stack: AsyncExitStack, address: str, count: int, page: str = "", query: str = ""
) -> list[Visitor]:
    """So many visitors, who come one after the other, and leave when `stack` is closed."""
    return [await stack.enter_async_context(visiting(address, page, query)) for _ in range(count)]


@asynccontextmanager
async def visiting(address: str, page: str = "", query: str = "") -> AsyncIterator[Visitor]:
    """A visitor who has opened a page of the server at `address`, with what is chosen in `query`."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(
        stream, subprotocols=[Subprotocol("streamlit")], create_connection=CountingConnection, max_size=None, proxy=None
    ) as connection:
        visitor = Visitor(connection, address, query)
        await visitor.open(page)
        yield visitor
