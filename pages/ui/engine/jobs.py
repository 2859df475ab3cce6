"""Files of visitors, measured one slice at a time: each visitor gets a turn, however long the files of the others are.

A process of the lowest priority does the work, so that sentences of the rest of the class go first."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pages.ui.engine import cache
from seq2seq.data.corpus import group_references
from seq2seq.data.tsv import Pair

if TYPE_CHECKING:
    from seq2seq.evaluation.measure_process import MeasureProcess
    from seq2seq.evaluation.sentence_figures import MeasuredCorpus

SLICE = 4_000
"""Characters that are measured at a turn: a second or two."""
MOST_FILES, MOST_CHARACTERS = 64, 16_000_000
"""That wait together. The longest file that is accepted has a million."""
PATIENCE = 60.0
"""Seconds after which a file is dropped that no page asks for any more: its visitor is gone."""
LINGER = 20.0
"""Seconds that the process waits for another file before it ends."""
BUSY = "too many files are waiting; try again in a few minutes"
ENDED = "the server ran out of memory"


class Measuring:
    """A model measured on pairs. `outcome` is None until it is done, and stays so if it is cancelled."""

    def __init__(self, model: str, pairs: tuple[Pair, ...]) -> None:
        self.model, self.characters = model, count_characters(pairs)
        self.outcome: MeasuredCorpus | cache.Problem | None = None
        self._slices = list(cut_slices(pairs))
        self._parts: list[MeasuredCorpus] = []
        self._asked = time.monotonic()
        QUEUE.add(self)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1. Whoever asks still waits for it."""
        self._asked = time.monotonic()
        return len(self._parts) / len(self._slices)

    @property
    def place(self) -> int:
        """How many files have their turn before this one."""
        return QUEUE.place(self)

    @property
    def abandoned(self) -> bool:
        return time.monotonic() - self._asked > PATIENCE

    def cancel(self) -> None:
        QUEUE.remove(self)

    def advance(self, process: MeasureProcess) -> None:
        """Measure the next slice."""
        from seq2seq.evaluation.sentence_figures import MeasuredCorpus

        part = process.measure(cache.root(), self.model, self._slices[len(self._parts)])
        if not isinstance(part, MeasuredCorpus):
            self.outcome = cache.Problem(part.reason, part.values)
            return
        self._parts.append(part)
        if len(self._parts) == len(self._slices):
            self.outcome = MeasuredCorpus.join(self._parts)


class FairQueue:
    """The files that are measured, in the order of their turns. A thread serves them as long as there are any."""

    def __init__(self) -> None:
        self._jobs, self._serving = deque[Measuring](), False
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: Measuring) -> None:
        """Let it wait for its turn, unless too much waits already."""
        with self._changed:
            characters = sum(other.characters for other in self._jobs) + job.characters
            if len(self._jobs) >= MOST_FILES or characters > MOST_CHARACTERS:
                job.outcome = cache.Problem(BUSY)
                return
            self._jobs.append(job)
            self._changed.notify()
            if not self._serving:
                self._serving = True
                threading.Thread(target=self._serve, daemon=True, name="measuring").start()

    def place(self, job: Measuring) -> int:
        with self._changed:
            return self._jobs.index(job) if job in self._jobs else 0

    def remove(self, job: Measuring) -> None:
        with self._changed:
            if job in self._jobs:
                self._jobs.remove(job)

    def _serve(self) -> None:
        from seq2seq.evaluation.measure_process import MeasureProcess, ProcessEnded

        process = MeasureProcess()
        while job := self._first():
            try:
                job.advance(process)
            except ProcessEnded:
                job.outcome = cache.Problem(ENDED)
            self._rotate(job)
        process.close()

    def _first(self) -> Measuring | None:
        """The file whose turn it is; None if there was none for a while."""
        with self._changed:
            for job in [job for job in self._jobs if job.abandoned]:
                self._jobs.remove(job)
            if not self._jobs:
                self._changed.wait(LINGER)
            self._serving = bool(self._jobs)
            return self._jobs[0] if self._jobs else None

    def _rotate(self, job: Measuring) -> None:
        """Its turn is over: the next comes after all others have had theirs."""
        with self._changed:
            if job in self._jobs:
                self._jobs.remove(job)
                if job.outcome is None:
                    self._jobs.append(job)


QUEUE = FairQueue()


def count_characters(pairs: Iterable[Pair]) -> int:
    return sum(len(source) + len(target) for source, target in pairs)


def cut_slices(pairs: Iterable[Pair]) -> Iterator[tuple[Pair, ...]]:
    """The pairs in slices, with all translations of a source in the same one."""
    rows: list[Pair] = []
    for source, targets in group_references(pairs):
        rows += [(source, target) for target in targets]
        if count_characters(rows) >= SLICE:
            yield tuple(rows)
            rows = []
    if rows:
        yield tuple(rows)
