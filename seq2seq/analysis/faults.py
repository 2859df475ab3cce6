"""Famous faults of attention, really applied: from the scores of a sentence in a batch to wrong weights. Only numpy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from seq2seq.analysis.invariants import AttentionEvidence, masked_softmax_rows
from seq2seq.config.arrays import Array

SCORED_BY_CONTENT = ("scaled_dot", "additive", "general", "dot")
"""Scoring functions of one head that look at contents alone: faults can be applied to their scores."""
PULL = 3.0
"""How far above the best score of its row the last piece is put to make a sink of it."""


@dataclass(frozen=True, eq=False)
class BatchScores:
    """The scores of a sentence beside another one in a batch: own (T, S) over its keys, other (T, S) over those of the
    other sentence, for the same queries; mask (S,) of its pieces, True = a real one; width K of the keys."""

    own: Array
    other: Array
    mask: Array
    width: int

    @property
    def alone(self) -> BatchScores:
        """The same in a batch of its own: without padding, and with no other keys than its own."""
        own = self.own[:, self.mask]
        return BatchScores(own, own, np.ones(own.shape[1], dtype=bool), self.width)

    def permuted(self, order: Array) -> BatchScores:
        """The source pieces in another order."""
        return replace(self, own=self.own[:, order], other=self.other[:, order], mask=self.mask[order])


@dataclass(frozen=True)
class Fault:
    """A fault: what it is called, what one would see if it were this one, the invariant that names it, how it makes
    weights (T, S), the address of a published thread where it happened, if one is known, and the scoring functions
    that can have it."""

    title: str
    sign: str
    invariant: str
    weigh: Callable[[BatchScores], Array]
    thread: str = ""
    scorers: tuple[str, ...] = SCORED_BY_CONTENT


def sound_weights(scores: BatchScores) -> Array:
    """The weights (T, S) as they ought to be."""
    return masked_softmax_rows(scores.own, scores.mask)


def gather_evidence(fault: Callable[[BatchScores], Array], scores: BatchScores) -> AttentionEvidence:
    """All that can be known of the weights that `fault` makes of these scores. Only real pieces are permuted."""
    real = np.flatnonzero(scores.mask)
    order = np.concatenate((real[::-1], np.flatnonzero(~scores.mask)))
    return AttentionEvidence(
        fault(scores),
        scores.mask,
        scores.own,
        alone=fault(scores.alone),
        other_source=fault(replace(scores, own=scores.other, other=scores.own)),
        permuted=fault(scores.permuted(order)),
        order=order,
    )


def _without_mask(scores: BatchScores) -> Array:
    return masked_softmax_rows(scores.own, np.ones_like(scores.mask))


def _over_steps(scores: BatchScores) -> Array:
    return np.where(scores.mask, masked_softmax_rows(scores.own.T, np.ones(len(scores.own), dtype=bool)).T, 0)


def _blind(scores: BatchScores) -> Array:
    """Keys of zeros: what compares contents scores all pieces alike."""
    return masked_softmax_rows(np.zeros_like(scores.own), scores.mask)


def _shifted(scores: BatchScores) -> Array:
    """Each step has the weights of the one before; the first keeps its own."""
    weights = sound_weights(scores)
    return np.concatenate((weights[:1], weights[:-1]))


def _frozen(scores: BatchScores) -> Array:
    """The weights of the first step, never computed again."""
    return np.repeat(sound_weights(scores)[:1], len(scores.own), axis=0)


def _twice(scores: BatchScores) -> Array:
    return masked_softmax_rows(sound_weights(scores), scores.mask)


def _other_keys(scores: BatchScores) -> Array:
    """Keys of the other sentence, mask and values of this one."""
    return masked_softmax_rows(scores.other, scores.mask)


def _unscaled(scores: BatchScores) -> Array:
    """The scores without their division by √K."""
    return masked_softmax_rows(scores.own * np.sqrt(scores.width), scores.mask)


def _end_sink(scores: BatchScores) -> Array:
    pulled = scores.own.copy()
    pulled[:, np.flatnonzero(scores.mask)[-1]] = scores.own[:, scores.mask].max(axis=1) + PULL
    return masked_softmax_rows(pulled, scores.mask)


FAULTS = {
    "padding": Fault(
        "No padding mask",
        "In that case some weight would fall on the padding columns, with some functions too little to see.",
        "padding",
        _without_mask,
        "https://github.com/tensorflow/tensorflow/issues/512",
    ),
    "axis": Fault(
        "Softmax over the wrong axis",
        "In that case the columns would sum to 1, and the rows would not.",
        "row_sums",
        _over_steps,
        "https://github.com/PetrochukM/PyTorch-NLP/issues/2",
    ),
    "blind": Fault(
        "Scores that ignore the encoder",
        "In that case another sentence would have exactly the same weights: here, all pieces alike.",
        "encoder",
        _blind,
        "https://github.com/pytorch/tutorials/issues/1098",
    ),
    "shifted": Fault(
        "Rows shifted by one",
        "In that case each word would attend where the previous word should, and the first two rows would be "
        "identical.",
        "own_scores",
        _shifted,
        "https://github.com/r9y9/tacotron_pytorch/issues/10",
    ),
    "frozen": Fault(
        "Frozen weights",
        "In that case all rows would be the same, though not uniform.",
        "steps",
        _frozen,
    ),
    "twice": Fault(
        "Softmax applied twice",
        "In that case no weight would be more than e ≈ 2.7 times another in its row, and yet the largest "
        "would be on the correct piece.",
        "contrast",
        _twice,
    ),
    "keys": Fault(
        "Keys of another sentence in the batch",
        "In that case rows would fit another sentence. For this one they would be right only by chance, or "
        "where position alone decides.",
        "batch",
        _other_keys,
        "https://github.com/line/lighthouse/pull/77",
    ),
    "unscaled": Fault(
        "Scores not scaled by 1/√K",
        "In that case rows would be sharper than they ought to be; in translation almost all have their weight on a "
        "single piece.",
        "slope",
        _unscaled,
        "https://github.com/huggingface/blog/pull/2893",
        ("scaled_dot",),
    ),
    "sink": Fault(
        "A sink at the end of the sentence",
        "In that case the column of the end-of-sentence symbol would be dark from top to bottom.",
        "sink",
        _end_sink,
        "https://github.com/bentrevett/pytorch-seq2seq/issues/90",
    ),
}
"""By name."""
