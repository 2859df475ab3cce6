"""The counterfactual suite of one sentence: is attention an explanation here?

Other weights, the input without each of its pieces, gradients, and the model that was trained with uniform weights.

T steps of the original output, S source pieces. Only numpy; what needs a model is in `counterfactual`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import factorial, isnan, nan
from typing import TYPE_CHECKING, Literal

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.config.edits import Edits, RowEdit
from seq2seq.trace.trace import DecodeTrace

PERMUTATIONS = 1000
LEVEL = 0.975
"""The share of permutations, and of other sentences, that τ has to be above."""
ROUNDING = 1e-9
"""Means of τ that differ by less are equal."""
Verdict = Literal["yes", "no", "too_short", "flat"]
Rival = Literal["diagonal", "permuted", "others"]


@dataclass(frozen=True)
class RankCorrelation:
    """`tau`: −1 to 1, or NaN where nothing can be ranked; `pieces`: how many source pieces were ranked.

    What τ has to be above: that of the `diagonal`, flat or sharp, whichever does better; that which 97.5 % of the same
    weights with `permuted` columns stay below; and 97.5 % of the weights of `others`, NaN where there are no other
    sentences."""

    tau: float
    pieces: int
    diagonal: float
    permuted: float
    others: float

    @property
    def strongest(self) -> tuple[Rival, float]:
        """The rival that does best, and its τ."""
        rivals: tuple[tuple[Rival, float], ...] = (
            ("diagonal", self.diagonal),
            ("permuted", self.permuted),
            ("others", self.others),
        )
        return max(rivals, key=lambda rival: -2 if isnan(rival[1]) else rival[1])

    @property
    def verdict(self) -> Verdict:
        """`flat` where nothing can be ranked; `too_short` where the pieces have so few orders that each of them is
        found by chance more often than the level allows: below five pieces."""
        if isnan(self.tau):
            return "flat"
        if factorial(self.pieces) * (1 - LEVEL) < 1:
            return "too_short"
        return "yes" if self.tau > self.strongest[1] + ROUNDING else "no"


def rank_correlation(weights: Array, importance: Array, others: Sequence[Array] = (), seed: int = 0) -> RankCorrelation:
    """Mean τ of weights and importance (T, S) over the steps, and those of the rivals with the same importance.

    A piece whose importance is NaN at any step is left out. `others` are weights (T', S') of other sentences, which
    are stretched to this one's size. All rows of permuted columns have the same order, so that they stay as alike as
    the weights are."""
    known = np.isfinite(importance).all(axis=0)
    foreign = [
        diagonal(weights.shape),
        sharp_diagonal(weights.shape),
        *(stretched(other, weights.shape) for other in others),
    ]
    weights, importance = weights[:, known], importance[:, known]
    taus = kendall(weights, importance)
    ranked = np.isfinite(taus)
    if not ranked.any():
        return RankCorrelation(nan, weights.shape[1], nan, nan, nan)
    weights, importance = weights[ranked], importance[ranked]
    random = np.random.default_rng(seed)
    orders = random.permuted(np.tile(np.arange(weights.shape[1]), (PERMUTATIONS, 1)), axis=1)
    permuted = np.mean([kendall(row[orders], wanted) for row, wanted in zip(weights, importance, strict=True)], axis=0)
    along, sharp, *rest = (kendall(rows[:, known][ranked], importance) for rows in foreign)
    means = [taus[np.isfinite(taus)].mean() for taus in rest if np.isfinite(taus).any()]
    return RankCorrelation(
        float(taus[ranked].mean()),
        weights.shape[1],
        max(float(np.nan_to_num(rows).mean()) for rows in (along, sharp)),
        float(np.quantile(permuted, LEVEL)),
        float(np.quantile(means, LEVEL)) if means else nan,
    )


def diagonal(shape: tuple[int, ...]) -> Array:
    """Weights (T, S) that fall off evenly from the diagonal, which leads from the first piece to the last."""
    steps, pieces = shape
    centres = np.linspace(0, pieces - 1, steps)[:, None] if steps > 1 else np.zeros((1, 1))
    nearness = pieces - np.abs(np.arange(pieces) - centres)
    return nearness / nearness.sum(axis=1, keepdims=True)


def sharp_diagonal(shape: tuple[int, ...]) -> Array:
    """Weights (T, S) of which each row is all on one piece, along the same diagonal."""
    steps, pieces = shape
    return np.eye(pieces)[np.linspace(0, pieces - 1, steps).round().astype(int)]


def stretched(weights: Array, shape: tuple[int, ...]) -> Array:
    """Weights (T', S') as those of another number of steps and pieces (T, S): interpolated along both, rows summing to
    1 again."""
    for axis, length in enumerate(shape):
        had = weights.shape[axis]
        places = np.linspace(0, had - 1, length)
        before = np.minimum(places.astype(int), max(had - 2, 0))
        share = np.expand_dims(places - before, 1 - axis)
        after = np.minimum(before + 1, had - 1)
        weights = np.take(weights, before, axis) * (1 - share) + np.take(weights, after, axis) * share
    total = weights.sum(axis=1, keepdims=True)
    return weights / np.where(total > 0, total, 1)  # a window beyond the end has no weight at all


def kendall(values: Array, others: Array) -> Array:
    """(…, S), (…, S) → (…,): τ-b, which allows for ties; NaN where all values of one side are equal. Kendall 1945."""
    left, right = _pair_orders(values), _pair_orders(others)
    untied = np.sqrt((left**2).sum(axis=-1) * (right**2).sum(axis=-1))
    return (left * right).sum(axis=-1) / np.where(untied > 0, untied, nan)


def _pair_orders(values: Array) -> Array:
    """(…, S) → (…, pairs): the sign of the difference of each two values, −1, 0 or 1."""
    first, second = np.triu_indices(values.shape[-1], k=1)
    return np.sign(values[..., first] - values[..., second])


if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Counterfactual:
    """A variant of the request. `name` is uniform, shuffled, one_hot or deleted; `edits` are added to those of the
    request; `position` is that of the deleted piece, if any."""

    name: str
    edits: Edits
    position: int | None = None


@dataclass(frozen=True, eq=False)
class CounterfactualResult:
    """What a counterfactual changes: delta and kl (T,) as in `Effect`, total variation (T,) of the same distributions,
    the text decoded under it, and whether that text differs from the original output."""

    counterfactual: Counterfactual
    delta: Array
    kl: Array
    variation: Array
    text: str
    changed: bool


@dataclass(frozen=True)
class Baseline:
    """The same sentence translated by the model trained with uniform weights.

    `text` is its output, `same` whether that is the original output. While the original output is forced: the mean
    log-probability of a piece (natural logarithm) under the original model and under this one, and the mean total
    variation of the two models' distributions."""

    text: str
    same: bool
    original_logprob: float
    uniform_logprob: float
    variation: float


@dataclass(frozen=True, eq=False)
class Suite:
    """All counterfactuals of one sentence: uniform weights, weights shuffled several times, all weight on the maximum,
    and the input without each piece. gradient (T, S): norm of the gradient of each step's log p with respect to a
    piece's embedding. `others`: weights (T', S') of other sentences by the same model.

    Deletions and gradients are measured on the model with the weights it computes itself, since weights set by an edit
    would cause the very effect that is measured."""

    trace: DecodeTrace
    variants: tuple[CounterfactualResult, ...]
    gradient: Array
    others: tuple[Array, ...] = ()

    @cached_property
    def variation(self) -> Array:
        """(T, S): total variation of each step's prediction when a source piece is deleted; NaN where it can't be."""
        return self._deleted("variation")

    @cached_property
    def rank_correlations(self) -> dict[str, RankCorrelation]:
        """Name of a measure of importance → its rank correlation with the weights."""
        measures = {"variation": self.variation, "kl": self._deleted("kl"), "gradient": self.gradient}
        weights = self.trace.alignment
        return {name: rank_correlation(weights, values, self.others) for name, values in measures.items()}

    @property
    def verdict(self) -> Verdict:
        """Whether the weights rank the pieces by the effect of their deletion better than weights that know nothing of
        this sentence."""
        return self.rank_correlations["variation"].verdict

    @property
    def has_row_edits(self) -> bool:
        """Whether an edit replaces rows of weights that the model computes."""
        return without_row_edits(self.trace.request.edits) != self.trace.request.edits

    def to_frame(self) -> pd.DataFrame:
        """One row per variant: mean and largest |Δ log p| (nats), mean and largest KL (bits), mean total variation,
        whether the output changed, and the output."""
        import pandas as pd  # slow to import, as in `trace`

        return pd.DataFrame(
            {
                "variant": [variant.counterfactual.name for variant in self.variants],
                "position": pd.array([variant.counterfactual.position for variant in self.variants], dtype="Int64"),
                "piece": [self._piece(variant.counterfactual.position) for variant in self.variants],
                "delta_mean": [np.abs(variant.delta).mean() for variant in self.variants],
                "delta_max": [np.abs(variant.delta).max() for variant in self.variants],
                "kl_mean": [variant.kl.mean() for variant in self.variants],
                "kl_max": [variant.kl.max() for variant in self.variants],
                "variation_mean": [variant.variation.mean() for variant in self.variants],
                "changed": [variant.changed for variant in self.variants],
                "output": [variant.text for variant in self.variants],
            }
        )

    def _deleted(self, measure: str) -> Array:
        """(T, S): a measure of the deletion of each source piece; NaN where it can't be deleted."""
        values = np.full(self.trace.alignment.shape, np.nan)
        for variant in self.variants:
            if variant.counterfactual.position is not None:
                values[:, variant.counterfactual.position] = getattr(variant, measure)
        return values

    def _piece(self, position: int | None) -> str:
        return "" if position is None else self.trace.source.pieces[position]


def without_row_edits(edits: Edits) -> Edits:
    """The edits that do not change single rows of weights."""
    return tuple(edit for edit in edits if not isinstance(edit, RowEdit))
