"""How much an edit changed a translation: aligned words, Δ log p and KL of every step.

T steps of the original output. Only numpy and difflib; what needs a model is in `counterfactual`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, zip_longest

import numpy as np

from seq2seq.text.words import word_starts
from seq2seq.trace.pieces import running_text
from seq2seq.trace.trace import EOS_PIECE, Array, DecodeTrace


@dataclass(frozen=True)
class Word:
    """The characters of a word, its first step, and the step after its last."""

    text: str
    begin: int
    end: int


@dataclass(frozen=True)
class WordPair:
    """A word of the original output and the word at its place in the edited output; None where there is none."""

    before: Word | None
    after: Word | None

    @property
    def same(self) -> bool:
        return self.before is not None and self.after is not None and self.before.text == self.after.text


@dataclass(frozen=True, eq=False)
class Effect:
    """What an edit changed, by step of the original output, which is forced on the original and the edited model.

    delta (T,): log p of the original piece, edited minus original, in nats. kl (T,): KL(original ‖ edited) of the two
    distributions of the next piece, in bits.
    """

    before: DecodeTrace
    after: DecodeTrace
    delta: Array
    kl: Array

    @cached_property
    def words(self) -> tuple[WordPair, ...]:
        """The words of the two outputs, aligned."""
        return align_words(join_words(self.before.pieces), join_words(self.after.pieces))

    @cached_property
    def changed(self) -> bool:
        return self.before.pieces != self.after.pieces

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """The steps by KL, largest first."""
        return rank_descending(self.kl)


def join_words(pieces: Sequence[str]) -> tuple[Word, ...]:
    """Join pieces to words. The end of the sentence is not a word, but it counts as a step."""
    groups = pairwise((*word_starts(pieces), len(pieces)))
    rows = ((begin, end) for begin, end in groups if pieces[begin] != EOS_PIECE)
    return tuple(Word(running_text(pieces[begin:end]), begin, end) for begin, end in rows)


def align_words(before: Sequence[Word], after: Sequence[Word]) -> tuple[WordPair, ...]:
    """Pair equal words in order, and replaced words with their replacements."""
    match = SequenceMatcher(None, [word.text for word in before], [word.text for word in after], autojunk=False)
    return tuple(
        WordPair(*pair)
        for _, first, last, begin, end in match.get_opcodes()
        for pair in zip_longest(before[first:last], after[begin:end])
    )


def kl_divergence(logprobs: Array, other_logprobs: Array) -> Array:
    """(…, V), (…, V) natural logarithms → (…,): KL(first ‖ second) in bits. Kullback & Leibler 1951."""
    nats = (np.exp(logprobs) * (logprobs - other_logprobs)).sum(axis=-1)
    return np.maximum(nats / np.log(2), 0)  # rounding can make it slightly negative


def total_variation(logprobs: Array, other_logprobs: Array) -> Array:
    """(…, V), (…, V) natural logarithms → (…,): total variation distance, 0 (equal) to 1 (nothing in common)."""
    return np.abs(np.exp(logprobs) - np.exp(other_logprobs)).sum(axis=-1) / 2


def rank_descending(values: Array) -> tuple[int, ...]:
    """Indices in order of descending value; among equal values the first comes first."""
    return tuple(np.argsort(-values, kind="stable").tolist())
