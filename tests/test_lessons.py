"""The lessons and paths that there are: every one keeps what it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from urllib.parse import urlsplit

import pytest

from pages.ui.address.choices import Parts
from pages.ui.address.languages import LANGUAGES
from pages.ui.address.view import View, all_choices, decode_address, encode_address
from pages.ui.features import FEATURES, feature_at
from pages.ui.features.lessons.conditions import PROPERTIES, Condition
from pages.ui.features.lessons.lesson import Lesson, Part, lesson_names, path_names, query_of, read_lesson, read_path
from pages.ui.features.lessons.lessons import met_tasks
from seq2seq.config.schema import SearchConfig

NAMES, PATHS = lesson_names(), path_names()
Read = Callable[[str, str], Lesson]
every = pytest.mark.parametrize("name", NAMES)
every_path = pytest.mark.parametrize("name", PATHS)
each = pytest.mark.parametrize(
    ("read", "name"),
    [(read_lesson, name) for name in NAMES] + [(read_path, name) for name in PATHS],
    ids=[*NAMES, *(f"path:{name}" for name in PATHS)],
)
KNOWN = {*PROPERTIES, *all_choices(), *(f"search.{field}" for field in SearchConfig().to_dict())} | {
    f"{name}.{part}" for name, choice in all_choices().items() if isinstance(choice, Parts) for part in choice.parts
}


def test_there_are_at_least_ten() -> None:
    assert len(NAMES) >= 10


@each
def test_all_languages_have_the_same_parts_views_and_tasks(read: Read, name: str) -> None:
    one, *others = (read(name, language) for language in LANGUAGES)
    for other in others:
        assert [[tags(part), part.tasks] for part in other.parts] == [[tags(part), part.tasks] for part in one.parts]
        assert (other.links(), other.minutes) == (one.links(), one.minutes)
        assert other.title != one.title


def tags(part: Part) -> list[str]:
    return [element.tag for element in part.content if element.tag in ("view", "tasks", "question", "table")]


@every
def test_it_takes_three_to_six_minutes_and_asks_something(name: str) -> None:
    lesson = read_lesson(name, "en")
    assert 3 <= lesson.minutes <= 6
    assert sum(len(part.tasks) for part in lesson.parts) >= 3
    assert sum(tags(part).count("question") for part in lesson.parts) >= 2


@every
def test_a_question_has_one_right_choice_and_a_word_on_each(name: str) -> None:
    for language in LANGUAGES:
        for part in read_lesson(name, language).parts:
            for question in (element for element in part.content if element.tag == "question"):
                choices = [choice.to_json() for choice in question.children if not isinstance(choice, str)]
                assert [choice[1] for choice in choices].count({"right": "true"}) == 1
                assert all(len(remark) > 2 for *_, remark in choices)


@each
def test_every_view_is_an_address_of_the_app(read: Read, name: str) -> None:
    for link in read(name, "en").links():
        values, nonsense = decode_address(query_of(link))
        page = urlsplit(link).path.strip("/") or "translate"
        assert page in {feature.name for feature in FEATURES}
        assert nonsense == ()
        assert {"q", "lesson"} & set(query_of(link)) or not feature_at(page).asks_sentence(View.from_values(values))
        assert encode_address(values) is not None


@each
def test_conditions_name_what_there_is(read: Read, name: str) -> None:
    terms = [term for part in read(name, "en").parts for task in part.tasks for term in task.terms]
    assert {term.name for term in terms} <= KNOWN


@every_path
def test_a_path_has_six_to_ten_stops_each_with_a_sentence_on_what_to_do(name: str) -> None:
    for language in LANGUAGES:
        stops = read_path(name, language).parts
        assert 6 <= len(stops) <= 10
        lessons = [stop.lesson for stop in stops if stop.lesson]
        assert len(set(lessons)) == len(lessons) >= 3
        for stop in stops:
            assert len(stop.links()) == 1 and any(element.tag == "p" for element in stop.content)
            if stop.lesson:
                assert (stop.title, stop.tasks) == (read_lesson(stop.lesson, language).title, ())


@every_path
def test_a_path_takes_as_long_as_its_lessons_and_a_few_minutes_for_each_page(name: str) -> None:
    path = read_path(name, "en")
    lessons = [read_lesson(stop.lesson, "en").minutes for stop in path.parts if stop.lesson]
    pages = len(path.parts) - len(lessons)
    assert sum(lessons) + pages <= path.minutes <= sum(lessons) + 4 * pages


def test_paths_lead_where_no_lesson_did() -> None:
    links = [link for name in PATHS for link in read_path(name, "en").links()]
    pages = {urlsplit(link).path.strip("/") for link in links}
    assert {"live", "gradients", "experiments", "broken-code", "step", "compare"} <= pages
    assert any("transformer" in link for link in links)
    assert {"cell", "whole-step", "gradients", "self-attention", "four-kinds"} <= {
        query_of(link).get("lesson") for link in links
    }


OWN, UNKNOWN = "我们爱学习", "她爱吃榴莲。"
BY_HAND = {
    "temperature: <1": "temperature=0.5",
    "temperature: <0.7": "temperature=0.5",
    "temperature: >1.5": "temperature=4.0",
    "temperature: >3": "temperature=8.0",
    "translation: lost": "q=我把钱给了那个老人。",
    "sentence: own": f"q={UNKNOWN}",
    "method: greedy": "search=greedy",
    "method: beam": "search=beam_5_1.0",
    "method: sample": "search=sample_0.8_0_1",
    "search: !sample_0.8_0_0": "search=sample_0.8_0_1",
    "search.temperature: >1.4": "search=sample_1.5_0_0",
    "search.beam: 10": "search=beam_10_1.0",
    "search.unknown: 1": "search=greedy_unk",
    "guesses: >0": "guesses=1",
    "guesses: >1": "guesses=2",
    "begun: !": "begun=▁He",
    "begun: !▁My~▁desk": "begun=",
    "drawing.head: 1|2|3|4": "drawing=head-1",
    "look.offset: -1": "look=offset--1",
    "entry: >0": "entry=1",
    "piece: >0": "piece=1",
    "step: >3": "step=4",
    "edit: any": "branches=1!0**flat-1*",
    "edit: flat": "branches=1!0**flat-6*",
    "edit: delete": "branches=1!0**delete_2*",
    "edit: mask": "branches=1!0**mask_2*",
}
"""Terms that are met by something other than choosing what they name."""


def chosen_for(task: Condition) -> dict[str, str]:
    """What a learner chooses to meet a task, as an address writes it."""
    query: dict[str, str] = {}
    for term in task.terms:
        written = f"{term.name}: {'|'.join(term.wanted)}"
        if written in BY_HAND:
            name, _, value = BY_HAND[written].partition("=")
            query[name] = value
        elif term.name in all_choices():
            query[all_choices()[term.name].param] = term.wanted[0]
    return query


def ways(lesson: Lesson, part: Part, task: Condition) -> Iterator[tuple[str, str]]:
    """Pages and addresses at which the task may be met: from a view of the part on, or of another one, at any step,
    after the tasks before it."""
    pages = next((term.wanted for term in task.terms if term.name == "page"), ())
    before = part.tasks[: part.tasks.index(task)]
    for link, done in product(dict.fromkeys([*part.links(), *lesson.links()]), ((), before)):
        chosen = [chosen_for(condition) for condition in (*done, task)]
        query = {name: value for choice in (query_of(link), *chosen) for name, value in choice.items()}
        query = {name: value for name, value in query.items() if value}
        page = pages[0] if pages else urlsplit(link).path.strip("/") or "translate"
        for step in ("", *map(str, range(1, 17))):
            address = query | ({"step": step} if step and "step" not in chosen_for(task) else {})
            yield page, "/?" + "&".join(f"{name}={value}" for name, value in address.items())


@each
def test_every_task_can_be_done(read: Read, name: str) -> None:
    lesson = read(name, "en")
    for part in lesson.parts:
        for index, task in enumerate(part.tasks):
            assert any(index in met_tasks(lesson, part, *way) for way in ways(lesson, part, task)), (part.title, task)


def test_no_task_of_the_first_lesson_is_done_before_anything_was() -> None:
    lesson = read_lesson("sequence-to-sequence", "en")
    assert met_tasks(lesson, lesson.parts[0], "translate", lesson.links()[0]) == ()
