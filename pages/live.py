"""A small model on a made-up task that is trained while one looks, or several in a race."""

from pages.ui.features.live import live, live_controls
from pages.ui.frame import frame

frame.enter()
live_controls.draw_settings()
live.draw_lanes()
live.draw_about()
