"""Broken code: short programs with a mistake, and what they really do, to be diagnosed."""

from pages.ui.address import state
from pages.ui.features.broken_code import broken_code
from pages.ui.frame import frame

frame.enter()
broken_code.draw_listing(state.view())
