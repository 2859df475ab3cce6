"""What rooms in memory have on disk, so that a process that is started again has them: a file of SQLite."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import gettempdir

from pages.ui.features.rooms.reading import read_given, read_room
from pages.ui.features.rooms.room import Given, Room

_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS rooms (code TEXT PRIMARY KEY, room TEXT, seen REAL);
CREATE TABLE IF NOT EXISTS answers (
    code TEXT, number INTEGER, browser TEXT, given TEXT, PRIMARY KEY (code, number, browser)
);
"""
"""What a process has written is there when it is killed. What is deleted is overwritten."""


class RoomJournal:
    """Rooms and answers in a file that its owner alone reads. What is older than `lifetime` is deleted. Raises
    sqlite3.Error where the file can't be used; later a disk that is full is no reason to stop a lesson."""

    def __init__(self, path: Path, lifetime: float, clock: Callable[[], float] = time.time) -> None:
        path.touch(0o600)
        self._lifetime, self._clock = lifetime, clock
        self._file = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        self._file.executescript(_TABLES)
        self.forget_old()

    def rooms(self) -> list[Room]:
        return [read_room(json.loads(room)) for (room,) in self._file.execute("SELECT room FROM rooms ORDER BY seen")]

    def answers(self) -> Iterator[tuple[str, int, str, Given]]:
        """Code, number of the question and browser of each answer, in the order in which they came."""
        rows = self._file.execute("SELECT code, number, browser, given FROM answers ORDER BY rowid")
        return ((code, number, browser, read_given(json.loads(given))) for code, number, browser, given in rows)

    def put_room(self, room: Room) -> None:
        written = json.dumps(asdict(room), ensure_ascii=False)
        self._write("REPLACE INTO rooms VALUES (?, ?, ?)", room.code, written, self._clock())

    def put_answer(self, code: str, number: int, browser: str, given: Given) -> None:
        written = json.dumps(asdict(given), ensure_ascii=False)
        keep = "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET given = excluded.given"
        self._write(keep, code, number, browser, written)

    def forget_answers(self, code: str, number: int) -> None:
        self._write("DELETE FROM answers WHERE code = ? AND number = ?", code, number)

    def forget_room(self, code: str) -> None:
        self._write("DELETE FROM rooms WHERE code = ?", code)
        self._write("DELETE FROM answers WHERE code = ?", code)

    def forget_old(self) -> None:
        """Delete what is older than its lifetime, also from the log of changes."""
        self._write("DELETE FROM rooms WHERE seen < ?", self._clock() - self._lifetime)
        self._write("DELETE FROM answers WHERE code NOT IN (SELECT code FROM rooms)")
        self._write("PRAGMA wal_checkpoint(TRUNCATE)")

    def _write(self, command: str, *values: str | float) -> None:
        with suppress(sqlite3.Error):
            self._file.execute(command, values)

    def close(self) -> None:
        self._file.close()


def own_folder() -> Path | None:
    """A folder for temporary files that nobody else reads; None where there is none."""
    owner = os.getuid() if os.name == "posix" else 0
    folder = Path(gettempdir()) / f"gaze-rooms-{owner}"
    try:
        folder.mkdir(0o700, exist_ok=True)
        known = folder.lstat()
    except OSError:
        return None
    private = os.name != "posix" or (known.st_uid == owner and not known.st_mode & 0o077)
    return folder if private and not folder.is_symlink() else None
