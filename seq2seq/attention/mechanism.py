"""Attention: scores → mask → normalise → weights → context. The one mechanism around every scoring function."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from seq2seq.attention.content import PlainScaledDot
from seq2seq.attention.edits import PerRowEdits, edit_mask, edit_scores, edit_weights, normalised
from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.registry import make_scorer
from seq2seq.attention.scorer import AttentionHistory, Memory, Scorer, Sizes
from seq2seq.config.edits import Edits, Normalizer, ScoringRule
from seq2seq.config.errors import InvalidRequest


@dataclass(frozen=True)
class Attended:
    """scores and weights (B, N, T, S), context (B, T, E). computed: the weights before an edit put others in their
    place."""

    scores: Tensor
    weights: Tensor
    context: Tensor
    computed: Tensor


class Attention(nn.Module):
    """One scoring function, one normaliser. Head n mixes the n-th of N equal slices of the values."""

    def __init__(self, scorer: str, sizes: Sizes, normalizer: Normalizer = "softmax") -> None:
        super().__init__()
        self.sizes = sizes
        self.normalizer: Normalizer = normalizer
        self.scorer: Scorer = make_scorer(scorer, sizes)

    @property
    def heads(self) -> int:
        return self.scorer.heads

    def prepare(self, values: Tensor) -> Tensor:
        return self.scorer.prepare(values)

    def forward(
        self, query: Tensor, memory: Memory, past: AttentionHistory, edits: Edits | PerRowEdits = ()
    ) -> Attended:
        """query (B, T, H) of the steps from `past.step` on. Edits are for single steps, T = 1."""
        if edits:
            rows = edits if isinstance(edits, PerRowEdits) else PerRowEdits((edits,) * len(query))
            return self._edited(query, memory, past, rows)
        if self.scorer.sequential and query.shape[1] > 1:
            return self._folded(query, memory, past)
        scores = self._score(self.scorer, memory, query, past)
        weights = NORMALIZERS[self.normalizer](scores, memory.mask[:, None, None])
        return Attended(scores, weights, mix(weights, memory.values), weights)

    def _folded(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Attended:
        """Step by step, for a scorer that must see its last weights before the next."""
        steps: list[Attended] = []
        for row in query.split(1, dim=1):
            steps.append(self(row, memory, past))
            past = past.then(steps[-1].weights, steps[-1].computed)
        scores, weights = (torch.cat([getattr(step, name) for step in steps], dim=2) for name in ("scores", "weights"))
        return Attended(scores, weights, torch.cat([step.context for step in steps], dim=1), weights)

    def _edited(self, query: Tensor, memory: Memory, past: AttentionHistory, edits: PerRowEdits) -> Attended:
        """All rows are scored together; what is done to their weights then is each row's own."""
        scores = self._score(*self._ruled(memory, edits.rule), query, past)
        each = zip(scores.split(1), memory.mask.split(1), past.split(), edits.rows, strict=True)
        rows = [self._weigh(*row) for row in each]
        computed, weights = (torch.cat(parts) for parts in zip(*rows, strict=True))
        return Attended(scores, weights, mix(weights, memory.values), computed)

    def _weigh(self, scores: Tensor, mask: Tensor, past: AttentionHistory, edits: Edits) -> tuple[Tensor, Tensor]:
        """scores (1, N, 1, S), mask (1, S) → the weights as computed, and as the edits leave them."""
        mask = edit_mask(mask, edits)
        computed = normalised(edit_scores(scores, edits), mask, self.normalizer, edits)
        return computed, edit_weights(computed, mask, past, edits)

    def _ruled(self, memory: Memory, rule: ScoringRule) -> tuple[Scorer, Memory]:
        """The scorer that a rule asks for, and what it reads."""
        if rule == ScoringRule():
            return self.scorer, memory
        scorer = self.scorer if rule.scorer is None else stand_in(rule.scorer, self.sizes)
        seen = torch.zeros_like(memory.values) if rule.blind else memory.values
        return scorer, replace(memory, keys=scorer.prepare(seen))

    @staticmethod
    def _score(scorer: Scorer, memory: Memory, query: Tensor, past: AttentionHistory) -> Tensor:
        """(B, N, T, S), also for a scorer of one head that returns (B, T, S)."""
        scores = scorer.score(query, memory, past)
        return scores.view(scores.shape[0], scorer.heads, *scores.shape[-2:])


def stand_in(name: str, sizes: Sizes) -> Scorer:
    """A scorer that needs no training. Raises ValueError for one that would."""
    scorer = PlainScaledDot(sizes) if name == "scaled" else make_scorer(name, sizes)
    if any(parameter.ndim for parameter in scorer.parameters()):
        raise InvalidRequest("{scorer} has parameters of its own and can't be used untrained", scorer=name)
    return scorer


def mix(weights: Tensor, values: Tensor) -> Tensor:
    """weights (B, N, T, S), values (B, S, E) → context (B, T, E): the weighted mean of the states."""
    batch, heads, steps, source = weights.shape
    if heads == 1:
        return weights[:, 0] @ values
    slices = values.view(batch, source, heads, -1).transpose(1, 2)  # (B, N, S, E/N)
    return (weights @ slices).transpose(1, 2).reshape(batch, steps, -1)
