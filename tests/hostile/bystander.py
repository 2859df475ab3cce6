"""Somebody who types a sentence now and then, in a process of its own:
`python -m tests.hostile.bystander ADDRESS SECONDS type` prints how many seconds each took; with `look` it is somebody
at another address who opens a training now and then, and waits for what the model says."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from random import Random

from httpx2 import AsyncClient, HTTPError

from seq2seq.training.live.settings import LiveSettings
from tests.hostile.attacks import http
from tests.load.sentences import unique_sentences
from tests.load.session import visiting

PAUSE = 0.7
"""Seconds between two sentences."""
PATIENCE = 30.0
"""Seconds after which an answer does not count as one any more."""


async def type_for(address: str, seconds: float) -> list[float]:
    texts = unique_sentences(Random().randrange(10**9))
    async with visiting(address) as visitor:
        for _ in range(3):  # whatever else comes first has come
            await visitor.type(next(texts))
        taken, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                taken.append(await asyncio.wait_for(visitor.type(next(texts)), PATIENCE))
            except TimeoutError:
                return [*taken, PATIENCE]
            await asyncio.sleep(PAUSE)
        return taken


async def look_for(address: str, seconds: float) -> list[float]:
    taken, end, seed = list[float](), 0.0, Random().randrange(900)
    async with http(address, "127.0.0.9") as client:
        while not taken or time.monotonic() < end:
            lanes, began = [LiveSettings(seed=seed + len(taken)).code()], time.monotonic()
            try:
                opened = await client.post("/api/live/open", json={"browser": "somebody-else", "lanes": lanes})
                await asyncio.wait_for(_see(client, opened.json()["run"]), PATIENCE)
            except (HTTPError, KeyError, TimeoutError):
                return [*taken[1:], PATIENCE]
            taken.append(time.monotonic() - began)
            end = end or time.monotonic() + seconds
            await asyncio.sleep(PAUSE)
        return taken[1:]  # for the first the process itself had to begin


async def _see(client: AsyncClient, run: str) -> None:
    """Return when the first sentences of a run are heard. Raises KeyError where there is no place for it."""
    async with client.stream("GET", "/api/live/events", params={"run": run}) as stream:
        async for line in stream.aiter_lines():
            if line == "event: crowded":
                break
            if line.startswith("data: ") and json.loads(line.removeprefix("data: "))["lanes"][0]["sentences"]:
                return
    raise KeyError(run)


DOES = {"type": type_for, "look": look_for}

if __name__ == "__main__":
    print(json.dumps(asyncio.run(DOES[sys.argv[3]](sys.argv[1], float(sys.argv[2])))))
