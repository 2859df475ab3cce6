"""What holds for every sound attention, checked on its weights: a notebook can check its own. Only numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seq2seq.config.arrays import Array

TOLERANCE = 1e-3
"""By how much two weights that ought to be equal may differ: some models compute with half precision."""
SAME = 1e-6
"""Weights that differ by less do not depend on what was changed."""
SATURATED = 1e-3
"""Below this w (1 − w), the slope of a softmax at its largest weight, hardly any gradient is left."""
HALF = 0.5
"""A piece that has more than this share of all attention is a sink."""


@dataclass(frozen=True, eq=False)
class AttentionEvidence:
    """The attention of one head in one sentence, T steps over S source pieces, and what else is known of it.

    weights (T, S); mask (S,), True = a real piece, by default all; scores (T, S) before mask and softmax. The others
    are weights for the same queries: `alone` (T, S or less) with the sentence in a batch of its own, `other_source`
    (T, S) over the encoder states of another sentence, `permuted` (T, S) over the same states in the order `order`
    (S,). What is None is not checked. Raises ValueError for weights that are no matrix and for shapes that do not
    fit."""

    weights: Array
    mask: Array | None = None
    scores: Array | None = None
    alone: Array | None = None
    other_source: Array | None = None
    permuted: Array | None = None
    order: Array | None = None

    def __post_init__(self) -> None:
        if self.weights.ndim != 2 or not self.weights.size:
            raise ValueError(f"weights: expected (steps, source pieces), received {self.weights.shape}")
        for name in ("scores", "other_source", "permuted"):
            given = getattr(self, name)
            if given is not None and given.shape != self.weights.shape:
                raise ValueError(f"{name}: expected {self.weights.shape}, received {given.shape}")
        for name in ("mask", "order"):
            given = getattr(self, name)
            if given is not None and given.shape != self.weights.shape[1:]:
                raise ValueError(f"{name}: expected {self.weights.shape[1:]}, received {given.shape}")
        if (self.permuted is None) != (self.order is None):
            raise ValueError("permuted and order belong together")

    @property
    def real(self) -> Array:
        """(S,): the mask, all True where none was given."""
        return np.ones(self.weights.shape[1], dtype=bool) if self.mask is None else self.mask.astype(bool)


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold: its name, the step where that shows most (None: at all steps), and numbers,
    what was `found` there and what is `expected`."""

    invariant: str
    step: int | None
    found: float
    expected: float

    @property
    def values(self) -> Mapping[str, Any]:
        """What is put into the braces of the invariant's words."""
        step = None if self.step is None else self.step + 1
        return {"step": step, "found": f"{self.found:.3g}", "expected": f"{self.expected:.3g}"}

    def __str__(self) -> str:
        invariant = INVARIANTS[self.invariant]
        return f"{invariant.title}: {invariant.words.format(**self.values)}"


@dataclass(frozen=True)
class Invariant:
    """Something that holds: `title`, the `words` for a violation, and the check itself."""

    title: str
    words: str
    check: Callable[[AttentionEvidence], tuple[int | None, float, float] | None]
    """Step, found, expected; None where it holds or nothing is known of it."""


def check_attention(evidence: AttentionEvidence) -> tuple[Violation, ...]:
    """The invariants that the attention violates, in the order of `INVARIANTS`."""
    results = ((name, invariant.check(evidence)) for name, invariant in INVARIANTS.items())
    return tuple(Violation(name, *result) for name, result in results if result)


Result = tuple[int | None, float, float] | None


def _row_sums(evidence: AttentionEvidence) -> Result:
    sums = evidence.weights.sum(axis=1)
    worst = int(np.abs(sums - 1).argmax())
    return (worst, float(sums[worst]), 1.0) if abs(sums[worst] - 1) > TOLERANCE else None


def _padding(evidence: AttentionEvidence) -> Result:
    lost = evidence.weights[:, ~evidence.real].sum(axis=1)
    worst = int(lost.argmax())
    return (worst, float(lost[worst]), 0.0) if lost[worst] > SAME else None


def _own_scores(evidence: AttentionEvidence) -> Result:
    if evidence.scores is None:
        return None
    return _difference(evidence.weights, masked_softmax_rows(evidence.scores, evidence.real))


def _batch(evidence: AttentionEvidence) -> Result:
    if evidence.alone is None:
        return None
    return _difference(evidence.weights[:, : evidence.alone.shape[1]], evidence.alone)


def _encoder(evidence: AttentionEvidence) -> Result:
    if evidence.other_source is None:
        return None
    change = float(np.abs(evidence.weights - evidence.other_source).max())
    return (None, change, 0.0) if change < SAME else None


def _permutation(evidence: AttentionEvidence) -> Result:
    if evidence.permuted is None or evidence.order is None:
        return None
    return _difference(evidence.permuted, evidence.weights[:, evidence.order])


def _steps(evidence: AttentionEvidence) -> Result:
    change = float(np.abs(evidence.weights - evidence.weights[0]).max())
    return (None, change, 0.0) if len(evidence.weights) > 1 and change < SAME else None


def _contrast(evidence: AttentionEvidence) -> Result:
    """Weights lie between 0 and 1: a softmax of them makes none e times as large as another."""
    real = evidence.weights[:, evidence.real]
    if real.shape[1] < 2:
        return None
    low, high = real.min(axis=1), real.max(axis=1)
    if (high > np.e * low * (1 + TOLERANCE)).any():
        return None
    sharpest = int((high / low).argmax())
    return sharpest, float(high[sharpest] / low[sharpest]), float(np.e)


def _slope(evidence: AttentionEvidence) -> Result:
    if evidence.real.sum() < 2:
        return None
    top = evidence.weights.max(axis=1)
    slope = float(np.median(np.abs(top * (1 - top))))
    return (None, slope, SATURATED) if slope < SATURATED else None


def _sink(evidence: AttentionEvidence) -> Result:
    """The last step is left out: the end may look at the end."""
    if len(evidence.weights) < 2:
        return None
    shares = evidence.weights[:-1].mean(axis=0)
    last = int(np.flatnonzero(evidence.real)[-1])
    return (None, float(shares[last]), HALF) if HALF < shares[last] <= 1 else None


def _difference(found: Array, expected: Array) -> Result:
    """Where two matrices of weights differ most, if they do."""
    step, piece = np.unravel_index(np.abs(found - expected).argmax(), found.shape)
    one, other = float(found[step, piece]), float(expected[step, piece])
    return (int(step), one, other) if abs(one - other) > TOLERANCE else None


def masked_softmax_rows(scores: Array, mask: Array) -> Array:
    """scores (T, S), mask (S,) → weights (T, S): each row a softmax over the pieces of the mask, all others 0."""
    hidden = np.where(mask, scores, -np.inf)
    exponents = np.exp(hidden - hidden.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


INVARIANTS = {
    "row_sums": Invariant(
        "The weights of each step sum to 1", "Step {step}: the row sums to {found}, not to {expected}.", _row_sums
    ),
    "padding": Invariant("Padding has weight 0", "Step {step}: {found} of the attention lies on padding.", _padding),
    "steps": Invariant(
        "The weights change with the step", "All rows are the same: they differ by {found} at most.", _steps
    ),
    "encoder": Invariant(
        "The weights depend on the encoder states",
        "With the states of another sentence every weight stays what it was; the largest change is {found}.",
        _encoder,
    ),
    "batch": Invariant(
        "The weights do not depend on the other sentences of the batch",
        "Step {step}: a weight is {found} in the batch and {expected} with the sentence alone.",
        _batch,
    ),
    "permutation": Invariant(
        "Permuting the encoder states permutes the weights in the same way (content-based scores)",
        "Step {step}: a piece that has moved has the weight {found}, not {expected} as before.",
        _permutation,
    ),
    "contrast": Invariant(
        "Scores can make a row peaked",
        "In the most peaked row, at step {step}, the largest weight is only {found} times the smallest; "
        "a softmax of weights can't exceed e = {expected}.",
        _contrast,
    ),
    "slope": Invariant(
        "The softmax is not saturated",
        "Its slope w (1 − w) at the largest weight is {found} in the median step: below {expected} there is hardly any "
        "gradient to learn from.",
        _slope,
    ),
    "sink": Invariant(
        "Most attention goes to the pieces with content",
        "The end-of-sentence symbol has {found} of all attention before the last step; more than {expected} is a sink.",
        _sink,
    ),
    "own_scores": Invariant(
        "Each row is the softmax of the scores of its own step",
        "Step {step}: a weight is {found}; the softmax of the scores gives {expected}.",
        _own_scores,
    ),
}
"""By name."""
