"""What a class has answered: counted, averaged, compared with the model, and all of it as a table. Pure."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO
from unicodedata import normalize

from pages.ui.features.rooms.room import (
    ChoiceAnswer,
    ClassResult,
    PieceAnswer,
    Question,
    RowAnswer,
    StudentAnswer,
    Truth,
)

AGREEING_SHARE = 0.5
"""From this share of the model's weight on, a row agrees with it: as on the page Predict."""
MOST_ROWS = 100
"""Rows of a heatmap; the mean is of all."""
MOST_BARS = 12


def tally(question: Question, answers: Sequence[StudentAnswer], truth: Truth | None) -> ClassResult:
    """The result of a question. `truth` is None where the model has none, as of an impossible address."""
    match question.kind:
        case "row":
            rows = [answer.weights for answer in answers if isinstance(answer, RowAnswer)]
            return _tally_rows(rows, truth)
        case "piece":
            return _tally_pieces([answer.piece for answer in answers if isinstance(answer, PieceAnswer)], truth)
    chosen = [question.choices[answer.choice] for answer in answers if isinstance(answer, ChoiceAnswer)]
    return _tally_choices(question, chosen, truth)


def agrees(question: Question, answer: StudentAnswer, truth: Truth) -> bool | None:
    """Whether an answer agrees with the model; None where there is nothing to agree with."""
    match answer:
        case RowAnswer(weights) if truth.row:
            return len(weights) == len(truth.row) and covered_weight(weights, truth.row) >= AGREEING_SHARE
        case PieceAnswer(piece):
            return is_same_word(piece, truth.piece)
        case ChoiceAnswer(choice) if right := truth.right_choice(question.kind):
            return question.choices[choice] == right
    return None


def covered_weight(guess: Sequence[float], row: Sequence[float]) -> float:
    """The share of the weights of `row` that lies under those of `guess`: 1 for equal rows."""
    return sum(map(min, guess, row))


def is_same_word(one: str, other: str) -> bool:
    """Whether two words differ in capitals and spaces around them at most."""
    return _plain(one) == _plain(other)


def _tally_rows(rows: Sequence[tuple[float, ...]], truth: Truth | None) -> ClassResult:
    """Rows of another length were painted over another sentence: they are counted and not drawn."""
    width = len(truth.row) if truth and truth.row else max(map(len, rows), default=0)
    fitting = [row for row in rows if len(row) == width]
    mean = tuple(round(sum(column) / len(fitting), 3) for column in zip(*fitting, strict=True))
    source = truth.source if truth else tuple(str(number + 1) for number in range(width))
    peaks = Counter(row.index(max(row)) for row in fitting)
    model = truth.row if truth else ()
    return ClassResult(
        answers=len(rows),
        bars=tuple((source[index], peaks[index]) for index in range(width)),
        agreeing=sum(covered_weight(row, model) >= AGREEING_SHARE for row in fitting) if model else None,
        rows=tuple(sorted(fitting, key=_center)[:MOST_ROWS]),
        mean=mean,
        model=model,
        source=source,
    )


def _center(row: Sequence[float]) -> float:
    """Where a row lies, so that a heatmap has like rows beside each other."""
    return sum(index * weight for index, weight in enumerate(row))


def _tally_pieces(pieces: Sequence[str], truth: Truth | None) -> ClassResult:
    """Words that differ in capitals alone are one bar, spelled as most spell it."""
    spellings: dict[str, Counter[str]] = {}
    for piece in pieces:
        spellings.setdefault(_plain(piece), Counter())[piece] += 1
    bars = sorted(
        ((count.most_common(1)[0][0], count.total()) for count in spellings.values()), key=lambda bar: -bar[1]
    )
    agreeing = sum(is_same_word(piece, truth.piece) for piece in pieces) if truth else None
    return ClassResult(len(pieces), tuple(bars[:MOST_BARS]), agreeing, truth.piece if truth else "")


def _tally_choices(question: Question, chosen: Sequence[str], truth: Truth | None) -> ClassResult:
    counts = Counter(chosen)
    right = truth.right_choice(question.kind) if truth else ""
    bars = tuple((choice, counts[choice]) for choice in question.choices)
    return ClassResult(len(chosen), bars, counts[right] if right else None, right)


def _plain(word: str) -> str:
    return normalize("NFC", word).strip().casefold()


ASKED = {
    "row": "Where does the model look?",
    "piece": "What does the model say next?",
    "scorer": "Which scoring function is this?",
    "diagnosis": "What is wrong here?",
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
    if truth is None or truth.diagnosis:
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
    return truth.right_choice(question.kind)


def _row_text(weights: Sequence[float], source: Sequence[str]) -> str:
    """Weights with the names of their pieces, unless they were painted over others."""
    if len(weights) != len(source):
        return " | ".join(f"{weight:g}" for weight in weights)
    return " | ".join(f"{piece} {weight:g}" for piece, weight in zip(source, weights, strict=True))


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
