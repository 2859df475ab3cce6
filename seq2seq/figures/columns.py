"""The columns of an alignment matrix: the source pieces and, for models without attention, the fixed context vector."""

from __future__ import annotations

import numpy as np

from seq2seq.trace.trace import DecodeTrace

VECTOR = "c"
"""Label of the fixed context vector of a model without attention."""


def matrix_columns(trace: DecodeTrace, head: int | None = None) -> tuple[tuple[str, ...], np.ndarray]:
    """Column labels, and weights (T, S) of a head or of the mean of all heads. Without attention, no piece has a
    weight, and an additional column of weight 1 stands for the fixed context vector, (T, S + 1).

    Raises IndexError for a head that does not exist."""
    weights = trace.alignment if head is None else trace.weights[:, head]
    if trace.attends:
        return trace.source.pieces, weights
    return (*trace.source.pieces, VECTOR), np.pad(np.zeros_like(weights), ((0, 0), (0, 1)), constant_values=1)
