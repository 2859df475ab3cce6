"""Collect: the answer files of a class, read in the browser, as one table."""

from pages.ui.features.collect import collect
from pages.ui.frame import frame

frame.enter()
collect.draw_collection()
