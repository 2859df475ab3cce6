"""Evaluation of uploaded files in fair turns: one slice of a file at a time, so that a short file need not wait for a
long one.

A process of the lowest priority does the work, so that translations for other visitors come first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from pages.ui.engine import pretrained
from pages.ui.engine.pool import ENDED, Pool
from pages.ui.engine.results import Problem
from seq2seq.data.corpus import group_references
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.child_process import MeasureProcess
from seq2seq.evaluation.metrics import MeasuredCorpus

SLICE = 4_000
"""Characters of a slice, which takes a second or two."""
MOST_FILES, MOST_CHARACTERS = 64, 16_000_000
"""The limits of the queue. The longest accepted file has a million characters."""
ABANDONED_AFTER = 60.0
"""Seconds without a request for its progress after which a file is dropped, since its visitor has left."""
IDLE_SECONDS = 20.0
"""Seconds without a file after which the process ends."""
BUSY = "too many files are waiting; try again in a few minutes"


class Measuring:
    """The evaluation of a model on sentence pairs. `outcome` is None until it is done, and remains so if it is
    cancelled."""

    def __init__(self, model: str, pairs: tuple[Pair, ...]) -> None:
        self.model, self.characters = model, count_characters(pairs)
        self.outcome: MeasuredCorpus | Problem | None = None
        self._slices = list(cut_slices(pairs))
        self._parts: list[MeasuredCorpus] = []
        self._asked, self._cancelled = time.monotonic(), False
        FILES.add(self)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1. Reading it marks the file as still wanted."""
        self._asked = time.monotonic()
        return len(self._parts) / len(self._slices)

    @property
    def place(self) -> int:
        """The number of files before this one in the queue."""
        files = FILES.active
        return files.index(self) if self in files else 0

    @property
    def wanted(self) -> bool:
        """Whether it is to go on."""
        abandoned = time.monotonic() - self._asked > ABANDONED_AFTER
        return self.outcome is None and not self._cancelled and not abandoned

    def cancel(self) -> None:
        self._cancelled = True
        FILES.leave(self)

    def advance(self, process: MeasureProcess) -> None:
        """Measure the next slice."""
        part = process.measure(pretrained.root(), self.model, self._slices[len(self._parts)])
        if not isinstance(part, MeasuredCorpus):
            self.outcome = Problem.of(part)
            return
        self._parts.append(part)
        if len(self._parts) == len(self._slices):
            self.outcome = MeasuredCorpus.join(self._parts)


class Files(Pool[Measuring, MeasureProcess]):
    """The files that are measured."""

    def __init__(self) -> None:
        super().__init__("measuring", 1, IDLE_SECONDS)

    def add(self, file: Measuring) -> None:
        """Append a file; beyond the limits of the queue its outcome is a problem instead."""
        with self.changed:
            files = self.active
            characters = sum(other.characters for other in files) + file.characters
            if len(files) >= MOST_FILES or characters > MOST_CHARACTERS:
                file.outcome = Problem(BUSY)
                return
            self.enqueue(file)
        self.visit()

    def start_process(self) -> MeasureProcess:
        return MeasureProcess()

    def next_slice(self, work: Measuring) -> Callable[[MeasureProcess], None] | None:
        return work.advance if work.wanted else None

    def process_ended(self, work: Measuring) -> None:
        work.outcome = Problem(ENDED)


FILES = Files()


def count_characters(pairs: Iterable[Pair]) -> int:
    return sum(len(source) + len(target) for source, target in pairs)


def cut_slices(pairs: Iterable[Pair]) -> Iterator[tuple[Pair, ...]]:
    """The pairs in slices, with all translations of a source in the same one."""
    rows: list[Pair] = []
    characters = 0
    for source, targets in group_references(pairs):
        new = [(source, target) for target in targets]
        rows += new
        characters += count_characters(new)
        if characters >= SLICE:
            yield tuple(rows)
            rows, characters = [], 0
    if rows:
        yield tuple(rows)
