"""One matrix of attention out of whatever a library hands back: arrays, tensors, and tuples of them.

T target pieces, S source pieces, N heads, B sentences of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch


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
    values = weights.detach().cpu().double().numpy() if isinstance(weights, torch.Tensor) else np.array(weights, float)
    if values.ndim == 4:
        values = values[sentence]
    if values.ndim == 3:
        values = values.mean(axis=0) if head is None else values[head]
    if values.ndim != 2 or not values.size:
        raise ValueError(f"expected weights (target, source), with heads and sentences before; received {values.shape}")
    return values
