"""Bounds on what a browser sends over its websocket: from where, what, how large, how often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

MOST_BYTES = 256 * 1024
"""Of one message. What a visitor has chosen on a page is some kilobytes; files are uploaded in another way."""
RATE, BURST = 10.0, 40.0
"""Messages a second that one browser may send in the long run, and at once. Typing sends at most five a second."""
BYTES_A_TOKEN = 16 * 1024
"""A large message counts as several."""
DEVELOPER_REQUESTS = {
    *("clear_cache", "set_run_on_save", "load_git_info"),
    *("debug_disconnect_websocket", "debug_shutdown_runtime"),
}
DEVELOPER_OPERATIONS = {"install_skills", "dismiss_skills_nudge"}
"""Streamlit's names of what is ignored here."""
TOO_BIG = 1009
"""The code with which a websocket is closed for the size of a message (RFC 6455, section 7.4.1)."""


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

    def spare(self) -> bool:
        """Whether there is a token to take, which is then taken."""
        free = self.take(0) == 0 and self._tokens >= 1
        self._tokens -= free
        return free


class WebsocketLimits:
    """Middleware that refuses websockets of foreign pages, closes one after a message that is too large, ignores
    requests for developers, and lets who sends too often wait: what waits is not read from the network, so it takes no
    memory here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
        elif is_foreign(Headers(scope=scope)):
            await WebSocket(scope, receive, send).send_denial_response(Response(status_code=403))
        else:
            await self._app(scope, _limited(receive, send), send)


def is_foreign(headers: Headers) -> bool:
    """Whether a page of another address asks. Streamlit would look its own addresses up in the network to find out."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def is_for_developers(message: bytes) -> bool:
    """Whether it asks for what only developers need. To clear the caches, for one, would make all visitors wait for
    their models again. A message that can't be read is left to Streamlit, which closes the websocket."""
    request = BackMsg()
    try:
        request.ParseFromString(message)
    except DecodeError:
        return False
    operation = request.backend_operation_request.WhichOneof("payload")
    return request.WhichOneof("type") in DEVELOPER_REQUESTS or operation in DEVELOPER_OPERATIONS


def _limited(receive: Receive, send: Send) -> Receive:
    bucket = TokenBucket(RATE, BURST)

    async def receive_limited() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            size = len(message.get("bytes") or message.get("text") or b"")
            if size > MOST_BYTES:
                await send({"type": "websocket.close", "code": TOO_BIG})
                return {"type": "websocket.disconnect", "code": TOO_BIG}
            if wait := bucket.take(1 + size / BYTES_A_TOKEN):
                await asyncio.sleep(wait)
            if not is_for_developers(message.get("bytes") or b""):
                return message

    return receive_limited
