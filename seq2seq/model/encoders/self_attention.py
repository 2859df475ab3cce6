"""An encoder of self-attention: in each layer every piece looks at all pieces of its own sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import torch
from torch import Tensor, nn

from seq2seq.config.schema import ModelConfig
from seq2seq.model.encoders.encoder import Encoder, hide_padding, register_encoder, resize
from seq2seq.model.self_attention import SelfAttentionLayer, with_positions


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
