"""Streams of events end at once when the server is stopped; it would wait for each of them otherwise."""

from __future__ import annotations

import asyncio
import signal
import threading
from types import FrameType
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send


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
    """Middleware around the streams, which are those whose path ends in `/events`."""

    def __init__(self, app: ASGIApp, streams: OpenStreams) -> None:
        self._app, self._streams = app, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/events"):
            await self._app(scope, receive, send)
            return
        if not await self._streams.run(asyncio.ensure_future(self._app(scope, receive, send))):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
