"""The queue of files that are measured: turns, bounds on all of them together, and the process that does the work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pages.ui.engine import measuring
from pages.ui.engine.measuring import Files, Measuring, cut_slices
from pages.ui.engine.pool import ENDED
from pages.ui.engine.work import Problem
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.records import InvalidRequest
from seq2seq.data.examples import read_examples
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.child_process import MeasureProcess, ProcessEnded
from seq2seq.evaluation.evaluate import measure
from seq2seq.evaluation.metrics import MeasuredCorpus, SentenceFigures
from tests import tiny

PAIRS = [(example.source, example.translation) for example in read_examples(tiny.EXAMPLES)]
LONG = "x" * 1000


@pytest.fixture(autouse=True)
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    monkeypatch.setattr(measuring, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(measuring, "FILES", Files())
    yield measuring.FILES
    wait_for(lambda: not measuring.FILES.active)


class Measured:
    """In the place of the process: writes down who had a turn."""

    pid = 0

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.turns: list[str] = []
        self.open, self.started, self.ends = False, 0, 0
        patch.setattr(measuring, "MeasureProcess", self.start)

    def start(self) -> Measured:
        self.started += 1
        return self

    def close(self) -> None:
        pass

    def measure(self, _root: Path, model: str, pairs: Sequence[Pair]) -> MeasuredCorpus:
        wait_for(lambda: self.open)
        if self.ends:
            self.ends -= 1
            raise ProcessEnded
        self.turns.append(model)
        rows = np.zeros(len(pairs))
        return MeasuredCorpus(*([("",) * len(pairs)] * 3), SentenceFigures(*[rows] * 10))  # type: ignore[arg-type]


def wait_for(condition: Callable[[], Any]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def rows(count: int) -> tuple[Pair, ...]:
    """So many pairs, four of which make a slice."""
    return tuple((f"{number}{LONG}", "y") for number in range(count))


def test_a_short_file_does_not_wait_for_the_long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    process = Measured(monkeypatch)
    long, other, short = (Measuring(name, rows(count)) for name, count in (("long", 40), ("other", 40), ("short", 8)))
    assert (other.place, short.place) == (1, 2)
    process.open = True
    wait_for(lambda: long.outcome and other.outcome)
    assert process.turns[:6] == ["long", "other", "short"] * 2
    assert isinstance(short.outcome, MeasuredCorpus) and len(short.outcome.sources) == 8


def test_what_is_cancelled_or_abandoned_has_no_more_turns(monkeypatch: pytest.MonkeyPatch, files: Files) -> None:
    process = Measured(monkeypatch)
    first, second, third = (Measuring(name, rows(8)) for name in ("first", "second", "third"))
    second.cancel()
    third._asked -= 2 * measuring.ABANDONED_AFTER
    process.open = True
    wait_for(lambda: not files.active)
    assert process.turns == ["first", "first"]
    assert first.outcome and second.outcome is None is third.outcome


def test_a_file_whose_process_ends_says_so_and_the_next_has_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    process = Measured(monkeypatch)
    process.open, process.ends = True, 1
    first = Measuring("first", rows(8))
    wait_for(lambda: first.outcome)
    assert first.outcome == Problem(ENDED)
    second = Measuring("second", rows(8))
    wait_for(lambda: second.outcome)
    assert process.turns == ["second", "second"] and process.started >= 2


def test_too_many_files_are_refused_and_so_are_too_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    process = Measured(monkeypatch)
    waiting = [Measuring("model", rows(1)) for _ in range(measuring.MOST_FILES)]
    assert Measuring("model", rows(1)).outcome == Problem(measuring.BUSY)
    for job in waiting[1:]:
        job.cancel()
    monkeypatch.setattr(measuring, "MOST_CHARACTERS", 10_000)
    assert Measuring("model", rows(8)).outcome is None
    assert Measuring("model", rows(8)).outcome == Problem(measuring.BUSY)
    process.open = True


def test_slices_hold_all_translations_of_a_source() -> None:
    slices = list(cut_slices([*rows(9), (rows(1)[0][0], "z")]))
    assert [len(part) for part in slices] == [4, 4, 2]
    assert slices[0][:2] == ((rows(1)[0][0], "y"), (rows(1)[0][0], "z"))


@pytest.mark.slow
def test_the_process_measures_as_the_library_does_and_says_why_it_cannot(all_tiny_models: Path) -> None:
    root, process = all_tiny_models, MeasureProcess()
    whole = measure(load_bundle("zh-en/additive", root), PAIRS)
    parts = [process.measure(root, "zh-en/additive", part) for part in (PAIRS[:30], PAIRS[30:])]
    joined = MeasuredCorpus.join(parts)  # type: ignore[arg-type]
    assert joined.translations == whole.translations and joined.sources == whole.sources
    np.testing.assert_allclose(joined.figures.loss, whole.figures.loss, rtol=1e-5)
    failure = process.measure(root, "zh-en/telepathy", PAIRS)
    assert isinstance(failure, InvalidRequest) and failure.values["name"] == "zh-en/telepathy"
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(ProcessEnded):
        process.measure(root, "zh-en/additive", PAIRS)
    process.close()
