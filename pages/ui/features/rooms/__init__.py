"""The page Rooms: what the frame, the address and the menu know of it. That a visitor is in a room shows on every page:
those choices stand in `View`."""

from __future__ import annotations

from pages.ui.features.rooms.settings import has_rooms
from pages.ui.kit.feature import Feature

ROOMS = Feature(
    "rooms",
    "Rooms",
    "Lead a class, or join one with its code.",
    "In class",
    sentence=False,
    scorer=False,
    family=False,
    offered=has_rooms,
)
