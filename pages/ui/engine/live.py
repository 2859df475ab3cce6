"""Live trainings for all visitors: a fair queue gives each run its turn, a slice at a time, in processes of the lowest
priority.

Equal settings are one run, which all visitors share who look at it. It goes on while at least one of them plays it, and
keeps its state for when somebody comes back."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache

from pages.ui.engine.jobs import ENDED
from pages.ui.engine.live_training import LiveTraining
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.child_process import ProcessEnded
from seq2seq.training.live.settings import read_settings
from seq2seq.training.live.tables import is_table, table_name

if TYPE_CHECKING:
    from seq2seq.training.live.process import LiveProcess, SliceAction

WORKERS = max(1, (os.cpu_count() or 2) - 1)
SLICE, SHORTEST_SLICE = 0.15, 0.05
"""Seconds of a turn where there are enough processes, and where very many wait."""
ROUND = 0.5
"""Seconds in which everybody who waits should have had a turn."""
MOST_RUNS = 40
"""Runs that are kept; beyond, those that nobody looks at are forgotten, the oldest first."""
IDLE_TIME = 300.0
"""Seconds without a turn after which a process is closed."""
MOST_TABLES = 20
"""Tables of visitors that are kept, of at most 5,000 pairs each."""
MOST_PENDING = 4
"""Updates by hand that wait in one run."""
RETURN_SECONDS = 1.5
"""Seconds after which a visitor who is gone no longer counts, so that a connection may be made anew."""
MOST_FAILURES = 3
"""Ends of its process, one after the other, after which a run is given up."""
CROWDED = "too many trainings are being watched; try again in a few minutes"


@dataclass
class Presence:
    """A visitor at a run: whether it is played, and until when the visitor counts."""

    playing: bool
    until: float = float("inf")


class TableGone(ValueError):
    """A table that somebody uploaded is no longer kept."""


class TrainingPool:
    """All runs, the visitors who look at them, and the processes that train them."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._workers, self._visits = workers, 0
        self._runs: dict[str, LiveTraining] = {}
        self._tables: LRUCache[str, tuple[Pair, ...]] = LRUCache(MOST_TABLES)
        self._visitors: dict[str, dict[str, Presence]] = {}
        """For each run its visitors."""
        self._queue, self._serving = deque[str](), set[str]()
        self._changed = threading.Condition()
        self.pids: dict[int, int] = {}
        """The process of each worker."""

    def warm_up(self) -> None:
        """Start the processes, which takes a while, before somebody plays."""
        with self._changed:
            self._visits += 1
            self._changed.notify_all()
            if self._visits == 1:
                for worker in range(self._workers):
                    name = f"live training {worker}"
                    threading.Thread(target=self._serve, args=(worker,), daemon=True, name=name).start()

    def add_table(self, pairs: Sequence[Pair]) -> str:
        """Keep a visitor's table; its name as a task."""
        name = table_name(pairs)
        with self._changed:
            self._tables[name] = tuple(pairs)
        return name

    @contextmanager
    def watching(self, code: str, playing: bool, visitor: str) -> Iterator[LiveTraining]:
        """The run of these settings, while a visitor looks at it and perhaps plays it. Who comes again takes the place
        of before. Raises ValueError for impossible settings, and where too many are watched."""
        training, presence = self._open(code), Presence(playing)
        self._join(training.code, visitor, presence)
        try:
            yield training
        finally:
            presence.until = time.monotonic() + RETURN_SECONDS

    def make(self, code: str, action: SliceAction) -> bool:
        """One update or half of one by hand; False while somebody plays the run, or too many wait."""
        training = self._open(code)
        with self._changed:
            if self._played(training.code) or training.finished or len(training.pending) >= MOST_PENDING:
                return False
            training.pending.append(action)
            self._enqueue(training.code)
        self.warm_up()
        return True

    def begin_anew(self, code: str) -> bool:
        """Begin a run anew; False where others look at it too."""
        training = self._open(code)
        with self._changed:
            if self.watchers(training.code) > 1:
                return False
            training.begin()
        return True

    def watchers(self, code: str) -> int:
        """The number of visitors who look at a run."""
        with self._changed:
            return len(self._present(code))

    def place(self, code: str) -> int:
        """The number of runs whose turn comes before this one's; 0 where it is being trained or does not wait."""
        with self._changed:
            return self._queue.index(code) if code in self._queue else 0

    @property
    def active(self) -> int:
        """The number of runs that are trained or wait for it."""
        with self._changed:
            return len(self._queue) + len(self._serving)

    def _open(self, code: str) -> LiveTraining:
        settings = read_settings(code)
        with self._changed:
            training = self._runs.pop(settings.code(), None)
            if training is None:
                self._make_room()
                training = LiveTraining(settings, self._table(settings.task))
            self._runs[training.code] = training
            return training

    def _table(self, task: str) -> tuple[Pair, ...]:
        """The pairs of a task that is a visitor's table. Raises TableGone."""
        if is_table(task) and task not in self._tables:
            raise TableGone(task)
        return self._tables[task] if is_table(task) else ()

    def _make_room(self) -> None:
        """Forget runs that nobody looks at, the oldest first. Raises ValueError where there is no room."""
        for code in [code for code in self._runs if not self.watchers(code)]:
            if len(self._runs) < MOST_RUNS:
                break
            self._forget(code)
        if len(self._runs) >= MOST_RUNS:
            raise ValueError(CROWDED)

    def _forget(self, code: str) -> None:
        self._visitors.pop(code, None)
        del self._runs[code]
        if code in self._queue:
            self._queue.remove(code)

    def _join(self, code: str, visitor: str, presence: Presence) -> None:
        with self._changed:
            self._visitors.setdefault(code, {})[visitor] = presence
            if presence.playing or self._runs[code].report is None:
                self._enqueue(code)
        self.warm_up()

    def _present(self, code: str) -> list[bool]:
        """Whether each visitor plays, of all who still count."""
        now, visitors = time.monotonic(), self._visitors.get(code, {})
        for visitor in [visitor for visitor, presence in visitors.items() if presence.until < now]:
            del visitors[visitor]
        return [presence.playing for presence in visitors.values()]

    def _played(self, code: str) -> bool:
        return any(self._present(code))

    def _enqueue(self, code: str) -> None:
        training = self._runs.get(code)
        if training and code not in self._queue and code not in self._serving and not training.finished:
            self._queue.append(code)
            self._changed.notify()

    def _serve(self, worker: int) -> None:
        """Give one run after another its turn, with a process that is started anew whenever it ends. It is closed where
        nobody has needed it for a while, until there is a visit."""
        from seq2seq.training.live.process import LiveProcess

        while True:
            visits, process = self._visits, LiveProcess()
            self.pids[worker] = process.pid
            with suppress(ProcessEnded):
                while self._serve_next(process):
                    visits = self._visits
            process.close()
            with self._changed:
                self._changed.wait_for(lambda seen=visits: self._queue or self._visits != seen)

    def _serve_next(self, process: LiveProcess) -> bool:
        """Give a run its turn; False if none has waited for one for long."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._queue, IDLE_TIME):
                return False
            training = self._runs[self._queue.popleft()]
            self._serving.add(training.code)
            action = self._next_action(training)
        try:
            training.advance(process, action, self._slice_seconds())
        except ProcessEnded:
            self._count_failure(training, action)
            raise
        finally:
            self._end_turn(training)
        return True

    def _next_action(self, training: LiveTraining) -> SliceAction:
        if training.pending:
            return training.pending.popleft()
        return "play" if self._played(training.code) else "look"

    def _slice_seconds(self) -> float:
        return min(SLICE, max(SHORTEST_SLICE, ROUND * self._workers / self.active))

    def _count_failure(self, training: LiveTraining, action: SliceAction) -> None:
        training.failures += 1
        if action != "play":
            training.pending.appendleft(action)
        if training.failures >= MOST_FAILURES:
            training.problem = ENDED
            training.version += 1

    def _end_turn(self, training: LiveTraining) -> None:
        with self._changed:
            self._serving.remove(training.code)
            if training.pending or self._played(training.code):
                self._enqueue(training.code)


POOL = TrainingPool()
