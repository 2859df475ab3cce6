"""All answers of a room as a table."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from pages.ui.features.rooms.room import ChoiceAnswer, PieceAnswer, Question, RowAnswer, StudentAnswer, Truth
from pages.ui.features.rooms.tally import agrees, covered_weight

ASKED = {
    "row": "Where does the model look?",
    "piece": "What does the model say next?",
    "scorer": "Which scoring function is this?",
    "choice": "",
}
"""What is asked by each kind of question where the teacher's own words do not say it."""
HEADINGS = (
    "question number",
    "question",
    "choices",
    "address",
    "sentence",
    "function",
    "step",
    "word",
    "student",
    "answer",
    "model",
    "agrees",
    "shared weight",
)
END = "(end of sentence)"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_Answers = Sequence[Mapping[str, StudentAnswer]]


def answers_table(questions: Sequence[Question], answers: _Answers, truths: Sequence[Truth | None]) -> str:
    """CSV with a line for each student and question, also where a student has not answered, and one for a question that
    nobody has. `answers` has those to each question, by browser; a browser is a number, the same one in all questions.
    `truths` has what the model does there."""
    students = {
        browser: number + 1 for number, browser in enumerate(dict.fromkeys(b for given in answers for b in given))
    }
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(HEADINGS)
    for question, given, truth in zip(questions, answers, truths, strict=True):
        about = (question.number, *map(_harmless, _about(question, truth)))
        for browser, student in (students or {"": ""}).items():
            writer.writerow((*about, student, *map(_harmless, _compared(question, given.get(browser), truth))))
    return table.getvalue()


def _about(question: Question, truth: Truth | None) -> tuple[str, ...]:
    asked, choices = question.words or ASKED[question.kind], " | ".join(question.choices)
    if truth is None:
        return asked, choices, question.address, "", "", "", ""
    step = str(truth.step + 1)
    return asked, choices, question.address, truth.sentence, truth.scorer, step, truth.piece or END


def _compared(question: Question, answer: StudentAnswer | None, truth: Truth | None) -> tuple[str, ...]:
    """The answer, the model's own, whether they agree, and of rows the weight that they share."""
    agreeing = None if answer is None or truth is None else agrees(question, answer, truth)
    model = "" if truth is None else _model_text(question, truth)
    shared = ""
    if isinstance(answer, RowAnswer) and truth and len(answer.weights) == len(truth.row):
        shared = f"{covered_weight(answer.weights, truth.row):.3f}"
    return _answer_text(answer, question, truth), model, {None: "", True: "yes", False: "no"}[agreeing], shared


def _answer_text(answer: StudentAnswer | None, question: Question, truth: Truth | None) -> str:
    match answer:
        case RowAnswer(weights):
            return _row_text(weights, truth.source if truth else ())
        case PieceAnswer(piece):
            return piece or END
        case ChoiceAnswer(choice):
            return question.choices[choice]
    return ""


def _model_text(question: Question, truth: Truth) -> str:
    match question.kind:
        case "row":
            return _row_text(truth.row, truth.source)
        case "piece":
            return truth.piece or END
        case "scorer":
            return truth.scorer
    return ""


def _row_text(weights: Sequence[float], source: Sequence[str]) -> str:
    """Weights with the names of their pieces, unless they were painted over others."""
    if len(weights) != len(source):
        return " | ".join(f"{weight:g}" for weight in weights)
    return " | ".join(f"{piece} {weight:g}" for piece, weight in zip(source, weights, strict=True))


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
