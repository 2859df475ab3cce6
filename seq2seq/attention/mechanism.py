"""Attention: scores → mask → normalise → weights → context. The one mechanism around every scoring function."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from seq2seq.attention.edits import (
    Edits,
    chosen_normalizer,
    chosen_scorer,
    edit_mask,
    edit_scores,
    edit_weights,
)
from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.registry import make
from seq2seq.attention.scorer import Memory, Past, Scorer, Sizes
from seq2seq.config import Normalizer


@dataclass(frozen=True)
class Attended:
    """scores and weights (B, N, T, S), context (B, T, E)."""

    scores: Tensor
    weights: Tensor
    context: Tensor


class Attention(nn.Module):
    """One scoring function, one normaliser. Head n mixes the n-th of N equal slices of the values."""

    def __init__(self, scorer: str, sizes: Sizes, normalizer: Normalizer = "softmax") -> None:
        super().__init__()
        self.sizes = sizes
        self.normalizer: Normalizer = normalizer
        self.scorer: Scorer = make(scorer, sizes)

    @property
    def heads(self) -> int:
        return self.scorer.heads

    def prepare(self, values: Tensor) -> Tensor:
        return self.scorer.prepare(values)

    def forward(self, query: Tensor, memory: Memory, past: Past, edits: Edits = ()) -> Attended:
        """query (B, T, H) of the steps from `past.step` on. Edits are for single steps, T = 1."""
        if edits:
            return self._edited(query, memory, past, edits)
        if self.scorer.sequential and query.shape[1] > 1:
            return self._folded(query, memory, past)
        scores = self._score(self.scorer, query, memory, past)
        weights = NORMALIZERS[self.normalizer](scores, memory.mask[:, None, None])
        return Attended(scores, weights, mix(weights, memory.values))

    def _folded(self, query: Tensor, memory: Memory, past: Past) -> Attended:
        """Step by step, for a scorer that must see its last weights before the next."""
        steps: list[Attended] = []
        for row in query.split(1, dim=1):
            steps.append(self(row, memory, past))
            past = past.then(steps[-1].weights)
        scores, weights = (torch.cat([getattr(step, name) for step in steps], dim=2) for name in ("scores", "weights"))
        return Attended(scores, weights, torch.cat([step.context for step in steps], dim=1))

    def _edited(self, query: Tensor, memory: Memory, past: Past, edits: Edits) -> Attended:
        scorer, memory = self._stand_in(memory, edits)
        scores = self._score(scorer, query, memory, past)
        mask = edit_mask(memory.mask, edits)
        normalize = NORMALIZERS[chosen_normalizer(self.normalizer, edits)]
        weights = normalize(edit_scores(scores, edits), mask[:, None, None])
        weights = edit_weights(weights, mask, past.step, edits)
        return Attended(scores, weights, mix(weights, memory.values))

    def _stand_in(self, memory: Memory, edits: Edits) -> tuple[Scorer, Memory]:
        """The scorer an edit asks for, with keys of its own. Raises ValueError if it would need training."""
        name = chosen_scorer(edits)
        if name is None:
            return self.scorer, memory
        scorer = make(name, self.sizes)
        if any(parameter.ndim for parameter in scorer.parameters()):
            raise ValueError(f"{name} has weights of its own and can't stand in untrained")
        return scorer, replace(memory, keys=scorer.prepare(memory.values))

    @staticmethod
    def _score(scorer: Scorer, query: Tensor, memory: Memory, past: Past) -> Tensor:
        """(B, N, T, S), also for a scorer of one head that returns (B, T, S)."""
        scores = scorer.score(query, memory, past)
        return scores.view(scores.shape[0], scorer.heads, *scores.shape[-2:])


def mix(weights: Tensor, values: Tensor) -> Tensor:
    """weights (B, N, T, S), values (B, S, E) → context (B, T, E): the weighted mean of the states."""
    batch, heads, steps, source = weights.shape
    if heads == 1:
        return weights[:, 0] @ values
    slices = values.view(batch, source, heads, -1).transpose(1, 2)  # (B, N, S, E/N)
    return (weights @ slices).transpose(1, 2).reshape(batch, steps, -1)
