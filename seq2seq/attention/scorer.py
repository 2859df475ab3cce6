"""The interface of a scoring function, and the values that it reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import torch
from torch import Tensor, nn

from seq2seq.config.cards import CARDS, Registry
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig

SCORERS: Registry[Scorer] = Registry("a scoring function", CARDS, "seq2seq/config/cards.py")
register = SCORERS.register


def make_scorer(name: str, sizes: Sizes) -> Scorer:
    """A new scorer with untrained parameters. Raises InvalidRequest for a name that is not registered."""
    if name not in SCORERS:
        names = ", ".join(SCORERS)
        raise InvalidRequest("no scoring function is called {name!r}; there are {names}", name=name, names=names)
    return SCORERS[name](sizes)


@dataclass(frozen=True)
class Sizes:
    """The sizes that a scoring function may depend on: widths H, E and K, numbers of heads and directions, half the
    width of a window and the longest source, both in pieces."""

    query: int
    value: int
    key: int
    heads: int = 1
    window: int = 4
    max_length: int = 64
    directions: int = 2

    @classmethod
    def of(cls, config: ModelConfig) -> Sizes:
        """The sizes of a model."""
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
    """An encoded batch: values (B, S, E), mask (B, S) with True = a real piece, final (B, E), the encoder's final
    state, and keys, the result of the scorer's `prepare` for the values.

    layers: of a Transformer, the memory of each layer, with its own keys, and its projection of the values (B, S, H)
    in place of the values; the keys of the whole are the values themselves. copies (B, S) is what a decoder that copies
    says for each piece: its id among the target pieces, or their number plus the place of the first such piece."""

    values: Tensor
    mask: Tensor
    final: Tensor
    keys: Tensor
    layers: tuple[Memory, ...] = ()
    copies: Tensor | None = None

    @cached_property
    def padding_mask(self) -> Tensor | None:
        """The mask as (B, 1, S), for the scores (B, N, S) of a step; None without padding, where nothing is masked."""
        return None if self.mask.all() else self.mask.unsqueeze(1)

    def expand(self, rows: int) -> Memory:
        """A single sentence as a batch of `rows` equal ones, for beam search; they share its tensors."""
        return self.each(lambda tensor: tensor.expand(rows, *tensor.shape[1:]))

    def repeat(self, times: int) -> Memory:
        """Each sentence repeated `times` times in succession, for beam search over a batch."""
        return self.each(lambda tensor: tensor.repeat_interleave(times, dim=0))

    def pick(self, rows: Tensor) -> Memory:
        """The memory of the given sentences, in that order."""
        return self.each(lambda tensor: tensor[rows])

    def each(self, change: Callable[[Tensor], Tensor]) -> Memory:
        """All tensors changed alike, those of the layers too."""
        values, mask, final, keys = map(change, (self.values, self.mask, self.final, self.keys))
        copies = None if self.copies is None else change(self.copies)
        return Memory(values, mask, final, keys, tuple(layer.each(change) for layer in self.layers), copies)


@dataclass(frozen=True)
class AttentionHistory:
    """The attention of earlier steps: the number of steps, the last weights (B, N, S), and `computed` (B, N, S), the
    last weights before edits replaced them. coverage (B, S) is the sum of all weights so far, averaged over heads;
    None for a model without coverage. See, Liu & Manning 2017, eq. 10."""

    step: int
    weights: Tensor
    computed: Tensor
    coverage: Tensor | None = None

    @classmethod
    def start(cls, memory: Memory, heads: int, coverage: bool = False) -> AttentionHistory:
        """The history before the first step: all weights 0."""
        batch, source, _ = memory.values.shape
        zeros = memory.values.new_zeros(batch, heads, source)
        return cls(0, zeros, zeros, zeros[:, 0] if coverage else None)

    def then(self, weights: Tensor, computed: Tensor) -> AttentionHistory:
        """The history after one more step with these weights (B, N, 1, S)."""
        last = weights[:, :, -1]
        coverage = None if self.coverage is None else self.coverage + last.mean(dim=1)
        return AttentionHistory(self.step + 1, last, last if computed is weights else computed[:, :, -1], coverage)

    def pick(self, rows: Tensor) -> AttentionHistory:
        """The history of the given rows, in that order."""
        coverage = None if self.coverage is None else self.coverage[rows]
        return replace(self, weights=self.weights[rows], computed=self.computed[rows], coverage=coverage)

    def chunk(self, layers: int) -> list[AttentionHistory]:
        """The history of each of the layers, whose heads stand one after the other."""
        parts = zip(self.weights.chunk(layers, dim=1), self.computed.chunk(layers, dim=1), strict=True)
        return [AttentionHistory(self.step, *part) for part in parts]

    def split(self) -> list[AttentionHistory]:
        """Each row as a batch of 1."""
        return [
            AttentionHistory(self.step, *row) for row in zip(self.weights.split(1), self.computed.split(1), strict=True)
        ]


class Scorer(nn.Module, ABC):
    """A scoring function: a raw score for each source piece, given the decoder's query.

    `Attention` masks, normalises and mixes. `score` stores nothing on the module and changes none of its inputs, as
    one model serves many threads at once. A class is final: it inherits from `Scorer` alone.
    """

    sequential: ClassVar[bool] = False
    """True if `score` reads `past.weights`, so that steps can't be scored together."""

    constants: ClassVar[tuple[str, ...]] = ()
    """The attributes that an edit may set."""

    heads: int = 1

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()

    def with_constants(self, constants: Mapping[str, float]) -> Scorer:
        """The scorer with these in place of its own, on the same parameters; itself where there are none. Raises
        InvalidRequest for one that it does not have."""
        for name in constants:
            if name not in self.constants:
                raise InvalidRequest("this scoring function has no {constant} to set", constant=name)
        if not constants:
            return self
        changed = copy(self)
        for name, value in constants.items():
            setattr(changed, name, value)
        return changed

    def prepare(self, values: Tensor) -> Tensor:
        """values (B, S, E) → keys, computed once for each sentence; the values themselves unless a scorer projects
        them."""
        return values

    @abstractmethod
    def score(self, query: Tensor, memory: Memory, past: AttentionHistory) -> Tensor:
        """query (B, T, H) of T steps, the first of which is step `past.step` → scores (B, T, S).

        A scorer with N heads returns (B, N, T, S). A score of minus infinity excludes a piece."""


def require_equal(sizes: Sizes, name: str) -> None:
    """Check the widths for a scorer without projections. Raises InvalidRequest, a ValueError, if query and value differ
    in width."""
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
