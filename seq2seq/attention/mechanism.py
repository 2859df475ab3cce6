"""Attention: scores → mask → normalise → weights → context. The mechanism is the same for every scoring function."""

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

PLAIN_RULE = ScoringRule()
"""That of a decoding without edits."""


@dataclass(frozen=True)
class Attended:
    """The result of attention: scores and weights (B, N, T, S), context (B, T, E). computed (B, N, T, S) is the weights
    before edits replaced them."""

    scores: Tensor
    weights: Tensor
    context: Tensor
    computed: Tensor


class Attention(nn.Module):
    """One scoring function, one normaliser. Head n mixes the n-th of N equal slices of the values."""

    def __init__(self, scorer: str, sizes: Sizes, normalizer: Normalizer = "softmax", coverage: bool = False) -> None:
        super().__init__()
        self.sizes = sizes
        self.normalizer: Normalizer = normalizer
        self.scorer: Scorer = make_scorer(scorer, sizes)
        self.coverage = nn.Parameter(torch.zeros(sizes.value)) if coverage else None

    @property
    def sequential(self) -> bool:
        """Whether a score depends on earlier weights, so that steps can't be scored together."""
        return self.scorer.sequential or self.coverage is not None

    @property
    def heads(self) -> int:
        """The number of heads of the scorer, N."""
        return self.scorer.heads

    def prepare(self, values: Tensor) -> Tensor:
        """values (B, S, E) → the scorer's keys, computed once for each sentence."""
        return self.scorer.prepare(values)

    def forward(
        self, query: Tensor, memory: Memory, past: AttentionHistory, edits: Edits | PerRowEdits = ()
    ) -> Attended:
        """query (B, T, H) of the steps from `past.step` on → scores, weights and context. With edits, T must be 1."""
        if edits:
            rows = edits if isinstance(edits, PerRowEdits) else PerRowEdits((edits,) * len(query))
            return self._attend_edited(query, memory, past, rows)
        if self.sequential and query.shape[1] > 1:
            return self._attend_stepwise(query, memory, past)
        scores = self._score(*self._scorer_and_memory(memory, past), query, past)
        weights = NORMALIZERS[self.normalizer](scores, memory.mask[:, None, None])
        return Attended(scores, weights, mix(weights, memory.values), weights)

    def _attend_stepwise(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Attended:
        """Attention step by step, for a scorer that reads its last weights."""
        steps: list[Attended] = []
        for step_query in query.split(1, dim=1):
            steps.append(self(step_query, memory, past))
            past = past.then(steps[-1].weights, steps[-1].computed)
        scores = torch.cat([step.scores for step in steps], dim=2)
        weights = torch.cat([step.weights for step in steps], dim=2)
        return Attended(scores, weights, torch.cat([step.context for step in steps], dim=1), weights)

    def _attend_edited(self, query: Tensor, memory: Memory, past: AttentionHistory, edits: PerRowEdits) -> Attended:
        """Score all rows together, then compute and edit the weights of each row by itself."""
        scores = self._score(*self._scorer_and_memory(memory, past, edits.rule), query, past)
        inputs = zip(scores.split(1), memory.mask.split(1), past.split(), edits.rows, strict=True)
        rows = [self._weigh(*row) for row in inputs]
        computed, weights = (torch.cat(parts) for parts in zip(*rows, strict=True))
        return Attended(scores, weights, mix(weights, memory.values), computed)

    def _weigh(self, scores: Tensor, mask: Tensor, past: AttentionHistory, edits: Edits) -> tuple[Tensor, Tensor]:
        """scores (1, N, 1, S), mask (1, S) → the weights (1, N, 1, S) before and after the edits of weights."""
        mask = edit_mask(mask, edits)
        computed = normalised(edit_scores(scores, edits), mask, self.normalizer, edits)
        return computed, edit_weights(computed, mask, past, edits)

    def _scorer_and_memory(
        self, memory: Memory, past: AttentionHistory, rule: ScoringRule = PLAIN_RULE
    ) -> tuple[Scorer, Memory]:
        """The scorer that a rule asks for, and what it reads. With coverage that is h_i + w c_i, with c_i the sum of
        earlier weights: in `additive` U (h_i + w c_i) is the term of See, Liu & Manning 2017, eq. 11, for w_c = U w,
        and other scorers gain it in the same way."""
        if rule == PLAIN_RULE and past.coverage is None:
            return self.scorer, memory
        scorer = self.scorer if rule.scorer is None else make_parameter_free_scorer(rule.scorer, self.sizes)
        seen = torch.zeros_like(memory.values) if rule.blind else memory.values
        if self.coverage is not None and past.coverage is not None:
            seen = seen + past.coverage.unsqueeze(-1) * self.coverage
        return scorer, replace(memory, keys=scorer.prepare(seen))

    @staticmethod
    def _score(scorer: Scorer, memory: Memory, query: Tensor, past: AttentionHistory) -> Tensor:
        """(B, N, T, S), also for a scorer of one head that returns (B, T, S)."""
        scores = scorer.score(query, memory, past)
        return scores.unsqueeze(1) if scores.ndim == 3 else scores


def make_parameter_free_scorer(name: str, sizes: Sizes) -> Scorer:
    """A scorer that needs no training. Raises InvalidRequest, a ValueError, for one with parameters to train."""
    scorer = PlainScaledDot(sizes) if name == "scaled" else make_scorer(name, sizes)
    if any(parameter.ndim for parameter in scorer.parameters()):
        raise InvalidRequest("{scorer} has parameters of its own and can't be used untrained", scorer=name)
    return scorer


def mix(weights: Tensor, values: Tensor) -> Tensor:
    """weights (B, N, T, S), values (B, S, E) → context (B, T, E): the weighted mean of the states."""
    if weights.shape[1] == 1:
        return weights[:, 0] @ values
    batch, heads, steps, source = weights.shape
    slices = values.view(batch, source, heads, -1).transpose(1, 2)  # (B, N, S, E/N)
    return (weights @ slices).transpose(1, 2).reshape(batch, steps, -1)
