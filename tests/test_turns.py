"""Tests side by side: who runs with whom, and who alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.turns import turn

WORKERS = 3
SOON = 0.1
"""Seconds in which what may begin begins; what may not has not begun after them."""


class Runs:
    """Tests that begin when they may and end when they are told to."""

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        self.folder, self.pool = folder, pool
        self.ends: list[Event] = []

    def begin(self, alone: bool = False) -> tuple[Event, Event, Future[None]]:
        worker, begun, end = len(self.ends), Event(), Event()
        self.ends.append(end)

        def run() -> None:
            with turn(self.folder, worker, WORKERS, alone):
                begun.set()
                end.wait()

        return begun, end, self.pool.submit(run)


@contextmanager
def runs(folder: Path) -> Iterator[Runs]:
    with ThreadPoolExecutor(WORKERS) as pool:
        running = Runs(folder, pool)
        try:
            yield running
        finally:
            for end in running.ends:
                end.set()


def test_others_run_side_by_side(tmp_path: Path) -> None:
    with runs(tmp_path) as tests:
        assert all(tests.begin()[0].wait(10) for _ in range(3))


@pytest.mark.parametrize("second", [False, True])
def test_one_runs_alone(tmp_path: Path, second: bool) -> None:
    with runs(tmp_path) as tests:
        begun, end, finished = tests.begin(alone=True)
        assert begun.wait(10)
        other, _, _ = tests.begin(alone=second)
        assert not other.wait(SOON)
        end.set()
        wait([finished])
        assert other.wait(10)


def test_who_waits_to_be_alone_comes_before_whoever_asks_later(tmp_path: Path) -> None:
    with runs(tmp_path) as tests:
        first, end, _ = tests.begin()
        assert first.wait(10)
        alone, alone_end, _ = tests.begin(alone=True)
        assert not alone.wait(SOON)
        later, _, _ = tests.begin()
        assert not later.wait(SOON)
        end.set()
        assert alone.wait(10) and not later.wait(SOON)
        alone_end.set()
        assert later.wait(10)
