"""Lessons: what a class tells and a learner does, beside the views that it is about."""

from pages.ui.layout import frame
from pages.ui.layout.lesson_list import lesson_list

frame.enter()
lesson_list.draw_lessons()
