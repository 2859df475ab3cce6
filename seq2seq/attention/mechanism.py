"""Attention: scores → mask → normalise → weights → context. The mechanism is the same for every scoring function."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from seq2seq.attention.normalize import NORMALIZERS
from seq2seq.attention.scorer import AttentionHistory, Memory, Scorer, Sizes, make_scorer
from seq2seq.config.edits import Normalizer


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

    def forward(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Attended:
        """query (B, T, H) of the steps from `past.step` on → scores and weights (B, N, T, S), context (B, T, E)."""
        if self.sequential and query.shape[1] > 1:
            return self._step_by_step(query, memory, past)
        scores = self.score(query, memory, past)
        weights = NORMALIZERS[self.normalizer](scores, memory.mask[:, None, None])
        return Attended(scores, weights, mix(weights, memory.values), weights)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory, scorer: Scorer | None = None) -> Tensor:
        """query (B, T, H) → scores (B, N, T, S), by the model's own scorer or by another one without parameters.

        With coverage, a scorer reads h_i + w c_i in place of h_i, with c_i the sum of earlier weights: in `additive`,
        U (h_i + w c_i) is the term of See, Liu & Manning 2017, eq. 11, for w_c = U w, and others gain it likewise."""
        if self.coverage is not None and past.coverage is not None:
            seen = memory.values + past.coverage.unsqueeze(-1) * self.coverage
            memory = replace(memory, keys=(scorer or self.scorer).prepare(seen))
        elif scorer is not None:
            memory = replace(memory, keys=scorer.prepare(memory.values))
        scores = (scorer or self.scorer).score(query, memory, past)
        return scores.unsqueeze(1) if scores.ndim == 3 else scores  # one head returns (B, T, S)

    def _step_by_step(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Attended:
        """For a scorer that reads its last weights."""
        steps: list[Attended] = []
        for step_query in query.split(1, dim=1):
            steps.append(self(step_query, memory, past))
            past = past.then(steps[-1].weights, steps[-1].computed)
        scores = torch.cat([step.scores for step in steps], dim=2)
        weights = torch.cat([step.weights for step in steps], dim=2)
        return Attended(scores, weights, torch.cat([step.context for step in steps], dim=1), weights)


def mix(weights: Tensor, values: Tensor) -> Tensor:
    """weights (B, N, T, S), values (B, S, E) → context (B, T, E): the weighted mean of the states."""
    if weights.shape[1] == 1:
        return weights[:, 0] @ values
    batch, heads, steps, source = weights.shape
    slices = values.view(batch, source, heads, -1).transpose(1, 2)  # (B, N, S, E/N)
    return (weights @ slices).transpose(1, 2).reshape(batch, steps, -1)
