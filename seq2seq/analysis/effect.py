"""By how much an edit changed a translation: words side by side, Δ log p and KL of every step.

T steps of the original output. numpy and difflib; what needs a model stands in `counterfactual`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, zip_longest

import numpy as np

from seq2seq.text.tokens import word_starts
from seq2seq.trace.trace import EOS_PIECE, WORD_START, Array, DecodeTrace


@dataclass(frozen=True)
class Word:
    """Its characters, its first step and the one after its last."""

    text: str
    begin: int
    end: int


@dataclass(frozen=True)
class WordPair:
    """A word of the original and the one that stands for it in the edited output; None where there is none."""

    before: Word | None
    after: Word | None

    @property
    def same(self) -> bool:
        return self.before is not None and self.after is not None and self.before.text == self.after.text


@dataclass(frozen=True, eq=False)
class Effect:
    """What an edit did. Its steps are those of the original output, which both are made to say.

    delta (T,): log p of the original piece, edited less original, in nats. kl (T,): KL(original ‖ edited) of the two
    distributions of the next piece, in bits. `instead`: the piece the edited model finds likeliest at each step.
    """

    before: DecodeTrace
    after: DecodeTrace
    delta: Array
    kl: Array
    instead: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[WordPair, ...]:
        """Both outputs, word for word."""
        return align_words(join_words(self.before.pieces), join_words(self.after.pieces))

    @cached_property
    def changed(self) -> bool:
        return self.before.pieces != self.after.pieces

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """The steps, the one that changed most (by KL) first."""
        return ranked(self.kl)


def join_words(pieces: Sequence[str]) -> tuple[Word, ...]:
    """Pieces joined to words. The end of the sentence is no word, but it counts as a step."""
    groups = pairwise((*word_starts(pieces), len(pieces)))
    joined = (Word("".join(pieces[begin:end]).removeprefix(WORD_START), begin, end) for begin, end in groups)
    return tuple(word for word in joined if word.text != EOS_PIECE)


def align_words(before: Sequence[Word], after: Sequence[Word]) -> tuple[WordPair, ...]:
    """Equal words side by side, in order; what was put in their place beside what was there."""
    match = SequenceMatcher(None, [word.text for word in before], [word.text for word in after], autojunk=False)
    return tuple(
        WordPair(*pair)
        for _, first, last, begin, end in match.get_opcodes()
        for pair in zip_longest(before[first:last], after[begin:end])
    )


def kl_divergence(logprobs: Array, others: Array) -> Array:
    """(…, V), (…, V) natural logarithms → (…,): KL(first ‖ second) in bits. Kullback & Leibler 1951."""
    nats = (np.exp(logprobs) * (logprobs - others)).sum(axis=-1)
    return np.maximum(nats / np.log(2), 0)  # rounding could leave it a little below


def variation(logprobs: Array, others: Array) -> Array:
    """(…, V), (…, V) natural logarithms → (…,): total variation distance, 0 (equal) to 1 (nothing in common)."""
    return np.abs(np.exp(logprobs) - np.exp(others)).sum(axis=-1) / 2


def ranked(values: Array) -> tuple[int, ...]:
    """Indices, those of the largest values first, of equal ones the first."""
    return tuple(np.argsort(-values, kind="stable").tolist())
