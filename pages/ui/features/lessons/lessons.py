"""The list of lessons, and the panel of the running one, beside every page; on a phone, at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from pages.ui.address import state
from pages.ui.address.reports import ComponentReport, Numbered, read_numbered, read_text, read_whole, unanswered
from pages.ui.address.view import decode_address
from pages.ui.features import feature_at
from pages.ui.features.lessons.lesson import Lesson, Part, lesson_names, read_lesson
from pages.ui.features.lessons.snapshot import query_of, take_snapshot
from pages.ui.kit.component import Component

LESSON = Component("features/lessons/lesson_panel")
MOST_PARTS = 40
"""The largest number of parts that a link can address."""


@dataclass(frozen=True)
class OpenView:
    """Open a live view of the lesson."""

    address: str


@dataclass(frozen=True)
class StartLesson:
    """Begin or continue a lesson at a part; without a name, end the running one."""

    name: str
    part: int = 0


def read_lesson_action(raw: object) -> OpenView | StartLesson:
    """Read an action from the panel. Raises ValueError."""
    match raw:
        case {"kind": "open", "address": address}:
            return OpenView(read_text(address))
        case {"kind": "start", "name": name, "part": part}:
            return StartLesson(read_text(name), read_whole(part, (0, MOST_PARTS)))
    raise ValueError("no action of a lesson")


LESSON_ACTION = ComponentReport("action", partial(read_numbered, read_lesson_action))
SEEN = ComponentReport("seen", read_text)
"""The address that the browser is at, reported when it has changed and a task is still open."""


def lesson_panel(page: str) -> None:
    """Show the panel beside a page if a lesson runs. The container is always there, so Streamlit keeps the elements
    below it when a lesson begins or ends."""
    with st.container(key="lesson"):
        if state.chosen("lesson") and not state.chosen("present"):
            _running(state.chosen("lesson"), page)


@st.fragment
def _running(name: str, page: str) -> None:
    """Show the titles of all parts, the content of the present one, and which of its tasks were met at the last
    reported address. Reports rerun this fragment alone."""
    lesson = read_lesson(name, state.language())
    number = min(state.chosen("part"), len(lesson.parts) - 1)
    part, remembered = lesson.parts[number], state.remembered("met")
    later = lesson_names()[lesson_names().index(name) + 1 :]
    data = {
        "name": name,
        "title": lesson.title,
        "parts": [part.title for part in lesson.parts],
        "part": number,
        "content": [element.to_json() for element in part.content],
        "tasks": len(part.tasks),
        "met": list(remembered[2]) if remembered and remembered[:2] == (name, number) else [],
        "following": {"name": later[0], "title": read_lesson(later[0], state.language()).title} if later else None,
    }

    def take_address(address: str) -> None:
        now = min(state.chosen("part"), len(lesson.parts) - 1)
        state.remember("met", (name, now, met_tasks(lesson, lesson.parts[now], page, address)))

    action = LESSON_ACTION.listener(partial(apply_lesson_action, page))
    LESSON("lesson-panel", data, action, SEEN.listener(take_address), choices=("part",))


def met_tasks(lesson: Lesson, part: Part, page: str, address: str) -> tuple[int, ...]:
    """Which tasks of the part are met on a page at an address."""
    values, _ = decode_address(query_of(address))
    judged = any(term.name == "translation" for task in part.tasks for term in task.terms)
    shown = {query_of(link).get("q", "") for link in lesson.links()}
    seen = take_snapshot(values, page, shown, judged)
    return tuple(index for index, task in enumerate(part.tasks) if task.is_met(seen))


def apply_lesson_action(page: str, action: Numbered[OpenView | StartLesson]) -> None:
    """Carry out an action from the panel or the list of lessons."""
    for step in unanswered([action], "lesson_action"):
        match step:
            case OpenView(address):
                _open(address, page)
            case StartLesson(name, part) if name in lesson_names():
                lesson = read_lesson(name, state.language())
                number = min(part, len(lesson.parts) - 1)
                state.choose("lesson", name)
                state.choose("part", number)
                if links := [*lesson.parts[number].links(), *lesson.links()]:
                    _open(links[0], page)
            case StartLesson(""):
                state.choose("lesson", "")


def _open(address: str, page: str) -> None:
    """Open an address of the app beside the lesson."""
    name = urlsplit(address).path.strip("/") or "translate"
    if name == feature_at(name).name:
        state.open_link(query_of(address))
        if name != page:
            state.go_to_page(f"pages/{name}.py")


LESSON_LIST = Component("features/lessons/lesson_list")
PAGE = "lessons"


def draw_lessons() -> None:
    """The list. Clicking a lesson begins it, or continues it where this browser left off."""
    lessons = [
        {
            "name": lesson.name,
            "title": lesson.title,
            "minutes": lesson.minutes,
            "summary": lesson.summary,
            "parts": len(lesson.parts),
            "address": next(iter(lesson.links()), "/"),
        }
        for lesson in (read_lesson(name, state.language()) for name in lesson_names())
    ]
    LESSON_LIST("lessons", {"lessons": lessons}, LESSON_ACTION.listener(partial(apply_lesson_action, PAGE)))
