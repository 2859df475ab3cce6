"""`python -m tests.load.replicas`: what two servers translate behind the proxy of deploy/, beside what one does.

Also how long the last of a class waits for a sentence that all of it types at the same instant ("now!").

For the first, visitors type without a pause. The load and the proxy take their share of the cores that the servers run
on; it is printed, and the ratio once more as it would be if they ran elsewhere. It tells something on a quiet machine
only: servers that get fewer cores than there are have been held up by others.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from seq2seq.config.places import PRETRAINED
from tests.load.sentences import unique_sentences
from tests.load.server import own_time
from tests.load.session import Visitor, visit_together
from tests.replicas import HAPROXY, Replicas, replicated

VISITORS = 8
"""For each server. The server takes ten messages a second of each."""
SETTLING = 5
"""Seconds before anything is counted: models are loaded."""
CLASS, WAVES, QUIET = 60, 9, 1.5
"""Visitors who type the same sentence at once, how often they do, and seconds before each time."""


@dataclass(frozen=True)
class Throughput:
    """Sentences a second, and the cores that servers, proxy and load were using meanwhile."""

    sentences: float
    servers: float
    others: float

    def __str__(self) -> str:
        milliseconds = 1000 * self.servers / self.sentences
        cores = f"servers {self.servers:.2f} cores, load and proxy {self.others:.2f}"
        return f"{self.sentences:.1f} sentences/s, {milliseconds:.0f} ms of processor each; {cores}"


@dataclass(frozen=True)
class Now:
    """Seconds until a visitor who is alone sees a new sentence, and until the last of a class sees it; medians."""

    alone: float
    last: float

    def __str__(self) -> str:
        times = f"the last of {CLASS} after {1000 * self.last:.0f} ms, one alone after {1000 * self.alone:.0f} ms"
        return f"now!: {times}, ratio {self.last / self.alone:.1f}"


def _times(replicas: Replicas) -> tuple[float, float]:
    """Seconds of processor that the servers have taken, and those of the proxy and of the load."""
    return sum(_time(replica.process) for replica in replicas.servers.values()), _time(replicas.proxy) + own_time()


def _time(process: int) -> float:
    times = psutil.Process(process).cpu_times()
    return times.user + times.system


async def _throughput(replicas: Replicas, texts: Iterator[str], seconds: float) -> Throughput:
    async with AsyncExitStack() as stack:
        visitors = await visit_together(stack, replicas.address, VISITORS * len(replicas.servers))
        await _type(visitors, texts, SETTLING)
        servers, others = _times(replicas)
        began = time.perf_counter()
        sentences = await _type(visitors, texts, seconds)
        took = time.perf_counter() - began
        servers_after, others_after = _times(replicas)
    return Throughput(sentences / took, (servers_after - servers) / took, (others_after - others) / took)


async def _now(replicas: Replicas, texts: Iterator[str]) -> Now:
    async with AsyncExitStack() as stack:
        visitors = await visit_together(stack, replicas.address, CLASS)
        await _type(visitors[: len(replicas.servers)], texts, SETTLING)
        alone = [await _wave(visitors[:1], texts) for _ in range(WAVES)]
        together = [await _wave(visitors, texts) for _ in range(WAVES)]
    return Now(median(alone), median(together))


async def _wave(visitors: Sequence[Visitor], texts: Iterator[str]) -> float:
    """All of them type the next sentence. The seconds until the last one sees what came of it."""
    await asyncio.sleep(QUIET)
    text = next(texts)
    return max(await asyncio.gather(*(visitor.type(text) for visitor in visitors)))


async def _type(visitors: Sequence[Visitor], texts: Iterator[str], seconds: float) -> int:
    """All of them type one sentence after the other; how many those were."""
    end = time.perf_counter() + seconds

    async def go_on(visitor: Visitor) -> int:
        count = 0
        while time.perf_counter() < end:
            await visitor.type(next(texts))
            count += 1
        return count

    return sum(await asyncio.gather(*map(go_on, visitors)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.replicas", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3, help="of one server and two in turn")
    options = parser.parse_args()
    if HAPROXY is None:
        parser.error("haproxy is not installed (Debian: apt-get install haproxy)")
    texts = unique_sentences()
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        one, two = (
            stack.enter_context(replicated(PRETRAINED, count, folder)) for count, folder in enumerate(folders, start=1)
        )
        for _ in range(options.rounds):
            print(_compared(*(asyncio.run(_throughput(replicas, texts, options.seconds)) for replicas in (one, two))))
        for name, replicas in (("one", one), ("two", two)):
            print(f"{name}: {asyncio.run(_now(replicas, texts))}")


def _compared(one: Throughput, two: Throughput) -> str:
    return f"one: {one}\ntwo: {two}\n{_ratio(one, two)}"


def _ratio(one: Throughput, two: Throughput) -> str:
    ratio = two.sentences / one.sentences
    cores = psutil.cpu_count() or 1
    left = min(2.0, cores - two.others)
    return f"ratio {ratio:.2f}; {ratio * 2 / left:.2f} for two whole cores, as {left:.2f} were left to the two servers"


if __name__ == "__main__":
    main()
