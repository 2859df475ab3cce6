"""Two workers (`pytest -n 2`) run tests side by side; one that measures time runs while no other does."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path, alone: bool) -> Iterator[None]:
    """Begins once those that run alone, or all that run if this one is to be alone, have come to their end.

    Who waits keeps the gate, so that nobody begins before it: else one that is to be alone might wait for ever.
    """
    with (folder / "gate").open("w") as gate, (folder / "running").open("w") as running:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(running, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield
