"""Scoring functions that depend on position, alone or with content, and the baselines with fixed weights."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from seq2seq.attention.content import General
from seq2seq.attention.scorer import AttentionHistory, Memory, Scorer, Sizes, positions, register, source_lengths
from seq2seq.config.records import InvalidRequest


@register("none")
class NoAttention(Scorer):
    """No attention: the context is the encoder's final state at every step. Sutskever et al. 2014, Cho et al. 2014.

    The final state of the forward direction is at the last piece and that of the backward direction at the first, so
    one head for each direction with a fixed position *is* that state, written as attention."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.heads = sizes.directions

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        position = positions(memory)
        last = position == source_lengths(memory) - 1  # (B, S)
        ends = [last, (position == 0).expand_as(last)][: self.heads]
        elsewhere = ~torch.stack(ends, dim=1)  # (B, N, S)
        fixed = query.new_zeros(elsewhere.shape).masked_fill(elsewhere, -math.inf)
        return fixed.unsqueeze(2).expand(-1, -1, query.shape[1], -1)


@register("uniform")
class Uniform(Scorer):
    """0 for every piece, so that the context is the mean of the states: a baseline."""

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return query.new_zeros(query.shape[0], query.shape[1], memory.values.shape[1])


@register("location")
class Location(Scorer):
    """(W s)_i: one row of W for each position, independent of the pieces. Luong, Pham & Manning 2015, eq. 8.

    `score` raises InvalidRequest, a ValueError, for a source longer than `sizes.max_length`."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.position = nn.Linear(sizes.query, sizes.max_length, bias=False)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        length = memory.values.shape[1]
        if length > self.position.out_features:
            covered = self.position.out_features
            raise InvalidRequest("location handles at most {n} pieces, got {given}", n=covered, given=length)
        return self.position(query)[..., :length]


@register("sinusoidal")
class Sinusoidal(Scorer):
    """(W_q s)·(W_k p_i) / √K with p_i the code of position i alone. Codes: Vaswani et al. 2017, section 3.5."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.query = nn.Linear(sizes.query, sizes.key, bias=False)
        self.key = nn.Linear(sizes.key, sizes.key, bias=False)
        self.scale = 1 / math.sqrt(sizes.key)

    def prepare(self, values: Tensor) -> Tensor:
        codes = sinusoids(values.shape[1], self.key.in_features).to(values)
        return self.key(codes).expand(values.shape[0], -1, -1)  # (S, K) → (B, S, K)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        return self.scale * (self.query(query) @ memory.keys.mT)


@register("local_m")
class LocalMonotonic(Scorer):
    """`general` inside a window of ±D around the current step. Luong, Pham & Manning 2015, section 3.2 (local-m).

    The centre stays on the last piece once the output is longer than the source."""

    constants = ("window",)

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.general = General(sizes)
        self.window = sizes.window

    def prepare(self, values: Tensor) -> Tensor:
        return self.general.prepare(values)

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        steps = past.step + torch.arange(query.shape[1], device=query.device)
        centre = torch.minimum(steps, source_lengths(memory) - 1).unsqueeze(-1)  # (B, T, 1)
        outside = (positions(memory) - centre).abs() > self.window  # (B, T, S)
        return self.general.score(query, memory, past).masked_fill(outside, -math.inf)


@register("local_p")
class LocalPredictive(Scorer):
    """`general` times a Gaussian around a predicted position p. Luong, Pham & Manning 2015, eqs. 9 and 10 (local-p).

    p = (S - 1) sigmoid(vᵀ tanh(W s)), where the paper has S; σ = D / 2 unless it is set. The Gaussian is added to the
    scores as its logarithm, so the weights still sum to 1; in the paper it multiplies them after the softmax and they
    do not."""

    constants = ("window", "deviation")
    deviation: float | None = None

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes)
        self.general = General(sizes)
        self.position = nn.Linear(sizes.query, sizes.key, bias=False)
        self.v = nn.Linear(sizes.key, 1, bias=False)
        self.window = sizes.window

    def prepare(self, values: Tensor) -> Tensor:
        return self.general.prepare(values)

    def centre(self, query: Tensor, memory: Memory) -> Tensor:
        """(B, T, 1): the predicted position, from 0 to S - 1."""
        share = torch.sigmoid(self.v(torch.tanh(self.position(query))))
        return (source_lengths(memory) - 1).unsqueeze(-1) * share

    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        distance = positions(memory) - self.centre(query, memory)  # (B, T, S)
        deviation = self.window / 2 if self.deviation is None else self.deviation
        gaussian = -(distance**2) / (2 * deviation**2)
        near = distance.abs() <= self.window
        return (self.general.score(query, memory, past) + gaussian).masked_fill(~near, -math.inf)


def sinusoids(length: int, width: int) -> Tensor:
    """(length, width): sines in the even columns, cosines in the odd ones, wavelengths 2π … 10000·2π."""
    position = torch.arange(length).unsqueeze(1)
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    codes = torch.zeros(length, width)
    codes[:, 0::2] = torch.sin(position * rate)
    codes[:, 1::2] = torch.cos(position * rate)[:, : width // 2]
    return codes
