"""What stands between the network and the app: who is let in, how long a body and how many uploads may take, streams
that end with the server, scripts that are sent compressed."""

from __future__ import annotations

import asyncio
import gzip
import re
import signal
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
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


MOST_UNDER_WAY = 16
"""Uploads at a time, of a megabyte each."""
UPLOADS = "/_stcore/upload_file/"


class UploadsUnderWay:
    """Middleware that ends the oldest upload where there are too many: most are through in a moment, and one that is
    never sent to its end must not keep others waiting."""

    def __init__(self, app: ASGIApp, most: int = MOST_UNDER_WAY) -> None:
        self._app, self._most = app, most
        self._under_way: list[asyncio.Future[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or UPLOADS not in scope["path"]:
            await self._app(scope, receive, send)
            return
        if len(self._under_way) >= self._most:
            self._under_way.pop(0).cancel()
        upload = asyncio.ensure_future(self._app(scope, receive, send))
        self._under_way.append(upload)
        try:
            await asyncio.wait({upload})
        finally:
            if upload in self._under_way:
                self._under_way.remove(upload)
                upload.cancel()
        if upload.cancelled():
            await PlainTextResponse("Too many uploads", status_code=503)(scope, receive, send)
        else:
            upload.result()


class OpenStreams:
    """The answers that go on for as long as their browsers listen."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[None]] = set()
        self._ended = False

    async def run(self, task: asyncio.Future[None]) -> bool:
        """Wait for a stream; return whether it ended by itself, not with all of them."""
        self._tasks.add(task)
        try:
            await task
        except asyncio.CancelledError:
            task.cancel()
            if not self._ended:  # the browser has gone
                raise
            return False
        finally:
            self._tasks.discard(task)
        return True

    def end(self) -> None:
        """End all of them; from any thread, or where a signal is handled."""
        self._ended = True
        for task in tuple(self._tasks):
            task.get_loop().call_soon_threadsafe(task.cancel)

    def end_when_stopped(self) -> None:
        """Call once the server listens to the signals that stop it, in the main thread: elsewhere none arrive."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._before(signal.getsignal(number)))

    def _before(self, stop: Any) -> Any:
        """The handler of a signal that ends the streams, and then does what was done before."""

        def handle(number: int, frame: FrameType | None) -> None:
            self.end()
            if callable(stop):
                stop(number, frame)

        return handle


class EndingStreams:
    """Middleware around the streams, which are those whose path ends in `/events`. They end at once when the server is
    stopped; it would wait for each of them otherwise."""

    def __init__(self, app: ASGIApp, streams: OpenStreams) -> None:
        self._app, self._streams = app, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/events"):
            await self._app(scope, receive, send)
            return
        if not await self._streams.run(asyncio.ensure_future(self._app(scope, receive, send))):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


COMPRESSIBLE = re.compile(r".*/static/(js|css)/[\w.-]+\.(js|css)")
_TYPES = ("text/javascript", "application/javascript", "text/css")


class CompressedScripts:
    """Middleware that sends scripts and style sheets compressed to whoever takes that. Streamlit sends its own as they
    lie on the disk, 9 MB for a page with a chart, and most classes have no proxy that would compress them. Each is
    compressed once and kept in memory: all of them together are some megabytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, Response] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _wants_compressed(scope):
            await self._app(scope, receive, send)
            return
        async with self._one_at_a_time:  # a class that arrives together waits for one compression, not for sixty
            answer = self._kept.get(scope["path"])
            if answer is None:
                answer = await self._compress(scope, receive)
                if answer.status_code == 200 and "content-encoding" in answer.headers:
                    self._kept[scope["path"]] = answer
        await answer(scope, receive, send)  # without the lock: whoever reads slowly keeps nobody waiting

    async def _compress(self, scope: Scope, receive: Receive) -> Response:
        """The app's answer, compressed if it is a script or a style sheet."""
        start, body = {}, bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self._app(scope, receive, take)
        headers, content = MutableHeaders(raw=start["headers"]), bytes(body)
        whole = headers.get("content-length", str(len(content))) == str(len(content))
        # Where somebody goes away, the app may break off: what it has sent by then is not for the next one.
        if whole and headers.get("content-type", "").partition(";")[0] in _TYPES:
            content = await asyncio.to_thread(gzip.compress, content, 6)
            headers.update({"content-encoding": "gzip", "content-length": str(len(content))})
            headers.add_vary_header("Accept-Encoding")
            if tag := headers.get("etag"):
                headers["etag"] = f"W/{tag.removeprefix('W/')}"  # the same file, other bytes
        return Response(content, start["status"], dict(headers))


def _wants_compressed(scope: Scope) -> bool:
    """Whether the request is for a whole script or style sheet, by somebody who has none of it and takes gzip."""
    if scope["type"] != "http" or scope["method"] != "GET" or not COMPRESSIBLE.fullmatch(scope["path"]):
        return False
    headers = Headers(scope=scope)
    partial = {"range", "if-none-match", "if-modified-since"} & set(headers)
    return "gzip" in headers.get("accept-encoding", "") and not partial
