"""Evaluation of uploaded files in a fair queue: one slice of a file at a time, so that a short file need not wait for a
long one.

A process of the lowest priority does the work, so that translations for other visitors come first."""

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
ENDED = "the server ran out of memory"


class Measuring:
    """The evaluation of a model on sentence pairs. `outcome` is None until it is done, and remains so if it is
    cancelled."""

    def __init__(self, model: str, pairs: tuple[Pair, ...]) -> None:
        self.model, self.characters = model, count_characters(pairs)
        self.outcome: MeasuredCorpus | cache.Problem | None = None
        self._slices = list(cut_slices(pairs))
        self._parts: list[MeasuredCorpus] = []
        self._asked = time.monotonic()
        QUEUE.add(self)

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1. Reading it marks the file as still wanted."""
        self._asked = time.monotonic()
        return len(self._parts) / len(self._slices)

    @property
    def place(self) -> int:
        """The number of files before this one in the queue."""
        return QUEUE.place(self)

    @property
    def abandoned(self) -> bool:
        return time.monotonic() - self._asked > ABANDONED_AFTER

    def cancel(self) -> None:
        QUEUE.remove(self)

    def advance(self, process: MeasureProcess) -> None:
        """Measure the next slice."""
        from seq2seq.evaluation.metrics import MeasuredCorpus

        part = process.measure(cache.root(), self.model, self._slices[len(self._parts)])
        if not isinstance(part, MeasuredCorpus):
            self.outcome = cache.Problem(part.reason, part.values)
            return
        self._parts.append(part)
        if len(self._parts) == len(self._slices):
            self.outcome = MeasuredCorpus.join(self._parts)


class FairQueue:
    """The waiting files, served in turn by a thread that runs while there are any."""

    def __init__(self) -> None:
        self._jobs, self._serving = deque[Measuring](), False
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: Measuring) -> None:
        """Append a file; beyond the limits of the queue its outcome is a problem instead."""
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
        from seq2seq.evaluation.child_process import MeasureProcess, ProcessEnded

        process = MeasureProcess()
        while job := self._first():
            try:
                job.advance(process)
            except ProcessEnded:
                job.outcome = cache.Problem(ENDED)
            self._rotate(job)
        process.close()

    def _first(self) -> Measuring | None:
        """The file to serve next; None if none has arrived for `IDLE_SECONDS`."""
        with self._changed:
            for job in [job for job in self._jobs if job.abandoned]:
                self._jobs.remove(job)
            if not self._jobs:
                self._changed.wait(IDLE_SECONDS)
            self._serving = bool(self._jobs)
            return self._jobs[0] if self._jobs else None

    def _rotate(self, job: Measuring) -> None:
        """Move a file to the end of the queue, or remove it if it is done."""
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
