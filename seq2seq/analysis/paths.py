"""A sentence as a path through state space: its points on a map, neighbours in other sentences, single units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from seq2seq.analysis.projections import Basis, nearest
from seq2seq.config.arrays import Array
from seq2seq.trace.trace import DecodeTrace

SOURCE_KINDS = ("encoder", "forward", "backward", "embedded")
"""Kinds with one state per source piece; all other kinds have one per output piece."""
HALVES = ("forward", "backward")
"""The kinds that are the halves of an encoder state."""
LOOKED_UP = ("embedded", "said")
"""The kinds that are the same wherever a piece stands."""
JOINT_KINDS = ("encoder", "decoder", "context")
"""Kinds of states that share the map of the space `states`."""
SPACES: dict[str, tuple[str, ...]] = {
    "states": JOINT_KINDS,
    "forward": ("forward",),
    "backward": ("backward",),
    "readout": ("readout", "said"),
    "embedded": ("embedded",),
}
"""The spaces that have a basis, and the kinds of states that share it."""
SPACE_OF_VIEW: dict[str, tuple[str, tuple[str, ...]]] = {
    "states": ("states", JOINT_KINDS),
    **{kind: ("states", (kind,)) for kind in JOINT_KINDS},
    **{space: (space, kinds) for space, kinds in SPACES.items() if space != "states"},
}
"""View name → the space whose map it uses, and the kinds of states drawn on it."""
SHARED = "shared"
"""Name of the basis of `states` that all models of a family share."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """A decoded sentence in pieces."""

    text: str
    source: tuple[str, ...]
    target: tuple[str, ...]

    def pieces(self, kind: str) -> tuple[str, ...]:
        """The pieces that the states of a kind belong to."""
        return self.source if kind in SOURCE_KINDS else self.target


@dataclass(frozen=True, eq=False)
class SentenceStates(Sentence):
    """The states of one decoded sentence. `vectors` maps a kind to rows (S, …) or (T, …):

    encoder (S, E), its halves forward and backward, and embedded (S, embedding), the input of the encoder;
    decoder (T, H), context (T, E), readout (T, embedding), and said (T, embedding), the embedding of the chosen
    piece."""

    vectors: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class StateTrace:
    """A decoding together with all its states."""

    trace: DecodeTrace
    sentence: SentenceStates

    @property
    def mixes(self) -> bool:
        """Whether a context is a weighted mean of whole encoder states. With several heads, each averages a slice."""
        return self.trace.weights.shape[1] == 1


@dataclass(frozen=True, eq=False)
class StateMaps:
    """The bases of a model by space. `sentences` is the number of sentences they were fitted on: example sentences of
    the project if `examples`, else training sentences. `stored` is False for bases that were fitted on demand.

    `reference` is the model whose space `shared` was rotated to. The fit is measured on each half of the sentences,
    with the rotation fitted on the other half: `residual` (0: equal up to a rotation, 1: nothing in common), and
    `agreement`, kind → for each axis of `shared` the correlation of the two models' points."""

    bases: Mapping[str, Basis]
    sentences: int
    examples: bool
    stored: bool
    reference: str = ""
    residual: float = 0.0
    agreement: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def basis(self, space: str, kind: str) -> Basis:
        """The basis of a kind. The decoder has its own only where its width differs from that of the encoder."""
        alone = space in ("states", SHARED) and kind == "decoder" and "decoder" in self.bases
        return self.bases["decoder" if alone else space]


@dataclass(frozen=True)
class StateNeighbour:
    """A state of another sentence: the sentence's number in the index, the piece's position, the Euclidean distance in
    the full space."""

    sentence: int
    position: int
    distance: float


@dataclass(frozen=True, eq=False)
class StateIndex:
    """The states of many sentences, for neighbour search; the last `trained` of these are training pairs, in which the
    translation was forced. pools: kind → all its vectors (M, D) in half precision, sentence by sentence; starts: kind →
    the row where each sentence begins, and M (sentences + 1,). Of the halves of encoder states the pools have no copy;
    `half` is their width."""

    sentences: tuple[Sentence, ...]
    trained: int
    pools: Mapping[str, Array]
    starts: Mapping[str, Array]
    half: int

    @classmethod
    def of(cls, sentences: Sequence[SentenceStates], trained: int = 0) -> StateIndex:
        """The index of these sentences. They need not have the same kinds of states."""
        kinds = dict.fromkeys(kind for sentence in sentences for kind in sentence.vectors)
        pools, starts, half = dict[str, Array](), dict[str, Array](), 0
        for kind in kinds:
            rows = [sentence.vectors[kind] for sentence in sentences if kind in sentence.vectors]
            starts[kind] = np.cumsum([0, *(len(sentence.vectors.get(kind, ())) for sentence in sentences)])
            if kind in HALVES:
                half = rows[0].shape[1]
            else:
                pools[kind] = np.concatenate(rows, dtype=np.float16, casting="same_kind")
        own = (Sentence(sentence.text, sentence.source, sentence.target) for sentence in sentences)
        return cls(tuple(own), trained, pools, starts, half)

    def has(self, kind: str) -> bool:
        """Whether there are states of a kind."""
        return kind in self.starts

    def pool(self, kind: str) -> Array:
        """All vectors (M, D) of a kind, in half precision."""
        if kind not in HALVES:
            return self.pools[kind]
        start = HALVES.index(kind) * self.half
        return self.pools["encoder"][:, start : start + self.half]

    def vectors(self, number: int, kind: str) -> Array:
        """The states (L, D) of a kind of the sentence with this number."""
        start, end = self.starts[kind][number : number + 2]
        return self.pool(kind)[start:end].astype(np.float32)

    def is_trained(self, number: int) -> bool:
        """Whether the sentence with this number is a training pair."""
        return number >= len(self.sentences) - self.trained

    def neighbours(self, sentence: SentenceStates, kind: str, count: int) -> list[list[StateNeighbour]]:
        """For each state of the sentence, the nearest states of the same kind in other sentences, nearest first."""
        if not self.has(kind):
            return [[] for _ in sentence.vectors[kind]]
        starts = self.starts[kind]
        allowed = np.array([candidate.text != sentence.text for candidate in self.sentences])
        rows, distances = nearest(sentence.vectors[kind], self.pool(kind), count, np.repeat(allowed, np.diff(starts)))
        owners = np.searchsorted(starts, rows, side="right") - 1
        return [
            [StateNeighbour(int(owner), int(i - starts[owner]), float(d)) for i, owner, d in zip(*row, strict=True)]
            for row in zip(rows, owners, distances, strict=True)
        ]

    def drivers(self, kind: str, unit: int, count: int) -> tuple[list[StateNeighbour], list[StateNeighbour]]:
        """The sentences with the highest and with the lowest values of a unit, `count` each, most extreme first.

        Each sentence appears once in a list, at its most extreme piece; `distance` holds the value of the unit."""
        high, low = (self._strongest(kind, unit, sign)[:count] for sign in (1, -1))
        return high, low

    def _strongest(self, kind: str, unit: int, sign: int) -> list[StateNeighbour]:
        tops = []
        for number, values in enumerate(np.split(self.pool(kind)[:, unit], self.starts[kind][1:-1])):
            if len(values):
                position = int((sign * values).argmax())
                tops.append(StateNeighbour(number, position, float(values[position])))
        return sorted(tops, key=lambda top: -sign * top.distance)

    def cloud(self, basis: Basis, kind: str, limit: int) -> Array:
        """(m, K): the projected points of a kind, evenly subsampled to at most `limit`."""
        if not self.has(kind):
            return np.zeros((0, len(basis.axes)))
        pool = self.pool(kind)
        return basis.project(pool[:: -(-len(pool) // limit)].astype(np.float32))


def view_bases(states: StateTrace, maps: StateMaps, view: str, shared: bool) -> dict[str, Basis]:
    """Kind → its basis in a view (a key of `SPACE_OF_VIEW`); with `shared`, that of the family where there is one."""
    space, kinds = SPACE_OF_VIEW[view]
    name = SHARED if shared and space == "states" and SHARED in maps.bases else space
    return {kind: maps.basis(name, kind) for kind in kinds if kind in states.sentence.vectors}


def view_points(states: StateTrace, maps: StateMaps, view: str, shared: bool) -> dict[str, Array]:
    """Kind → its points (S, K) or (T, K) in a view; arguments as for `view_bases`."""
    bases = view_bases(states, maps, view, shared)
    return {kind: basis.project(states.sentence.vectors[kind]) for kind, basis in bases.items()}


def round_to_lists(array: Array, digits: int = 3) -> Any:
    """Nested lists of rounded JSON numbers."""
    return np.round(array.astype(np.float64), digits).tolist()


def path_distances(first: Array, second: Array) -> Array:
    """(T, D), (U, D) → (min(T, U),): the Euclidean distance between two paths at each step that both have."""
    steps = min(len(first), len(second))
    return np.linalg.norm(first[:steps] - second[:steps], axis=1)
