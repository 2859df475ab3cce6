"""Plan: a lesson as a list of stops, led with one key."""

from pages.ui.frame import frame
from pages.ui.frame.plans import plans

frame.enter()
plans.draw_plan()
