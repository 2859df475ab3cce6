"""All lessons, with how far this browser has come in each."""

from __future__ import annotations

from functools import partial
from typing import Any

from pages.ui.address import state
from pages.ui.features.lessons.lesson import Lesson
from pages.ui.features.lessons.lesson_panel.lesson_panel import LESSON_ACTION, apply_lesson_action
from pages.ui.features.lessons.library import lesson_names, read_lesson
from pages.ui.kit.component import Component

LESSON_LIST = Component("features/lessons/lesson_list")
PAGE = "lessons"


def draw_lessons() -> None:
    """The list. A lesson that is pressed begins, or goes on where one was."""
    lessons = [_row(read_lesson(name, state.language())) for name in lesson_names()]
    LESSON_LIST("lessons", {"lessons": lessons}, LESSON_ACTION.listener(partial(apply_lesson_action, PAGE)))


def _row(lesson: Lesson) -> dict[str, Any]:
    return {
        "name": lesson.name,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "summary": lesson.summary,
        "parts": len(lesson.parts),
        "address": next(iter(lesson.links()), "/"),
    }
