"""Live trainings for all visitors: every recording has its turns, in processes of the lowest priority.

A run belongs to the visitor who plays it, or to the room whose teacher does. What equal settings have computed is
recorded once, and every run walks through it at its own time. A recording is extended while a run that somebody watches
comes to its end."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from cachetools import LRUCache

from pages.ui.engine.live_playing import LOOKAHEAD, HandAction, Mark, Owner, Playhead, Seen, VisitorRun
from pages.ui.engine.live_recording import Recording
from pages.ui.engine.pool import ENDED, Pool, who_gives_way
from seq2seq.data.tsv import Pair
from seq2seq.training.live.settings import is_table, read_settings, table_name

if TYPE_CHECKING:
    from seq2seq.training.live.process import LiveProcess, Slice

WORKERS = max(1, (os.cpu_count() or 2) - 1)
TICK = 0.08
"""Seconds between two movements of the playheads."""
MOST_RECORDINGS, KEPT_FREE = 40, 8
"""Recordings that visitors have, and how many of these places are for who has none yet. Beyond, those that nobody
watches are forgotten, the oldest first; then those of whoever holds most."""
MOST_ROOM_RECORDINGS = 16
"""Recordings that rooms have besides."""
MOST_RUNS, MOST_OWN_RUNS = 2000, 8
"""Runs that are kept, in all and of one owner: a run is its places in recordings, and small."""
WORTH_SAYING = 0.5
"""Seconds to wait from which on a run says how many come first."""
IDLE_TIME = 300.0
"""Seconds without a turn after which a process is closed."""
MOST_TABLES = 20
"""Tables of visitors that are kept, of at most 5,000 pairs each."""
RETURN_SECONDS = 3.0
"""Seconds after which a run that nobody watches any more is paused, so that a connection may be made anew."""
MOST_FAILURES = 3
"""Ends of its process, one after the other, after which a recording is given up."""


class TableGone(ValueError):
    """A table that somebody uploaded is no longer kept."""


class Crowded(ValueError):
    """There is no place for another training."""


class TrainingPool(Pool[Recording, "LiveProcess"]):
    """All runs, their recordings, and the processes that compute them."""

    def __init__(self, workers: int = WORKERS) -> None:
        super().__init__("live training", workers, IDLE_TIME)
        self._recordings: dict[str, Recording] = {}
        self._runs: dict[tuple[Owner, tuple[str, ...]], VisitorRun] = {}
        """The ones that were opened last at the end."""
        self._tokens: dict[str, VisitorRun] = {}
        self._of_rooms: dict[str, VisitorRun] = {}
        """The run that each room has opened last."""
        self._tables: LRUCache[str, tuple[Pair, ...]] = LRUCache(MOST_TABLES)
        self._listeners: dict[VisitorRun, list[Callable[[], None]]] = {}

    def warm_up(self) -> None:
        """Start the processes, which takes a while, before somebody plays."""
        with self.changed:
            if not self._visits:
                threading.Thread(target=self._move, daemon=True, name="live playheads").start()
            self.visit()

    def add_table(self, pairs: Sequence[Pair]) -> str:
        """Keep a visitor's table; its name as a task."""
        name = table_name(pairs)
        with self.changed:
            self._tables[name] = tuple(pairs)
        return name

    def open(self, owner: Owner, codes: Sequence[str]) -> VisitorRun:
        """The owner's run of these settings: where it was left, or a new one at update 0. Raises ValueError for
        impossible settings, TableGone, and Crowded."""
        settings = [read_settings(code) for code in codes]
        key = owner, tuple(setting.code() for setting in settings)
        with self.changed:
            run = self._runs.pop(key, None)
            if run is None:
                self._make_room(owner, set(key[1]))
                run = VisitorRun(owner, [self._recording(code) for code in key[1]])
                self._tokens |= {run.token: run, run.seat: run}
            self._runs[key] = run
            if owner.room:
                self._of_rooms[owner.name] = run
            self._try_again(run)
            for lane in run.lanes:
                self._recordings[lane.recording.code] = self._recordings.pop(lane.recording.code)
                self.enqueue(lane.recording)
        self.warm_up()
        return run

    def of_room(self, code: str, codes: Sequence[str]) -> VisitorRun | None:
        """The run that a room has opened last, if its settings are these."""
        with self.changed:
            run = self._of_rooms.get(code)
            return run if run and run.codes == tuple(codes) else None

    def seen(self, code: str, codes: Sequence[str]) -> list[Seen]:
        """What each lane of the run that a room has opened last has shown, if its settings are these; nothing before
        all have shown something."""
        with self.changed:
            run = self.of_room(code, codes)
            seen = [lane.seen for lane in run.lanes] if run else []
            return seen if all(lane.measured for lane in seen) else []

    def find(self, token: str) -> VisitorRun | None:
        """The run of which this is the token or the seat."""
        with self.changed:
            return self._tokens.get(token)

    def play(self, run: VisitorRun, playing: bool) -> None:
        """Play or pause."""
        with self._acting(run):
            run.play(playing)

    def press(self, run: VisitorRun, action: HandAction) -> bool:
        """One update by hand, or a phase of one; False while it plays, has ended, or too many wait."""
        with self._acting(run):
            return run.press(action)

    def begin(self, run: VisitorRun, before: Sequence[str] = ()) -> None:
        """Start over. Lanes that the owner has in the run of the settings `before` go on from where they are there:
        what is new joins late."""
        with self._acting(run):
            earlier = self._runs.get((run.owner, tuple(before)))
            at = {lane.recording.code: lane.update for lane in earlier.lanes} if earlier else {}
            run.begin([at.get(code, 0) for code in run.codes])
            self._try_again(run)

    @contextmanager
    def watching(self, run: VisitorRun, tell: Callable[[], None]) -> Iterator[None]:
        """Watch a run; `tell` is called, from any thread, when something has changed, or the run was closed."""
        with self._acting(run):
            if run.playing and not _watched(run):
                run.play(False)
            run.watchers += 1
            self._listeners.setdefault(run, []).append(tell)
        try:
            yield
        finally:
            with self.changed:
                run.watchers, run.left = run.watchers - 1, time.monotonic()
                self._listeners[run].remove(tell)
                if not self._listeners[run]:
                    del self._listeners[run]

    def news(self, run: VisitorRun, marks: Sequence[Mark]) -> tuple[str, list[Mark]]:
        """What is new in a run since the marks, as JSON, and the marks after it."""
        with self.changed:
            return run.news(marks)

    @contextmanager
    def _acting(self, run: VisitorRun) -> Iterator[None]:
        """Something is done with a run, after which more may have to be computed. Who does it is there."""
        with self.changed:
            yield
            run.left = time.monotonic()
            for lane in run.lanes:
                self.enqueue(lane.recording)
            self._tell(run)
            self.changed.notify_all()

    def _recording(self, code: str) -> Recording:
        if code not in self._recordings:
            settings = read_settings(code)
            if is_table(settings.task) and settings.task not in self._tables:
                raise TableGone(settings.task)
            table = self._tables[settings.task] if is_table(settings.task) else ()
            self._recordings[code] = Recording(settings, table)
        return self._recordings[code]

    def _try_again(self, run: VisitorRun) -> None:
        """One that was given up is tried once more by who opens it or starts over."""
        for lane in run.lanes:
            lane.recording.failures, lane.recording.problem = 0, ""

    def _make_room(self, owner: Owner, codes: set[str]) -> None:
        """Let go what is needed to open recordings of these settings. Raises Crowded where there is no place."""
        own = [run for run in self._runs.values() if run.owner == owner]
        for run in own[: max(0, len(own) + 1 - MOST_OWN_RUNS)]:
            self._close(run)
        for run in [run for run in self._runs.values() if not _watched(run)][: max(0, len(self._runs) - MOST_RUNS)]:
            self._close(run)
        new = len(codes - self._recordings.keys())
        most = MOST_ROOM_RECORDINGS if owner.room else MOST_RECORDINGS
        others = [run for run in self._runs.values() if run.owner.room == owner.room]
        held = sum(_watched(run) for run in others if run.owner == owner)
        while new and self._count(owner.room) + new > (most - KEPT_FREE if held or new > 1 else most):
            run = next((run for run in others if not _watched(run)), None) or _held_most(others, owner)
            if run is None:
                raise Crowded
            others.remove(run)
            self._close(run)

    def _count(self, room: bool) -> int:
        """The recordings that visitors have, or rooms alone."""
        of_visitors = {code for run in self._runs.values() if not run.owner.room for code in run.codes}
        return len(self._recordings.keys() - of_visitors) if room else len(of_visitors)

    def _close(self, run: VisitorRun) -> None:
        """Forget a run, and recordings that no other run has."""
        run.closed = True
        self._runs.pop((run.owner, run.codes), None)
        del self._tokens[run.token], self._tokens[run.seat]
        if self._of_rooms.get(run.owner.name) is run:
            del self._of_rooms[run.owner.name]
        used = {code for other in self._runs.values() for code in other.codes}
        for code in set(run.codes) - used:
            if recording := self._recordings.pop(code, None):
                self.leave(recording)
        self._tell(run)

    def _tell(self, run: VisitorRun) -> None:
        for tell in self._listeners.get(run, ()):
            tell()

    def _lanes(self, recording: Recording) -> list[Playhead]:
        """The playheads in a recording that somebody watches."""
        lanes = [lane for run in self._listeners for lane in run.lanes]
        return [lane for lane in lanes if lane.recording is recording]

    # -- turns

    def start_process(self) -> LiveProcess:
        from seq2seq.training.live.process import LiveProcess

        return LiveProcess()

    def urgent(self) -> set[Recording]:
        """A first look, and what is made by hand."""
        return {lane.recording for run in self._listeners for lane in run.lanes if lane.wants}

    def next_slice(self, work: Recording) -> Callable[[LiveProcess], None] | None:
        part = self._next_part(work) if self._recordings.get(work.code) is work else None
        return part and partial(self._compute, work, *part)

    def _compute(self, recording: Recording, part: Slice, snapshot: bytes, process: LiveProcess) -> None:
        report, snapshot = process.advance(part, snapshot)
        with self.changed:
            recording.keep(report, snapshot, {lane.update for lane in self._lanes(recording)})

    def _next_part(self, recording: Recording) -> tuple[Slice, bytes] | None:
        """What has to be computed next, with the snapshot it begins from: what somebody has asked for by hand, the
        first look, or what those who play come to soon."""
        if not recording.frames and not recording.problem:
            return recording.look()
        asked = min((lane for lane in self._lanes(recording) if lane.wants), key=lambda lane: lane.asked, default=None)
        if asked and asked.pending[0] == "phase":
            return recording.make_phase(asked.position, self.slice_seconds())
        if asked:
            return recording.reach(asked.update + 1, self.slice_seconds())
        playing = (lane for run in self._listeners if run.playing for lane in run.lanes)
        soon = any(lane.recording is recording and lane.room_ahead < LOOKAHEAD for lane in playing)
        return recording.extend(self.slice_seconds()) if soon and not recording.complete else None

    def process_ended(self, work: Recording) -> None:
        work.failures += 1
        if work.failures >= MOST_FAILURES:
            work.problem = ENDED

    def turn_ended(self, work: Recording) -> None:
        for run in list(self._listeners):
            lanes = [lane for lane in run.lanes if lane.recording is work]
            for lane in lanes:
                lane.settle()
            if lanes:
                run.changed()
                self._tell(run)

    # -- playheads

    def _move(self) -> None:
        """Move the playheads of all runs that play, and say who waits for how many."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self._waiting or any(run.playing for run in self._listeners))
                now, places = time.monotonic(), {work.code: place for place, work in enumerate(self.line())}
                for run in self._listeners:
                    self._move_one(run, now, places)
                for recording in {lane.recording for run in self._listeners if run.playing for lane in run.lanes}:
                    self.enqueue(recording)
            time.sleep(TICK)

    def _move_one(self, run: VisitorRun, now: float, places: dict[str, int]) -> None:
        version, waits = run.version, [self._place(run, places.get(code, 0), places) for code in run.codes]
        if waits != run.places:
            run.places = waits
            run.changed()
        if run.playing:
            run.tick(now)
        if version != run.version:
            self._tell(run)

    def _place(self, run: VisitorRun, place: int, places: dict[str, int]) -> int:
        """The number of other trainings whose turn comes first, where this is worth saying."""
        others = place - sum(places.get(code, place) < place for code in run.codes)
        return others if others * self.slice_seconds() / self._workers > WORTH_SAYING else 0


def _watched(run: VisitorRun) -> bool:
    return run.watchers > 0 or time.monotonic() - run.left < RETURN_SECONDS


def _held_most(runs: Sequence[VisitorRun], owner: Owner) -> VisitorRun | None:
    """The oldest run of whoever holds most, by addresses and then by browsers; None where nobody holds more than the
    owner would."""
    for of in (attrgetter("address"), attrgetter("name")):
        most = who_gives_way((of(run.owner) for run in runs for _ in run.lanes), of(owner))
        if most is not None:
            candidates = [run for run in runs if of(run.owner) == most]
            return max(
                candidates, key=lambda run: sum(len(other.lanes) for other in candidates if other.owner == run.owner)
            )
    return None


POOL = TrainingPool()
