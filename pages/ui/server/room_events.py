"""What happens in a room, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from pages.ui.rooms.room import Room
from pages.ui.rooms.store import RoomStore

HEARTBEAT = 10.0
"""Seconds of silence after which a comment says that the connection stands, so that no proxy cuts it."""
STREAM_LIFE = 25.0
"""Seconds after which a stream ends, and the browser opens the next one: one whose replica came back finds its way
home."""
RETRY = 200
"""Milliseconds until a browser opens the next stream."""


def room_state(room: Room) -> dict[str, Any]:
    """What everybody in a room may know of it."""
    return {
        "version": room.version,
        "lead": asdict(room.lead),
        "question": asdict(room.question) if room.question else None,
        "result": asdict(room.result) if room.result else None,
    }


async def room_counts(store: RoomStore, room: Room) -> dict[str, int]:
    """How many students there are, and how many have answered."""
    number = room.question.number if room.question else 0
    return {"present": await store.count_students(room.code), "answers": await store.count_answers(room.code, number)}


async def room_events(store: RoomStore, code: str, known: str, counting: bool) -> AsyncIterator[str]:
    """The whole state of a room at first and after every change, unless it is the version that is `known` already;
    with `counting` also the counts, whenever they may have changed. When the room is gone: `gone`, the last event.
    Where the store can't be reached any more the stream ends, and the browser learns why when it comes back."""
    end = time.monotonic() + STREAM_LIFE
    with suppress(*store.unreachable):
        async with store.watch(code, counting) as watcher:
            yield f"retry: {RETRY}\n\n"
            while (left := end - time.monotonic()) > 0:
                room = await store.get(code)
                if room is None:
                    yield _event("gone", {})
                    return
                if str(room.version) != known:
                    known = str(room.version)
                    yield _event("room", room_state(room), known)
                if counting:
                    yield _event("counts", await room_counts(store, room))
                if not await watcher.wait(min(HEARTBEAT, left)):
                    yield ": here\n\n"


def _event(name: str, data: dict[str, Any], number: str = "") -> str:
    """One event. JSON has no line breaks of its own."""
    identity = f"id: {number}\n" if number else ""
    return f"event: {name}\n{identity}data: {json.dumps(data, ensure_ascii=False)}\n\n"
