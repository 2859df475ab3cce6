"""Locks by which two workers (`pytest -n 2`) run tests side by side, and one that measures time runs alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock


@contextmanager
def turn(folder: Path, worker: int, workers: int, alone: bool) -> Iterator[None]:
    """A worker's turn to run a test, which begins once no other worker runs one alone.

    A test that runs alone takes the locks of all workers. Meanwhile it keeps the gate, so that no other test begins:
    else it might wait for ever.
    """
    workers_to_lock = range(workers) if alone else [worker]
    with ExitStack() as locked:
        gate, *locks = (FileLock(folder / str(name), poll_interval=0.01) for name in ("gate", *workers_to_lock))
        for lock in (gate, *locks):
            locked.enter_context(lock)
        if not alone:
            gate.release()
        yield
