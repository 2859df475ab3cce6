"""Bounds on what a browser sends over its websocket: from where, what, how large, how often, how many of them."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from pages.ui.engine.pool import who_gives_way
from pages.ui.streamlit_compat.server import is_for_developers

MOST_BYTES = 256 * 1024
"""Of one message. What a visitor has chosen on a page is some kilobytes; files are uploaded in another way."""
RATE, BURST = 10.0, 40.0
"""Messages a second that one browser may send in the long run, and at once. Typing sends at most five a second."""
BYTES_A_TOKEN = 16 * 1024
"""A large message counts as several."""
MOST_WAITING = 64
"""Messages of a browser that wait for its rate. Who sends still more is disconnected, and may come again."""
OPENINGS = (5.0, 150.0)
"""Websockets a second that one address may open in the long run, and at once: a school has one for all."""
MOST_KNOWN = 4096
"""Addresses whose openings are counted."""
FAREWELL = 1.0
"""Seconds that the closing of a websocket may take to be sent."""
TEXT, TOO_MUCH, TOO_BIG, LATER = 1003, 1008, 1009, 1013
"""The codes with which a websocket is closed for text, for too many messages, for the size of one, and in favour of
somebody else (RFC 6455, section 7.4.1)."""
_LOG = logging.getLogger(__name__)


VISITORS = "GAZE_VISITORS"
"""The variable that says how many websockets a process keeps open: each page in a browser has one."""


def most_visitors() -> int:
    """Raises ValueError if the variable is no number above zero."""
    written = os.environ.get(VISITORS, "200")
    if not written.isascii() or not written.isdecimal() or not int(written):
        raise ValueError(f"{VISITORS} must be a number above zero, not {written!r}")
    return int(written)


@dataclass
class TokenBucket:
    """A limit on a rate: tokens come back by time, and who has none left must wait for them."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _tokens: float = field(init=False)
    _last: float = field(init=False)

    def __post_init__(self) -> None:
        self._tokens, self._last = self.burst, self.clock()

    def take(self, tokens: float) -> float:
        """Take tokens, and return how many seconds one must wait for them."""
        now = self.clock()
        self._tokens = min(self.burst, self._tokens + (now - self._last) * self.rate) - tokens
        self._last = now
        return max(0.0, -self._tokens / self.rate)

    def put_back(self) -> None:
        """Give back a token that was taken."""
        self.take(-1)

    def missing(self) -> float:
        """What is missing of a token."""
        self.take(0)
        return max(0.0, 1 - self._tokens)

    def spare(self) -> bool:
        """Whether there is a token to take, which is then taken."""
        free = not self.missing()
        self._tokens -= free
        return free


class WebsocketLimits:
    """Middleware that refuses websockets of foreign pages, closes one after a message that is too large or after too
    many, ignores requests for developers, and lets who sends too often wait. What a browser has sent that has gone is
    dropped: so messages are read as they come.

    It keeps at most `most` of them open. When these are all taken, the address with the most of them gives way."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most
        self._open: dict[_Inbox, str] = {}
        self._openings: LRUCache[str, TokenBucket] = LRUCache(MOST_KNOWN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
        elif refusal := await self._refuse(scope):
            await WebSocket(scope, receive, send).send_denial_response(Response(status_code=refusal))
        else:
            inbox = _Inbox(receive, send)
            reading = asyncio.create_task(inbox.read())
            self._open[inbox] = client_network(scope)
            try:
                await self._app(scope, inbox.receive, inbox.send)
            finally:
                del self._open[inbox]
                reading.cancel()

    async def _refuse(self, scope: Scope) -> int:
        """The status with which a websocket is refused; 0 for none."""
        if is_foreign(Headers(scope=scope)):
            return 403
        address = client_network(scope)
        if not self._openings.setdefault(address, TokenBucket(*OPENINGS)).spare():
            return 429
        if len(self._open) < self._most:
            return 0
        fullest = who_gives_way(self._open.values(), address)
        if fullest is None:
            return 503
        newest = next(inbox for inbox in reversed(self._open) if self._open[inbox] == fullest)
        await newest.close(LATER)
        return 0


def client_network(scope: Scope) -> str:
    """Whose address a request comes from: all those of an IPv6 network of 64 bits, which are one customer's, count as
    one. Behind a proxy it is the address that the proxy names, if `FORWARDED_ALLOW_IPS` says that it can be trusted."""
    client = scope.get("client")
    return network(client[0] if client else "")


def network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else parsed.exploded[:19]


def is_foreign(headers: Headers) -> bool:
    """Whether a page of another address asks, or one whose address can't be read. Streamlit would look its own
    addresses up in the network to find out."""
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        return True


class _Inbox:
    """What a browser has sent, and the app has not taken."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._bucket = TokenBucket(RATE, BURST)
        self._waiting: deque[Message] = deque()
        self._come, self._gone = asyncio.Event(), asyncio.Event()

    async def read(self) -> None:
        """Read until the browser has gone, or has to."""
        while (message := await self._receive())["type"] != "websocket.disconnect":
            if code := self._refusal(message):
                await self.close(code)
                return
            self._waiting.append(message)
            self._come.set()
        self._put_last(message)

    async def close(self, code: int) -> None:
        """Disconnect the browser, for the reason of this code, whether or not it still reads."""
        self._waiting.clear()
        self._gone.set()
        with suppress(RuntimeError, TimeoutError):  # the app has closed it meanwhile
            await asyncio.wait_for(self._send({"type": "websocket.close", "code": code}), FAREWELL)
        self._put_last({"type": "websocket.disconnect", "code": code})

    async def receive(self) -> Message:
        """The next message for the app, once the browser may have sent it."""
        while True:
            while not self._waiting:
                self._come.clear()
                await self._come.wait()
            message = self._waiting.popleft()
            if message["type"] != "websocket.receive":
                return message
            if wait := self._bucket.take(1 + _size(message) / BYTES_A_TOKEN):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._gone.wait(), wait)
            if not self._gone.is_set() and not is_for_developers(message.get("bytes") or b""):
                return message

    async def send(self, message: Message) -> None:
        """Nothing is sent to who has gone."""
        if not self._gone.is_set():
            await self._send(message)

    def _refusal(self, message: Message) -> int:
        """The code with which to close it after this message; 0 for none."""
        if message.get("text") is not None:
            _LOG.warning("a websocket was closed: it sent text")
            return TEXT
        if _size(message) > MOST_BYTES:
            return TOO_BIG
        return TOO_MUCH if len(self._waiting) >= MOST_WAITING else 0

    def _put_last(self, message: Message) -> None:
        self._waiting.clear()
        self._waiting.append(message)
        self._gone.set()
        self._come.set()


def _size(message: Message) -> int:
    return len(message.get("bytes") or b"")
