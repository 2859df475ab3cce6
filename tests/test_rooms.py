"""The core of rooms: codes and secrets, what is read of browsers, what a class has answered."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from pages.ui.features.rooms.reading import read_address, read_answer, read_browser, read_lead, read_question, read_room
from pages.ui.features.rooms.room import (
    CODE_LETTERS,
    ChoiceAnswer,
    ClassResult,
    Lead,
    PieceAnswer,
    Question,
    QuestionKind,
    Room,
    RowAnswer,
    StudentAnswer,
    Truth,
    hash_secret,
    is_secret,
    new_code,
    new_secret,
    read_code,
)
from pages.ui.features.rooms.tally import tally
from seq2seq.config.cards import CARDS

TRUTH = Truth((0.1, 0.8, 0.1), ("我", "爱", "你"), "love", "additive")


def question(kind: QuestionKind, *choices: str) -> Question:
    return Question(1, kind, "/predict?q=我爱你", "", choices)


# -- codes and secrets


def test_a_code_is_read_as_people_write_it() -> None:
    assert [read_code(typed) for typed in ("cdhjpq", " CDH-JPQ ", "Cd hjPq")] == ["cdhjpq"] * 3
    for typed in ("", "cdhjp", "cdhjpqr", "cdhjp1", "aeiouy", "cdhjpq/"):
        with pytest.raises(ValueError, match="a code has 6"):
            read_code(typed)


def test_codes_are_short_and_cannot_read_as_words() -> None:
    assert not set(CODE_LETTERS) & set("aeiouyfkmns")
    codes = {new_code() for _ in range(200)}
    assert all(read_code(code) == code for code in codes) and len(codes) > 190


def test_of_a_secret_only_its_hash_is_kept() -> None:
    secret = new_secret()
    assert is_secret(secret, hash_secret(secret)) and secret not in hash_secret(secret)
    assert not is_secret(new_secret(), hash_secret(secret)) and not is_secret("", hash_secret(secret))


# -- what browsers send


def test_a_lead_is_read() -> None:
    raw = {"address": "/step?q=%E6%88%91&step=2", "hidden": ["sidebar", "sidebar", "pages"], "frozen": True}
    assert read_lead(raw) == Lead("/step?q=%E6%88%91&step=2", ("sidebar", "pages"), True)


@pytest.mark.parametrize(
    "address",
    ["", "step", "//evil.example", "https://evil.example", "/a/b", "/?q=a b", "/?q=a#b", "/" + "a" * 2100, None, 7],
)
def test_nobody_is_led_elsewhere(address: object) -> None:
    with pytest.raises(ValueError, match="no "):
        read_address(address)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"address": "/"},
        {"address": "/", "hidden": ["everything"], "frozen": False},
        {"address": "/", "hidden": [{}], "frozen": False},
        {"address": "/", "hidden": [], "frozen": 1},
    ],
)
def test_what_is_no_lead_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="no "):
        read_lead(raw)


def test_a_question_is_read() -> None:
    raw = {"kind": "choice", "words": "Which?", "choices": ["one", "two"], "right": "two"}
    assert read_question(raw, 3, "/step") == Question(3, "choice", "/step", "Which?", ("one", "two"), "two")
    assert read_question({"kind": "row", "words": "", "choices": [], "right": ""}, 1, "/").kind == "row"
    functions = {"kind": "scorer", "words": "", "choices": [*CARDS], "right": ""}
    assert read_question(functions, 1, "/").choices == tuple(CARDS)


@pytest.mark.parametrize("asked", [question("scorer", "dot", "additive"), question("choice", "yes", "no")])
def test_only_a_choice_of_the_teachers_own_is_marked_as_right(asked: Question) -> None:
    right = {"scorer": "dot", "choice": "perhaps"}[asked.kind]
    raw = {"kind": asked.kind, "words": "", "choices": [*asked.choices], "right": right}
    with pytest.raises(ValueError, match="one of the choices of such a question"):
        read_question(raw, 1, "/")


@pytest.mark.parametrize(
    ("kind", "words", "choices"),
    [
        ("essay", "", []),
        ("row", "x" * 301, []),
        ("row", "", ["one", "two"]),
        ("choice", "", ["one"]),
        ("choice", "", ["one", "one"]),
        ("choice", "", ["one", ""]),
        ("scorer", "", [*CARDS, "one more"]),
        ("choice", "", ["one", "x" * 81]),
        ("piece", "\ud800", []),
        ("piece", None, []),
    ],
)
def test_what_is_no_question_is_refused(kind: str, words: Any, choices: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_question({"kind": kind, "words": words, "choices": choices, "right": ""}, 1, "/")


@pytest.mark.parametrize(
    ("asked", "raw", "answer"),
    [
        (question("row"), {"kind": "row", "weights": [0.25, 0.75, 0]}, RowAnswer((0.25, 0.75, 0.0))),
        (question("row"), {"kind": "row", "weights": [1 / 3, 1 / 3, 1 / 3]}, RowAnswer((0.333, 0.333, 0.333))),
        (question("piece"), {"kind": "piece", "piece": " love "}, PieceAnswer("love")),
        (question("piece"), {"kind": "piece", "piece": ""}, PieceAnswer("")),
        (question("choice", "one", "two"), {"kind": "choice", "choice": 1}, ChoiceAnswer(1)),
        (question("race", "Additive", "Dot product"), {"kind": "choice", "choice": 0}, ChoiceAnswer(0)),
    ],
)
def test_an_answer_is_read(asked: Question, raw: object, answer: StudentAnswer) -> None:
    assert read_answer(raw, asked) == answer


@pytest.mark.parametrize(
    ("asked", "raw"),
    [
        (question("row"), {"kind": "row", "weights": [0.5, 0.4]}),
        (question("row"), {"kind": "row", "weights": []}),
        (question("row"), {"kind": "row", "weights": [True]}),
        (question("row"), {"kind": "row", "weights": [2, -1]}),
        (question("row"), {"kind": "row", "weights": [float("nan")]}),
        (question("row"), {"kind": "row", "weights": [0.005] * 201}),
        (question("row"), {"kind": "piece", "piece": "love"}),
        (question("piece"), {"kind": "piece", "piece": "x" * 81}),
        (question("choice", "one", "two"), {"kind": "choice", "choice": 2}),
        (question("choice", "one", "two"), {"kind": "choice", "choice": -1}),
        (question("choice", "one", "two"), {"kind": "choice", "choice": True}),
        (question("choice", "one", "two"), None),
    ],
)
def test_what_does_not_answer_the_question_is_refused(asked: Question, raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_answer(raw, asked)


def test_a_browser_has_a_plain_name() -> None:
    assert read_browser("1f0c-9a7e_B") == "1f0c-9a7e_B"
    for raw in (None, 12345678, "short", "x" * 65, "with space", "drop:table"):
        with pytest.raises(ValueError, match="no name"):
            read_browser(raw)


def test_a_room_survives_json() -> None:
    room = Room("cdhjpq", "hash").led(Lead("/step", ("pages",))).asked(question("choice", "one", "two"))
    room = room.revealed(ClassResult(1, (("one", 1), ("two", 0))))
    assert read_room(json.loads(json.dumps(asdict(room)))) == room


# -- a room


def test_answers_are_taken_from_the_question_until_it_is_revealed() -> None:
    room = Room("cdhjpq", "hash")
    assert room.question is None and not room.takes_answers(0)
    asked = room.asked(question("row"))
    assert asked.question == question("row") and asked.takes_answers(0)
    revealed = asked.revealed(ClassResult(0, ()))
    assert revealed.question == question("row") and not revealed.takes_answers(0)
    dismissed = revealed.dismissed()
    assert dismissed.question is None and dismissed.result is None and dismissed.questions == (question("row"),)


# -- what a class has answered


def test_rows_are_averaged_and_compared_with_the_models() -> None:
    rows = [RowAnswer((0.0, 1.0, 0.0)), RowAnswer((1.0, 0.0, 0.0)), RowAnswer((0.0, 0.5, 0.5)), RowAnswer((1.0,))]
    result = tally(question("row"), rows, TRUTH)
    assert result.answers == 4 and result.mean == (0.333, 0.5, 0.167)
    assert result.rows == ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.5, 0.5))
    assert result.bars == (("我", 1), ("爱", 2), ("你", 0))
    assert result.model == (0.1, 0.8, 0.1) and result.source == ("我", "爱", "你")
    assert result.agreeing == 2  # 0.8 and 0.6 of the model's weight are covered, and 0.1


def test_without_a_row_of_the_model_nobody_agrees_or_disagrees() -> None:
    result = tally(question("row"), [RowAnswer((0.5, 0.5))], None)
    assert (result.agreeing, result.model, result.source, result.mean) == (None, (), ("1", "2"), (0.5, 0.5))
    assert tally(question("row"), [], TRUTH).mean == ()


def test_words_are_counted_without_regard_to_capitals() -> None:
    answers = [PieceAnswer(piece) for piece in ("Love", "love", "like", "love", "")]
    result = tally(question("piece"), answers, TRUTH)
    assert result.bars == (("love", 3), ("like", 1), ("", 1))
    assert (result.agreeing, result.truth, result.answers) == (3, "love", 5)


def test_choices_are_counted_in_their_order_and_functions_have_a_right_one() -> None:
    answers = [ChoiceAnswer(1), ChoiceAnswer(1), ChoiceAnswer(0)]
    free = tally(question("choice", "yes", "no", "perhaps"), answers, TRUTH)
    assert (free.bars, free.agreeing) == ((("yes", 1), ("no", 2), ("perhaps", 0)), None)
    marked = tally(Question(1, "choice", "/", "", ("yes", "no"), "no"), answers, None)
    assert (marked.agreeing, marked.truth) == (2, "no")
    functions = tally(question("scorer", "dot", "additive"), answers, TRUTH)
    assert (functions.agreeing, functions.truth) == (2, "additive")
    broken = tally(question("diagnosis", "no-end", "dropout-on"), answers, Truth(diagnosis="no-end"))
    assert (broken.bars, broken.agreeing, broken.truth) == ((("no-end", 1), ("dropout-on", 2)), 1, "no-end")


def test_a_bet_is_right_once_the_training_has_decided_it() -> None:
    answers = [ChoiceAnswer(1), ChoiceAnswer(1), ChoiceAnswer(0)]
    race = question("race", "Additive", "Dot product")
    open_still = tally(race, answers, Truth(bets={"update": 3}))
    assert (open_still.bars, open_still.agreeing) == ((("Additive", 1), ("Dot product", 2)), None)
    decided = tally(race, answers, Truth(bets={"race": 1}))
    assert (decided.agreeing, decided.truth) == (2, "Dot product")
    assert tally(race, answers, Truth(bets={"race": 2})).agreeing is None  # that was asked about another race


def test_a_bet_that_was_decided_when_it_was_revealed_stays_so_without_the_training() -> None:
    race, answers = question("race", "Additive", "Dot product"), [ChoiceAnswer(1), ChoiceAnswer(0)]
    room = Room("cdhjpq", "").asked(race)
    early = room.revealed(tally(race, answers, Truth()))
    assert tally(early.questions[-1], answers, Truth(bets={"race": 0})).truth == "Additive"
    late = early.revealed(tally(early.questions[-1], answers, Truth(bets={"race": 1})))
    restarted = read_room(json.loads(json.dumps(asdict(late))))
    assert restarted == late and tally(restarted.questions[-1], answers, Truth()).truth == "Dot product"


def test_a_function_that_was_found_out_is_named_on_all_screens() -> None:
    asked = Room("cdhjp", "", Lead("/?blind=123456")).asked(question("scorer", "dot", "additive"))
    assert asked.revealed(tally(asked.questions[-1], [], TRUTH), "/?scorer=dot").lead.address == "/?scorer=dot"
    broken = asked.asked(question("diagnosis", "no-end", "dropout-on"))
    assert broken.revealed(tally(broken.questions[-1], [], TRUTH), "/broken-code?version=difference").lead.address == (
        "/broken-code?version=difference"
    )
    others = asked.asked(question("row"))
    assert others.revealed(tally(others.questions[-1], [], TRUTH), "/?scorer=dot").lead == asked.lead
