"""Plan: a lesson as a list of stops, led with one key."""

from pages.ui.features.plans import plans
from pages.ui.frame import frame

frame.enter()
plans.draw_plan()
