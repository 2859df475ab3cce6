"""A sentence as a path through state space, and the other sentences around it: points, neighbours, single units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from seq2seq.analysis.projections import Basis, nearest
from seq2seq.config.arrays import Array
from seq2seq.trace.trace import DecodeTrace

SOURCE_KINDS = ("encoder", "forward", "backward", "embedded")
"""Kinds of states of which there is one a source piece; of all others there is one an output piece."""
JOINED = ("encoder", "decoder", "context")
SPACES: dict[str, tuple[str, ...]] = {
    "states": JOINED,
    "forward": ("forward",),
    "backward": ("backward",),
    "readout": ("readout", "said"),
    "embedded": ("embedded",),
}
"""The spaces that have a basis, and the kinds of states that share it."""
SPACE_OF_VIEW: dict[str, tuple[str, tuple[str, ...]]] = {
    "states": ("states", JOINED),
    **{kind: ("states", (kind,)) for kind in JOINED},
    **{space: (space, kinds) for space, kinds in SPACES.items() if space != "states"},
}
"""What one can look at: on the map of which space, and which kinds of states are seen there."""
SHARED = "shared"
"""The basis of `states` that all models of a family have in common."""


@dataclass(frozen=True, eq=False)
class SentenceStates:
    """A sentence a model went through. `vectors` holds (S, …) or (T, …) a kind:

    encoder (S, E), its halves forward and backward, embedded (S, embedding): what the encoder read;
    decoder (T, H), context (T, E), readout (T, embedding), said (T, embedding): the embedding of the chosen piece."""

    text: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    vectors: Mapping[str, Array]

    def pieces(self, kind: str) -> tuple[str, ...]:
        return self.source if kind in SOURCE_KINDS else self.target


@dataclass(frozen=True, eq=False)
class StateTrace:
    """A decoding and all its states."""

    trace: DecodeTrace
    sentence: SentenceStates

    @property
    def mixes(self) -> bool:
        """Whether a context is the mix of whole encoder states. Several heads mix a slice of them each."""
        return self.trace.weights.shape[1] == 1


@dataclass(frozen=True, eq=False)
class StateMaps:
    """The bases of a model by space. `sentences` is how many they were fitted on, the project's `examples` or else
    training sentences; `stored` whether that was done once and for all.

    `reference` is the model `shared` was turned onto. How well, is measured on each half of the sentences with the
    turn that was fitted on the other: `residual` (0: the same but for a rotation, 1: nothing in common), and in
    `agreement`, kind → for each axis of `shared` the correlation of both models' points."""

    bases: Mapping[str, Basis]
    sentences: int
    examples: bool
    stored: bool
    reference: str = ""
    residual: float = 0.0
    agreement: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def basis(self, space: str, kind: str) -> Basis:
        """Where a kind is projected. Only where encoder and decoder differ in width has the decoder its own."""
        alone = space in ("states", SHARED) and kind == "decoder" and "decoder" in self.bases
        return self.bases["decoder" if alone else space]


@dataclass(frozen=True)
class StateNeighbour:
    """A state of another sentence: its number in the index, the piece's position, the distance in full space."""

    sentence: int
    position: int
    distance: float


@dataclass(frozen=True, eq=False)
class StateIndex:
    """The states of many sentences, to look for neighbours among."""

    sentences: tuple[SentenceStates, ...]

    @cached_property
    def pools(self) -> dict[str, tuple[Array, Array, Array]]:
        """Kind → all its vectors (M, D), the number of the sentence of each (M,), and its position there (M,)."""
        return {kind: self._pool(kind) for kind in self.sentences[0].vectors} if self.sentences else {}

    def _pool(self, kind: str) -> tuple[Array, Array, Array]:
        counts = [len(each.vectors[kind]) for each in self.sentences]
        owners = np.repeat(np.arange(len(counts)), counts)
        positions = np.concatenate([np.arange(count) for count in counts])
        return np.concatenate([each.vectors[kind] for each in self.sentences]), owners, positions

    def neighbours(self, sentence: SentenceStates, kind: str, count: int) -> list[list[StateNeighbour]]:
        """For each state of the sentence the nearest of its kind in other sentences, nearest first."""
        if kind not in self.pools:
            return [[] for _ in sentence.vectors[kind]]
        pool, owners, positions = self.pools[kind]
        others = np.array([each.text != sentence.text for each in self.sentences])
        rows, distances = nearest(sentence.vectors[kind], pool, count, others[owners])
        return [
            [StateNeighbour(int(owners[i]), int(positions[i]), float(d)) for i, d in zip(row, far, strict=True)]
            for row, far in zip(rows, distances, strict=True)
        ]

    def drivers(self, kind: str, unit: int, count: int) -> tuple[list[StateNeighbour], list[StateNeighbour]]:
        """The sentences that drive a unit highest, and those that drive it lowest, with its value in place of the
        distance. Each sentence stands once a side, at its strongest piece."""
        high, low = (self._strongest(kind, unit, sign)[:count] for sign in (1, -1))
        return high, low

    def _strongest(self, kind: str, unit: int, sign: int) -> list[StateNeighbour]:
        tops = []
        for number, each in enumerate(self.sentences):
            values = each.vectors[kind][:, unit]
            position = int((sign * values).argmax())
            tops.append(StateNeighbour(number, position, float(values[position])))
        return sorted(tops, key=lambda top: -sign * top.distance)

    def cloud(self, basis: Basis, kind: str, most: int) -> Array:
        """(m, K): points of the kind, evenly thinned out to at most `most`."""
        if kind not in self.pools:
            return np.zeros((0, len(basis.axes)))
        pool = self.pools[kind][0]
        return basis.project(pool[:: -(-len(pool) // most)])


def bases(gone: StateTrace, atlas: StateMaps, show: str, shared: bool) -> dict[str, Basis]:
    """Kind → the basis of the map it is shown on; `shared` takes the family's map of the states."""
    space, kinds = SPACE_OF_VIEW[show]
    name = SHARED if shared and space == "states" and SHARED in atlas.bases else space
    return {kind: atlas.basis(name, kind) for kind in kinds if kind in gone.sentence.vectors}


def points(gone: StateTrace, atlas: StateMaps, show: str, shared: bool) -> dict[str, Array]:
    """Kind → its points (S, K) or (T, K) on that map."""
    found = bases(gone, atlas, show, shared)
    return {kind: basis.project(gone.sentence.vectors[kind]) for kind, basis in found.items()}


def short(array: Array, digits: int = 3) -> Any:
    """Nested lists of rounded JSON numbers."""
    return np.round(array.astype(np.float64), digits).tolist()


def gap(one: Array, other: Array) -> Array:
    """(T, D), (U, D) → (min(T, U),): the Euclidean distance between two paths at each step they both have."""
    steps = min(len(one), len(other))
    return np.linalg.norm(one[:steps] - other[:steps], axis=1)
