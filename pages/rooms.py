"""Rooms: where a class comes together, led by its teacher."""

from pages.ui.layout import frame
from pages.ui.layout.room_door import room_door

frame.enter()
room_door.draw_door()
