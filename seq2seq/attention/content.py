"""Scoring functions that compare the query with the content of each source state by a product."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seq2seq.attention.scorer import AttentionHistory, Memory, Scorer, Sizes, register, require_equal


@register("dot")
class Dot(Scorer):
    """s·h. Luong, Pham & Manning 2015, section 3.1 (dot)."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        require_equal(sizes, "dot")

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return query @ memory.keys.mT  # (B, T, H) · (B, H, S) → (B, T, S)


class PlainScaledDot(Scorer):
    """s·h / √H: `scaled_dot` without its projections. Not registered, as it only replaces other scorers in edits."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        require_equal(sizes, "scaled")
        self.scale = 1 / math.sqrt(sizes.query)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return self.scale * (query @ memory.keys.mT)


@register("scaled_dot")
class ScaledDot(Scorer):
    """(W_q s)·(W_k h) / √K. Vaswani et al. 2017, eq. 1."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.query = nn.Linear(sizes.query, sizes.key, bias=False)
        self.key = nn.Linear(sizes.value, sizes.key, bias=False)
        self.scale = 1 / math.sqrt(sizes.key)

    def prepare(self, values: Tensor) -> Tensor:
        return self.key(values)  # (B, S, E) → (B, S, K)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return self.scale * (self.query(query) @ memory.keys.mT)


@register("cosine")
class Cosine(Scorer):
    """β cos(s, h) with a learned sharpness β > 0, unless it is set. Graves, Wayne & Danihelka 2014, eqs. 5 and 6."""

    constants = ("sharpness",)
    sharpness: float | None = None

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        require_equal(sizes, "cosine")
        self.log_sharpness = nn.Parameter(torch.tensor(math.log(10.0)))

    def prepare(self, values: Tensor) -> Tensor:
        return F.normalize(values, dim=-1)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        sharpness = self.log_sharpness.exp() if self.sharpness is None else self.sharpness
        return sharpness * (F.normalize(query, dim=-1) @ memory.keys.mT)


@register("general")
class General(Scorer):
    """sᵀ W h. Luong, Pham & Manning 2015, section 3.1 (general).

    The parameter is √H W: as each of the H·E entries changes the score, a step of Adam on W itself would change it far
    more than a step on any other parameter, and saturate the softmax early in training."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.key = nn.Linear(sizes.value, sizes.query, bias=False)
        self.scale = 1 / math.sqrt(sizes.query)

    def prepare(self, values: Tensor) -> Tensor:
        return self.scale * self.key(values)  # (B, S, E) → (B, S, H)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return query @ memory.keys.mT


@register("multi_head")
class MultiHead(Scorer):
    """N scaled dot products side by side, each over K/N of the projected width. Vaswani et al. 2017, section 3.2.2.

    Head n mixes the n-th slice of the values; the layer after the context takes the place of the paper's W_O."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        if sizes.key % sizes.heads or sizes.value % sizes.heads:
            raise ValueError(f"{sizes.heads} heads do not divide key width {sizes.key} and value width {sizes.value}")
        self.heads = sizes.heads
        self.query = nn.Linear(sizes.query, sizes.key, bias=False)
        self.key = nn.Linear(sizes.value, sizes.key, bias=False)
        self.scale = 1 / math.sqrt(sizes.key // sizes.heads)

    def prepare(self, values: Tensor) -> Tensor:
        return self._split(self.key(values))  # (B, S, E) → (B, N, S, K/N)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return self.scale * (self._split(self.query(query)) @ memory.keys.mT)  # (B, N, T, S)

    def _split(self, wide: Tensor) -> Tensor:
        batch, length, width = wide.shape
        return wide.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
