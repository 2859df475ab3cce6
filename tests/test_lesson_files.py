"""A file of a lesson, and the conditions of its tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.ui.address.view import decode_address
from pages.ui.features.lessons.conditions import Snapshot, parse_condition
from pages.ui.features.lessons.lesson import Lesson, lesson_names, parse_lesson, query_of, read_lesson

TEXT = """---
title: One step
minutes: 4
summary: A step.
---

## First

Look at *one* step, see `c`.

[我爱你 on Step](/step?q=我爱你&scorer=additive)

- [ ] Step to *love*. {word: love; scorer: !none}

What is it?

- ( ) A *score*
  > Not yet.
- (x) A weight
  > Yes.

## Second

<b>No markup</b>
"""


def lesson() -> Lesson:
    return parse_lesson("one-step", TEXT)


# -- a file


def test_a_lesson_has_a_head_and_parts() -> None:
    parsed = lesson()
    assert (parsed.title, parsed.minutes, parsed.summary) == ("One step", 4, "A step.")
    assert [part.title for part in parsed.parts] == ["First", "Second"]


def test_an_index_stands_below_the_line_but_not_in_names() -> None:
    text = TEXT.replace("<b>No markup</b>", "h_i = z ⊙ h_{i−1}, scaled_dot")
    (formula,) = (element.to_json() for element in parse_lesson("one-step", text).parts[1].content)
    assert formula == ["p", {}, "h", ["sub", {}, "i"], " = z ⊙ h", ["sub", {}, "i−1"], ", scaled_dot"]


def test_views_tasks_and_questions_are_told_from_prose() -> None:
    prose, view, tasks, prompt, question = (element.to_json() for element in lesson().parts[0].content)
    assert prose == ["p", {}, "Look at ", ["em", {}, "one"], " step, see ", ["code", {}, "c"], "."]
    assert view[0] == "view" and query_of(view[1]["href"]) == {"q": "我爱你", "scorer": "additive"}
    assert tasks == ["tasks", {}, ["task", {}, "Step to ", ["em", {}, "love"], "."]]
    assert prompt == ["p", {}, "What is it?"]
    assert [(answer[1], answer[2], answer[3]) for answer in question[2:]] == [
        ({}, ["words", {}, "A ", ["em", {}, "score"]], ["remark", {}, ["p", {}, "Not yet."]]),
        ({"right": "true"}, ["words", {}, "A weight"], ["remark", {}, ["p", {}, "Yes."]]),
    ]


def test_markup_stays_text() -> None:
    (paragraph,) = lesson().parts[1].content
    assert paragraph.to_json() == ["p", {}, "<b>No markup</b>"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("minutes: 4\n", "", "no minutes"),
        (" {word: love; scorer: !none}", "", "without a condition"),
        ("{word: love", "{word", "no condition such as"),
        ("- (x) A weight", "- A weight", "is missing before"),
        ("## First\n", "", "begins with the heading"),
        ("<b>No markup</b>", "![a picture](a.png)", "can't hold image"),
        ("/step?q=我爱你&", "/step?q=I love&", "no link"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(old: str, new: str, reason: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=reason):
        parse_lesson("one-step", TEXT.replace(old, new))


def test_a_file_in_a_folder_of_ones_own_is_a_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_LESSONS", str(tmp_path))
    for language, title in (("en", "Mine"), ("zh", "我的")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "99-mine.md").write_text(TEXT.replace("One step", title), "utf-8")
    assert lesson_names()[-1] == "mine"
    assert (read_lesson("mine", "en").title, read_lesson("mine", "zh").title) == ("Mine", "我的")
    assert decode_address({"lesson": "mine"})[1] == ()


def test_a_lesson_without_translation_is_read_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_LESSONS", str(tmp_path))
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "mine.md").write_text(TEXT, "utf-8")
    assert read_lesson("mine", "zh").title == "One step"


def test_a_link_names_no_lesson_that_there_is_not() -> None:
    assert decode_address({"lesson": "of-life"})[1] == ("lesson=of-life",)


# -- conditions


@pytest.mark.parametrize(
    ("written", "met"),
    [
        ("page: step", True),
        ("page: beam | step", True),
        ("page: step; scorer: none", False),
        ("scorer: !none", True),
        ("scorer: !dot", False),
        ("word: love; looks: 爱", True),
        ("says: you", True),
        ("says: yo", False),
        ("temperature: <1", True),
        ("temperature: >0.5", False),
        ("temperature: <0.5", False),
        ("method: beam", True),
        ("edit: any", False),
        ("sentence: own", False),
        ("begun: !", False),
        ("nothing: of-the-kind", False),
    ],
)
def test_a_condition_is_met_by_what_is_seen(written: str, met: bool) -> None:
    choices = {"scorer": "dot", "temperature": "0.5", "search": "beam_5_1.0"}
    seen = Snapshot("step", choices, word="Love", source_word="爱", said=("i", "love", "you"))
    assert parse_condition(written).is_met(seen) is met


@pytest.mark.parametrize("written", ["", "scorer", "scorer:", ": dot", "scorer: dot |", "scorer: dot;"])
def test_a_condition_names_what_and_which(written: str) -> None:
    with pytest.raises(ValueError, match="no condition"):
        parse_condition(written)
