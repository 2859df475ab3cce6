"""The contract of a scoring function: what it is given, what it returns, what it must not do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor, nn

from seq2seq.config.errors import InvalidRequest
from seq2seq.config.schema import ModelConfig


@dataclass(frozen=True)
class Sizes:
    """All a scoring function may ask about its surroundings."""

    query: int
    value: int
    key: int
    heads: int = 1
    window: int = 4
    max_length: int = 64
    directions: int = 2

    @classmethod
    def of(cls, config: ModelConfig) -> Sizes:
        return cls(
            query=config.decoder_hidden,
            value=config.encoder_width,
            key=config.attention,
            heads=config.heads,
            window=config.window,
            max_length=config.max_length,
            directions=config.directions,
        )


@dataclass(frozen=True)
class Memory:
    """An encoded batch. values (B, S, E), mask (B, S) True = a real piece, final (B, E) the encoder's last state,
    keys: whatever the scorer's `prepare` made of the values, once a sentence."""

    values: Tensor
    mask: Tensor
    final: Tensor
    keys: Tensor

    def expand(self, rows: int) -> Memory:
        """The same single sentence `rows` times (views, no copies): for a beam."""
        return Memory(*(t.expand(rows, *t.shape[1:]) for t in (self.values, self.mask, self.final, self.keys)))

    def repeat(self, times: int) -> Memory:
        """Every sentence `times` times in a row: for the beams of a batch."""
        return Memory(*(t.repeat_interleave(times, dim=0) for t in (self.values, self.mask, self.final, self.keys)))


@dataclass(frozen=True)
class AttentionHistory:
    """What earlier steps leave to later ones: how many there were, the last weights (B, N, S), and those weights as
    they were computed, before an edit put others in their place."""

    step: int
    weights: Tensor
    computed: Tensor

    @classmethod
    def start(cls, memory: Memory, heads: int) -> AttentionHistory:
        batch, source, _ = memory.values.shape
        nothing = memory.values.new_zeros(batch, heads, source)
        return cls(0, nothing, nothing)

    def then(self, weights: Tensor, computed: Tensor) -> AttentionHistory:
        """After one more step with these weights (B, N, 1, S)."""
        return AttentionHistory(self.step + 1, weights[:, :, -1], computed[:, :, -1])

    def pick(self, rows: Tensor) -> AttentionHistory:
        return replace(self, weights=self.weights[rows], computed=self.computed[rows])

    def split(self) -> list[AttentionHistory]:
        """Each row as a batch of 1."""
        return [
            AttentionHistory(self.step, *row) for row in zip(self.weights.split(1), self.computed.split(1), strict=True)
        ]


class Scorer(nn.Module, ABC):
    """Scores how well each source piece answers the decoder's query. A scorer returns raw scores only.

    `Attention` masks, normalises and mixes. `score` stores nothing on the module and changes none of its inputs:
    one model serves many threads at once. A class is final: it inherits from `Scorer` alone.
    """

    sequential: ClassVar[bool] = False
    """True if `score` reads `past.weights`, so that steps can't be scored together."""

    heads: int = 1

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()

    def prepare(self, values: Tensor) -> Tensor:
        """values (B, S, E) → keys, computed once a sentence; the values themselves unless there is a projection."""
        return values

    @abstractmethod
    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        """query (B, T, H) of T steps, the first of them number `past.step` → scores (B, T, S).

        A scorer with N heads returns (B, N, T, S). Minus infinity forbids a piece."""


def require_equal(sizes: Sizes, name: str) -> None:
    """For scorers without projections. Raises ValueError if query and value differ in width."""
    if sizes.query != sizes.value:
        raise InvalidRequest(
            "{scorer} compares states directly: decoder width {query} ≠ encoder width {value}",
            scorer=name,
            query=sizes.query,
            value=sizes.value,
        )


def positions(memory: Memory) -> Tensor:
    """(S,): 0, 1, … as floats on the memory's device."""
    return torch.arange(memory.values.shape[1], device=memory.values.device, dtype=memory.values.dtype)


def source_lengths(memory: Memory) -> Tensor:
    """(B, 1): the number of real pieces of each sentence, as floats."""
    return memory.mask.sum(dim=1, keepdim=True).to(memory.values.dtype)
