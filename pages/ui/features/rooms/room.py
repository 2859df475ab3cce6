"""A room as frozen values: where the teacher leads, what is asked, what the class answered; its code and its secret."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal, get_args

QuestionKind = Literal["row", "piece", "scorer", "diagnosis", "update", "race", "choice"]
"""What is asked: where the model looks, what it says next, which scoring function this is, what is wrong with what
is in view, after how many updates a training aligns, which run of a race learns first, or one of several texts."""
QUESTION_KINDS: tuple[str, ...] = get_args(QuestionKind)
WITH_CHOICES = ("scorer", "diagnosis", "update", "race", "choice")
"""The kinds that are answered by one of several choices."""
KEEP_RIGHT = ("update", "race", "choice")
"""Those of which a question keeps what is right: the teacher has said it, or a training that may be gone later."""


LATE = 2.0
"""Seconds after the end in which answers that are under way are still taken."""


@dataclass(frozen=True)
class Lead:
    """Where a class is: an `address` below that of the app, such as `/step?q=…`; the names of the controls that are
    `hidden`; whether the sentence is `frozen`, so that only the teacher changes it."""

    address: str = "/"
    hidden: tuple[str, ...] = ()
    frozen: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A question as browsers get it."""

    number: int
    kind: QuestionKind
    address: str
    words: str
    choices: tuple[str, ...]
    closes: float


@dataclass(frozen=True)
class Question:
    """What a class is asked about an `address`. `words` are the teacher's own; `choices` are what to choose from:
    texts, in the teacher's language, or the names of scoring functions or diagnoses. `right` is the one that is, of the
    teacher's own choices and of a bet on a training that was decided when it was revealed; "" if that is open. It was
    `asked` at that second since 1970, and `closes` at another, unless that is 0."""

    number: int
    kind: QuestionKind
    address: str
    words: str = ""
    choices: tuple[str, ...] = ()
    right: str = ""
    asked: float = 0.0
    closes: float = 0.0

    def begun(self, number: int, now: float, seconds: float) -> Question:
        """The same, asked now under this number for so many seconds; 0 for as long as the teacher likes."""
        return replace(self, number=number, asked=now).closing(now, seconds)

    def closing(self, now: float, seconds: float) -> Question:
        """The same, open for so many seconds from now; 0 for as long as the teacher likes."""
        return replace(self, closes=now + seconds if seconds else 0.0)

    def told(self) -> AskedQuestion:
        """What everybody may know of it before the result: not which choice is right."""
        return AskedQuestion(self.number, self.kind, self.address, self.words, self.choices, self.closes)

    def right_choice(self, truth: Truth | None) -> str:
        """The choice that is right; "" where none is."""
        if self.right or truth is None or self.kind == "choice":
            return self.right
        bet = truth.bets.get(self.kind)
        if bet is not None and bet < len(self.choices):
            return self.choices[bet]
        return {"scorer": truth.scorer, "diagnosis": truth.diagnosis}.get(self.kind, "")


@dataclass(frozen=True)
class RowAnswer:
    """Weights over the source, which sum to 1."""

    weights: tuple[float, ...]


@dataclass(frozen=True)
class PieceAnswer:
    """The next word; empty for the end of the sentence."""

    piece: str


@dataclass(frozen=True)
class ChoiceAnswer:
    """The number of a choice, from 0."""

    choice: int


StudentAnswer = RowAnswer | PieceAnswer | ChoiceAnswer


@dataclass(frozen=True)
class Given:
    """An answer, `at` the second since 1970 in which it was handed in."""

    answer: StudentAnswer
    at: float


@dataclass(frozen=True)
class Truth:
    """What the model does at an address: its `row` over the `source`, the word that it says, its scoring function.
    The row is empty where nothing attends. The address is of a `step` of a `sentence`; it is `named` where it says the
    scoring function, which it may hide. Of an address where something is broken there is only the right
    `diagnosis`, and the address that shows it; of one with a training, the number of the right choice for each kind of
    `bets` that is decided."""

    row: tuple[float, ...] = ()
    source: tuple[str, ...] = ()
    piece: str = ""
    scorer: str = ""
    sentence: str = ""
    step: int = 0
    named: str = ""
    diagnosis: str = ""
    bets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ClassResult:
    """What a class has answered. `bars` has each answer and how many gave it: of rows, the source piece with the most
    weight. `agreeing` is how many agree with the model, None where there is nothing to agree with. Of rows there are
    also the `rows` of the class, their `mean`, the `model`'s own, and the `source` that they lie over."""

    answers: int
    bars: tuple[tuple[str, int], ...]
    agreeing: int | None = None
    truth: str = ""
    rows: tuple[tuple[float, ...], ...] = ()
    mean: tuple[float, ...] = ()
    model: tuple[float, ...] = ()
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """All that is known of a room but the answers. `secret_hash` is what remains of the teacher's secret. The last of
    the `questions` is `open` until the teacher goes on; its `result` is there once it is revealed, since the version
    `result_version`. `version` grows with every change."""

    code: str
    secret_hash: str
    lead: Lead = Lead()
    questions: tuple[Question, ...] = ()
    open: bool = False
    result: ClassResult | None = None
    result_version: int = 0
    version: int = 0

    @property
    def question(self) -> Question | None:
        """What is asked now."""
        return self.questions[-1] if self.open else None

    def takes_answers(self, now: float) -> bool:
        """Whether a question is asked, not yet revealed, and its time not over."""
        question = self.question
        if question is None or self.result is not None:
            return False
        return not question.closes or now < question.closes + LATE

    def led(self, lead: Lead) -> Room:
        """The room where the class is led there."""
        return replace(self, lead=lead)

    def asked(self, question: Question) -> Room:
        """The room where the class is asked this next."""
        return replace(self, questions=(*self.questions, question), open=True, result=None)

    def timed(self, now: float, seconds: float) -> Room:
        """The room where the question is open for so many seconds from now."""
        return replace(self, questions=(*self.questions[:-1], self.questions[-1].closing(now, seconds)))

    def revealed(self, result: ClassResult, named: str = "") -> Room:
        """The room where everybody sees this result; where a scoring function or a mistake was to be found out, at the
        address that says which it is."""
        found = self.question is not None and self.question.kind in ("scorer", "diagnosis") and named
        lead = replace(self.lead, address=named) if found else self.lead
        last = self.questions[-1]
        kept = replace(last, right=last.right or result.truth) if last.kind in KEEP_RIGHT else last
        questions = (*self.questions[:-1], kept)
        return replace(self, questions=questions, result=result, result_version=self.version + 1, lead=lead)

    def dismissed(self) -> Room:
        """The room where nothing is asked any more."""
        return replace(self, open=False, result=None)


CODE_LETTERS = "cdhjpqrtvwxz"
"""No vowels and none of F, K, M, N and S, so that no code reads as a word or as one of the usual abbreviations of rude
ones in English or pinyin; none that looks like a digit or like another of them."""
CODE_LENGTH = 6
"""12 to the power of 6: three million codes. Somebody may try some hundred in an hour (`guess` in `room_requests`)."""
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody typed, in whatever case and with spaces or hyphens. Raises ValueError."""
    code = re.sub(r"[\s-]", "", typed).lower()
    if not _CODE.fullmatch(code):
        raise ValueError(f"a code has {CODE_LENGTH} of the letters {CODE_LETTERS}")
    return code


def new_secret() -> str:
    """What only the teacher's browser knows."""
    return secrets.token_urlsafe(24)


def hash_secret(secret: str) -> str:
    """What is kept of a secret: whoever reads the store can't lead."""
    return sha256(secret.encode()).hexdigest()


def is_secret(given: str, secret_hash: str) -> bool:
    """Whether this is the secret, in a time that tells nothing of it."""
    return secrets.compare_digest(hash_secret(given), secret_hash)
