"""Live trainings in processes: shared runs, turns, visitors who come and go, and processes that end."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from pages.ui.engine import live, live_training
from pages.ui.engine.jobs import ENDED
from pages.ui.engine.live import TableGone, TrainingPool
from pages.ui.engine.live_training import LiveTraining
from seq2seq.evaluation.child_process import ProcessEnded
from seq2seq.training.live.process import LiveProcess, Slice
from seq2seq.training.live.report import LiveReport, Measurement
from seq2seq.training.live.run import LiveRun
from seq2seq.training.live.settings import LiveSettings

CODE = "length-4~alphabet-5~width-16~batch-8"
OTHER = f"{CODE}~seed-2"


def wait_for(condition: Callable[[], Any]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


class Recorder:
    """In the place of a process: each slice is so many updates, and is written down."""

    turns: list[tuple[str, str]]
    ends = 0

    def __init__(self) -> None:
        self.pid = 0

    def advance(self, part: Slice, _snapshot: bytes) -> tuple[LiveReport, bytes]:
        if Recorder.ends:
            Recorder.ends -= 1
            raise ProcessEnded
        time.sleep(0.002)
        Recorder.turns.append((part.code, part.action))
        update = part.update + (part.action in ("play", "one"))
        return LiveReport(update, 0.0, (), Measurement(update, 0, 0, None, 0), (), None, False), b"snapshot"

    def close(self) -> None:
        Recorder.turns.append(("", "close"))


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingPool]:
    monkeypatch.setattr("seq2seq.training.live.process.LiveProcess", Recorder)
    monkeypatch.setattr(live, "RETURN_SECONDS", 0.0)
    Recorder.turns, Recorder.ends = [], 0
    pool = TrainingPool(workers=1)
    yield pool
    wait_for(lambda: not pool.active)


def test_who_only_looks_sees_the_untrained_model(pool: TrainingPool) -> None:
    with pool.watching(CODE, playing=False, visitor="me") as training:
        wait_for(lambda: training.report)
        assert Recorder.turns == [(CODE, "look")] and training.update == 0


def test_equal_settings_are_one_run_that_goes_on_while_somebody_plays(pool: TrainingPool) -> None:
    with (
        pool.watching(CODE, playing=False, visitor="me") as seen,
        pool.watching(CODE, playing=True, visitor="you") as played,
    ):
        assert seen is played and pool.watchers(CODE) == 2
        wait_for(lambda: seen.update >= 3)
    wait_for(lambda: not pool.active)
    stopped = seen.update
    time.sleep(0.05)
    assert seen.update == stopped and pool.watchers(CODE) == 0
    with pool.watching(CODE, playing=True, visitor="me") as again:
        assert again is seen
        wait_for(lambda: seen.update > stopped)


def test_everybody_has_a_turn(pool: TrainingPool) -> None:
    with ExitStack() as stack:
        runs = [
            stack.enter_context(pool.watching(f"{CODE}~seed-{n}", playing=True, visitor="me")) for n in range(2, 32)
        ]
        wait_for(lambda: min(run.update for run in runs) >= 2)
        assert max(run.update for run in runs) <= min(run.update for run in runs) + 1
        assert max(pool.place(run.code) for run in runs) >= 20


def test_updates_by_hand_are_for_who_is_alone(pool: TrainingPool) -> None:
    with pool.watching(CODE, playing=False, visitor="me") as training:
        assert pool.make(CODE, "one") and pool.make(CODE, "half")
        wait_for(lambda: len(Recorder.turns) >= 2 and not pool.active)
        assert training.update == 1 and [action for _, action in Recorder.turns if action != "look"] == ["one", "half"]
        with pool.watching(CODE, playing=True, visitor="you"):
            assert not pool.make(CODE, "one")


def test_who_pauses_takes_the_place_of_before(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RETURN_SECONDS", 60.0)
    with pool.watching(CODE, playing=True, visitor="me") as training:
        wait_for(lambda: training.update)
        with pool.watching(CODE, playing=False, visitor="me"):
            assert pool.watchers(CODE) == 1
            assert pool.make(CODE, "one")


def test_a_run_begins_anew_for_who_is_alone(pool: TrainingPool) -> None:
    with pool.watching(CODE, playing=False, visitor="me") as training:
        pool.make(CODE, "one")
        wait_for(lambda: training.update == 1 and not pool.active)
        with pool.watching(CODE, playing=False, visitor="you"):
            assert not pool.begin_anew(CODE)
        assert pool.begin_anew(CODE)
        assert training.update == 0 and training.snapshot == b""


def test_runs_that_nobody_looks_at_make_room(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_RUNS", 2)
    with pool.watching(CODE, playing=False, visitor="me") as first:
        with pool.watching(OTHER, playing=False, visitor="me"), pytest.raises(ValueError, match="too many"):
            pool.make("seed-3", "one")
        pool.make("seed-3", "one")
        with pool.watching(CODE, playing=False, visitor="me") as again:
            assert again is first


def test_a_table_of_a_visitor_is_kept_by_its_content(pool: TrainingPool) -> None:
    name = pool.add_table([("one", "eins"), ("two", "zwei")])
    assert name == pool.add_table([("one", "eins"), ("two", "zwei")])
    with pool.watching(f"task-{name}~length-4~alphabet-9", playing=False, visitor="me") as training:
        assert training.table == (("one", "eins"), ("two", "zwei"))
    with pytest.raises(TableGone):
        pool.make("task-table_0123456789abcdef~length-4~alphabet-9", "one")


def test_a_run_ends_at_its_limit(pool: TrainingPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_training, "MOST_UPDATES", 5)
    with pool.watching(CODE, playing=True, visitor="me") as training:
        wait_for(lambda: training.finished)
        wait_for(lambda: not pool.active)
        assert training.update == 5 and not pool.make(CODE, "one")


def test_a_run_whose_process_keeps_ending_is_given_up(pool: TrainingPool) -> None:
    Recorder.ends = 2
    with pool.watching(CODE, playing=True, visitor="me") as training:
        wait_for(lambda: training.update)
        assert not training.problem
        Recorder.ends = live.MOST_FAILURES
        wait_for(lambda: training.problem)
        assert training.problem == ENDED and training.finished


def test_a_process_that_nobody_needs_is_closed_until_the_next_visit(
    pool: TrainingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "IDLE_TIME", 0.05)
    pool.warm_up()
    wait_for(lambda: ("", "close") in Recorder.turns)
    with pool.watching(CODE, playing=True, visitor="me") as training:
        wait_for(lambda: training.update)


@pytest.mark.slow
def test_a_killed_process_is_replaced_and_the_run_goes_on_with_the_same_numbers() -> None:
    pool = TrainingPool(workers=1)
    with pool.watching(CODE, playing=True, visitor="me") as training:
        wait_for(lambda: training.update >= 30)
        first = pool.pids[0]
        os.kill(first, signal.SIGKILL)
        before = training.update
        wait_for(lambda: training.update >= before + 30)
        assert pool.pids[0] != first
    wait_for(lambda: not pool.active)
    whole = LiveRun(training.settings)
    whole.advance(60, training.update)
    report = whole.report()
    assert report.losses == tuple(training.losses)
    assert training.report and report.sentences == training.report.sentences
    os.kill(pool.pids[0], signal.SIGKILL)


@pytest.mark.slow
def test_any_process_goes_on_in_the_middle_of_an_update() -> None:
    one, other, none = LiveProcess(), LiveProcess(), b""
    report, snapshot = one.advance(Slice(CODE, 0, 0, "play", 60.0, 3), none)
    half, snapshot = one.advance(Slice(CODE, 3, 0, "half", 0.0, 1), snapshot)
    here, _ = one.advance(Slice(CODE, 3, 1, "half", 0.0, 1), snapshot)
    there, _ = other.advance(Slice(CODE, 3, 1, "half", 0.0, 1), snapshot)
    assert report.update == 3 and half.half and half.half.stage == "forward"
    assert here.half and here.half.stage == "backward" and here.half == there.half
    one.close()
    other.close()


def test_the_codes_of_equal_settings_are_equal() -> None:
    assert LiveTraining(replace(LiveSettings(), width=16)).code == "width-16"
