"""What a matrix has columns for: the source pieces, or the one vector of what does not attend."""

from __future__ import annotations

import numpy as np

from seq2seq.trace.trace import DecodeTrace

VECTOR = "c"
"""The one vector that every step is given where nothing attends."""


def columns(trace: DecodeTrace, head: int | None = None) -> tuple[tuple[str, ...], np.ndarray]:
    """(pieces, (T, S): weights of a head, or their mean). Where nothing attends, no piece has a weight: a further
    column stands for the vector, which is all of the context at every step: (T, S + 1). Raises IndexError for a head
    that is not there."""
    weights = trace.alignment if head is None else trace.weights[:, head]
    if trace.attends:
        return trace.source.pieces, weights
    return (*trace.source.pieces, VECTOR), np.pad(np.zeros_like(weights), ((0, 0), (0, 1)), constant_values=1)
