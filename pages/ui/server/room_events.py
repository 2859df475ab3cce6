"""What happens in a room, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from cachetools import LRUCache, cached

from pages.ui.features.rooms.room import Room
from pages.ui.features.rooms.store import RoomStore, Watching

HEARTBEAT = 10.0
"""Seconds of silence after which a comment says that the connection stands, so that no proxy cuts it."""
STREAM_LIFE = 25.0
"""Seconds after which a stream ends, and the browser opens the next one: one whose replica came back finds its way
home."""
RETRY = 200
"""Milliseconds until a browser opens the next stream."""


MOST_WRITTEN = 256
"""Events that are kept as they are written: as long as a room has changes, all who watch it get the same."""


def room_state(room: Room) -> dict[str, Any]:
    """What everybody in a room may know of it."""
    return _state(room) | {"result": asdict(room.result) if room.result else None}


def _state(room: Room) -> dict[str, Any]:
    """The same, with the version of the result in its place."""
    return {
        "version": room.version,
        "lead": asdict(room.lead),
        "question": asdict(room.question.told()) if room.question else None,
        "result": room.result_version if room.result else None,
    }


async def room_counts(store: RoomStore, room: Room) -> dict[str, int]:
    """How many students there are, how many of them are away, and how many have answered."""
    number = room.question.number if room.question else 0
    answers = await store.count_answers(room.code, number)
    return {**asdict(await store.count_students(room.code)), "answers": answers}


async def room_events(store: RoomStore, code: str, known: str, watching: Watching) -> AsyncIterator[str]:
    """What time it is, for those who count down. The whole state of a room at first and after every change, unless it
    is the version that is `known` already. Its result, which is large, comes before it as an event of its own, and only
    to who does not have it. To who is counting also the counts, whenever they may have changed. When the room is gone:
    `gone`, the last event. Where the store can't be reached any more the stream ends, and the browser learns why when
    it comes back."""
    end = time.monotonic() + STREAM_LIFE
    with suppress(*store.unreachable):
        async with store.watch(code, watching) as watcher:
            yield f"retry: {RETRY}\n" + _event("clock", {"now": time.time()})
            while (left := end - time.monotonic()) > 0:
                room = await store.get(code)
                if room is None:
                    yield _event("gone", {})
                    return
                if str(room.version) != known:
                    if room.result and not _has_result(known, room):
                        yield _written(room, "result")
                    known = str(room.version)
                    yield _written(room, "room")
                if watching == "counting":
                    yield _event("counts", await room_counts(store, room))
                if not await watcher.wait(min(HEARTBEAT, left)):
                    yield ": here\n\n"


def _has_result(known: str, room: Room) -> bool:
    """Whether who knows a version of the room has heard of its result."""
    return known.isascii() and known.isdecimal() and room.result_version <= int(known[:20]) <= room.version


@cached(LRUCache(MOST_WRITTEN), key=lambda room, name: (room.code, room.secret_hash, room.version, name))
def _written(room: Room, name: str) -> str:
    """An event about a room, written once for all who watch it."""
    if name == "room":
        return _event(name, _state(room), str(room.version))
    return _event(name, asdict(room.result)) if room.result else ""


def _event(name: str, data: dict[str, Any], number: str = "") -> str:
    """One event. JSON has no line breaks of its own."""
    identity = f"id: {number}\n" if number else ""
    return f"event: {name}\n{identity}data: {json.dumps(data, ensure_ascii=False)}\n\n"
