"""Streams of events end when the server is stopped, and no other answer is touched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pages.ui.server.middleware import EndingStreams, OpenStreams


async def endless(scope: Any, receive: Any, send: Any) -> None:
    """An answer that never ends by itself."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"one", "more_body": True})
    await asyncio.Event().wait()


@pytest.mark.parametrize(("path", "ends"), [("/api/rooms/ABCDE/events", True), ("/api/live/other", False)])
def test_a_stream_ends_when_all_are_ended(path: str, ends: bool) -> None:
    async def run() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        started = asyncio.Event()

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            started.set()

        streams = OpenStreams()
        middleware: Any = EndingStreams(endless, streams)
        answer = asyncio.ensure_future(middleware({"type": "http", "path": path}, None, send))
        await started.wait()
        streams.end()
        done, _ = await asyncio.wait({answer}, timeout=0.5)
        assert bool(done) == ends
        answer.cancel()
        return sent

    last = asyncio.run(run())[-1]
    assert (last["body"], last["more_body"]) == ((b"", False) if ends else (b"one", True))
