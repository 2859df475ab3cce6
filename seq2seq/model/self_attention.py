"""A layer of self-attention, as encoders and decoders have it."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from seq2seq.attention.location import sinusoids
from seq2seq.attention.normalize import masked_softmax

KeysAndValues = tuple[Tensor, Tensor]
"""Two tensors (B, N, S, E/N), of the pieces that one may look at."""


class SelfAttentionLayer(nn.Module):
    """x + heads(norm(x)), then x + W₂ relu(W₁ norm(x)). Vaswani et al. 2017, sections 3.2 and 3.3, with the norm before
    each part (Xiong et al. 2020), which trains without a long warm-up."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.norm, self.second_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(dropout)

    def attend(
        self, states: Tensor, mask: Tensor, before: KeysAndValues | None = None
    ) -> tuple[Tensor, Tensor, KeysAndValues]:
        """The first part. states (B, T, E) of T pieces that look at S: themselves, after the S - T whose keys and
        values are in `before`; mask (…, T, S) → states (B, T, E), weights (B, N, T, S), keys and values of all S."""
        normed = self.norm(states)
        # (B, S, E) → (B, N, S, E/N)
        query, key, value = (
            project(normed).unflatten(2, (self.heads, -1)).transpose(1, 2)
            for project in (self.query, self.key, self.value)
        )
        if before is not None:
            key, value = torch.cat((before[0], key), dim=2), torch.cat((before[1], value), dim=2)
        weights = masked_softmax(self.scale * (query @ key.mT), mask)
        mixed = (self.dropout(weights) @ value).transpose(1, 2).flatten(2)  # (B, N, T, E/N) → (B, T, E)
        return states + self.dropout(self.output(mixed)), weights, (key, value)

    def feed_forward(self, states: Tensor) -> Tensor:
        """The second part: (B, T, E) → (B, T, E)."""
        return states + self.dropout(self.narrow(self.widen(self.second_norm(states)).relu()))


def with_positions(embedded: Tensor, first: int = 0) -> Tensor:
    """√E x + p for embeddings x (B, T, E), with p the sinusoids of the positions from `first` on. Embeddings begin with
    a variance of 1/E: without the factor the sinusoids would drown them. Vaswani et al. 2017, sections 3.4 and 3.5."""
    _, length, width = embedded.shape
    return math.sqrt(width) * embedded + sinusoids(first + length, width)[first:].to(embedded)
