"""A live training measured on its held-out pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor
from torch.nn.functional import pad

from seq2seq.data.tasks import TASKS
from seq2seq.data.tasks.task import Difficulty, Symbols, TaskPair
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.significance import aer_from_counts
from seq2seq.model.batch import Batch, collate
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import BOS, EOS, PAD, UNK
from seq2seq.training.live.report import Measurement, Sentence
from seq2seq.training.live.settings import LiveSettings, frequent_symbols, is_table, table_pairs

TRAINED, HELD_OUT = 4096, 64
"""Pairs to learn from and to measure on."""
SPECIAL_PIECES = ("", "?", "<s>", "</s>")
"""The pieces of the special ids."""


@dataclass(frozen=True)
class LinkedBatch:
    """A batch and its exact links (B, T, S): True where a target piece may come from a source piece."""

    batch: Batch
    links: Tensor

    def rows(self, start: int, end: int) -> LinkedBatch:
        """The pairs from `start` up to `end`, without the columns that are padding in all of them."""
        batch = self.batch
        src, mask, trg_in, trg_out = (
            tensor[start:end] for tensor in (batch.src, batch.src_mask, batch.trg_in, batch.trg_out)
        )
        columns, rows = int(mask.sum(1).max()), int((trg_out != PAD).sum(1).max())
        trimmed = Batch(src[:, :columns], mask[:, :columns], trg_in[:, :rows], trg_out[:, :rows])
        return LinkedBatch(trimmed, self.links[start:end, :rows, :columns])

    def unmasked(self, extra: int) -> LinkedBatch:
        """The same with `extra` columns of padding, and all padding taken for real pieces."""
        src = pad(self.batch.src, (0, extra))
        batch = Batch(src, torch.ones_like(src, dtype=torch.bool), self.batch.trg_in, self.batch.trg_out)
        return LinkedBatch(batch, pad(self.links, (0, extra)))


class LivePairs:
    """All pairs of a run. They depend on task, difficulty and seed alone, so that runs in a race share them. Of a task
    that is a visitor's own table, `table` has the pairs."""

    def __init__(self, settings: LiveSettings, table: Sequence[Pair] = ()) -> None:
        self.settings = settings
        drawn, symbols = _table_data(settings, table) if is_table(settings.task) else _task_data(settings)
        self.source, self.target = ((*SPECIAL_PIECES, *known) for known in symbols)
        self.held_out, self._learned_from = _divide(drawn)
        self._batch = min(settings.batch, len(self._learned_from))
        self._extra = max(2, settings.length // 2) if settings.sabotage == "unmasked" else 0
        self.measured = self._padded(self._tensors(self.held_out))

    def batch(self, update: int) -> LinkedBatch:
        """The pairs of this update: neighbours in the order of lengths, so that there is hardly any padding."""
        generator = torch.Generator().manual_seed(self.settings.seed * 1_000_003 + update)
        start = int(torch.randint(len(self._learned_from) - self._batch + 1, (), generator=generator))
        return self._padded(self._learned.rows(start, start + self._batch))

    @cached_property
    def _learned(self) -> LinkedBatch:
        """Not before the first update: a class that opens its runs at once waits for as many first looks."""
        return self._tensors(self._learned_from)

    def _padded(self, linked: LinkedBatch) -> LinkedBatch:
        return linked.unmasked(self._extra) if self._extra else linked

    def _tensors(self, pairs: Sequence[TaskPair]) -> LinkedBatch:
        source, target = _index(self.source), _index(self.target)
        batch = collate([([*_ids(source, pair.source), EOS], _ids(target, pair.target)) for pair in pairs])
        links = torch.zeros(*batch.trg_out.shape, batch.src.shape[1], dtype=torch.bool)
        positions = [(row, *link) for row, pair in enumerate(pairs) for link in pair.links]
        if positions:
            links[tuple(torch.tensor(positions).T)] = True
        return LinkedBatch(batch, links)


def _task_data(settings: LiveSettings) -> tuple[list[TaskPair], tuple[Symbols, Symbols]]:
    """The pairs of a made-up task, and all symbols of both sides."""
    task, difficulty = TASKS[settings.task], Difficulty(settings.length, settings.alphabet)
    return task.pairs(settings.seed, TRAINED + HELD_OUT, difficulty), task.vocabulary(difficulty)


def _table_data(settings: LiveSettings, table: Sequence[Pair]) -> tuple[list[TaskPair], tuple[Symbols, Symbols]]:
    """The pairs of a visitor's table, and the frequent symbols of both sides."""
    pairs = table_pairs(table, settings.seed, settings.length)
    source = frequent_symbols((pair.source for pair in pairs), settings.alphabet)
    return pairs, (source, frequent_symbols((pair.target for pair in pairs), settings.alphabet))


def _index(vocabulary: Symbols) -> dict[str, int]:
    return {piece: i for i, piece in enumerate(vocabulary) if i >= len(SPECIAL_PIECES)}


def _ids(index: Mapping[str, int], pieces: Symbols) -> list[int]:
    return [index.get(piece, UNK) for piece in pieces]


def _divide(drawn: Sequence[TaskPair]) -> tuple[list[TaskPair], list[TaskPair]]:
    """(held out, to learn from): no source is among both, and none is held out twice; the longest are held out first,
    and the others are in the order of their lengths. A task with a single source is measured on what it learns."""
    distinct = {pair.source: pair for pair in reversed(drawn)}
    count = max(1, min(HELD_OUT, len(distinct) // 4))
    held_out = sorted(list(distinct.values())[:count], key=_lengths, reverse=True)
    apart = {pair.source for pair in held_out}
    others = [pair for pair in drawn if pair.source not in apart] or drawn
    return held_out, sorted(others, key=_lengths)


def _lengths(pair: TaskPair) -> tuple[int, int]:
    return len(pair.source), len(pair.target)


SHOWN = 8
"""The held-out pairs that are shown."""


@torch.inference_mode()
def measure_live(model: Seq2Seq, pairs: LivePairs, update: int) -> tuple[Measurement, tuple[Sentence, ...]]:
    """The present figures on all held-out pairs, and the first pairs with what the model says and where it looks.
    Leaves the model in the mode it had."""
    training = model.training
    model.eval()
    linked = pairs.measured
    forced = model(linked.batch)
    weights = forced.weights.mean(1).nan_to_num()  # (B, T, S)
    guesses = model.decoder.logits(forced.readouts).argmax(-1)
    said = say_freely(model, linked.batch)
    model.train(training)
    measured = Measurement(
        update,
        free=_share_right(said, linked.batch.trg_out),
        forced=_share_right(guesses, linked.batch.trg_out),
        aer=_exact_aer(weights, linked.links) if pairs.settings.chooses and pairs.settings.linked else None,
        padding=round(float((weights * (linked.batch.src == PAD)[:, None]).sum(-1).mean()), 5),
    )
    return measured, tuple(_sentence(pairs, i, said[i], weights[i]) for i in range(min(SHOWN, len(said))))


def say_freely(model: Seq2Seq, batch: Batch) -> Tensor:
    """(B, T): the likeliest piece at each step, given those before; PAD after the end of sentence."""
    memory = model.encode(batch.src, batch.src_mask)
    state, prev = model.start(memory), torch.full((len(batch.src),), BOS)
    ended, said = torch.zeros(len(batch.src), dtype=torch.bool), []
    for _ in range(batch.trg_out.shape[1]):
        output, state = model.step(prev, state, memory)
        prev = output.logits.argmax(-1)
        said.append(prev.masked_fill(ended, PAD))
        ended |= prev == EOS
    return torch.stack(said, dim=1)


def _share_right(guesses: Tensor, targets: Tensor) -> float:
    """The share of target pieces, ends of sentence included, that are right at their position."""
    real = targets != PAD
    return round(float((guesses == targets)[real].float().mean()), 5)


def _exact_aer(weights: Tensor, links: Tensor) -> float:
    """The alignment error rate of each target piece's strongest weight (B, T, S), where the piece has a link. A
    single link is sure; of several, each is possible."""
    possible = links.sum(-1)  # (B, T)
    right = links.gather(-1, weights.argmax(-1, keepdim=True)).squeeze(-1)
    rows = (possible > 0, possible == 1, right & (possible == 1), right)
    return round(float(aer_from_counts(torch.stack([row.sum() for row in rows]).numpy())), 5)


def _sentence(pairs: LivePairs, index: int, said: Tensor, weights: Tensor) -> Sentence:
    pair, batch = pairs.held_out[index], pairs.measured.batch
    columns, rows = int(batch.src_mask[index].sum()), len(pair.target) + 1
    pieces = [pairs.target[i] for i in said.tolist() if i not in (PAD, EOS)]
    shown = (weights[:rows, :columns] * 100).round().int().tolist()
    return Sentence(
        source=pair.source,
        target=pair.target,
        said=tuple(pieces),
        weights=tuple(map(tuple, shown)),
        links=pair.links,
    )
