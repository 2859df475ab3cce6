"""What a live training has computed so far, at some of its updates, kept once for all who have the same settings."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from seq2seq.data.tsv import Pair
from seq2seq.training.live.report import PHASES, LiveReport, LossPoint, Measurement, PhaseReport
from seq2seq.training.live.settings import LiveSettings

if TYPE_CHECKING:
    from seq2seq.training.live.process import Slice

MOST_UPDATES, MOST_SECONDS = 20_000, 600.0
"""The end of a run, in updates and in seconds of training."""
MOST_FRAMES = 1000
SNAPSHOT_BYTES = 4 * 1024 * 1024
"""Of all snapshots of a recording. The last one is kept however large it is."""
BEGINNING = 1000
"""The updates over which snapshots stand about evenly apart."""
MOST_PHASES = 60
Position = tuple[int, int]
"""Where a run is: the whole updates, and the phases that are made of the next one."""


@dataclass(frozen=True)
class Frame:
    """A run between two updates. The sentences are packed JSON."""

    update: int
    seconds: float
    measured: Measurement
    sentences: bytes
    diverged: bool


class Recording:
    """A run as far as it has been computed. It is deterministic, so whoever computes a part of it computes it for
    everybody: frames at some updates, all points of the loss, and snapshots from which any other update is reached."""

    def __init__(self, settings: LiveSettings, table: Sequence[Pair] = ()) -> None:
        self.code, self.settings, self.table = settings.code(), settings, table
        self.failures, self.problem = 0, ""
        self.losses: list[LossPoint] = []
        self.frames: list[Frame] = []
        self._snapshots: dict[int, bytes] = {}
        self._phases: OrderedDict[Position, PhaseReport] = OrderedDict()

    @property
    def end(self) -> Frame | None:
        """The last update that was computed."""
        return self.frames[-1] if self.frames else None

    @property
    def complete(self) -> bool:
        """Whether the run has come to its end, or can't go on."""
        end = self.end
        over = end and (end.diverged or end.update >= MOST_UPDATES or end.seconds >= MOST_SECONDS)
        return bool(over or self.problem)

    def frame(self, update: int) -> Frame | None:
        """The last frame up to this update."""
        index = bisect_right(self.frames, update, key=lambda frame: frame.update)
        return self.frames[index - 1] if index else None

    def frame_after(self, seconds: float) -> Frame | None:
        """The last frame up to so many seconds of training."""
        index = bisect_right(self.frames, seconds, key=lambda frame: frame.seconds)
        return self.frames[index - 1] if index else None

    def between(self, after: int, update: int) -> tuple[list[LossPoint], list[Frame]]:
        """The points of the loss and the frames after an update, up to another."""
        points, frames = self.losses, self.frames
        return (
            points[bisect_right(points, after, key=_update) : bisect_right(points, update, key=_update)],
            frames[bisect_right(frames, after, key=_update) : bisect_right(frames, update, key=_update)],
        )

    def has(self, update: int) -> bool:
        """Whether there is a frame at exactly this update."""
        frame = self.frame(update)
        return frame is not None and frame.update == update

    def phase(self, position: Position) -> PhaseReport | None:
        """What the phase that leads to this position did."""
        return self._phases.get(position)

    def look(self) -> tuple[Slice, bytes]:
        """The slice that says what the untrained model does."""
        return self._slice(0, 0, "look", 0.0, 0), b""

    def extend(self, seconds: float) -> tuple[Slice, bytes]:
        """The slice that goes on from the end."""
        end = self.end.update if self.end else 0
        return self._slice(end, 0, "play", seconds, MOST_UPDATES - end), self._snapshots.get(end, b"")

    def reach(self, update: int, seconds: float) -> tuple[Slice, bytes]:
        """The slice that leads from the nearest snapshot to an update, or as far as it comes in so many seconds."""
        start = max((known for known in self._snapshots if known < update), default=0)
        return self._slice(start, 0, "play", seconds, update - start), self._snapshots.get(start, b"")

    def make_phase(self, position: Position, seconds: float) -> tuple[Slice, bytes]:
        """The slice that makes the next phase after a position, or first leads to its update."""
        update, phases = position
        if update and update not in self._snapshots:
            return self.reach(update, seconds)
        return self._slice(update, phases, "phase", 0.0, 1), self._snapshots.get(update, b"")

    def keep(self, report: LiveReport, snapshot: bytes, watched: Collection[int]) -> None:
        """Take what a slice has computed. The frames of `watched` updates stay."""
        self.failures = 0
        if report.phase:
            stage = (PHASES.index(report.phase.name) + 1) % len(PHASES)
            self._phases[report.update, stage] = report.phase
            if len(self._phases) > MOST_PHASES:
                self._phases.popitem(last=False)
        last = self.losses[-1].update if self.losses else 0
        self.losses += [point for point in report.losses if point.update > last]
        if not self.has(report.update):
            self._insert(report)
        if snapshot and report.update:
            self._snapshots[report.update] = snapshot
            self._thin_snapshots(report.update)
        if len(self.frames) > MOST_FRAMES:
            older, newer = self.frames[: MOST_FRAMES // 2], self.frames[MOST_FRAMES // 2 :]
            kept = [frame for i, frame in enumerate(older) if i % 2 == 0 or frame.update in watched]
            self.frames = kept + newer

    def _insert(self, report: LiveReport) -> None:
        """Where a part is computed once more, processor time differs: it stays in order."""
        index = bisect_left(self.frames, report.update, key=_update)
        seconds = report.seconds
        if index:
            seconds = max(seconds, self.frames[index - 1].seconds)
        if index < len(self.frames):
            seconds = min(seconds, self.frames[index].seconds)
        sentences = [asdict(sentence) for sentence in report.sentences]
        packed = zlib.compress(json.dumps(sentences, ensure_ascii=False, separators=(",", ":")).encode(), 1)
        self.frames.insert(index, Frame(report.update, seconds, report.measured, packed, report.diverged))

    def _thin_snapshots(self, newest: int) -> None:
        """Beyond the bytes there are, let go the snapshot that saves least of the way, but the last and the newest."""
        while sum(map(len, self._snapshots.values())) > SNAPSHOT_BYTES:
            updates = sorted(self._snapshots)
            inner = [i for i, update in enumerate(updates[:-1]) if update != newest]
            if not inner:
                return
            del self._snapshots[updates[min(inner, key=lambda i: _saving(updates, i))]]

    def _slice(self, update: int, phases: int, action: Any, seconds: float, updates: int) -> Slice:
        from seq2seq.training.live.process import Slice

        return Slice(self.code, update, phases, action, seconds, updates, self.table)


def _update(dated: LossPoint | Frame) -> int:
    return dated.update


def _saving(updates: Sequence[int], index: int) -> float:
    """The gap that would be left without a snapshot, for the way to its end: kept snapshots stand close together at the
    beginning, where most is looked at, and further apart later."""
    before = updates[index - 1] if index else 0
    return (updates[index + 1] - before) / (updates[index + 1] + BEGINNING)
