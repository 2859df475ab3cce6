"""What a live training may have broken in its model, so that one can watch what comes of it."""

from __future__ import annotations

import torch
from torch import Tensor

from seq2seq.attention import Attended, Attention, AttentionHistory, Memory
from seq2seq.attention.mechanism import mix
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.training.live.settings import LiveSettings


def sabotage(model: Seq2Seq, settings: LiveSettings) -> None:
    """Break what the settings ask for and is not in the pairs, the learning rate or the clipping."""
    if settings.sabotage == "frozen":
        model.encoder.requires_grad_(False)
    elif settings.sabotage == "shuffled":
        decoder = recurrent(model.decoder)
        shuffled = ShuffledAttention(settings.scorer, decoder.attention.sizes)
        shuffled.scorer = decoder.attention.scorer
        decoder.attention = shuffled


class ShuffledAttention(Attention):
    """Attention that, in training, deals out each row's weights to random source pieces."""

    def forward(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Attended:
        attended = super().forward(query, memory, past)
        if not self.training:
            return attended
        order = torch.rand_like(attended.weights).argsort(-1)
        weights = attended.weights.gather(-1, order)
        return Attended(attended.scores, weights, mix(weights, memory.values), weights)
