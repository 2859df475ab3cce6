"""An encoder of self-attention: in each layer every piece looks at all pieces of its own sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from seq2seq.attention.location import sinusoids
from seq2seq.attention.normalize import masked_softmax
from seq2seq.config.schema import ModelConfig
from seq2seq.model.encoders.encoder import Encoder, hide_padding, register_encoder, resize


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

    def forward(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """states (B, S, E), mask (B, S) → states (B, S, E) and weights (B, N, S, S)."""
        normed = self.norm(states)
        query, key, value = (self._split(project(normed)) for project in (self.query, self.key, self.value))
        weights = masked_softmax(self.scale * (query @ key.mT), mask[:, None, None])
        mixed = (self.dropout(weights) @ value).transpose(1, 2).flatten(2)  # (B, N, S, E/N) → (B, S, E)
        states = states + self.dropout(self.output(mixed))
        return states + self.dropout(self.narrow(self.widen(self.second_norm(states)).relu())), weights

    def _split(self, vectors: Tensor) -> Tensor:
        """(B, S, E) → (B, N, S, E/N)."""
        return vectors.unflatten(2, (self.heads, -1)).transpose(1, 2)


@register_encoder("self_attention")
class SelfAttentionEncoder(Encoder):
    """Layers of self-attention over √E W e + p, with p the sinusoids of the position. Vaswani et al. 2017, section 3.

    Embeddings begin with a variance of 1/width: without √E (ibid., section 3.4) the sinusoids would drown them."""

    def add_layers(self, config: ModelConfig) -> None:
        """The projection to the width of the layers, and the layers."""
        width = config.encoder_width
        self.project = resize(config.embedding, width)
        self.layers = nn.ModuleList(
            SelfAttentionLayer(width, config.heads, config.dropout) for _ in range(config.encoder_layers)
        )

    def layer_states(self, embedded: Tensor, mask: Tensor) -> list[Tensor]:
        """(B, S, embedding) → (B, S, E) a layer."""
        return [hide_padding(states, mask) for states, _ in self._layers(embedded, mask)]

    def attend(self, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(B, S, embedding) → states (B, S, E), and the weights of all layers and heads (B, layers, N, S, S)."""
        states, weights = zip(*self._layers(embedded, mask), strict=True)
        return hide_padding(states[-1], mask), torch.stack(weights, dim=1)

    def _layers(self, embedded: Tensor, mask: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """The states (B, S, E) after each layer, and its weights (B, N, S, S)."""
        projected = self.project(embedded)
        _, length, width = projected.shape
        states = math.sqrt(width) * projected + sinusoids(length, width).to(projected)
        for layer in self.layers:
            states, weights = layer(states, mask)
            yield states, weights
