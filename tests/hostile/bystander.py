"""Somebody who types a sentence now and then, in a process of its own:
`python -m tests.hostile.bystander ADDRESS SECONDS` prints how many seconds each took."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from random import Random

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


if __name__ == "__main__":
    print(json.dumps(asyncio.run(type_for(sys.argv[1], float(sys.argv[2])))))
