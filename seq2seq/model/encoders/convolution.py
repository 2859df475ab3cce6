"""A convolutional encoder: each layer mixes a piece with its neighbours, all pieces at once."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from seq2seq.config.schema import ModelConfig
from seq2seq.model.encoders.encoder import Encoder, hide_padding, register_encoder, resize


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
