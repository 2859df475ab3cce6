"""The way into a room: by its code, or by opening one."""

from __future__ import annotations

from pages.ui.kit.component import Component

ROOM_DOOR = Component("features/rooms/room_door")


def draw_door() -> None:
    """A field for the code, and a button for teachers. The browser itself asks the server and goes in."""
    ROOM_DOOR("room-door", {})
