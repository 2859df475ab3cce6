"""Kendall's τ of attention weights and importance of the source pieces, compared with that of random weights.

T steps, S source pieces. Jain & Wallace 2019, section 4.1, report τ of attention and importance for each output. Added
here: the mean over the steps of a sentence, and the interval of random weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from seq2seq.config.arrays import Array

DRAWS = 1000
"""Number of random draws of the weights."""
LEVEL = 0.95
"""Share of the draws inside the interval."""


@dataclass(frozen=True)
class RankCorrelation:
    """`tau`: −1 to 1, or NaN where nothing can be ranked. `low` and `high` bound the middle 95 % of the same statistic
    for random weights."""

    tau: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool | None:
        """Whether τ is above the interval, as for 2.5 % of random weights; None where nothing can be ranked."""
        return None if isnan(self.tau) else self.tau > self.high


def rank_correlation(weights: Array, importance: Array, seed: int = 0) -> RankCorrelation:
    """Mean τ of weights and importance (T, S) over the steps, and its interval for random weights.

    A piece whose importance is NaN at any step is left out. Each row of random weights is drawn independently from the
    flat Dirichlet distribution and compared with the same importance. τ depends on ranks only, so every order of the
    pieces is equally probable. Weights that are the same at all steps, as without regard to content, vary more and are
    above the interval more often."""
    known = np.isfinite(importance).all(axis=0)
    weights, importance = weights[:, known], importance[:, known]
    taus = kendall(weights, importance)
    ranked = np.isfinite(taus)
    if not ranked.any():
        return RankCorrelation(nan, nan, nan)
    random = np.random.default_rng(seed)
    random_taus = [kendall(random.dirichlet(np.ones(len(row)), DRAWS), row) for row in importance[ranked]]
    low, high = np.quantile(np.mean(random_taus, axis=0), ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return RankCorrelation(float(taus[ranked].mean()), float(low), float(high))


def kendall(values: Array, others: Array) -> Array:
    """(…, S), (…, S) → (…,): τ-b, which allows for ties; NaN where all values of one side are equal. Kendall 1945."""
    left, right = _pair_orders(values), _pair_orders(others)
    untied = np.sqrt((left**2).sum(axis=-1) * (right**2).sum(axis=-1))
    return (left * right).sum(axis=-1) / np.where(untied > 0, untied, nan)


def _pair_orders(values: Array) -> Array:
    """(…, S) → (…, pairs): the sign of the difference of each two values, −1, 0 or 1."""
    first, second = np.triu_indices(values.shape[-1], k=1)
    return np.sign(values[..., first] - values[..., second])
