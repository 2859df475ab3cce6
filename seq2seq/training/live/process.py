"""Live trainings in a process of their own, a slice of one at a time.

Both sides speak in lines of JSON, each followed by the bytes of a snapshot. A request has all that the slice depends
on, so that any process can make it, also one that was started since the last."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from seq2seq.config.records import Record
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.child_process import ChildProcess, ProcessEnded, begin_child
from seq2seq.training.live.report import LiveReport, LossPoint, Measurement, PhaseReport, Sentence
from seq2seq.training.live.settings import read_settings

if TYPE_CHECKING:
    from seq2seq.training.live.run import LiveRun

RESIDENT = 48
"""Runs that a process keeps, so that it need not begin them anew from their snapshots."""
SliceAction = Literal["look", "play", "phase"]


@dataclass(frozen=True)
class Slice(Record):
    """What is to be done with the run of these settings: nothing but to `look`, to `play` for so many `seconds` and
    no more than so many `updates`, or to make the next `phase` of an update. It begins after `update` updates and
    `phases` of the next. `table` has the pairs of a task that is a visitor's own table."""

    code: str
    update: int
    phases: int
    action: SliceAction
    seconds: float
    updates: int
    table: Sequence[Pair] = ()


_WARMING = Slice("width-8", 0, 0, "play", 0.0, 1)


class LiveProcess(ChildProcess):
    """A process that trains."""

    def __init__(self) -> None:
        super().__init__(__name__, serve_slices.__name__)

    def advance(self, part: Slice, snapshot: bytes) -> tuple[LiveReport, bytes]:
        """The run after this slice, and its snapshot after the last whole update. Without a snapshot the run begins.
        Raises ProcessEnded."""
        try:
            _send(self.requests, part.to_dict(), snapshot)
            answer, snapshot = _receive(self.answers)
        except (OSError, EOFError, ValueError) as error:
            raise ProcessEnded from error
        return read_report(answer), snapshot


def read_report(values: dict[str, Any]) -> LiveReport:
    """A report from what `asdict` made of it."""
    return LiveReport(
        update=values["update"],
        seconds=values["seconds"],
        losses=tuple(LossPoint(**point) for point in values["losses"]),
        measured=Measurement(**values["measured"]),
        sentences=tuple(_read_sentence(sentence) for sentence in values["sentences"]),
        phase=PhaseReport(**values["phase"]) if values["phase"] else None,
        diverged=values["diverged"],
    )


def serve_slices() -> None:
    """The process, seen from inside: answers until nobody asks any more."""
    requests, answers = begin_child()
    residents = Residents()
    residents.find(_WARMING, b"").advance(0, 1)  # all that torch does only once, before somebody waits for it
    with suppress(EOFError, BrokenPipeError):
        while True:
            values, snapshot = _receive(requests)
            part = Slice.from_dict(values)
            run = residents.find(part, snapshot)
            act(run, part)
            after = snapshot if run.update == part.update else run.snapshot()
            _send(answers, asdict(run.report()), after)


def act(run: LiveRun, part: Slice) -> None:
    """Do with the run what the slice says."""
    if part.action == "phase":
        run.make_phase()
    elif part.action == "play":
        run.advance(part.seconds, part.updates)


class Residents:
    """The runs of this process, those that were served last."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, LiveRun] = OrderedDict()

    def find(self, part: Slice, snapshot: bytes) -> LiveRun:
        """The run as the slice expects it: the one that is here, brought to where the slice begins."""
        from seq2seq.training.live.run import LiveRun

        run = self._runs.pop(part.code, None)
        elsewhere = run is not None and (run.update != part.update or run.phases > part.phases)
        if run is None or (elsewhere and not snapshot):
            run = LiveRun(read_settings(part.code), part.table)
        if snapshot and (run.update != part.update or elsewhere):
            run.restore(snapshot)
        while run.phases < part.phases:
            run.make_phase()
        self._runs[part.code] = run
        if len(self._runs) > RESIDENT:
            self._runs.popitem(last=False)
        return run


def _read_sentence(values: dict[str, Any]) -> Sentence:
    weights, links = (tuple(map(tuple, values[name])) for name in ("weights", "links"))
    texts = {name: tuple(values[name]) for name in ("source", "target", "said")}
    return Sentence(**texts, weights=weights, links=links)


def _send(pipe: BinaryIO, values: dict[str, Any], content: bytes) -> None:
    pipe.write(json.dumps({**values, "bytes": len(content)}).encode() + b"\n" + content)
    pipe.flush()


def _receive(pipe: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Raises EOFError when the other side is gone."""
    line = pipe.readline()
    if not line:
        raise EOFError
    values = json.loads(line)
    content = pipe.read(values.pop("bytes"))
    return values, content
