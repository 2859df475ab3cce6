"""Attention of any other model, as the same heatmap as a trace.

T target pieces, S source pieces, N heads, B sentences of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from seq2seq.figures.alignment import weight_heatmap


def view(
    weights: Any,
    source: Sequence[str] | None = None,
    target: Sequence[str] | None = None,
    *,
    layer: int = -1,
    head: int | None = None,
    sentence: int = 0,
) -> go.Figure:
    """A heatmap, as `heatmap` draws it, of weights from anywhere: see `attention_matrix` for what they may be. Without
    pieces, rows and columns are numbered from 0. Raises the errors of `attention_matrix`, and ValueError where the
    pieces are not as many as rows or columns."""
    matrix = attention_matrix(weights, layer, head, sentence)
    sides: list[list[str]] = []
    for name, pieces, count in (("target", target, matrix.shape[0]), ("source", source, matrix.shape[1])):
        if pieces is not None and len(pieces) != count:
            raise ValueError(f"{name}: expected {count} pieces, received {len(pieces)}")
        sides.append([str(position) for position in range(count)] if pieces is None else list(pieces))
    return weight_heatmap(matrix, sides[1], sides[0])


def attention_matrix(weights: Any, layer: int = -1, head: int | None = None, sentence: int = 0) -> np.ndarray:
    """(T, S), float64, of one `sentence` and `layer`, of one `head` or the mean of all.

    weights: an array, a tensor or nested lists of shape (T, S), (N, T, S) or (B, N, T, S); a tuple of them, one for
    each layer, as `cross_attentions` of Hugging Face; or a tuple of such tuples, one for each step, as its `generate`
    returns them. Raises IndexError for a layer, head or sentence that there is not, ValueError for another shape."""
    if isinstance(weights, tuple):
        if weights and isinstance(weights[0], tuple):
            steps = [attention_matrix(step, layer, head, sentence) for step in weights]
            return np.concatenate(steps)  # (1, S) each
        return attention_matrix(weights[layer], layer, head, sentence)
    is_tensor = not isinstance(weights, np.ndarray | list)  # torch is not imported for it: the first screen has none
    values = weights.detach().cpu().double().numpy() if is_tensor else np.array(weights, float)
    if values.ndim == 4:
        values = values[sentence]
    if values.ndim == 3:
        values = values.mean(axis=0) if head is None else values[head]
    if values.ndim != 2 or not values.size:
        raise ValueError(f"expected weights (target, source), with heads and sentences before; received {values.shape}")
    return values
