"""Whether there are rooms, and where they are kept: by the environment."""

from __future__ import annotations

import os

from pages.ui.features.rooms.store import MemoryRooms, RoomStore

ROOMS, REDIS_URL = "GAZE_ROOMS", "GAZE_REDIS_URL"
"""The variables: `0` in the first switches rooms off; the second is the address of a Redis that processes share."""


def has_rooms() -> bool:
    return os.environ.get(ROOMS) != "0"


def open_room_store() -> RoomStore:
    """The store of this process. Redis is imported only where it is used."""
    if url := os.environ.get(REDIS_URL):
        from pages.ui.features.rooms.redis_store import RedisRooms

        return RedisRooms(url)
    return MemoryRooms()
