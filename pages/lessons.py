"""Lessons: what a class tells and a learner does, beside the views that it is about."""

from pages.ui.features.lessons.lesson_list import lesson_list
from pages.ui.frame import frame

frame.enter()
lesson_list.draw_lessons()
