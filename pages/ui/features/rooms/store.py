"""Where rooms are kept: in the memory of this process, or in Redis for several (`redis_store`)."""

from __future__ import annotations

import asyncio
import math
import time
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from cachetools import TTLCache

from pages.ui.features.rooms.journal import RoomJournal
from pages.ui.features.rooms.room import ChoiceAnswer, Given, PieceAnswer, Room, RowAnswer, StudentAnswer

LIFETIME = 2 * 3600
"""Seconds that a room stays after its teacher was last seen."""
MOST_ANSWERS = 300
"""Answers to one question."""
MOST_ROOMS = 300
"""Rooms that one process keeps; one that nobody watches gives way to a new one."""
MOST_KEPT = 30_000
"""Answers that one process keeps; the room with the most of them loses those to its first question."""
Change = Literal["room", "counts"]
"""What has changed: the room itself, or how many are there and have answered."""


Watching = Literal["here", "away", "counting"]
"""Who watches: a student who is with the class, one who is elsewhere, or somebody who counts them."""


@dataclass(frozen=True)
class Attendance:
    """How many students are `present`, and how many of them are `away`: connected, but not with the class."""

    present: int
    away: int


class RoomsFull(Exception):
    """There are as many rooms as can be, and all are in use."""


class RoomWatcher(Protocol):
    """One who hears of changes. Several of the same kind count as one."""

    async def wait(self, seconds: float) -> frozenset[Change]:
        """What has changed since the last call; empty if that was nothing for so many seconds."""
        ...


class RoomStore(Protocol):
    """Rooms by their codes. Each is gone `LIFETIME` seconds after it was last changed or touched: only its teacher does
    either. `unreachable` are the exceptions that any call raises while the rooms can't be reached."""

    unreachable: tuple[type[Exception], ...]

    async def add(self, room: Room) -> bool:
        """Keep a new room, unless its code is taken: then return False. Raises RoomsFull."""
        ...

    async def get(self, code: str) -> Room | None: ...

    async def change(self, code: str, change: Callable[[Room], Room]) -> Room | None:
        """Change a room in one piece, and tell all who watch. Return it with its next version; None if it is gone.
        `change` may be called more than once, and what it raises leaves the room as it was."""
        ...

    async def touch(self, code: str) -> None:
        """Keep a room for another `LIFETIME`."""
        ...

    async def remove(self, code: str) -> None: ...

    async def put_answer(self, code: str, number: int, browser: str, given: Given) -> bool:
        """Keep the answer of a browser to the question of this number, in place of the one it gave before. Return False
        if there are too many."""
        ...

    async def answers(self, code: str, number: int) -> dict[str, Given]:
        """The answers to a question, by browser."""
        ...

    async def clear_answers(self, code: str, number: int) -> None:
        """Forget the answers to a question."""
        ...

    async def count_answers(self, code: str, number: int) -> int: ...

    async def count_students(self, code: str) -> Attendance:
        """How many watch a room and do not count, in all processes that share this store."""
        ...

    def watch(self, code: str, watching: Watching) -> AbstractAsyncContextManager[RoomWatcher]:
        """A watcher of a room. What changes after this was entered is heard of: the room, and the counts as well for
        who is counting."""
        ...

    async def close(self) -> None: ...


@dataclass(eq=False)
class _MemoryWatcher:
    watching: Watching
    _changes: set[Change] = field(default_factory=set)
    _event: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, change: Change) -> None:
        self._changes.add(change)
        self._event.set()

    async def wait(self, seconds: float) -> frozenset[Change]:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        changes = frozenset(self._changes)
        self._changes.clear()
        self._event.clear()
        return changes


PackedAnswer = PieceAnswer | ChoiceAnswer | bytes
"""Weights are thousandths of two bytes each."""


def pack(answer: StudentAnswer) -> PackedAnswer:
    if isinstance(answer, RowAnswer):
        return array("H", [round(weight * 1000) for weight in answer.weights]).tobytes()
    return answer


def unpack(packed: PackedAnswer) -> StudentAnswer:
    if isinstance(packed, bytes):
        return RowAnswer(tuple(thousandths / 1000 for thousandths in array("H", packed)))
    return packed


@dataclass
class _Kept:
    """`answers` are packed, by question and browser, each with its time: hundreds of weights as numbers of Python take
    kilobytes."""

    room: Room
    answers: dict[int, dict[str, tuple[PackedAnswer, float]]] = field(default_factory=dict)

    def count(self) -> int:
        return sum(map(len, self.answers.values()))


class MemoryRooms:
    """The rooms of one process. All its methods are called in one event loop, and none of them pauses half-way. With a
    `journal`, the rooms of the process before it are there again."""

    unreachable: tuple[type[Exception], ...] = ()

    def __init__(self, clock: Callable[[], float] = time.monotonic, journal: RoomJournal | None = None) -> None:
        self._kept: TTLCache[str, _Kept] = TTLCache(math.inf, LIFETIME, clock)
        self._watchers: dict[str, set[_MemoryWatcher]] = {}
        self._journal = journal
        if journal:
            self._kept.update({room.code: _Kept(room) for room in journal.rooms()})
            for code, number, browser, given in journal.answers():
                self._kept[code].answers.setdefault(number, {})[browser] = pack(given.answer), given.at

    async def add(self, room: Room) -> bool:
        if room.code in self._kept:
            return False
        if len(self._kept) >= MOST_ROOMS:
            unwatched = next((code for code in self._kept if not self._watchers.get(code)), None)
            if unwatched is None:
                raise RoomsFull
            self._forget(unwatched)
        self._kept[room.code] = _Kept(room)
        self._write(room)
        self._forget_old_later()
        return True

    def _write(self, room: Room) -> None:
        if self._journal:
            self._journal.put_room(room)

    def _forget(self, code: str) -> None:
        self._kept.pop(code, None)
        if self._journal:
            self._journal.forget_room(code)

    def _forget_old_later(self) -> None:
        """Once a room that is written now is old."""
        if self._journal:
            asyncio.get_running_loop().call_later(LIFETIME + 1, self._journal.forget_old)

    async def get(self, code: str) -> Room | None:
        kept = self._kept.get(code)
        return kept.room if kept else None

    async def change(self, code: str, change: Callable[[Room], Room]) -> Room | None:
        kept = self._kept.get(code)
        if kept is None:
            return None
        kept.room = replace(change(kept.room), version=kept.room.version + 1)
        self._kept[code] = kept
        self._write(kept.room)
        self._tell(code, "room")
        return kept.room

    async def touch(self, code: str) -> None:
        if kept := self._kept.get(code):
            self._kept[code] = kept  # written again, it lives on
            self._write(kept.room)
            self._forget_old_later()

    async def remove(self, code: str) -> None:
        self._forget(code)
        self._tell(code, "room")

    async def put_answer(self, code: str, number: int, browser: str, given: Given) -> bool:
        kept = self._kept.get(code)
        if kept is None:
            return True
        others = kept.answers.get(number, {})
        if browser not in others:
            if len(others) >= MOST_ANSWERS:
                return False
            self._make_room()
        kept.answers.setdefault(number, {})[browser] = pack(given.answer), given.at
        if self._journal:
            self._journal.put_answer(code, number, browser, given)
        self._tell(code, "counts")
        return True

    def _make_room(self) -> None:
        """Forget the first answers of the room that has the most, where the process has too many."""
        if sum(kept.count() for kept in self._kept.values()) >= MOST_KEPT:
            most = max(self._kept.values(), key=_Kept.count)
            self._forget_answers(most, min(most.answers))

    def _forget_answers(self, kept: _Kept, number: int) -> None:
        kept.answers.pop(number, None)
        if self._journal:
            self._journal.forget_answers(kept.room.code, number)

    async def clear_answers(self, code: str, number: int) -> None:
        if kept := self._kept.get(code):
            self._forget_answers(kept, number)
            self._tell(code, "counts")

    async def answers(self, code: str, number: int) -> dict[str, Given]:
        kept = self._kept.get(code)
        packed = kept.answers.get(number, {}) if kept else {}
        return {browser: Given(unpack(answer), at) for browser, (answer, at) in packed.items()}

    async def count_answers(self, code: str, number: int) -> int:
        kept = self._kept.get(code)
        return len(kept.answers.get(number, {})) if kept else 0

    async def count_students(self, code: str) -> Attendance:
        watching = [watcher.watching for watcher in self._watchers.get(code, ())]
        away = watching.count("away")
        return Attendance(watching.count("here") + away, away)

    @asynccontextmanager
    async def watch(self, code: str, watching: Watching) -> AsyncIterator[RoomWatcher]:
        watcher = _MemoryWatcher(watching)
        self._tell(code, "counts")
        self._watchers.setdefault(code, set()).add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[code].discard(watcher)
            self._tell(code, "counts")
            if not self._watchers[code]:
                del self._watchers[code]

    async def close(self) -> None:
        self._kept.clear()
        if self._journal:
            self._journal.close()

    def _tell(self, code: str, change: Change) -> None:
        for watcher in self._watchers.get(code, ()):
            if watcher.watching == "counting" or change == "room":
                watcher.tell(change)
