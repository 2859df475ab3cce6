"""Scores → weights. Masked pieces get exactly 0; a row with every piece masked is all 0, never NaN.

A mask broadcasts to the scores (…, S), True = a real piece; without a mask every piece is real."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from seq2seq.config.edits import Normalizer


def masked_softmax(scores: Tensor, mask: Tensor | None) -> Tensor:
    """softmax over the last axis of scores (…, S)."""
    if mask is None:
        return torch.softmax(scores, dim=-1)
    lowest = torch.finfo(scores.dtype).min
    return torch.softmax(scores.masked_fill(~mask, lowest), dim=-1) * mask


def masked_sparsemax(scores: Tensor, mask: Tensor | None) -> Tensor:
    """Euclidean projection of the scores onto the simplex: many are exactly 0. Martins & Astudillo 2016, alg. 1."""
    allowed = ~torch.isneginf(scores)
    if mask is not None:
        allowed = allowed & mask
    lowest = torch.finfo(scores.dtype).min / 4
    z = scores - scores.masked_fill(~allowed, lowest).amax(dim=-1, keepdim=True)
    return (z - threshold(z.masked_fill(~allowed, lowest))).clamp(min=0).masked_fill(~allowed, 0)


def threshold(z: Tensor) -> Tensor:
    """τ (…, 1) for which Σ max(z − τ, 0) = 1."""
    ranked, _ = z.sort(dim=-1, descending=True)
    rank = torch.arange(1, z.shape[-1] + 1, device=z.device, dtype=z.dtype)
    support = 1 + rank * ranked > ranked.cumsum(dim=-1)  # a prefix of the ranks
    size = support.sum(dim=-1, keepdim=True)
    return (ranked.masked_fill(~support, 0).sum(dim=-1, keepdim=True) - 1) / size


NORMALIZERS: dict[Normalizer, Callable[[Tensor, Tensor | None], Tensor]] = {
    "softmax": masked_softmax,
    "sparsemax": masked_sparsemax,
}
