"""All answers of a room for a person to read: a table, and a page to print by question."""

from __future__ import annotations

import csv
import re

from pages.ui.features.rooms.answers import Answered, Reader, answers_page, answers_table
from pages.ui.features.rooms.room import ChoiceAnswer, Given, PieceAnswer, Question, RowAnswer, StudentAnswer, Truth

TRUTH = Truth((0.1, 0.8, 0.1), ("我", "爱", "你"), "love", "additive", "我爱你", 1)
ASKED_AT = 1764093720.0  # 18:02:00 UTC
ENGLISH, CHINESE = Reader(), Reader("zh", 8 * 60)


def given(answer: StudentAnswer, seconds: float = 9) -> Given:
    return Given(answer, ASKED_AT + seconds)


def asked(number: int, kind: str, *choices: str, words: str = "", right: str = "") -> Question:
    return Question(number, kind, "/predict?q=我爱你", words, choices, right, ASKED_AT)  # type: ignore[arg-type]


ANSWERED = [
    Answered(
        asked(1, "row"),
        {"browser-a": given(RowAnswer((0.0, 1.0, 0.0))), "browser-b": given(RowAnswer((1.0, 0.0)))},
        TRUTH,
    ),
    Answered(asked(2, "piece"), {"browser-b": given(PieceAnswer("Love"), 65.6)}, TRUTH),
    Answered(
        asked(3, "scorer", "dot", "additive"),
        {"browser-b": given(ChoiceAnswer(0)), "browser-a": given(ChoiceAnswer(1))},
        TRUTH,
    ),
    Answered(asked(4, "choice", "one", "two", words="Which?"), {}, None),
]


def lines(answered: list[Answered], reader: Reader = ENGLISH) -> list[dict[str, str]]:
    return list(csv.DictReader(answers_table(answered, reader).splitlines()))


def test_a_table_says_in_words_what_was_asked_and_answered_and_whether_it_was_right() -> None:
    table = lines(ANSWERED)
    assert [(line["Question number"], line["Student"]) for line in table] == [(q, s) for q in "1234" for s in "12"]
    assert [line["Question"] for line in table[::2]] == [
        "Where does the model look?",
        "What does the model say next?",
        "Which scoring function is this?",
        "Which?",
    ]
    assert {(line["Sentence"], line["Step"]) for line in table[:6]} == {("我爱你", "2")}
    row = "爱 80%, 我 10%, 你 10%"
    told = [[line[name] for name in ("Answer", "Right answer", "Correct", "Shared weight")] for line in table]
    assert told == [
        ["爱 100%", row, "yes", "80%"],
        ["1 100%", row, "no", ""],
        ["", "love", "", ""],
        ["Love", "love", "yes", ""],
        ["Additive", "Additive", "yes", ""],
        ["Dot product", "Additive", "no", ""],
        ["", "", "", ""],
        ["", "", "", ""],
    ]
    assert (table[3]["Time"], table[3]["Seconds taken"]) == ("2025-11-25 18:03:05", "66")


def test_a_table_speaks_the_language_of_its_reader_and_has_their_time() -> None:
    (first, *_) = lines(ANSWERED, CHINESE)
    assert (first["问题"], first["是否正确"], first["时间"]) == ("模型看向哪里？", "是", "2025-11-26 02:02:09")
    assert lines(ANSWERED, CHINESE)[5]["回答"] == "点积"


def test_diagnoses_are_called_by_their_titles_and_name_no_sentence() -> None:
    answers = {"browser-a": given(ChoiceAnswer(0)), "browser-b": given(ChoiceAnswer(1))}
    table = lines([Answered(asked(1, "diagnosis", "no-end", "dropout-on"), answers, Truth(diagnosis="no-end"))])
    assert [line["Correct"] for line in table] == ["yes", "no"]
    assert table[0]["Answer"] == table[0]["Right answer"] == table[1]["Right answer"] != table[1]["Answer"]
    assert "no-end" not in table[0].values() and (table[0]["Sentence"], table[0]["Step"]) == ("", "")


def test_bets_are_said_in_words_and_name_no_sentence() -> None:
    answers = {"browser-a": given(ChoiceAnswer(0)), "browser-b": given(ChoiceAnswer(1))}
    for decided, correct in (({"race": 1}, ["no", "yes"]), ({}, ["", ""])):
        table = lines([Answered(asked(1, "race", "Additive", "Dot product"), answers, Truth(bets=decided))])
        assert [line["Correct"] for line in table] == correct
        assert (table[0]["Answer"], table[0]["Right answer"]) == ("Additive", "Dot product" if decided else "")
        assert (table[0]["Sentence"], table[0]["Step"]) == ("", "")
        assert table[0]["Question"] == "Which run learns first?"


def test_a_choice_of_ones_own_is_right_where_it_is_marked() -> None:
    answers = {"browser-a": given(ChoiceAnswer(0)), "browser-b": given(ChoiceAnswer(1))}
    for right, correct in (("one", ["yes", "no"]), ("", ["", ""])):
        table = lines([Answered(asked(1, "choice", "one", "two", words="Which?", right=right), answers, None)])
        assert [line["Correct"] for line in table] == correct and table[0]["Right answer"] == right


def test_a_question_that_nobody_answered_has_a_line_and_nothing_is_a_formula() -> None:
    (line,) = lines([Answered(asked(1, "choice", "yes", "no", words="=1+1"), {}, None)])
    assert (line["Question"], line["Student"], line["Answer"]) == ("'=1+1", "", "")
    (line,) = lines([Answered(asked(1, "piece"), {"browser-a": given(PieceAnswer("+x"))}, None)])
    assert line["Answer"] == "'+x"


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page).split())


def test_a_page_has_a_section_for_each_question() -> None:
    page = answers_page("cdhjpq", ANSWERED, ENGLISH)
    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        "1. Where does the model look?",
        "2. What does the model say next?",
        "3. Which scoring function is this?",
        "4. Which?",
    ]
    said = text_of(page)
    assert "Answers of room CDHJPQ" in said
    assert "Sentence: 我爱你 · step 2 · Additive" in said
    assert "Answers: 2, correct: 1 Prediction counted as correct: it shares at least half" in said
    assert "Source piece Model Class mean 我 10% 0% 爱 80% 100% 你 10% 0%" in said
    assert "Student Answer Correct Shared weight Seconds taken 1 爱 100% yes 80% 9 2 1 100% no 9" in said
    assert "Choices: Dot product · Additive" in said and "Right answer: Additive" in said
    assert "Answer Students Dot product 1 Additive ✓ 1" in said
    assert "Choices: one · two 2025-11-25 18:02:00 Answers: 0" in said


def test_a_page_in_chinese_and_of_a_room_in_which_nothing_was_asked() -> None:
    page = answers_page("cdhjpq", ANSWERED, CHINESE)
    assert '<html lang="zh">' in page and "<h1>房间 CDHJPQ 的回答</h1>" in page and "其中正确：1" in page
    assert "Nothing has been asked yet." in answers_page("cdhjpq", [], ENGLISH)


def test_what_people_have_written_stays_text() -> None:
    written = "<b>*x*</b> $a$"
    answered = [
        Answered(asked(1, "choice", written, "no", words=written), {"browser-a": given(ChoiceAnswer(0))}, None),
        Answered(asked(2, "piece"), {"browser-a": given(PieceAnswer(written))}, TRUTH),
    ]
    page = answers_page("cdhjpq", answered, ENGLISH)
    assert "<b>" not in page and page.count("&lt;b&gt;*x*&lt;/b&gt; $a$") == 6
