"""Beam search, with all it looked at on its way. A loop over `model.step` and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.config.arrays import Array
from seq2seq.config.edits import Edits
from seq2seq.config.penalties import Penalties
from seq2seq.decoding.search import Stepper, sayable, silenced
from seq2seq.model.decoder import StepOutput
from seq2seq.text.special_ids import BOS, EOS
from seq2seq.trace.beam_tree import Status

ALTERNATIVES = 6
"""How many of the likeliest pieces are kept of each reading."""
DEFAULT = Penalties()


@dataclass(frozen=True)
class Node:
    """A `Branch` of the tree to be, its piece still a number."""

    parent: int | None
    id: int
    step: int
    logprob: float
    total: float
    score: float
    status: Status
    reading: int


@dataclass(frozen=True)
class Expansion:
    """One hypothesis continued: where it looked, averaged over heads (S,), and the likeliest pieces it read there."""

    weights: Array
    ids: tuple[int, ...]
    logprobs: tuple[float, ...]


@dataclass(frozen=True)
class FinishedHypothesis:
    """A hypothesis that the search ends with: its ids, its log-probability, and that after both penalties."""

    ids: tuple[int, ...]
    logprob: float
    score: float


@dataclass(frozen=True)
class BeamResult:
    """All nodes, step by step and likeliest first; the numbers of the best, best first; all readings; and for each
    step, how many continuations were not looked at."""

    nodes: tuple[Node, ...]
    best: tuple[int, ...]
    readings: tuple[Expansion, ...]
    dropped: tuple[int, ...]

    @property
    def finished(self) -> list[FinishedHypothesis]:
        """The best hypotheses, best first."""
        return [FinishedHypothesis(self.ids(at), self.nodes[at].total, self.nodes[at].score) for at in self.best]

    def ids(self, node: int | None) -> tuple[int, ...]:
        found: list[int] = []
        while node is not None:
            found.append(self.nodes[node].id)
            node = self.nodes[node].parent
        return tuple(reversed(found))


def beam(
    model: Stepper,
    memory: Memory,
    size: int,
    penalties: Penalties = DEFAULT,
    max_steps: int = 64,
    prefix: Sequence[int] = (),
    edits: Edits = (),
    unknown: bool = False,
) -> BeamResult:
    """Search for the `size` best translations of one sentence (memory of batch 1).

    The likeliest hypotheses are kept at every step; the penalties rank those that the search ends with. It stops once
    `size` hypotheses have ended; those that hit the step limit count as they stand."""
    growth, state = _Growth(size, penalties, memory.mask[0], unknown), model.start(memory)
    for t in range(max_steps):
        prev = torch.tensor(growth.last_ids, device=memory.values.device)
        output, state = model.step(prev, state, memory.expand(len(prev)), edits)
        rows = growth.grow(output, prefix[t] if t < len(prefix) else None)
        if growth.done:
            break
        state = state.pick(torch.tensor(rows, device=memory.values.device))
    return growth.grown()


def beam_each(model: Stepper, memory: Memory, size: int, max_steps: int = 64) -> list[BeamResult]:
    """What `beam` finds for each sentence of a batch. `memory` holds each sentence `size` times, one after the other,
    so that a hypothesis has a row of its own; rows that no hypothesis needs yet are filled up."""
    growths = [_Growth(size, DEFAULT, mask, unknown=False) for mask in memory.mask[::size]]
    state = model.start(memory)
    for _ in range(max_steps):
        prev = [id for growth in growths for id in _filled(growth.last_ids, size, BOS)]
        output, state = model.step(torch.tensor(prev, device=memory.values.device), state, memory, ())
        kept = [growth.advance(output, at * size) for at, growth in enumerate(growths)]
        if all(growth.done for growth in growths):
            break
        rows = [at * size + row for at, own in enumerate(kept) for row in _filled(own, size, 0)]
        state = state.pick(torch.tensor(rows, device=memory.values.device))
    return [growth.grown() for growth in growths]


def _filled(found: list[int], size: int, filler: int) -> list[int]:
    return found + [filler] * (size - len(found))


@dataclass(frozen=True)
class _Live:
    """A hypothesis in the beam: its number in the tree, and how much it has looked at each source piece, (S,)."""

    node: int | None
    coverage: Array | float


class _Growth:
    """A tree while it grows."""

    def __init__(self, size: int, penalties: Penalties, mask: Tensor, unknown: bool) -> None:
        self.size, self.penalties, self.mask, self.unknown = size, penalties, mask, unknown  # mask (S,)
        self.nodes: list[Node] = []
        self.readings: list[Expansion] = []
        self.dropped: list[int] = []
        self.live = [_Live(None, 0.0)]

    @property
    def last_ids(self) -> list[int]:
        return [BOS if row.node is None else self.nodes[row.node].id for row in self.live]

    @property
    def ended(self) -> list[int]:
        return [number for number, node in enumerate(self.nodes) if node.status == "finished"]

    @property
    def enough(self) -> bool:
        return len(self.ended) >= self.size

    @property
    def done(self) -> bool:
        return self.enough or not self.live

    def advance(self, output: StepOutput, first: int) -> list[int]:
        """`grow` by those rows of a batch's output, from `first` on, that are its own; nothing grows any more once it
        is done."""
        if self.done:
            return list(range(len(self.live)))
        own = slice(first, first + len(self.live))
        return self.grow(replace(output, logits=output.logits[own], weights=output.weights[own]), None)

    def grow(self, output: StepOutput, forced: int | None) -> list[int]:
        """One step: adds the likeliest continuations, and returns which row each of those that are kept came from."""
        logprobs = output.logits.log_softmax(dim=-1)  # (N, V)
        free = silenced(logprobs, self.unknown)
        first = len(self.readings)
        weights = output.weights.mean(dim=1)[:, self.mask].cpu().numpy()  # (N, S)
        self.readings += _expansions(weights, free)
        seen = [row.coverage + looked for row, looked in zip(self.live, weights, strict=True)]
        step, likeliest = len(self.dropped), self._likeliest(free if forced is None else logprobs, forced)
        choices = len(sayable(logprobs, self.unknown)) if forced is None else 1
        self.dropped.append(len(seen) * choices - len(likeliest))
        rows, live = [], []
        for row, piece, logprob, total in likeliest:
            status: Status = "pruned" if len(live) == self.size else "finished" if piece == EOS else "kept"
            score = self.penalties.score(total, step + 1, seen[row])
            self.nodes.append(Node(self.live[row].node, piece, step, logprob, total, score, status, first + row))
            if status == "kept":
                rows.append(row)
                live.append(_Live(len(self.nodes) - 1, seen[row]))
        self.live = live
        return rows

    def _likeliest(self, logprobs: Tensor, forced: int | None) -> list[tuple[int, int, float, float]]:
        """(row, id, log-probability of the piece and of the whole) of the continuations to look at, likeliest first."""
        vocabulary = logprobs.shape[1]
        if forced is not None:
            logprobs = logprobs.masked_fill(torch.arange(vocabulary, device=logprobs.device) != forced, -torch.inf)
        before = [0.0 if row.node is None else self.nodes[row.node].total for row in self.live]
        totals = (logprobs + logprobs.new_tensor(before)[:, None]).flatten()
        # Twice the size: even if every kept hypothesis has a better-placed end, enough live ones are left.
        best, index = totals.topk(min(2 * self.size, len(totals)))
        rows, pieces, own = index // vocabulary, index % vocabulary, logprobs.flatten()[index]
        found = zip(rows.tolist(), pieces.tolist(), own.tolist(), best.tolist(), strict=True)
        return [each for each in found if each[-1] > -torch.inf]

    def grown(self) -> BeamResult:
        standing = [] if self.enough else [row.node for row in self.live if row.node is not None]
        best = sorted(self.ended + standing, key=lambda number: -self.nodes[number].score)[: self.size]
        return BeamResult(tuple(self.nodes), tuple(best), tuple(self.readings), tuple(self.dropped))


def _expansions(weights: Array, logprobs: Tensor) -> Iterator[Expansion]:
    best, ids = logprobs.topk(min(ALTERNATIVES, logprobs.shape[1] - EOS))
    for looked, row, values in zip(weights, ids.tolist(), best.tolist(), strict=True):
        yield Expansion(looked, tuple(row), tuple(values))
