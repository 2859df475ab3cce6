"""Encoders that read all pieces at once: by convolutions, and by self-attention."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seq2seq.config.schema import ModelConfig
from seq2seq.model.encoders.encoder import Encoder, hide_padding, register_encoder, resize
from seq2seq.model.self_attention import SelfAttentionLayer, with_positions


@register_encoder("conv")
class ConvEncoder(Encoder):
    """x^l = (GLU(conv(x^{l-1})) + x^{l-1}) √½, from x^0 = W e + p with a learned embedding p of the position. After l
    layers of width k a state has seen l(k - 1)/2 pieces on either side. Gehring et al. 2017, sections 3.1 and 3.2."""

    def add_layers(self, config: ModelConfig) -> None:
        """The projection to the width of the layers, the embeddings of positions, and the layers."""
        width = config.encoder_width
        self.project = resize(config.embedding, width)
        self.position = nn.Embedding(config.max_length, width)
        self.layers = nn.ModuleList(
            nn.Conv1d(width, 2 * width, config.kernel, padding=config.kernel // 2) for _ in range(config.encoder_layers)
        )

    def layer_states(self, embedded: Tensor, mask: Tensor) -> list[Tensor]:
        """(B, S, embedding) → (B, S, E) a layer. Pieces beyond the longest source have the position of its end."""
        at = torch.arange(mask.shape[1], device=mask.device).clamp(max=self.position.num_embeddings - 1)
        states = hide_padding(self.project(embedded) + self.position(at), mask)
        layers = []
        for layer in self.layers:
            mixed = F.glu(layer(self.dropout(states).mT).mT, dim=2)  # (B, S, E) → (B, 2E, S) → (B, S, E)
            states = hide_padding((mixed + states) * math.sqrt(0.5), mask)
            layers.append(states)
        return layers


@register_encoder("self_attention")
class SelfAttentionEncoder(Encoder):
    """Layers of self-attention over √E W e + p, p the sinusoids of the position. Vaswani et al. 2017, section 3. A norm
    follows the last layer, as layers with their norms before each part need one (Xiong et al. 2020)."""

    def add_layers(self, config: ModelConfig) -> None:
        """The projection to the width of the layers, and the layers."""
        width = config.encoder_width
        self.project = resize(config.embedding, width)
        layers = (SelfAttentionLayer(width, config.heads, config.dropout) for _ in range(config.encoder_layers))
        self.layers, self.norm = nn.ModuleList(layers), nn.LayerNorm(width)

    def layer_states(self, embedded: Tensor, mask: Tensor) -> list[Tensor]:
        """(B, S, embedding) → (B, S, E) a layer."""
        *below, last = (states for states, _ in self._layers(embedded, mask))
        return [hide_padding(states, mask) for states in (*below, self.norm(last))]

    def self_weights(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """(B, S, embedding) → the weights of all layers and heads (B, layers, N, S, S)."""
        return torch.stack([weights for _, weights in self._layers(embedded, mask)], dim=1)

    def _layers(self, embedded: Tensor, mask: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """The states (B, S, E) after each layer, and its weights (B, N, S, S)."""
        states = with_positions(self.project(embedded))
        for layer in cast(Sequence[SelfAttentionLayer], self.layers):
            attended, weights, _ = layer.attend(states, mask[:, None, None])
            states = layer.feed_forward(attended)
            yield states, weights
