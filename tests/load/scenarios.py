"""What is measured: the cost of a sentence with one visitor, and what a class feels."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles

from tests.load.server import Server, own_time
from tests.load.session import Visitor, visit_together

THINK = (1.5, 4.5)
"""Seconds between an answer and the next sentence, three on average."""
PAUSE = 0.1
"""Seconds between two sentences of a visitor who is alone."""
ROUND = 10
"""Sentences that one server is asked for before it is the other's turn."""
HASTY = 4
"""Visitors who type one sentence after the other, so that a server soon has many behind it."""
SETTLING = 20
"""Sentences before anything is measured: models are loaded, and whatever else comes first has come."""


@dataclass
class Cost:
    """What sentences took: seconds until each was shown; in all, seconds of the server's processor, bytes to the
    browsers, and seconds of the load's own processor."""

    latencies: list[float] = field(default_factory=list)
    processor: float = 0.0
    received: int = 0
    load: float = 0.0

    @property
    def per_sentence(self) -> float:
        """Seconds of the server's processor."""
        return self.processor / len(self.latencies)

    @property
    def bytes_per_sentence(self) -> float:
        return self.received / len(self.latencies)

    @property
    def median(self) -> float:
        return median(self.latencies)

    @property
    def p95(self) -> float:
        return quantiles(self.latencies, n=20)[-1]

    @property
    def last(self) -> float:
        return max(self.latencies)


@dataclass(frozen=True)
class Place:
    """A page of a server, with what is chosen in its address."""

    server: Server
    page: str = ""
    query: str = ""


class Measured:
    """Adds to a cost what a server takes, and what its visitors receive, while this is open."""

    def __init__(self, cost: Cost, server: Server, visitors: Sequence[Visitor]) -> None:
        self._cost, self._server, self._visitors = cost, server, visitors

    def _totals(self) -> tuple[float, int, float]:
        return self._server.processor_time(), sum(visitor.received for visitor in self._visitors), own_time()

    def __enter__(self) -> None:
        self._before = self._totals()

    def __exit__(self, *_: object) -> None:
        processor, received, load = (after - before for after, before in zip(self._totals(), self._before, strict=True))
        self._cost.processor += processor
        self._cost.received += int(received)
        self._cost.load += load


async def alone(places: Sequence[Place], texts: Iterator[str], rounds: int) -> list[Cost]:
    """One visitor at each place. They take turns, so that what else the machine does troubles all of them alike."""
    costs = [Cost() for _ in places]
    async with AsyncExitStack() as stack:
        visitors = [(await visitors_at(stack, place, 1))[0] for place in places]
        for visitor in visitors:
            await _type_many(visitor, texts, SETTLING)
        for _ in range(rounds):
            for place, visitor, cost in zip(places, visitors, costs, strict=True):
                with Measured(cost, place.server, [visitor]):
                    cost.latencies += await _type_many(visitor, texts, ROUND)
    return costs


async def _type_many(visitor: Visitor, texts: Iterator[str], count: int) -> list[float]:
    """One sentence after the other: the seconds that each took."""
    latencies = []
    for _ in range(count):
        latencies.append(await visitor.type(next(texts)))
        await asyncio.sleep(PAUSE)
    return latencies


async def crowd(place: Place, texts: Iterator[str], visitors: int, seconds: float) -> Cost:
    """Visitors who each type a sentence of their own, look at what comes, and type the next."""
    cost = Cost()
    async with AsyncExitStack() as stack:
        sessions = await visitors_at(stack, place, visitors)
        end = time.perf_counter() + seconds
        with Measured(cost, place.server, sessions):
            for latencies in await asyncio.gather(*(_think_and_type(each, texts, end) for each in sessions)):
                cost.latencies += latencies
    return cost


async def _think_and_type(visitor: Visitor, texts: Iterator[str], end: float) -> list[float]:
    latencies = []
    await asyncio.sleep(random.uniform(0, THINK[1]))
    while time.perf_counter() < end:
        latencies.append(await visitor.type(next(texts)))
        await asyncio.sleep(random.uniform(*THINK))
    return latencies


async def at_once(place: Place, texts: Iterator[str], visitors: int, waves: int) -> list[Cost]:
    """All of them type the same sentence at the same instant, and nobody has typed it before; some waves of it."""
    costs = [Cost() for _ in range(waves)]
    async with AsyncExitStack() as stack:
        sessions = await visitors_at(stack, place, visitors)
        for cost, text in zip(costs, texts, strict=False):
            await asyncio.sleep(THINK[0])
            with Measured(cost, place.server, sessions):
                cost.latencies += await asyncio.gather(*(each.type(text) for each in sessions))
    return costs


async def many(place: Place, texts: Iterator[str], count: int) -> None:
    """So many sentences without a pause, by several visitors: the server lets nobody send more than ten a second."""
    async with AsyncExitStack() as stack:
        visitors = await visitors_at(stack, place, HASTY)
        await asyncio.gather(*(_type_on(each, texts, count // HASTY) for each in visitors))


async def _type_on(visitor: Visitor, texts: Iterator[str], count: int) -> None:
    for _ in range(count):
        await visitor.type(next(texts))


async def visitors_at(stack: AsyncExitStack, place: Place, count: int) -> list[Visitor]:
    """So many visitors of a place."""
    return await visit_together(stack, place.server.address, count, place.page, place.query)
