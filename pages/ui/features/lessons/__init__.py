"""The page Lessons, and the lesson or path that runs beside any page: what the frame, the address and the menu know of
them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pages.ui.address.choices import Name, Ordinal
from pages.ui.features.lessons.lesson import lesson_names, path_names
from pages.ui.kit.feature import Feature
from seq2seq.config.schema import PAPERS


@dataclass(frozen=True)
class LessonsView:
    """The lesson that runs beside the page, at the `part` in view; the `path` that it belongs to, at the `stop` in
    view. Without a lesson the stop is a page. `sheet` is the lesson whose worksheet is offered, `paper` its
    size."""

    lesson: Annotated[str, Name(lesson_names, resets=("part",), surrounds=True)] = ""
    part: Annotated[int, Ordinal((1, 40), browser=True, surrounds=True)] = 0
    path: Annotated[str, Name(path_names, resets=("stop",), surrounds=True)] = ""
    stop: Annotated[int, Ordinal((1, 40), surrounds=True)] = 0
    sheet: Annotated[str, Name(lesson_names)] = ""
    paper: Annotated[str, Name(tuple(PAPERS))] = "a4"


LESSONS = Feature(
    "lessons",
    "Lessons",
    "Short lessons with tasks on these pages, paths through them, and worksheets to print.",
    view=LessonsView,
    sentence=False,
    scorer=False,
    family=False,
)
