"""What a class has answered: counted, averaged, compared with the model. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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


def agrees(question: Question, answer: StudentAnswer, truth: Truth | None) -> bool | None:
    """Whether an answer is right; None where none is."""
    match answer:
        case RowAnswer(weights) if truth and truth.row:
            return len(weights) == len(truth.row) and covered_weight(weights, truth.row) >= AGREEING_SHARE
        case PieceAnswer(piece) if truth:
            return is_same_word(piece, truth.piece)
        case ChoiceAnswer(choice) if right := question.right_choice(truth):
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
    right = question.right_choice(truth)
    bars = tuple((choice, counts[choice]) for choice in question.choices)
    return ClassResult(len(chosen), bars, counts[right] if right else None, right)


def _plain(word: str) -> str:
    return normalize("NFC", word).strip().casefold()
