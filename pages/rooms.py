"""Rooms: where a class comes together, led by its teacher."""

from pages.ui.features.rooms.room_door import room_door
from pages.ui.frame import frame

frame.enter()
room_door.draw_door()
