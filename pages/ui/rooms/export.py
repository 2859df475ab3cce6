"""All answers of a room as a table."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from pages.ui.rooms.room import ChoiceAnswer, PieceAnswer, Question, RowAnswer, StudentAnswer

HEADINGS = ("question", "kind", "address", "words", "student", "answer")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answers_table(questions: Sequence[Question], answers: Sequence[Mapping[str, StudentAnswer]]) -> str:
    """CSV with a line for each answer. `answers` has those to each question, by browser; a browser is a number, the
    same one in all questions."""
    students: dict[str, int] = {}
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(HEADINGS)
    for question, given in zip(questions, answers, strict=True):
        for browser, answer in given.items():
            student = students.setdefault(browser, len(students) + 1)
            texts = map(_harmless, (question.kind, question.address, question.words))
            writer.writerow((question.number, *texts, student, _harmless(_answer_text(answer, question))))
    return table.getvalue()


def _answer_text(answer: StudentAnswer, question: Question) -> str:
    match answer:
        case RowAnswer(weights):
            return " ".join(f"{weight:g}" for weight in weights)
        case PieceAnswer(piece):
            return piece
        case ChoiceAnswer(choice):
            return question.choices[choice]


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
