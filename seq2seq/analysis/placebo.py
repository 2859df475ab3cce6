"""Whether weights rank the pieces as their importance does, and whether random weights would as well.

T steps, S source pieces. Kendall's τ of attention and importance is what Jain & Wallace 2019, section 4.1, report, one
for each output. Ours: the mean over the steps of a sentence, and the random weights that it is held against.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from seq2seq.config.arrays import Array

DRAWS = 1000
"""How often random weights are drawn."""
LEVEL = 0.95
"""The share of the draws that the interval holds."""


@dataclass(frozen=True)
class Finding:
    """`tau`: −1 to 1, or NaN where nothing can be ranked. `low` and `high` hold the middle 95 % of the same statistic
    of random weights."""

    tau: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool | None:
        """Whether τ is above the interval, as 2.5 % of random weights are; None where nothing can be ranked."""
        return None if isnan(self.tau) else self.tau > self.high


def finding(weights: Array, importance: Array, seed: int = 0) -> Finding:
    """weights and importance (T, S); a piece whose importance is NaN at a step is left out.

    Random weights: each row drawn on its own from the flat Dirichlet distribution, held against the same importance.
    τ sees ranks only, so this is every order of the pieces with equal chance. Rows alike at all steps, as of an
    attention that knows no content, vary more and pass more often."""
    known = np.isfinite(importance).all(axis=0)
    weights, importance = weights[:, known], importance[:, known]
    taus = kendall(weights, importance)
    ranked = np.isfinite(taus)
    if not ranked.any():
        return Finding(nan, nan, nan)
    random = np.random.default_rng(seed)
    drawn = [kendall(random.dirichlet(np.ones(len(row)), DRAWS), row) for row in importance[ranked]]
    low, high = np.quantile(np.mean(drawn, axis=0), ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Finding(float(taus[ranked].mean()), float(low), float(high))


def kendall(values: Array, others: Array) -> Array:
    """(…, S), (…, S) → (…,): τ-b, which allows for ties; NaN where one side is flat. Kendall 1945."""
    one, other = (_orders(each) for each in (values, others))
    untied = np.sqrt((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    return (one * other).sum(axis=-1) / np.where(untied > 0, untied, nan)


def _orders(values: Array) -> Array:
    """(…, S) → (…, pairs): which of two is greater, as −1, 0 or 1."""
    first, second = np.triu_indices(values.shape[-1], k=1)
    return np.sign(values[..., first] - values[..., second])
