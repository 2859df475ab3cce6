"""Whether there are rooms, and where they are kept: by the environment."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import streamlit as st

from pages.ui.features.rooms.journal import RoomJournal, own_folder
from pages.ui.features.rooms.store import LIFETIME, MemoryRooms, RoomStore

ROOMS, REDIS_URL, FILE = "GAZE_ROOMS", "GAZE_REDIS_URL", "GAZE_ROOMS_FILE"
"""The variables: `0` in the first switches rooms off; the second is the address of a Redis that processes share; the
third is the file of a process that has none, empty for rooms in memory alone."""


def has_rooms() -> bool:
    return os.environ.get(ROOMS) != "0"


def open_room_store() -> RoomStore:
    """The store of this process. Redis is imported only where it is used."""
    if url := os.environ.get(REDIS_URL):
        from pages.ui.features.rooms.redis_store import RedisRooms

        return RedisRooms(url)
    return MemoryRooms(journal=_open_journal())


def _open_journal() -> RoomJournal | None:
    """The journal of this process: without the variable one for its port, in the folder for temporary files. None where
    nothing can be written: rooms do without it."""
    written = os.environ.get(FILE)
    if written is None:
        folder = own_folder()
        written = str(folder / f"{st.get_option('server.port')}.sqlite") if folder else ""
    if not written:
        return None
    try:
        return RoomJournal(Path(written), LIFETIME)
    except (OSError, sqlite3.Error, ValueError, KeyError):
        return None
