"""What an attack does to somebody else: sentences of a bystander while nothing happens, and while it goes on."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import threading
import time
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from statistics import median

import psutil

from tests.browser import APP, Served, p95

LONGEST = 60.0
"""Seconds that anything here may take longer than asked."""
LOW_PRIORITY = 10
"""The nice value of an attack."""
Attack = Callable[[str, Random, float], Awaitable[object]]
"""Does something to the server at an address, by chance, until a moment of the monotonic clock."""


@dataclass(frozen=True)
class Siege:
    """Seconds that the bystander waited before and during an attack, and the server's megabytes before and after."""

    name: str
    quiet: list[float]
    under_attack: list[float]
    memory: tuple[float, float]

    @property
    def ratio(self) -> float:
        """How much longer the bystander waits: 95th percentiles."""
        return p95(self.under_attack) / p95(self.quiet)

    def __str__(self) -> str:
        before, after = self.memory
        return (
            f"{self.name}: {self.ratio:.1f} times as long; median {median(self.quiet) * 1000:.0f} → "
            f"{median(self.under_attack) * 1000:.0f} ms, p95 {p95(self.quiet) * 1000:.0f} → "
            f"{p95(self.under_attack) * 1000:.0f} ms; {before:.0f} → {after:.0f} MB"
        )


def besiege(
    served: Served,
    attacks: Sequence[Attack],
    seconds: float,
    seed: int,
    quiet: list[float] | None = None,
    does: str = "type",
) -> Siege:
    """Attacks at once, and what they do to a bystander, who `does` one thing again and again. `quiet` is what is known
    of the server at rest."""
    return asyncio.run(_besiege(served, attacks, seconds, seed, quiet, does))


async def _besiege(
    served: Served, attacks: Sequence[Attack], seconds: float, seed: int, known: list[float] | None, does: str
) -> Siege:
    quiet, before = known or await bystander(served.address, seconds, does), megabytes(served)
    end = time.monotonic() + seconds + 3  # the bystander opens the page first
    attacking = asyncio.ensure_future(asyncio.to_thread(_attack, served.address, attacks, seed, end))
    under_attack = await bystander(served.address, seconds, does)
    with suppress(TimeoutError):
        await asyncio.wait_for(attacking, LONGEST)
    return Siege(", ".join(attack.__name__ for attack in attacks), quiet, under_attack, (before, megabytes(served)))


def _attack(address: str, attacks: Sequence[Attack], seed: int, end: float) -> None:
    """The attacks, in a thread of low priority: an attacker has a computer of their own, and takes no processor from
    the server and the bystander but what the server spends."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOW_PRIORITY)

    async def together() -> None:
        """What waits for an answer at the end is given up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(end - time.monotonic()):
                await asyncio.gather(*(attack(address, Random(seed), end) for attack in attacks))

    asyncio.run(together())
    gc.collect()  # connections that were being opened when the attack was given up are nobody's: they are closed here


async def bystander(address: str, seconds: float, does: str = "type") -> list[float]:
    command = (sys.executable, "-m", "tests.hostile.bystander", address, str(seconds), does)
    process = await create_subprocess_exec(*command, cwd=APP.parent, stdout=PIPE)
    try:
        written, _ = await asyncio.wait_for(process.communicate(), seconds + LONGEST)
    except TimeoutError:
        process.kill()
        return [LONGEST] * 2
    return json.loads(written)


def megabytes(served: Served) -> float:
    return psutil.Process(served.process).memory_info().rss / 1e6
