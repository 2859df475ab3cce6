"""What browsers send, and what a store has kept, read from JSON into values. A reader raises ValueError."""

from __future__ import annotations

import math
import re
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from pages.ui.address.view import HIDDEN
from pages.ui.features.rooms.room import (
    KEEP_RIGHT,
    QUESTION_KINDS,
    WITH_CHOICES,
    ChoiceAnswer,
    ClassResult,
    Given,
    Lead,
    PieceAnswer,
    Question,
    QuestionKind,
    Room,
    RowAnswer,
    StudentAnswer,
)
from seq2seq.config.cards import CARDS

LONGEST_ADDRESS = 2100
"""A link of the app has at most 2,000 characters, and the name of a page before them."""
LONGEST_WORDS, LONGEST_CHOICE, LONGEST_PIECE = 300, 80, 80
LONGEST_TIME = 3600
"""Seconds for a question."""
MOST_CHOICES = len(CARDS)
"""As many as there are scoring functions."""
MOST_WEIGHTS = 200
WEIGHT_DIGITS = 3
_ADDRESS = re.compile(r"/[a-z-]*(\?[^\s#]*)?")
_BROWSER = re.compile(r"[\w-]{8,64}")


def read_lead(raw: object) -> Lead:
    match raw:
        case {"address": address, "hidden": list(hidden), "frozen": bool(frozen)}:
            if unknown := [name for name in hidden if name not in HIDDEN]:
                raise ValueError(f"no control is called {unknown[0]!r}")
            return Lead(read_address(address), tuple(dict.fromkeys(hidden)), frozen)
    raise ValueError("no lead")


def read_question(raw: object, number: int, address: str) -> Question:
    """A question of this number about an address."""
    match raw:
        case {"kind": str(kind), "words": words, "choices": list(choices), "right": str(right)} if (
            kind in QUESTION_KINDS
        ):
            texts = tuple(_read_string(choice, LONGEST_CHOICE) for choice in choices)
            least, most = (2, MOST_CHOICES) if kind in WITH_CHOICES else (0, 0)
            if not least <= len(texts) <= most or not all(texts) or len(set(texts)) < len(texts):
                raise ValueError(f"a question of the kind {kind} has {least} to {most} different choices")
            if right and (kind not in KEEP_RIGHT or right not in texts):
                raise ValueError("what is right is one of the choices of such a question")
            return Question(number, cast(QuestionKind, kind), address, _read_string(words, LONGEST_WORDS), texts, right)
    raise ValueError("no question")


def read_seconds(raw: object) -> int:
    """How long a question is open; 0 for as long as the teacher likes."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LONGEST_TIME:
        return raw
    raise ValueError(f"no time of at most {LONGEST_TIME} seconds")


def read_answer(raw: object, question: Question) -> StudentAnswer:
    """An answer of the kind that the question asks for."""
    match question.kind, raw:
        case "row", {"kind": "row", "weights": list(weights)} if 0 < len(weights) <= _most_weights(question.address):
            return RowAnswer(_read_weights(weights))
        case "piece", {"kind": "piece", "piece": piece}:
            return PieceAnswer(_read_string(piece, LONGEST_PIECE).strip())
        case kind, {"kind": "choice", "choice": int(choice)} if kind in WITH_CHOICES and not isinstance(choice, bool):
            if 0 <= choice < len(question.choices):
                return ChoiceAnswer(choice)
    raise ValueError("no answer to this question")


def _most_weights(address: str) -> int:
    """As many as the sentence of an address can have pieces: one a byte, and the marks around it."""
    sentence = dict(parse_qsl(urlsplit(address).query)).get("q", "")
    return min(MOST_WEIGHTS, len(sentence.encode()) + 2) if sentence else MOST_WEIGHTS


def read_browser(raw: object) -> str:
    """The name that a browser has given itself."""
    if isinstance(raw, str) and _BROWSER.fullmatch(raw):
        return raw
    raise ValueError("no name of a browser")


def read_address(raw: object) -> str:
    """An address below that of the app, of one page and its query: nothing that leads elsewhere."""
    address = _read_string(raw, LONGEST_ADDRESS)
    if not _ADDRESS.fullmatch(address):
        raise ValueError("no address of the app")
    return address


def read_room(raw: Any) -> Room:
    """A room that a store has kept."""
    question_values = (Question(**{**question, "choices": tuple(question["choices"])}) for question in raw["questions"])
    lead = Lead(**{**raw["lead"], "hidden": tuple(raw["lead"]["hidden"])})
    result = None
    if (kept := raw["result"]) is not None:
        nested = {name: tuple(map(tuple, kept[name])) for name in ("bars", "rows")}
        flat = {name: tuple(kept[name]) for name in ("mean", "model", "source")}
        result = ClassResult(**{**kept, **nested, **flat})
    return Room(**{**raw, "lead": lead, "questions": tuple(question_values), "result": result})


def read_given(raw: Any) -> Given:
    """An answer that a store has kept."""
    return Given(_read_kept(raw["answer"]), raw["at"])


def _read_kept(raw: Any) -> StudentAnswer:
    match raw:
        case {"weights": weights}:
            return RowAnswer(tuple(weights))
        case {"piece": piece}:
            return PieceAnswer(piece)
        case {"choice": choice}:
            return ChoiceAnswer(choice)
    raise ValueError("no answer")


def _read_string(raw: object, longest: int) -> str:
    if not isinstance(raw, str) or len(raw) > longest:
        raise ValueError(f"no text of at most {longest} characters")
    raw.encode()  # raises UnicodeEncodeError, a ValueError, for half a character
    return raw


def _read_weights(raw: list[object]) -> tuple[float, ...]:
    weights = [
        float(weight)
        for weight in raw
        if isinstance(weight, int | float) and not isinstance(weight, bool) and 0 <= weight <= 1
    ]
    if len(weights) < len(raw):
        raise ValueError("no weight")
    if not math.isclose(sum(weights), 1, abs_tol=0.01):
        raise ValueError("weights sum to 1")
    return tuple(round(weight, WEIGHT_DIGITS) for weight in weights)
