"""A trace written by hand: for tests of what is drawn, compared or written of any trace."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seq2seq.config.schema import Request
from seq2seq.trace.trace import EOS_PIECE, Candidate, DecodeTrace, Source


def hand_made(
    weights: np.ndarray | Sequence[Sequence[float]],
    pieces: Sequence[str],
    sources: Sequence[str],
    model: str = "zh-en/additive",
) -> DecodeTrace:
    """A trace with these weights, (T, N, S) or a row for each of the T pieces. Its text is its pieces, its vectors are
    one zero each, and each step has one candidate."""
    rows = np.array(weights, dtype=float)
    rows = rows[:, None] if rows.ndim == 2 else rows
    nothing = np.zeros((len(pieces), 1))
    lengths = [0 if piece == EOS_PIECE else len(piece) for piece in sources]
    spans = tuple((sum(lengths[:i]), sum(lengths[: i + 1])) for i in range(len(sources)))
    return DecodeTrace(
        request=Request(model, "".join(sources).replace(EOS_PIECE, "")),
        source=Source(tuple(sources), spans, (False,) * len(sources)),
        pieces=tuple(pieces),
        text="".join(pieces).replace(EOS_PIECE, "").replace("▁", " ").strip(),
        logprobs=nothing[:, 0].copy(),
        scores=rows.copy(),
        weights=rows,
        queries=nothing.copy(),
        contexts=nothing.copy(),
        states=nothing.copy(),
        encoder=np.zeros((len(sources), 1)),
        candidates=((Candidate("a", 0.0),),) * len(pieces),
    )
