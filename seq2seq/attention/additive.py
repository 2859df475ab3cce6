"""Scoring functions with one hidden tanh layer between the states and the score."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from seq2seq.attention.scorer import AttentionHistory, Memory, Scorer, Sizes, register


@register("additive")
class Additive(Scorer):
    """vᵀ tanh(W s + U h + b). Bahdanau, Cho & Bengio 2015, appendix A.1.2, which prints no b."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.query = nn.Linear(sizes.query, sizes.key, bias=False)
        self.key = nn.Linear(sizes.value, sizes.key)
        self.v = nn.Linear(sizes.key, 1, bias=False)

    def prepare(self, values: Tensor) -> Tensor:
        return self.key(values)  # (B, S, E) → (B, S, K)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        hidden = self.query(query).unsqueeze(2) + memory.keys.unsqueeze(1)  # (B, T, S, K)
        return self.v(torch.tanh(hidden)).squeeze(-1)


@register("concat")
class Concat(Scorer):
    """vᵀ tanh(W [s; h]). Luong, Pham & Manning 2015, section 3.1 (concat).

    With W = [W_s W_h] this is vᵀ tanh(W_s s + W_h h): `additive` with one matrix and, as in the paper, without a bias.
    The product with [s; h] is computed in two parts, so that W_h h is computed once for each sentence."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.sides = (sizes.query, sizes.value)
        self.joint = nn.Linear(sizes.query + sizes.value, sizes.key, bias=False)
        self.v = nn.Linear(sizes.key, 1, bias=False)

    def prepare(self, values: Tensor) -> Tensor:
        _, of_value = self.joint.weight.split(self.sides, dim=1)
        return values @ of_value.mT  # (B, S, E) → (B, S, K)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        of_query, _ = self.joint.weight.split(self.sides, dim=1)
        hidden = (query @ of_query.mT).unsqueeze(2) + memory.keys.unsqueeze(1)  # (B, T, S, K)
        return self.v(torch.tanh(hidden)).squeeze(-1)


@register("location_aware")
class LocationAware(Scorer):
    """vᵀ tanh(W s + U h + V (F * past) + b): `additive` with the last weights. Chorowski et al. 2015, eq. 9."""

    sequential = True
    filters = 16
    reach = 2

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.query = nn.Linear(sizes.query, sizes.key, bias=False)
        self.key = nn.Linear(sizes.value, sizes.key)
        self.trail = nn.Conv1d(1, self.filters, 2 * self.reach + 1, padding=self.reach, bias=False)
        self.feature = nn.Linear(self.filters, sizes.key, bias=False)
        self.v = nn.Linear(sizes.key, 1, bias=False)

    def prepare(self, values: Tensor) -> Tensor:
        return self.key(values)  # (B, S, E) → (B, S, K)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        trail = self.feature(self.trail(past.weights).mT)  # (B, 1, S) → (B, S, K)
        hidden = self.query(query).unsqueeze(2) + (memory.keys + trail).unsqueeze(1)  # (B, T, S, K)
        return self.v(torch.tanh(hidden)).squeeze(-1)
