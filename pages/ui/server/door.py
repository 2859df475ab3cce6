"""Who is let in at all: requests under a host's own name, whose bodies come in time."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from pages.ui.streamlit_compat.server import is_host_allowed

LONGEST_BODY = 30.0
"""Seconds until the whole body of a request has come: a megabyte on a slow line."""
MOST_CONNECTIONS = 8192
"""Open at once, where the system permits as many. By itself it lets a process have 256 or 1,024 files, which a class
with some connections a browser, or one laptop with connections that say nothing, can use up."""
HEALTH = ("/healthz", "/readyz", "/_stcore/health")
"""Asked by orchestrators, under the number of a process."""


class AllowedHosts:
    """Middleware that refuses requests under other names than those of Streamlit's option `server.allowedHosts`, where
    it is set: a name that somebody else has pointed here would make his pages ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] not in ("http", "websocket")
            or scope["path"].endswith(HEALTH)
            or is_host_allowed(_host(scope))
        ):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Misdirected Request", status_code=421)(scope, receive, send)
        else:
            refusal = PlainTextResponse("Misdirected Request", status_code=421)
            await WebSocket(scope, receive, send).send_denial_response(refusal)


class BodiesInTime:
    """Middleware that ends requests whose body does not come to its end in time."""

    def __init__(self, app: ASGIApp, seconds: float = LONGEST_BODY) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        end, complete, answered = time.monotonic() + self._seconds, False, False

        async def receive_in_time() -> Message:
            nonlocal complete
            if complete:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, end - time.monotonic()))
            except TimeoutError as error:
                raise _TooSlow from error
            complete = not message.get("more_body", False)
            return message

        async def send_noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, receive_in_time, send_noting)
        except ClientDisconnect:  # in the middle of a body: nobody is there to hear of it, and it is no error
            return
        except _TooSlow:
            if not answered:
                refusal = PlainTextResponse("Request Timeout", status_code=408, headers={"Connection": "close"})
                await refusal(scope, receive, send)


class _TooSlow(Exception):
    """The body of a request did not come in time."""


def allow_many_connections() -> None:
    """Let this process have `MOST_CONNECTIONS` open, or as many as the system permits."""
    with suppress(ImportError, ValueError, OSError):  # there is no such limit on Windows
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _host(scope: Scope) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), None)
