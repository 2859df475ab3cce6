"""A server under load: what it takes of the processor and of memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from typing import IO

import psutil

from seq2seq.config.places import PRETRAINED
from tests import browser

SMALLEST = Path(__file__).with_name("smallest.py")
"""The smallest page that does the same as Translate."""


@dataclass(frozen=True)
class Server:
    """A running app, at an address that begins with http."""

    address: str
    process: psutil.Process

    def processor_time(self) -> float:
        """Seconds of processor that it has taken since it started."""
        times = self.process.cpu_times()
        return times.user + times.system

    def memory(self) -> float:
        """Megabytes."""
        return self.process.memory_info().rss / 1e6

    def threads(self) -> int:
        return self.process.num_threads()


@contextmanager
def started(app: Path = browser.APP, log: int | IO[str] = DEVNULL) -> Iterator[Server]:
    """A fresh server of this app, with the shipped models; `log` gets all that it says."""
    with browser.serve(PRETRAINED, app=app, log=log) as served:
        yield Server(served.address, psutil.Process(served.process))


def own_time() -> float:
    """Seconds of processor that the load itself has taken."""
    times = psutil.Process().cpu_times()
    return times.user + times.system
