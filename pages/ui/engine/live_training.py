"""A live training as all visitors see it: its curves so far, its last snapshot, and what is to be done with it next."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from seq2seq.data.tsv import Pair
from seq2seq.training.live.report import LiveReport, LossPoint, Measurement
from seq2seq.training.live.settings import LiveSettings

if TYPE_CHECKING:
    from seq2seq.training.live.process import LiveProcess, SliceAction

MOST_UPDATES, MOST_SECONDS = 20_000, 600.0
"""The end of a run, in updates and in seconds of training."""


class LiveTraining:
    """A run, as all visitors see it. What it has measured so far only grows, until it begins anew."""

    def __init__(self, settings: LiveSettings, table: Sequence[Pair] = ()) -> None:
        self.code, self.settings, self.table = settings.code(), settings, table
        self.begin()

    def begin(self) -> None:
        """Forget everything: the next turn is the first."""
        self.begun, self.version = time.monotonic_ns(), 0
        self.losses: list[LossPoint] = []
        self.measurements: list[tuple[float, Measurement]] = []
        """Each with the seconds of training before it."""
        self.report: LiveReport | None = None
        self.snapshot, self.halves, self.failures, self.problem = b"", 0, 0, ""
        self.pending: deque[SliceAction] = deque()

    @property
    def update(self) -> int:
        return self.report.update if self.report else 0

    @property
    def finished(self) -> bool:
        """Whether it has come to its end, or can't go on."""
        report = self.report
        over = report and (report.diverged or report.update >= MOST_UPDATES or report.seconds >= MOST_SECONDS)
        return bool(over or self.problem)

    def advance(self, process: LiveProcess, action: SliceAction, seconds: float) -> None:
        """Have the process make the next slice. Raises ProcessEnded; then nothing has changed."""
        from seq2seq.training.live.process import Slice

        begun = self.begun
        part = Slice(self.code, self.update, self.halves, action, seconds, MOST_UPDATES - self.update, self.table)
        report, snapshot = process.advance(part, self.snapshot)
        if begun == self.begun:  # nobody has begun it anew meanwhile
            self._keep(report, snapshot)

    def _keep(self, report: LiveReport, snapshot: bytes) -> None:
        self.losses += report.losses
        if report.update > self.update or self.report is None:
            self.measurements.append((report.seconds, report.measured))
        stage = report.half.stage if report.half else "step"
        self.halves = {"forward": 1, "backward": 2, "step": 0}[stage]
        self.report, self.snapshot, self.failures = report, snapshot, 0
        self.version += 1
