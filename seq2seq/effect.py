"""By how much an edit changed a translation: words side by side, Δ log p and KL of every step, the suite's matrix.

T steps of the original output, S source pieces. numpy, pandas, difflib; what needs a model stands in `whatif`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from seq2seq.edits import Edits
from seq2seq.tokens import word_starts
from seq2seq.trace import EOS_PIECE, WORD_START, Array, DecodeTrace

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Word:
    """Its characters, its first step and the one after its last."""

    text: str
    begin: int
    end: int


@dataclass(frozen=True)
class Pair:
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
    def words(self) -> tuple[Pair, ...]:
        """Both outputs, word for word."""
        return aligned(words(self.before.pieces), words(self.after.pieces))

    @cached_property
    def changed(self) -> bool:
        return self.before.pieces != self.after.pieces

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """The steps, the one that changed most (by KL) first."""
        return ranked(self.kl)


@dataclass(frozen=True)
class Counterfactual:
    """What the suite asks: `name` is uniform, shuffled, one_hot or masked (then `position` is the hidden piece's);
    `edits` are what it adds to the request."""

    name: str
    edits: Edits
    position: int | None = None


@dataclass(frozen=True, eq=False)
class Variant:
    """An answer of the suite: delta and kl (T,) as in `Effect`, the text of its own output, and whether that is
    another than the original's."""

    asked: Counterfactual
    delta: Array
    kl: Array
    text: str
    changed: bool


@dataclass(frozen=True, eq=False)
class Suite:
    """All counterfactuals of one sentence: uniform, shuffled a few times, one-hot at the maximum, then each piece
    masked."""

    trace: DecodeTrace
    variants: tuple[Variant, ...]

    @cached_property
    def matrix(self) -> Array:
        """(T, S): |Δ log p| of each step's piece when a source piece is masked."""
        return np.stack([np.abs(each.delta) for each in self.variants if each.asked.name == "masked"], axis=1)

    @cached_property
    def correlations(self) -> Array:
        """(T,): Spearman between the row of the matrix and the alignment's, −1 to 1; NaN where one of them is flat."""
        return np.array([spearman(*rows) for rows in zip(self.matrix, self.trace.alignment, strict=True)])

    @cached_property
    def correlation(self) -> float:
        """The same over all cells at once."""
        return spearman(self.matrix.ravel(), self.trace.alignment.ravel())

    @cached_property
    def dependence(self) -> Array:
        """(T,): bits by which the next piece changes when the step must look everywhere alike."""
        return next(each.kl for each in self.variants if each.asked.name == "uniform")

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """The steps, the one that depends most on where it looks first."""
        return ranked(self.dependence)

    def to_frame(self) -> pd.DataFrame:
        """One row a variant: mean and largest |Δ log p| (nats), mean and largest KL (bits), its output."""
        import pandas as pd  # as in `trace`

        return pd.DataFrame(
            {
                "variant": [each.asked.name for each in self.variants],
                "position": pd.array([each.asked.position for each in self.variants], dtype="Int64"),
                "piece": [self._piece(each.asked.position) for each in self.variants],
                "delta_mean": [np.abs(each.delta).mean() for each in self.variants],
                "delta_max": [np.abs(each.delta).max() for each in self.variants],
                "kl_mean": [each.kl.mean() for each in self.variants],
                "kl_max": [each.kl.max() for each in self.variants],
                "changed": [each.changed for each in self.variants],
                "output": [each.text for each in self.variants],
            }
        )

    def _piece(self, position: int | None) -> str:
        return "" if position is None else self.trace.source.pieces[position]


def words(pieces: Sequence[str]) -> tuple[Word, ...]:
    """Pieces joined to words. The end of the sentence is no word, but it counts as a step."""
    groups = pairwise((*word_starts(pieces), len(pieces)))
    joined = (Word("".join(pieces[begin:end]).removeprefix(WORD_START), begin, end) for begin, end in groups)
    return tuple(word for word in joined if word.text != EOS_PIECE)


def aligned(before: Sequence[Word], after: Sequence[Word]) -> tuple[Pair, ...]:
    """Equal words side by side, in order; what was put in their place beside what was there."""
    match = SequenceMatcher(None, [word.text for word in before], [word.text for word in after], autojunk=False)
    return tuple(
        Pair(*pair)
        for _, first, last, begin, end in match.get_opcodes()
        for pair in zip_longest(before[first:last], after[begin:end])
    )


def divergence(logprobs: Array, others: Array) -> Array:
    """(…, V), (…, V) natural logarithms → (…,): KL(first ‖ second) in bits. Kullback & Leibler 1951."""
    nats = (np.exp(logprobs) * (logprobs - others)).sum(axis=-1)
    return np.maximum(nats / np.log(2), 0)  # rounding could leave it a little below


def ranked(values: Array) -> tuple[int, ...]:
    """Indices, those of the largest values first, of equal ones the first."""
    return tuple(np.argsort(-values, kind="stable").tolist())


def spearman(one: Array, other: Array) -> float:
    """Correlation of the ranks, equal values sharing theirs; NaN where a side is flat. Spearman 1904."""
    import pandas as pd

    ranks, others = (pd.Series(values).rank().to_numpy() for values in (one, other))
    flat = np.ptp(ranks) == 0 or np.ptp(others) == 0
    return float("nan") if flat else float(np.corrcoef(ranks, others)[0, 1])
