"""Page runs of all visitors take turns, and who has used little of the processor goes first.

Streamlit runs the page of every request at once, each in a thread of its own. Twenty sockets that send as fast as they
may would keep everybody else waiting. Here so many runs as there are cores go on at a time, those of sessions and
addresses first that have used less of late; and at every call of Streamlit a run lets those pass that have used far
less. A run of fragments, as for a new sentence, is short: it goes before the run of a whole page, and has a place that
is kept for it."""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cachetools import LRUCache

from pages.ui.server.websocket import network
from pages.ui.streamlit_compat.runs import hook_runs

PLACES = max(2, os.cpu_count() or 1)
"""Runs that go on at once."""
SWITCH = 0.0002
"""Seconds after which one thread of Python gives way to another, in place of 0.005: the loop that reads and writes for
all visitors waits for that several times per message while somebody's page runs."""
FADING = 10.0
"""Seconds after which what was used counts for a third."""
PER_REQUEST = 0.05
"""Seconds that a request counts for, also where a newer one takes its place."""
LITTLE = 0.75
"""Seconds used of late that count as none: a visitor who types a sentence each second uses less."""
FAR_LESS = 0.5
"""Who has used less than this share of what another has is let pass."""
WHOLE_PAGE = 0.3
"""Seconds that the run of a whole page is expected to take, more than one of fragments."""
IMPATIENCE = 0.03
"""Seconds of use that a second of waiting makes up for: else those who type, where they are more than the server can
keep up with, would keep whole pages waiting for ever."""
OF_ADDRESS = 20
"""A session counts for at least this part of what all at its address have used: a class shares one address, and so do
sessions that somebody opens one after the other."""
CHECK = 0.005
"""Seconds between two looks of a run at who waits."""
PATIENCE = 1.0
"""Seconds after which a run that lets others pass goes on all the same: they might wait for what it holds."""
LONG = 5.0
"""Seconds after which a run does not keep others from their turns any more."""
MOST_KNOWN = 4096
"""Sessions and addresses whose use is known."""


@dataclass(eq=False)
class Run:
    """The thread that runs the pages of a session, and the turn that it has or waits for."""

    session: str
    address: str
    brief: bool = False
    """Whether it is of fragments only."""
    asked: float = 0.0
    began: float = 0.0
    checked: float = 0.0
    worked: float = 0.0
    patient: bool = True
    admitted: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(default_factory=threading.current_thread)


class Turns:
    """Who may run. All methods may be called from any thread."""

    def __init__(self, places: int = PLACES, clock: Callable[[], float] = time.monotonic) -> None:
        self._places, self._clock, self._lock = places, clock, threading.Lock()
        self._running: list[Run] = []
        self._waiting: list[Run] = []
        self._used: LRUCache[str, tuple[float, float]] = LRUCache(MOST_KNOWN)

    def enter(self, run: Run) -> None:
        """Wait for a turn."""
        run.patient = True
        self._queue(run)
        while not run.admitted.wait(PATIENCE):
            with self._lock:
                self._admit()

    def leave(self, run: Run) -> None:
        """End a turn, in its own thread; nothing happens to who has none."""
        with self._lock:
            if run in self._running:
                self._charge_run(run)
                self._running.remove(run)
            elif run in self._waiting:
                self._waiting.remove(run)
            run.admitted.clear()
            self._admit()

    def again(self, run: Run) -> None:
        """End a turn and wait for the next, except for who has only just begun: a choice has the page run again as soon
        as it is known, and would wait twice."""
        if self._clock() - run.began > CHECK or not self.holds(run):
            self.leave(run)
            self.enter(run)

    def let_pass(self, run: Run) -> None:
        """Wait while others run or wait who have used far less: once, if they seem to wait for this very run."""
        alone = len(self._running) + len(self._waiting) < 2
        if alone or not run.patient or self._clock() - run.checked < CHECK or not self.holds(run):
            return
        with self._lock:
            self._charge_run(run)
            others = [other for other in (*self._running, *self._waiting) if other is not run]
            if not self._has_used_far_more(run, others):
                return
        self.leave(run)
        self._queue(run)
        if not run.admitted.wait(PATIENCE):
            with self._lock:
                run.patient = False
                if run in self._waiting:
                    self._start(run)

    def charge(self, name: str, seconds: float) -> None:
        """Count what a session or an address has used."""
        with self._lock:
            self._charge(name, seconds)

    def holds(self, run: Run) -> bool:
        return run in self._running

    def waits(self, run: Run) -> bool:
        return run in self._waiting

    def _queue(self, run: Run) -> None:
        with self._lock:
            run.asked = self._clock()
            self._waiting.append(run)
            self._admit()

    def _admit(self) -> None:
        """Start those who are next, as long as there are places."""
        self._running = [run for run in self._running if run.thread.is_alive()]
        waiting = sorted(self._waiting, key=self._rank) if self._has_place() else []
        for run in waiting:
            if self._has_place() and self._may_start(run):
                self._start(run)

    def _has_place(self) -> bool:
        return len(self._counting()) < self._places

    def _counting(self) -> list[Run]:
        """Those who keep others from their turns."""
        now = self._clock()
        return [run for run in self._running if now - run.began < LONG]

    def _may_start(self, run: Run) -> bool:
        """The last place is kept for brief runs of who has used little, and nobody begins beside somebody who has used
        far less."""
        counting = self._counting()
        others = [other for other in counting if not self._has_kept_place(other)]
        free = self._has_kept_place(run) or len(others) < max(1, self._places - 1)
        return free and not self._has_used_far_more(run, counting)

    def _has_used_far_more(self, run: Run, others: Sequence[Run]) -> bool:
        """Than one of these; nobody has who has used little."""
        bound = FAR_LESS * self._weight(run)
        return bound > LITTLE and any(self._weight(other) < bound for other in others)

    def _has_kept_place(self, run: Run) -> bool:
        return run.brief and self._recent(run.session) <= 2 * LITTLE

    def _rank(self, run: Run) -> float:
        """Whose is the least goes first."""
        waited = self._clock() - run.asked
        return self._weight(run) + WHOLE_PAGE * (not run.brief) - IMPATIENCE * waited

    def _start(self, run: Run) -> None:
        self._waiting.remove(run)
        self._running.append(run)
        run.began = run.checked = self._clock()
        run.admitted.set()

    def _weight(self, run: Run) -> float:
        return max(LITTLE, self._recent(run.session), self._recent(run.address) / OF_ADDRESS)

    def _recent(self, name: str) -> float:
        used, at = self._used.get(name, (0.0, 0.0))
        return used * math.exp((at - self._clock()) / FADING) if used else 0.0

    def _charge_run(self, run: Run) -> None:
        """Count what its thread, which calls this, has had of the processor: who is kept waiting has used nothing."""
        worked, run.checked = time.thread_time(), self._clock()
        self._charge(run.session, worked - run.worked)
        self._charge(run.address, worked - run.worked)
        run.worked = worked

    def _charge(self, name: str, seconds: float) -> None:
        self._used[name] = self._recent(name) + seconds, self._clock()


class TurnHooks:
    """What happens to the runs of pages, as Streamlit has it, put into turns."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def requested(self, session: str) -> None:
        self._turns.charge(session, PER_REQUEST)

    def thread_of(self, session: str, address: str) -> Run:
        return Run(session, network(address))

    def idle(self, run: Run) -> None:
        self._turns.leave(run)

    def ready(self, run: Run, brief: bool) -> None:
        run.brief = brief
        self._turns.enter(run)

    def begun(self, run: Run) -> None:
        if not self._turns.holds(run):  # it was asked for a moment ago
            self._turns.enter(run)

    def underway(self, run: Run) -> None:
        self._turns.let_pass(run)

    def interrupted(self, run: Run) -> None:
        self._turns.again(run)


def take_turns() -> None:
    """Have all sessions of this process take turns; once is enough."""
    sys.setswitchinterval(SWITCH)
    hook_runs(TurnHooks(Turns()))
