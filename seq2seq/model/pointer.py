"""Copying: the decoder either generates a piece of its vocabulary or copies one of the source, by its attention.

V pieces of the vocabulary, S source pieces. The extended vocabulary has V + S ids: V + i is source piece i, where the
vocabulary lacks it (`text/extended.py`).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from seq2seq.config.schema import ModelConfig
from seq2seq.text.tokenizer import LEAST


class Pointer(nn.Module):
    """The pointer-generator of See, Liu & Manning 2017, section 2.2."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate = nn.Linear(config.encoder_width + config.decoder_hidden + config.embedding, 1)

    def generate(self, context: Tensor, hidden: Tensor, embedded: Tensor) -> Tensor:
        """context (…, E), decoder state (…, H), its input (…, embedding) → (…): the probability to generate. Eq. 8."""
        return torch.sigmoid(self.gate(torch.cat((context, hidden, embedded), dim=-1))).squeeze(-1)

    def mix(self, logits: Tensor, generate: Tensor, weights: Tensor, copies: Tensor) -> Tensor:
        """logits (R, V), generate (R,), weights (R, S), copies (R, S) → log-probabilities (R, V + S) of the extended
        vocabulary: p_gen P(w) + (1 - p_gen) Σ of the weights where the source has w. Eq. 9."""
        generated = generate.unsqueeze(-1) * logits.float().softmax(dim=-1)
        copied = (1 - generate).unsqueeze(-1) * weights
        mixed = nn.functional.pad(generated, (0, weights.shape[-1])).scatter_add(-1, copies, copied.float())
        return mixed.clamp(min=LEAST).log()


def mixture_loss(logprobs: Tensor, targets: Tensor, smoothing: float, vocabulary: int) -> Tensor:
    """The mean cross-entropy of targets (R,) under `Pointer.mix`; label smoothing spreads over the vocabulary alone."""
    own = -logprobs.gather(1, targets.unsqueeze(1)).mean()
    return (1 - smoothing) * own - smoothing * logprobs[:, :vocabulary].mean()


def coverage_loss(weights: Tensor, real: Tensor) -> Tensor:
    """weights (B, N, T, S), real (B, T) → the mean over steps of Σ_i min(a_i, c_i): what is read that was read before,
    with c the sum of earlier weights. See, Liu & Manning 2017, eq. 12."""
    rows = weights.mean(dim=1)  # (B, T, S)
    before = rows.cumsum(dim=1) - rows
    return torch.minimum(rows, before).sum(dim=-1)[real].mean()
