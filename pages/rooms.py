"""Rooms: where a class comes together, led by its teacher."""

from pages.ui.features.rooms import rooms
from pages.ui.frame import frame

frame.enter()
rooms.draw_door()
