"""The page of lessons, and the panel of the one that runs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.features.lessons.lesson import lesson_names, path_names
from pages.ui.features.lessons.lessons import GoToStop, OpenView, StartLesson, read_lesson_action
from tests.app import components, open_page

STEP = {"lesson": "one-step", "q": "我爱你"}


def panel(app: AppTest) -> dict[str, Any] | None:
    protos = [
        component.proto
        for component in app.get("bidi_component")
        if component.proto.component_name == "gaze.lesson_panel"
    ]
    return json.loads(protos[0].bytes) if protos else None


@pytest.mark.parametrize(("lang", "title"), [("en", "From sequence to sequence"), ("zh", "从序列到序列")])
def test_the_page_lists_all_lessons(lang: str, title: str) -> None:
    (shown,) = components(open_page("lessons", {"lang": lang}))
    data = json.loads(shown.proto.bytes)
    lessons, paths = data["lessons"], data["paths"]
    assert [path["name"] for path in paths] == list(path_names())
    assert paths[0]["stops"][0] == {"title": title, "address": "/?lesson=sequence-to-sequence"} | {
        "lesson": "sequence-to-sequence",
        "parts": lessons[0]["parts"],
    }
    assert [lesson["name"] for lesson in lessons] == list(lesson_names())
    assert lessons[0]["title"] == title and lessons[0]["address"].startswith("/?q=")


@pytest.mark.parametrize("page", ["translate", "step", "compare", "what-if", "states", "beam", "evidence", "lessons"])
def test_the_panel_stands_beside_every_page(page: str) -> None:
    shown = panel(open_page(page, STEP | {"part": "2"}))
    assert shown and (shown["name"], shown["part"], shown["tasks"]) == ("one-step", 1, 1)
    assert shown["title"] == "One decoder step, by hand" and shown["parts"][1] == "Scores"


def test_the_panel_speaks_the_language_of_the_visitor() -> None:
    shown = panel(open_page("step", STEP | {"lang": "zh"}))
    assert shown and shown["title"] == "手算解码的一步" and shown["following"]["title"] == "打分函数"


def test_without_a_lesson_there_is_no_panel() -> None:
    assert panel(open_page("step")) is None


def test_a_stop_that_is_a_page_is_worked_on_as_the_part_of_a_lesson_is() -> None:
    shown = panel(open_page("compare", {"path": "fixed-vectors", "stop": "3", "q": "我把钱给了那个老人。"}))
    assert shown and (shown["name"], shown["lesson"], shown["part"], shown["tasks"]) == ("path:fixed-vectors", "", 2, 1)
    assert shown["title"] == "From fixed vectors to attention"
    assert (shown["path"]["stop"], len(shown["path"]["stops"])) == (2, len(shown["parts"]))


def test_a_lesson_on_a_path_says_why_it_is_there_and_which_stop_it_is() -> None:
    shown = panel(open_page("translate", {"path": "fixed-vectors", "stop": "2", "lesson": "bottleneck"}))
    assert shown and (shown["name"], shown["lesson"], shown["path"]["stop"]) == ("bottleneck", "The bottleneck", 1)
    assert shown["content"][0] == [
        "blockquote",
        {},
        ["p", {}, "One vector of fixed size for every sentence, and what it loses."],
    ]
    later = panel(open_page("translate", {"path": "fixed-vectors", "stop": "2", "lesson": "bottleneck", "part": "2"}))
    assert later and later["content"][0][0] != "blockquote"


def test_a_stop_that_a_path_does_not_have_is_its_last() -> None:
    shown = panel(open_page("states", {"path": "by-hand", "stop": "40"}))
    assert shown and shown["part"] == len(shown["parts"]) - 1


def test_on_a_wall_the_panel_gives_way() -> None:
    assert panel(open_page("step", STEP | {"present": "light"})) is None


def test_a_part_that_a_lesson_does_not_have_is_its_last() -> None:
    shown = panel(open_page("step", STEP | {"part": "40"}))
    assert shown and shown["part"] == len(shown["parts"]) - 1


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        {},
        {"kind": "open"},
        {"kind": "open", "address": 3},
        {"kind": "start", "name": "a"},
        {"kind": "stop", "path": "by-hand", "stop": -1, "part": 0},
    ],
)
def test_what_no_panel_reports_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="no"):
        read_lesson_action(raw)


def test_what_a_panel_reports_is_read() -> None:
    assert read_lesson_action({"kind": "open", "address": "/step?q=a"}) == OpenView("/step?q=a")
    assert read_lesson_action({"kind": "start", "name": "one-step", "part": 2}) == StartLesson("one-step", 2)
    stop = {"kind": "stop", "path": "by-hand", "stop": 3, "part": 1}
    assert read_lesson_action(stop) == GoToStop("by-hand", 3, 1)
