"""Lessons: short texts with tasks, beside the views that they are about."""

from pages.ui.address import state
from pages.ui.features.lessons import lessons
from pages.ui.frame import frame

frame.enter()
lessons.draw_worksheets(state.view())
lessons.draw_lessons()
