"""The counterfactual suite of one sentence: is attention an explanation here?

Other weights, the input without each of its pieces, gradients, and the model that was trained with uniform weights.

T steps of the original output, S source pieces. Only numpy; what needs a model is in `counterfactual`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from seq2seq.analysis.rank_correlation import RankCorrelation, Verdict, rank_correlation
from seq2seq.config.edits import Edits, RowEdit
from seq2seq.trace.trace import Array, DecodeTrace

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
