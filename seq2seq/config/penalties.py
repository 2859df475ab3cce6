"""What the score of a hypothesis is besides its log-probability. Wu et al. 2016, eq. 14:
s(Y, X) = log P(Y|X) / lp(Y) + cp(X; Y)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seq2seq.config.arrays import Array

UNSEEN = 1e-6
"""What a source piece nobody has looked at counts as, so that a single one does not make every score minus infinity."""


@dataclass(frozen=True)
class Penalties:
    """`length` is α, `coverage` is β; 0 turns either off."""

    length: float = 1.0
    coverage: float = 0.0

    def score(self, logprob: float, length: int, coverage: Array) -> float:
        """Of `length` pieces, end of sentence counted, that looked at the source pieces with `coverage` (S,) in all."""
        return logprob / length_penalty(length, self.length) + coverage_penalty(coverage, self.coverage)


def length_penalty(length: int, alpha: float) -> float:
    """((5 + length) / 6)^α."""
    return ((5 + length) / 6) ** alpha


def coverage_penalty(coverage: Array, beta: float) -> float:
    """β Σ_i log min(Σ_j p_ij, 1), where `coverage` (S,) holds Σ_j p_ij: never above 0, and 0 where every source piece
    has been looked at as much as one piece can be."""
    return beta * float(np.log(np.clip(coverage, UNSEEN, 1)).sum()) if beta else 0.0
