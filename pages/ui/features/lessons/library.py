"""The lessons that there are: the files of `texts/`, and of the folder GAZE_LESSONS if that is set.

A file `texts/en/03-one-step.md` is the lesson `one-step`, the third one; the same name in another language's folder is
its translation. English stands in where there is none."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from pages.ui.features.lessons.lesson import Lesson, parse_lesson

LESSON_TEXTS = Path(__file__).with_name("texts")
FIRST_LANGUAGE = "en"


def lesson_names() -> tuple[str, ...]:
    """The names of all lessons, in their order."""
    return tuple(_files(FIRST_LANGUAGE))


def read_lesson(name: str, language: str) -> Lesson:
    """The lesson of this name. Raises KeyError where there is none, and ValueError where its file can't be read."""
    path = (_files(FIRST_LANGUAGE) | _files(language))[name]
    return _read(name, path, path.stat().st_mtime_ns)


def _files(language: str) -> dict[str, Path]:
    """Name → file; later folders come behind, and replace what has the same name."""
    folders = [LESSON_TEXTS, *([Path(own)] if (own := os.environ.get("GAZE_LESSONS")) else [])]
    paths = [path for folder in folders for path in sorted((folder / language).glob("*.md"))]
    return {re.sub(r"^\d+-", "", path.stem): path for path in paths}


@lru_cache(maxsize=128)
def _read(name: str, path: Path, written: int) -> Lesson:
    """`written` is when the file was: a lesson that is being worked on is read anew."""
    return parse_lesson(name, path.read_text("utf-8"))
