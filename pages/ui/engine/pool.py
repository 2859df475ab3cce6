"""What is scarce, shared fairly: turns for long work, a slice of one after another in processes of the lowest priority,
and places, where whoever holds most gives way."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import closing, suppress
from itertools import zip_longest
from typing import Generic, TypeVar

from seq2seq.evaluation.child_process import ChildProcess, ProcessEnded

ENDED = "the server ran out of memory"
SLICE, SHORTEST_SLICE = 0.15, 0.05
"""Seconds of a turn where there are enough workers, and where very many wait."""
ROUND = 0.5
"""Seconds in which everybody who waits should have had a turn."""
Work = TypeVar("Work")
Process = TypeVar("Process", bound=ChildProcess)


def who_gives_way(holders: Iterable[str], newcomer: str) -> str | None:
    """Whoever of the holders of what is scarce, each named as often as it holds something, has most of it, where it has
    more than the newcomer would have; otherwise None."""
    held = Counter(holders)
    most, count = max(held.items(), key=lambda item: item[1], default=("", 0))
    return most if count > held[newcomer] + 1 else None


class Pool(ABC, Generic[Work, Process]):
    """What waits has turns in the order in which it came, again and again until it needs no more; what is urgent has
    every other turn.

    Processes are started at the first visit, anew whenever one ends, and closed where nobody has needed them for `idle`
    seconds, until the next visit. All methods may be called from any thread; a subclass is asked under `changed`."""

    def __init__(self, name: str, workers: int, idle: float) -> None:
        self.idle, self.changed = idle, threading.Condition(threading.RLock())
        self._name, self._workers, self._visits = name, workers, 0
        self._waiting: list[Work] = []
        self._served: list[Work] = []
        self._served_urgent = False
        self.pids: dict[int, int] = {}
        """The process of each worker."""

    @abstractmethod
    def start_process(self) -> Process:
        """A new process."""

    @abstractmethod
    def next_slice(self, work: Work) -> Callable[[Process], object] | None:
        """What a turn does, which is then called without the lock; None for what needs no turn."""

    def urgent(self) -> Collection[Work]:
        """What goes first."""
        return ()

    def process_ended(self, work: Work) -> None:
        """The process has ended in a turn of this."""

    def turn_ended(self, work: Work) -> None:
        """A turn is over, however it ended."""

    def visit(self) -> None:
        """Have the processes started, which takes a while, before there is work."""
        with self.changed:
            self._visits += 1
            self.changed.notify_all()
            if self._visits == 1:
                for worker in range(self._workers):
                    threading.Thread(target=self._serve, args=(worker,), daemon=True, name=self._name).start()

    def enqueue(self, work: Work) -> None:
        """Have work wait for a turn, if it needs one and does not wait or have one."""
        with self.changed:
            if work not in self._waiting and work not in self._served and self.next_slice(work):
                self._waiting.append(work)
                self.changed.notify_all()

    def leave(self, work: Work) -> None:
        """Have no more turns."""
        with self.changed, suppress(ValueError):
            self._waiting.remove(work)

    @property
    def active(self) -> list[Work]:
        """What has a turn or waits for one, what is next first."""
        with self.changed:
            return [*self._served, *self.line()]

    def line(self) -> list[Work]:
        """What waits, in the order of turns."""
        urgent = self.urgent()
        first, rest = ([work for work in self._waiting if (work in urgent) is goes] for goes in (True, False))
        turns = zip_longest(rest, first) if self._served_urgent else zip_longest(first, rest)
        return [work for pair in turns for work in pair if work is not None]

    def slice_seconds(self) -> float:
        """How long a turn may take."""
        return min(SLICE, max(SHORTEST_SLICE, ROUND * self._workers / max(1, len(self._waiting) + len(self._served))))

    def _serve(self, worker: int) -> None:
        while True:
            visits = self._visits
            with suppress(ProcessEnded), closing(self.start_process()) as process:
                self.pids[worker] = process.pid
                while self._serve_next(process):
                    visits = self._visits
            with self.changed:
                self.changed.wait_for(lambda seen=visits: self._waiting or self._visits != seen)

    def _serve_next(self, process: Process) -> bool:
        """Give the next its turn; False if nothing has waited for one for long."""
        with self.changed:
            if not self.changed.wait_for(lambda: self._waiting, self.idle):
                return False
            work = self.line()[0]
            self._served_urgent = work in self.urgent()
            self._waiting.remove(work)
            self._served.append(work)
            make = self.next_slice(work)
        try:
            if make:
                make(process)
        except ProcessEnded:
            with self.changed:
                self.process_ended(work)
            raise
        finally:
            with self.changed:
                self._served.remove(work)
                self.turn_ended(work)
                self.enqueue(work)
        return True
