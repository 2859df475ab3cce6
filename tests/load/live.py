"""`python -m tests.load.live`: a class of which everybody trains a model of their own, and what others notice of it.

First one visitor plays one run, then thirty play thirty. Beside the updates of each stands how long the server takes to
answer a request for nothing, with and without them."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from httpx2 import AsyncClient, Limits, TransportError

from tests.load.server import Server, started

VISITORS = 30
SECONDS = 20.0
BREAK = 0.1
"""Seconds between two requests for nothing."""


@dataclass
class Spectator:
    """Who plays a run, and what was heard of it."""

    code: str
    update: int = 0
    seconds: float = 0.0
    aer: float | None = None
    news: int = 0
    first_look: float = 0.0
    first_update: float = 0.0
    first_curve: float = 0.0

    async def listen(self, client: AsyncClient) -> None:
        """Hear of the run until it is enough."""
        began, known = time.perf_counter(), ""
        opened = await client.post("/api/live/open", json={"browser": f"spectator-{self.code}", "lanes": [self.code]})
        run = opened.json()["run"]
        await client.post("/api/live/act", json={"run": run, "action": "play"})
        while True:
            query = {"run": run, "known": known}
            with suppress(TransportError):
                async with client.stream("GET", "/api/live/events", params=query) as answer:
                    async for line in answer.aiter_lines():
                        if line.startswith("id: "):
                            known = line.removeprefix("id: ")
                        elif line.startswith("data: "):
                            [news] = json.loads(line.removeprefix("data: "))["lanes"]
                            if news:
                                self._take(news, time.perf_counter() - began)

    def _take(self, news: dict[str, Any], seconds: float) -> None:
        self.news += 1
        self.update, self.seconds = news["update"], news["seconds"]
        if news["sentences"] and not self.first_look:
            self.first_look = seconds
        if self.update and not self.first_update:
            self.first_update = seconds
        if news["measured"]:
            self.aer = news["measured"][-1][4]
        if news["losses"] and not self.first_curve:
            self.first_curve = seconds


async def watch(server: Server, visitors: int, seconds: float) -> tuple[list[Spectator], list[float]]:
    """What so many visitors heard of a run each in so many seconds, and how long requests for nothing took, in
    milliseconds."""
    spectators = [Spectator(f"seed-{100 * visitors + number}") for number in range(visitors)]
    async with AsyncClient(base_url=server.address, timeout=60, limits=Limits(max_connections=None)) as client:
        tasks = [asyncio.create_task(spectator.listen(client)) for spectator in spectators]
        times = await _answer_times(client, seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return spectators, times


async def _answer_times(client: AsyncClient, seconds: float) -> list[float]:
    times, end = list[float](), time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        await client.get("/healthz")
        times.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(BREAK)
    return times


def describe(spectators: list[Spectator], times: list[float], seconds: float) -> str:
    """The figures of a class in two lines."""
    updates = [spectator.update for spectator in spectators]
    trained = sum(spectator.seconds for spectator in spectators)
    news = median(spectator.news for spectator in spectators) / seconds
    look, first, curve = (
        _last([getattr(spectator, name) for spectator in spectators])
        for name in ("first_look", "first_update", "first_curve")
    )
    aer = ", ".join(f"{spectator.aer:.2f}" for spectator in spectators[:3] if spectator.aer is not None)
    return (
        f"{len(spectators)} runs: updates {min(updates)} to {max(updates)}, "
        f"{sum(updates) / max(trained, 1e-9):.0f} a second of training, {news:.1f} reports a second each, "
        f"AER {aer}\n"
        f"  first sentences after at most {look}, the first update after {first}, a curve after {curve}\n"
        f"  an answer takes {median(times):.1f} ms, 95 %: {quantiles(times, n=20)[-1]:.1f} ms"
    )


def _last(moments: list[float]) -> str:
    """When something had happened to everybody; 0 stands for somebody to whom it has not."""
    return f"{max(moments):.1f} s" if all(moments) else f"more than that for {moments.count(0)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    with started() as server:
        asyncio.run(watch(server, 1, options.seconds))  # the process begins
        for visitors in (0, 1, options.visitors):
            before = server.processor_time()
            spectators, times = asyncio.run(watch(server, visitors, options.seconds))
            share = (server.processor_time() - before) / options.seconds
            print(describe(spectators, times, options.seconds) if visitors else f"  alone: {median(times):.1f} ms")
            print(f"  the server itself takes {share:.0%} of a core")


if __name__ == "__main__":
    main()
