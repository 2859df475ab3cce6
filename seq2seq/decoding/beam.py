"""Beam search with a record of every hypothesis that it considered. A loop over `model.step`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from seq2seq.attention import Memory
from seq2seq.config.arrays import Array
from seq2seq.config.edits import Edits
from seq2seq.config.penalties import Penalties
from seq2seq.decoding.search import Stepper, allowed_ids, mask_disallowed
from seq2seq.model.decoders import StepOutput
from seq2seq.text.special_ids import BOS, EOS, UNK
from seq2seq.trace.beam_tree import Status

ALTERNATIVES = 6
"""The number of likeliest pieces recorded for each expansion."""


@dataclass(frozen=True)
class BeamSettings:
    """The number of hypotheses that are kept, how the final ones are ranked, how long they may be, and whether the
    unknown piece may be said. Unlike `SearchConfig` it has no limits."""

    size: int
    penalties: Penalties = field(default_factory=Penalties)
    max_steps: int = 64
    unknown: bool = False


@dataclass(frozen=True)
class Node:
    """A `TreeNode` with the id of its piece. `expansion` is the index of the expansion that it was chosen from; the
    last step of the hypothesis, `decided`, is not known during the search."""

    parent: int | None
    id: int
    step: int
    logprob: float
    total: float
    score: float
    status: Status
    expansion: int


@dataclass(frozen=True)
class Expansion:
    """One hypothesis continued by a step: its weights (S,), averaged over heads, the likeliest next pieces with their
    natural-log probabilities, and the natural-log probability of the unknown piece."""

    weights: Array
    ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    unknown: float


@dataclass(frozen=True)
class FinishedHypothesis:
    """A hypothesis that the search returns: its ids, its natural-log probability, and its score after both
    penalties."""

    ids: tuple[int, ...]
    logprob: float
    score: float


@dataclass(frozen=True)
class BeamResult:
    """All nodes, by step and then likeliest first; the indices of the best ones, best first; all expansions; and for
    each step the number of continuations that were not considered."""

    nodes: tuple[Node, ...]
    best: tuple[int, ...]
    expansions: tuple[Expansion, ...]
    dropped: tuple[int, ...]

    @property
    def finished(self) -> list[FinishedHypothesis]:
        """The best hypotheses, best first."""
        best = ((self.nodes[index], self.ids(index)) for index in self.best)
        return [FinishedHypothesis(ids, node.total, node.score) for node, ids in best]

    def ids(self, index: int | None) -> tuple[int, ...]:
        """All ids of the hypothesis that ends in a node, first to last; none for None."""
        ids: list[int] = []
        while index is not None:
            ids.append(self.nodes[index].id)
            index = self.nodes[index].parent
        return tuple(reversed(ids))


def beam_search(
    model: Stepper, memory: Memory, settings: BeamSettings, prefix: Sequence[int] = (), edits: Edits = ()
) -> BeamResult:
    """Search for the `size` best translations of one sentence (memory of batch 1) that begin with `prefix`.

    The likeliest hypotheses are kept at every step; the penalties rank only the final ones. The search stops when
    `size` hypotheses have ended. If it reaches the step limit, the hypotheses still in the beam are final too."""
    search, state = _BeamSearch(settings, memory.mask[0]), model.start(memory)
    for t in range(settings.max_steps):
        prev = torch.tensor(search.last_ids, device=memory.values.device)
        output, state = model.step(prev, state, memory.expand(len(prev)), edits)
        rows = search.extend(output, prefix[t] if t < len(prefix) else None)
        if search.done:
            break
        state = state.pick(torch.tensor(rows, device=memory.values.device))
    return search.result()


def beam_search_batch(model: Stepper, memory: Memory, settings: BeamSettings) -> list[BeamResult]:
    """The result of `beam_search` for each sentence of a batch.

    `memory` has each sentence `size` times in succession, one row for each hypothesis; the unused rows of a sentence
    are padded."""
    size, state = settings.size, model.start(memory)
    searches = [_BeamSearch(settings, mask) for mask in memory.mask[::size]]
    for _ in range(settings.max_steps):
        prev = [id for search in searches for id in _pad_rows(search.last_ids, size, BOS)]
        output, state = model.step(torch.tensor(prev, device=memory.values.device), state, memory, ())
        parents = [search.extend_from_batch(output, index * size) for index, search in enumerate(searches)]
        if all(search.done for search in searches):
            break
        rows = [index * size + row for index, kept in enumerate(parents) for row in _pad_rows(kept, size, 0)]
        state = state.pick(torch.tensor(rows, device=memory.values.device))
    return [search.result() for search in searches]


def _pad_rows(rows: list[int], size: int, filler: int) -> list[int]:
    return rows + [filler] * (size - len(rows))


@dataclass(frozen=True)
class _LiveHypothesis:
    """A hypothesis in the beam: the index of its node (None for the empty one), and the sum of its weights over all
    steps, (S,)."""

    node: int | None
    coverage: Array | float


class _BeamSearch:
    """The state of one beam search: all nodes so far, and the hypotheses in the beam."""

    def __init__(self, settings: BeamSettings, mask: Tensor) -> None:
        self.settings, self.mask = settings, mask  # mask (S,)
        self.nodes: list[Node] = []
        self.expansions: list[Expansion] = []
        self.dropped: list[int] = []
        self.live = [_LiveHypothesis(None, 0.0)]

    @property
    def last_ids(self) -> list[int]:
        return [BOS if row.node is None else self.nodes[row.node].id for row in self.live]

    @property
    def ended(self) -> list[int]:
        return [index for index, node in enumerate(self.nodes) if node.status == "finished"]

    @property
    def enough(self) -> bool:
        return len(self.ended) >= self.settings.size

    @property
    def done(self) -> bool:
        return self.enough or not self.live

    def extend_from_batch(self, output: StepOutput, first: int) -> list[int]:
        """`extend` with the rows of a batch's output that belong to this search, from `first` on; no change once the
        search is done."""
        if self.done:
            return list(range(len(self.live)))
        rows = slice(first, first + len(self.live))
        return self.extend(replace(output, logits=output.logits[rows], weights=output.weights[rows]), None)

    def extend(self, output: StepOutput, forced: int | None) -> list[int]:
        """Extend the hypotheses by one step, and return the row that each kept continuation comes from."""
        logprobs = output.logits.log_softmax(dim=-1)  # (N, V)
        allowed = mask_disallowed(logprobs, self.settings.unknown)
        first = len(self.expansions)
        weights = output.weights.mean(dim=1)[:, self.mask].cpu().numpy()  # (N, S)
        self.expansions += _expansions(weights, allowed, logprobs[:, UNK].tolist())
        coverages = [hypothesis.coverage + row for hypothesis, row in zip(self.live, weights, strict=True)]
        step, likeliest = len(self.dropped), self._likeliest(allowed if forced is None else logprobs, forced)
        choices = len(allowed_ids(logprobs, self.settings.unknown)) if forced is None else 1
        self.dropped.append(len(coverages) * choices - len(likeliest))
        rows, live = [], []
        for row, piece, logprob, total in likeliest:
            status: Status = "pruned" if len(live) == self.settings.size else "finished" if piece == EOS else "kept"
            score = self.settings.penalties.score(total, step + 1, coverages[row])
            self.nodes.append(Node(self.live[row].node, piece, step, logprob, total, score, status, first + row))
            if status == "kept":
                rows.append(row)
                live.append(_LiveHypothesis(len(self.nodes) - 1, coverages[row]))
        self.live = live
        return rows

    def _likeliest(self, logprobs: Tensor, forced: int | None) -> list[tuple[int, int, float, float]]:
        """(row, id, log-probability of the piece, of the whole) of the continuations to consider, likeliest first."""
        vocabulary = logprobs.shape[1]
        if forced is not None:
            logprobs = logprobs.masked_fill(torch.arange(vocabulary, device=logprobs.device) != forced, -torch.inf)
        before = [0.0 if row.node is None else self.nodes[row.node].total for row in self.live]
        totals = (logprobs + logprobs.new_tensor(before)[:, None]).flatten()
        # Twice the size, as each hypothesis may end once: then `size` continuations are left that do not end.
        best_totals, index = totals.topk(min(2 * self.settings.size, len(totals)))
        rows, ids, best_logprobs = index // vocabulary, index % vocabulary, logprobs.flatten()[index]
        continuations = zip(rows.tolist(), ids.tolist(), best_logprobs.tolist(), best_totals.tolist(), strict=True)
        return [continuation for continuation in continuations if continuation[-1] > -torch.inf]

    def result(self) -> BeamResult:
        unfinished = [] if self.enough else [row.node for row in self.live if row.node is not None]
        best = sorted(self.ended + unfinished, key=lambda index: -self.nodes[index].score)[: self.settings.size]
        return BeamResult(tuple(self.nodes), tuple(best), tuple(self.expansions), tuple(self.dropped))


def _expansions(weights: Array, logprobs: Tensor, unknown: Sequence[float]) -> Iterator[Expansion]:
    best, ids = logprobs.topk(min(ALTERNATIVES, logprobs.shape[1] - EOS))
    rows = zip(weights, ids.tolist(), best.tolist(), unknown, strict=True)
    for row_weights, row_ids, row_logprobs, unknown_logprob in rows:
        yield Expansion(row_weights, tuple(row_ids), tuple(row_logprobs), unknown_logprob)
