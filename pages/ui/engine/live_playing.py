"""A live training as a visitor plays it, or a room: a playhead for each lane, which walks through what is recorded."""

from __future__ import annotations

import json
import time
import zlib
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from secrets import token_urlsafe
from typing import Any, Literal

from pages.ui.engine.live_recording import Frame, Position, Recording
from seq2seq.training.live.report import PHASES, Measurement, PhaseReport

HandAction = Literal["one", "phase"]
MOST_PENDING = 4
"""Updates by hand that wait in one lane."""
LOOKAHEAD = 0.3
"""Seconds of training that are computed before the playhead comes to them."""
LONGEST_CATCH_UP = 0.5
"""Seconds of the clock that a run makes up for, once what it has waited for is computed."""


@dataclass(frozen=True)
class Owner:
    """Whose a run is: a browser's, or that of a room. The address is that of the network."""

    name: str
    address: str = field(default="", compare=False)
    room: bool = False


MOST_PLACES = 1000
"""More than the trainings that can wait."""
Mark = tuple[int, int, int]
"""What a browser knows of a lane: since when it counts, up to which update, and a number that changes with the rest."""
UNKNOWN: Mark = (0, -1, -1)


@dataclass(frozen=True)
class Seen:
    """What a lane has shown: what was measured, and after how many seconds of training each time; whether it has come
    to its end. At least the untrained model was measured."""

    measured: tuple[Measurement, ...]
    seconds: tuple[float, ...]
    finished: bool


class Playhead:
    """Where a lane is in its recording."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.begin()

    def begin(self, update: int = 0) -> None:
        """Stand at an update, as though nothing had been seen yet."""
        self.epoch, self.version = time.monotonic_ns(), 0
        self.update, self.phases, self.seconds = update, 0, 0.0
        self.phase: PhaseReport | None = None
        self.pending: deque[HandAction] = deque()
        self.asked = 0.0

    @property
    def position(self) -> Position:
        return self.update, self.phases

    @property
    def frame(self) -> Frame | None:
        return self.recording.frame(self.update)

    @property
    def finished(self) -> bool:
        """Whether nothing comes after this."""
        end = self.recording.end
        return self.recording.complete and (end is None or self.update >= end.update)

    @property
    def seen(self) -> Seen:
        """What was measured up to here."""
        _, frames = self.recording.between(-1, self.update)
        return Seen(tuple(frame.measured for frame in frames), tuple(frame.seconds for frame in frames), self.finished)

    @property
    def wants(self) -> bool:
        """Whether its next update by hand, or its first frame, has yet to be computed."""
        return not self.recording.problem and (bool(self.pending) or not self.recording.frames)

    def press(self, action: HandAction) -> bool:
        """Make an update or a phase of one by hand; False where it has ended, or too many wait."""
        if self.finished or len(self.pending) >= MOST_PENDING:
            return False
        rest = len(PHASES) - self.phases
        actions: list[HandAction] = ["phase"] * rest if action == "one" and self.phases else [action]
        self.pending += actions
        self.asked = self.asked if len(self.pending) > 1 else time.monotonic()
        self.settle()
        return True

    def settle(self) -> None:
        """Go as far by hand as what is recorded allows."""
        while self.pending and self._goes_by(self.pending[0]):
            self.pending.popleft()
            self.version += 1
        if self.finished:
            self.pending.clear()

    def walk(self, seconds: float) -> None:
        """Go on by so many seconds of training."""
        self.seconds += seconds
        frame = self.recording.frame_after(self.seconds)
        if frame and frame.update > self.update:
            self.update, self.phases, self.phase = frame.update, 0, None
            self.version += 1

    def start_walking(self) -> None:
        """Begin to walk where it stands; phases by hand that are left over are made on the way."""
        self.pending.clear()
        frame = self.frame
        self.seconds = frame.seconds if frame else 0.0

    @property
    def room_ahead(self) -> float:
        """The seconds of training that are recorded after this; any number where nothing will follow."""
        end = self.recording.end
        return float("inf") if self.recording.complete else max(0.0, end.seconds - self.seconds) if end else 0.0

    def _goes_by(self, action: HandAction) -> bool:
        """Make one action, where it is recorded."""
        update, phases = self.target(action)
        phase = self.recording.phase((update, phases)) if action == "phase" else None
        if (action == "phase" and phase is None) or not self.recording.has(update):
            return False
        self.update, self.phases, self.phase = update, phases, phase
        return True

    def target(self, action: HandAction) -> Position:
        """Where an action leads."""
        over = action == "one" or self.phases == len(PHASES) - 1
        return (self.update + 1, 0) if over else (self.update, self.phases + 1)


class VisitorRun:
    """All lanes of a visitor, or of a room, under one clock, which waits for the lane that is computed last."""

    def __init__(self, owner: Owner, recordings: Sequence[Recording]) -> None:
        self.owner, self.lanes = owner, [Playhead(recording) for recording in recordings]
        self.token, self.seat = token_urlsafe(12), token_urlsafe(12)
        """Who has the token plays it; who has the seat alone watches."""
        self.playing, self.watchers, self.left, self.version = False, 0, time.monotonic(), 0
        self.closed = False
        self.places: list[int] = [0] * len(self.lanes)
        self._time, self._credit = 0.0, 0.0
        self._written: dict[tuple[Mark, ...], tuple[str, list[Mark]]] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(lane.recording.code for lane in self.lanes)

    def play(self, playing: bool) -> None:
        """Play, unless all lanes have ended, or pause."""
        self.playing = playing and not all(lane.finished for lane in self.lanes)
        self._time, self._credit = time.monotonic(), 0.0
        if self.playing:
            for lane in self.lanes:
                lane.start_walking()
        self.changed()

    def press(self, action: HandAction) -> bool:
        """One update by hand, or a phase of one, in all lanes; False while it plays."""
        made = [lane.press(action) for lane in self.lanes if not self.playing]
        self.changed()
        return any(made)

    def begin(self, updates: Sequence[int] = ()) -> None:
        """Start all lanes over, each at the update where it should stand, or at 0."""
        self.playing = False
        for lane, update in zip(self.lanes, updates or [0] * len(self.lanes), strict=True):
            lane.begin(update)
        self.changed()

    def tick(self, now: float) -> None:
        """Go on with the clock: as far as all lanes that go on are recorded."""
        self._credit = min(LONGEST_CATCH_UP, self._credit + now - self._time)
        self._time = now
        ahead = min(lane.room_ahead for lane in self.lanes)
        seconds, versions = min(self._credit, ahead), [lane.version for lane in self.lanes]
        self._credit -= seconds
        for lane in self.lanes:
            lane.walk(seconds)
        if all(lane.finished for lane in self.lanes):
            self.playing = False
            self.changed()
        elif versions != [lane.version for lane in self.lanes]:
            self.changed()

    def changed(self) -> None:
        self.version += 1
        self._written.clear()

    def news(self, marks: Sequence[Mark]) -> tuple[str, list[Mark]]:
        """What is new since the marks as JSON, which is written once for all who know the same; the marks after it."""
        known = tuple(marks)
        if known not in self._written:
            lanes, after = zip(*map(_lane_news, self.lanes, self.places, marks), strict=True)
            said = {"version": self.version, "playing": self.playing, "lanes": lanes}
            self._written[known] = json.dumps(said, ensure_ascii=False, separators=(",", ":")), list(after)
        return self._written[known]


def _lane_news(lane: Playhead, place: int, mark: Mark) -> tuple[dict[str, Any] | None, Mark]:
    """What has changed in a lane since the mark, None for nothing, and the mark after it."""
    frame = lane.frame
    computing = bool(lane.pending)
    rest = ((lane.version * MOST_PLACES + place) * 2 + lane.finished) * 2 + computing
    after = (lane.epoch, frame.update if frame else -1, rest)
    if mark == after:
        return None, after
    known = mark[1] if mark[0] == lane.epoch else -1
    losses, frames = lane.recording.between(known, lane.update)
    return {
        "from": known,
        "losses": [[point.update, point.loss, point.gradient] for point in losses],
        "measured": [_measured(frame) for frame in frames],
        "update": lane.update,
        "seconds": frame.seconds if frame else 0.0,
        "sentences": json.loads(zlib.decompress(frame.sentences)) if frame else [],
        "phase": asdict(lane.phase) if lane.phase else None,
        "diverged": bool(frame and frame.diverged),
        "finished": lane.finished,
        "problem": lane.recording.problem,
        "place": place,
        "computing": computing,
    }, after


def _measured(frame: Frame) -> list[float | None]:
    m = frame.measured
    return [m.update, frame.seconds, m.free, m.forced, m.aer, m.padding]
