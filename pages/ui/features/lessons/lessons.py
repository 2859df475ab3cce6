"""The list of lessons and paths, and the panel of the running one, beside every page; on a phone, at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.ui.address import state
from pages.ui.address.reports import ComponentReport, Numbered, read_numbered, read_text, read_whole, unanswered
from pages.ui.address.view import decode_address
from pages.ui.engine import work
from pages.ui.features import feature_at
from pages.ui.features.lessons import LessonsView
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
from pages.ui.features.lessons.snapshot import take_snapshot
from pages.ui.kit.component import Component
from pages.ui.kit.controls import menu, segments
from pages.ui.kit.words import _
from seq2seq.config.schema import PAPERS
from seq2seq.trace.trace import DecodeTrace

LESSON = Component("features/lessons/lesson_panel")
MOST_PARTS = 40
"""The largest number of parts that a link can address."""


@dataclass(frozen=True)
class OpenView:
    """Open a live view of the lesson."""

    address: str


@dataclass(frozen=True)
class StartLesson:
    """Begin or continue a lesson at a part, outside all paths; without a name, end what runs."""

    name: str
    part: int = 0


@dataclass(frozen=True)
class GoToStop:
    """Go to a stop of a path, and if it is a lesson, to this part of it."""

    path: str
    stop: int
    part: int = 0


Action = OpenView | StartLesson | GoToStop


def read_lesson_action(raw: object) -> Action:
    """Read an action from the panel or the list. Raises ValueError."""
    match raw:
        case {"kind": "open", "address": address}:
            return OpenView(read_text(address))
        case {"kind": "start", "name": name, "part": part}:
            return StartLesson(read_text(name), read_whole(part, (0, MOST_PARTS)))
        case {"kind": "stop", "path": path, "stop": stop, "part": part}:
            return GoToStop(read_text(path), read_whole(stop, (0, MOST_PARTS)), read_whole(part, (0, MOST_PARTS)))
    raise ValueError("no action of a lesson")


LESSON_ACTION = ComponentReport("action", partial(read_numbered, read_lesson_action))
SEEN = ComponentReport("seen", read_text)
"""The address that the browser is at, reported when it has changed and a task is still open."""


def lesson_panel(page: str) -> None:
    """Show the panel beside a page if a lesson or a path runs. The container is always there, so Streamlit keeps the
    elements below it when a lesson begins or ends."""
    with st.container(key="lesson"):
        if (state.chosen("lesson") or state.chosen("path")) and not state.chosen("present"):
            _running(state.chosen("lesson"), state.chosen("path"), page)


@st.fragment
def _running(name: str, path: str, page: str) -> None:
    """Show the titles of all parts, the content of the present one, and which of its tasks were met at the last
    reported address; of a path, all stops. Reports rerun this fragment alone."""
    course = read_path(path, state.language()) if path else None
    stop = min(state.chosen("stop"), len(course.parts) - 1) if course else 0
    if name or not course:
        lesson, kept, later = read_lesson(name, state.language()), name, _later_lesson(name)
    else:  # the stop is a page, which is worked on as the part of a lesson is
        lesson, kept, later = course, f"path:{path}", None

    def place() -> int:
        return min(state.chosen("part"), len(lesson.parts) - 1) if name else stop

    number = place()
    part, remembered = lesson.parts[number], state.remembered("met")
    content = [element.to_json() for element in part.content]
    if course and name and not number:
        content = [_introduction(course.parts[stop]), *content]
    data = {
        "name": kept,
        "title": course.title if course else lesson.title,
        "lesson": lesson.title if name else "",
        "parts": [part.title for part in lesson.parts],
        "part": number,
        "content": content,
        "tasks": len(part.tasks),
        "met": list(remembered[2]) if remembered and remembered[:2] == (kept, number) else [],
        "following": later,
        "path": {"name": path, "stop": stop, "stops": _stops(course.parts)} if course else None,
    }

    def take_address(address: str) -> None:
        now = place()
        state.remember("met", (kept, now, met_tasks(lesson, lesson.parts[now], page, address)))

    action = LESSON_ACTION.listener(partial(apply_lesson_action, page))
    LESSON("lesson-panel", data, action, SEEN.listener(take_address), choices=("part",))


def _later_lesson(name: str) -> dict[str, str] | None:
    later = lesson_names()[lesson_names().index(name) + 1 :]
    return {"name": later[0], "title": read_lesson(later[0], state.language()).title} if later else None


def _introduction(stop: Part) -> list[Any]:
    """What a path says of the lesson that this stop leads to."""
    return Element("blockquote", tuple(each for each in stop.content if each.tag == "p")).to_json()


def _stops(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The stops of a path: where they lead, and of a lesson how many parts it has."""
    return [
        {
            "title": stop.title,
            "address": stop.links()[0],
            "lesson": stop.lesson,
            "parts": len(read_lesson(stop.lesson, state.language()).parts) if stop.lesson else 0,
        }
        for stop in parts
    ]


def met_tasks(lesson: Lesson, part: Part, page: str, address: str) -> tuple[int, ...]:
    """Which tasks of the part are met on a page at an address."""
    values, _ = decode_address(query_of(address))
    judged = any(term.name == "translation" for task in part.tasks for term in task.terms)
    shown = {query_of(link).get("q", "") for link in lesson.links()}
    seen = take_snapshot(values, page, shown, judged)
    return tuple(index for index, task in enumerate(part.tasks) if task.is_met(seen))


def apply_lesson_action(page: str, action: Numbered[Action]) -> None:
    """Carry out an action from the panel or the list of lessons."""
    for step in unanswered([action], "lesson_action"):
        match step:
            case OpenView(address):
                _open(address, page)
            case StartLesson(name, part) if name in lesson_names():
                state.choose("path", "")
                _start(name, part, page)
            case StartLesson(""):
                state.choose("lesson", "")
                state.choose("path", "")
            case GoToStop(path, number, part) if path in path_names():
                stops = read_path(path, state.language()).parts
                stop = stops[min(number, len(stops) - 1)]
                state.choose("path", path)
                state.choose("stop", stops.index(stop))
                if stop.lesson:
                    _start(stop.lesson, part, page)
                else:
                    state.choose("lesson", "")
                    _open(stop.links()[0], page)


def _start(name: str, part: int, page: str) -> None:
    """Show a lesson at a part, and open the first view of it."""
    lesson = read_lesson(name, state.language())
    number = min(part, len(lesson.parts) - 1)
    state.choose("lesson", name)
    state.choose("part", number)
    if links := [*lesson.parts[number].links(), *lesson.links()]:
        _open(links[0], page)


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
    """The list of paths and lessons. Clicking one begins it, or continues it where this browser left off."""
    lessons = [
        {"name": name, **_card(lesson), "parts": len(lesson.parts), "address": next(iter(lesson.links()), "/")}
        for name in lesson_names()
        for lesson in [read_lesson(name, state.language())]
    ]
    paths = [
        {"name": name, **_card(path), "stops": _stops(path.parts)}
        for name in path_names()
        for path in [read_path(name, state.language())]
    ]
    action = LESSON_ACTION.listener(partial(apply_lesson_action, PAGE))
    LESSON_LIST("lessons", {"paths": paths, "lessons": lessons}, action)


def _card(lesson: Lesson) -> dict[str, Any]:
    return {"title": lesson.title, "minutes": lesson.minutes, "summary": lesson.summary}


def draw_worksheets(view: state.View) -> None:
    """The buttons that save a lesson as a worksheet and as its key."""
    names, chosen = lesson_names(), view.of(LessonsView)
    titles = {name: read_lesson(name, view.lang).title for name in names}
    lesson = chosen.sheet or names[0]
    with st.popover(_("Worksheets to print"), icon=":material/print:"):
        st.caption(_("A lesson on paper: blanks, questions, and weights to shade. The key has the answers."))
        menu(_("Lesson"), "sheet", names, lambda name: f"{names.index(name) + 1}  {titles[name]}")
        segments(_("Paper"), "paper", PAPERS)
        with st.container(horizontal=True):
            for label, file, solved in ((_("Worksheet"), "worksheet", False), (_("Answer key"), "key", True)):
                page = partial(_sheet_page, lesson, view.lang, chosen.paper, solved)
                st.download_button(
                    label, page, f"{file}-{lesson}.html", "text/html", icon=":material/download:", on_click="ignore"
                )


def _sheet_page(name: str, language: str, paper: str, solved: bool) -> str:
    from pages.ui.features.lessons.lesson_sheet import (  # brings plotly: only for who saves one
        lesson_sheet,
        sheet_request,
    )

    lesson = read_lesson(name, language)
    request = sheet_request(lesson)
    trace = work.translate(request) if request else None
    return lesson_sheet(lesson, trace if isinstance(trace, DecodeTrace) else None, language, paper, solved)
