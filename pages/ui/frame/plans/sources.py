"""Where plans come from: those that ship, in the visitor's language; lessons and paths taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from pages.ui.features.lessons.lesson import (
    Element,
    Lesson,
    Part,
    lesson_names,
    path_names,
    query_of,
    read_lesson,
    read_path,
)
from pages.ui.features.rooms.reading import LONGEST_CHOICE, LONGEST_WORDS
from pages.ui.frame.plans.plan import (
    LONGEST_NAME,
    LONGEST_NOTE,
    SUFFIX,
    Plan,
    Stop,
    StopQuestion,
    read_plan,
    written_address,
)

SHIPPED = Path(__file__).with_name("shipped")
FIRST_LANGUAGE = "en"
MINUTES_OF_A_PAGE = 4
"""What a stop of a path that is no lesson takes, beside the minutes of the lessons."""


def shipped_names() -> tuple[str, ...]:
    """The names of the plans that ship, in their order."""
    return tuple(_files())


@lru_cache
def shipped_plan(name: str, language: str) -> Plan:
    """A plan that ships. Raises KeyError where there is none of this name."""
    return read_plan((SHIPPED / language / _files()[name]).read_text("utf-8"))


def _files() -> dict[str, str]:
    """Name → file, the same in each language."""
    files = sorted(path.name for path in (SHIPPED / FIRST_LANGUAGE).glob(f"*{SUFFIX}"))
    return {re.sub(r"^\d+-", "", file.removesuffix(SUFFIX)): file for file in files}


def lesson_plan(name: str, language: str) -> Plan:
    """A lesson as a plan: a stop for each of its parts, with its first question. Raises KeyError."""
    lesson = read_lesson(name, language)
    return Plan(lesson.title[:LONGEST_NAME], tuple(_lesson_stops(name, lesson)))


def _lesson_stops(name: str, lesson: Lesson) -> Iterator[Stop]:
    shares = _shares(lesson.minutes, [1] * len(lesson.parts))
    for number, (part, minutes) in enumerate(zip(lesson.parts, shares, strict=True), 1):
        around = {"lesson": name} | ({"part": str(number)} if number > 1 else {})
        address = _beside(next(iter([*part.links(), *lesson.links()]), "/"), around)
        yield Stop(address, part.title[:LONGEST_NAME], "", minutes, _first_question(part))


def path_plan(name: str, language: str) -> Plan:
    """A path as a plan: its stops, with what it says of them as notes. Raises KeyError."""
    path = read_path(name, language)
    return Plan(path.title[:LONGEST_NAME], tuple(_path_stops(name, path, language)))


def _path_stops(name: str, path: Lesson, language: str) -> Iterator[Stop]:
    lessons = [read_lesson(stop.lesson, language) if stop.lesson else None for stop in path.parts]
    shares = _shares(path.minutes, [lesson.minutes if lesson else MINUTES_OF_A_PAGE for lesson in lessons])
    for number, (stop, lesson, minutes) in enumerate(zip(path.parts, lessons, shares, strict=True), 1):
        around = {"path": name} | ({"stop": str(number)} if number > 1 else {})
        address = stop.links()[0]
        if lesson:
            address = next(iter(lesson.links()), "/")
            around["lesson"] = stop.lesson
        note = "\n".join(each.text for each in stop.content if each.tag == "p")
        yield Stop(_beside(address, around), stop.title[:LONGEST_NAME], note[:LONGEST_NOTE], minutes)


def _shares(minutes: int, weights: Sequence[int]) -> list[int]:
    """Whole minutes in proportion to the weights, which add up to what the lesson says that it takes."""
    ends = [round(minutes * end / sum(weights)) for end in accumulate(weights)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _beside(address: str, around: dict[str, str]) -> str:
    """The address of a view, with the lesson or path that stands beside it."""
    page = address.split("?")[0].strip("/")
    return written_address(page, query_of(address) | around)


def _first_question(part: Part) -> StopQuestion | None:
    """The first question of a part that a room can ask: the paragraph before the choices, and these."""
    for before, block in zip(part.content, part.content[1:], strict=False):
        if block.tag == "question":
            words = before.text if before.tag == "p" else ""
            choices = tuple(_choice_text(choice) for choice in block.children if isinstance(choice, Element))
            if 0 < len(words) <= LONGEST_WORDS and _can_be_asked(choices):
                return StopQuestion("choice", words, choices, _right(block))
    return None


def _can_be_asked(choices: Sequence[str]) -> bool:
    return len(set(choices)) == len(choices) and all(0 < len(choice) <= LONGEST_CHOICE for choice in choices)


def _right(question: Element) -> str:
    """The one choice that is right; "" where several are."""
    choices = (choice for choice in question.children if isinstance(choice, Element))
    right = [_choice_text(choice) for choice in choices if "right" in choice.attributes]
    return right[0] if len(right) == 1 else ""


def _choice_text(choice: Element) -> str:
    words = choice.children[0]
    return words.text if isinstance(words, Element) else words


def known_plans(language: str) -> dict[str, dict[str, Plan]]:
    """All plans that can be taken, by kind and name."""
    kinds = {
        "shipped": (shipped_names, shipped_plan),
        "lesson": (lesson_names, lesson_plan),
        "path": (path_names, path_plan),
    }
    return {kind: {name: read(name, language) for name in names()} for kind, (names, read) in kinds.items()}
