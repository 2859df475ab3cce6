"""The counterfactual suite of one sentence: is attention an explanation here?

Other weights, the input without each of its pieces, gradients, and the model that was trained with uniform weights.

T steps of the original output, S source pieces. numpy; what needs a model stands in `counterfactual`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from seq2seq.analysis.placebo import Finding, finding
from seq2seq.config.edits import Edits, RowEdit
from seq2seq.trace.trace import Array, DecodeTrace

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Counterfactual:
    """What the suite asks: `name` is uniform, shuffled, one_hot or deleted (then `position` is the deleted piece's);
    `edits` are what it adds to the request."""

    name: str
    edits: Edits
    position: int | None = None


@dataclass(frozen=True, eq=False)
class Reweighing:
    """An answer of the suite: delta and kl (T,) as in `Effect`, the total variation of the same distributions (T,), the
    text of its own output, and whether that is another than the original's."""

    asked: Counterfactual
    delta: Array
    kl: Array
    variation: Array
    text: str
    changed: bool


@dataclass(frozen=True)
class Baseline:
    """The same sentence by the model trained with uniform weights: what it says, whether that is the same, the mean
    log-probability (natural log) of the original's pieces under the original model and under this one, and the mean
    total variation of the two models' distributions while the original's pieces are said."""

    text: str
    same: bool
    own: float
    theirs: float
    variation: float


@dataclass(frozen=True, eq=False)
class Suite:
    """All counterfactuals of one sentence: uniform weights, weights shuffled a few times, all on the maximum; then the
    input without each piece. gradient (T, S): norm of the gradient of each step's log p by a piece's embedding.

    How much the pieces matter, by deletion and by gradient, is measured on the model with the weights it computes
    itself: those put in by hand would make their own effect."""

    trace: DecodeTrace
    variants: tuple[Reweighing, ...]
    gradient: Array

    @cached_property
    def variation(self) -> Array:
        """(T, S): total variation of each step's prediction when a source piece is deleted; NaN where none can be."""
        return self._deleted("variation")

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The weights against each measure of importance."""
        measures = {"variation": self.variation, "kl": self._deleted("kl"), "gradient": self.gradient}
        return {name: finding(self.trace.alignment, values) for name, values in measures.items()}

    @property
    def explains(self) -> bool | None:
        """Whether the weights rank the pieces by what their deletion does better than random weights do; None where the
        weights rank nothing."""
        return self.findings["variation"].beyond_chance

    @property
    def by_hand(self) -> bool:
        """Whether an edit puts weights in place of those that the model computes."""
        return without_rows(self.trace.request.edits) != self.trace.request.edits

    def to_frame(self) -> pd.DataFrame:
        """One row a variant: mean and largest |Δ log p| (nats), mean and largest KL (bits), mean total variation, its
        output."""
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
                "variation_mean": [each.variation.mean() for each in self.variants],
                "changed": [each.changed for each in self.variants],
                "output": [each.text for each in self.variants],
            }
        )

    def _deleted(self, measure: str) -> Array:
        """(T, S) of one of a variant's measures."""
        found = np.full(self.trace.alignment.shape, np.nan)
        for each in self.variants:
            if each.asked.position is not None:
                found[:, each.asked.position] = getattr(each, measure)
        return found

    def _piece(self, position: int | None) -> str:
        return "" if position is None else self.trace.source.pieces[position]


def without_rows(edits: Edits) -> Edits:
    """The edits that leave every row of weights as it is computed."""
    return tuple(edit for edit in edits if not isinstance(edit, RowEdit))
