"""Plans: what a file may hold, what is refused and why, and lessons taken over."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pages.ui.address.languages import LANGUAGES
from pages.ui.address.view import decode_address, encode_address
from pages.ui.features.lessons.lesson import lesson_names, path_names, query_of, read_lesson, read_path
from pages.ui.frame.plans.plan import (
    LONGEST_NOTE,
    MOST_BYTES,
    MOST_STOPS,
    Plan,
    PlanRefused,
    Stop,
    StopQuestion,
    read_plan,
)
from pages.ui.frame.plans.sources import lesson_plan, path_plan, shipped_names, shipped_plan
from tests.lessons import COFFEE, TEA, model

OWN_QUESTION = StopQuestion("choice", "Is it <b>so</b>?", ("yes", "no"), "no")
PLAN = Plan(
    "Two *stops* <i>",
    (
        Stop("/step?q=%E6%88%91%E7%88%B1%E4%BD%A0&step=2&hide=sidebar", "By hand", "Ask first: $a$\nThen show.", 5),
        Stop("/", question=OWN_QUESTION),
        Stop("/beam", question=StopQuestion("choice", "Why?")),
        Stop("/compare?shown=none%2Aadditive", question=StopQuestion("row")),
    ),
)


def file(**changes: Any) -> str:
    return json.dumps({**PLAN.to_json(), **changes})


def with_stop(**changes: Any) -> str:
    return file(stops=[{"address": "/"}, {"address": "/", **changes}])


def refused(text: str) -> tuple[str, int]:
    with pytest.raises(PlanRefused) as refusal:
        read_plan(text)
    return refusal.value.reason, refusal.value.stop


def test_what_is_written_is_read_again() -> None:
    assert read_plan(file()) == PLAN and PLAN.minutes == 5


def test_a_stop_needs_nothing_but_an_address() -> None:
    assert read_plan(file(stops=[{"address": "/beam"}])).stops == (Stop("/beam"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_json"),
        ("<html>", "not_json"),
        ("[" * 100_000, "not_json"),
        ("9" * 5000, "not_json"),
        ("[]", "no_plan"),
        ("null", "no_plan"),
        (file(format="other"), "no_plan"),
        (file(version=0), "no_plan"),
        (file(version="1"), "no_plan"),
        (file(version=2), "newer"),
        (file(version=2, stops="otherwise"), "newer"),
        (file(script="x"), "no_plan"),
        (file(stops={}), "no_plan"),
        (file(stops=[]), "no_stops"),
        (file(stops=[{"address": "/"}] * (MOST_STOPS + 1)), "many_stops"),
        (file(name=3), "no_text"),
        (file(name="x" * 121), "long_text"),
        (" " * (MOST_BYTES + 1), "too_large"),
        ("爱" * (MOST_BYTES // 2), "too_large"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert refused(text) == (reason, 0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"address": "https://elsewhere/"}, "address"),
        ({"address": "//elsewhere/step"}, "address"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"address": "/no-such-page"}, "address"),
        ({"address": "/step#teach=x"}, "address"),
        ({"address": "/step?q=" + "x" * 2200}, "address"),
        ({"address": 1}, "address"),
        ({"minutes": 181}, "minutes"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1.5}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"note": "x" * (LONGEST_NOTE + 1)}, "long_text"),
        ({"note": "\ud800"}, "no_text"),
        ({"title": ["x"]}, "no_text"),
        ({"unheard": "of"}, "no_stop"),
        ({"question": {"kind": "row"}}, "question"),
        ({"question": {"kind": "row", "words": "mine", "choices": [], "right": ""}}, "question"),
        ({"question": {"kind": "other", "words": "", "choices": [], "right": ""}}, "question"),
        ({"question": {"kind": "choice", "words": "?", "choices": ["one", "two"], "right": "three"}}, "question"),
        ({"question": {"kind": "choice", "words": "?", "choices": ["one", "one"], "right": ""}}, "question"),
        ({"question": {"kind": "choice", "words": "?", "choices": ["one", " "], "right": ""}}, "question"),
        ({"question": {"kind": "choice", "words": "?", "choices": [*map(str, range(15))], "right": ""}}, "question"),
        ({"question": {"kind": "choice", "words": "?", "choices": ["a", "x" * 81], "right": ""}}, "long_text"),
    ],
)
def test_a_stop_that_is_none_is_refused_by_its_number(changes: dict[str, Any], reason: str) -> None:
    assert refused(with_stop(**changes)) == (reason, 2)


def test_a_stop_takes_nobody_into_a_room_nor_out_of_the_language() -> None:
    hostile = "/step?q=a&room=cdhjpq&wall=1&lang=zh&present=dark&guesses=1&step=2"
    assert read_plan(file(stops=[{"address": hostile}])).stops == (Stop("/step?q=a&step=2"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lessons_and_paths_are_plans(language: str) -> None:
    """Each is one that a file could hold."""
    lessons = {name: (lesson_plan(name, language), read_lesson(name, language)) for name in lesson_names()}
    paths = {name: (path_plan(name, language), read_path(name, language)) for name in path_names()}
    for plan, lesson in (*lessons.values(), *paths.values()):
        assert read_plan(json.dumps(plan.to_json())) == plan
        assert [stop.title for stop in plan.stops] == [part.title for part in lesson.parts]
        assert plan.minutes >= lesson.minutes


def test_a_lesson_stands_beside_each_stop_of_its_plan() -> None:
    first, second = lesson_plan("content-and-location", "en").stops[:2]
    assert "lesson=content-and-location" in first.address and "part=" not in first.address
    assert "lesson=content-and-location" in second.address and "part=2" in second.address
    asked = [stop.question for stop in lesson_plan("content-and-location", "en").stops if stop.question]
    assert asked and all(question.words and question.right in question.choices for question in asked)


def test_a_path_says_at_each_stop_what_it_is_for() -> None:
    plan = path_plan("rnn-to-transformer", "en")
    assert "path=rnn-to-transformer" in plan.stops[1].address and "lesson=cell" in plan.stops[1].address
    assert plan.stops[2].address.startswith("/gradients?") and "stop=3" in plan.stops[2].address
    assert plan.stops[2].note.startswith("Before training, with each of the three cells.")


# -- plans that ship


SHIPPED = {
    "attention": 45,
    "scoring-functions": 45,
    "alignment-and-explanation": 45,
    "training": 45,
    "rnn-to-transformer": 90,
}


def test_five_plans_ship_for_45_and_90_minutes() -> None:
    assert {name: shipped_plan(name, "en").minutes for name in shipped_names()} == SHIPPED
    assert all(6 <= len(shipped_plan(name, "en").stops) <= 10 for name in SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_both_languages_have_the_same_stops(name: str) -> None:
    """With words of their own everywhere, and the same choice is right."""
    english, chinese = (shipped_plan(name, language) for language in ("en", "zh"))
    assert english.name != chinese.name and len(english.stops) == len(chinese.stops)
    for here, there in zip(english.stops, chinese.stops, strict=True):
        assert (here.address, here.minutes) == (there.address, there.minutes)
        assert all([here.title, here.note, here.minutes, there.title, there.note]) and here.title != there.title
        assert (here.question is None) == (there.question is None)
        if here.question and there.question:
            assert here.question.kind == there.question.kind
            assert len(here.question.choices) == len(there.question.choices)
            places = [
                asked.choices.index(asked.right) if asked.right else -1 for asked in (here.question, there.question)
            ]
            assert places[0] == places[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_stop_that_ships_is_an_address_that_the_app_admits(name: str) -> None:
    for stop in shipped_plan(name, "en").stops:
        values, ignored = decode_address(query_of(stop.address))
        assert ignored == (), stop.address
        assert set(encode_address({**values, "lang": "en"})) <= set(query_of(stop.address)), "nothing is chosen twice"


QUOTED = re.compile(r"“([A-Z][^”]*\.)”")


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_that_notes_quote_are_those_of_the_models(language: str) -> None:
    """A note has no other numbers or results."""
    quoted = 0
    for stop in (stop for name in SHIPPED for stop in shipped_plan(name, language).stops):
        assert not re.search(r"\d", stop.note)
        values, _ = decode_address(query_of(stop.address))
        scorers = values["shown"] if stop.address.startswith("/compare") else (values["scorer"],)
        if told := QUOTED.findall(stop.note):
            assert [model(f"zh-en/{scorer}")(values["text"]).text for scorer in scorers] == told
            quoted += len(told)
    assert quoted == 4


def test_what_the_notes_say_of_steps_is_so() -> None:
    every = model("zh-en/additive")(TEA)
    assert every.pieces[3] == "▁every"
    heads = model("zh-en/multi_head")(TEA)
    row = heads.weights[3]  # heads by pieces
    assert heads.pieces[3] == "▁every" and len({int(head.argmax()) for head in row}) > 1
    coffee = model("zh-en/additive")(COFFEE)
    assert coffee.pieces[:3] == ("▁I", "▁don", "'") and coffee.pieces[5] == "▁coffee"
