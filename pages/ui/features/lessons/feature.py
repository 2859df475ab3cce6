"""The page Lessons, and the lesson that runs beside any page: what the frame, the address and the menu know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Name, Ordinal
from pages.ui.features.lessons.lesson import lesson_names
from pages.ui.kit.feature import Feature


@dataclass(frozen=True)
class LessonsView:
    """The lesson that runs beside the page, at the `part` in view."""

    lesson: Annotated[str, Name(lesson_names, resets=("part",), surrounds=True)] = ""
    part: Annotated[int, Ordinal((1, 40), browser=True, surrounds=True)] = 0


LESSONS = Feature(
    "lessons",
    "Lessons",
    "Short lessons, with tasks on these pages.",
    view=LessonsView,
    sentence=False,
    scorer=False,
    family=False,
)
