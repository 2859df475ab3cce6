"""A class that does whatever the app offers, for a while, beside some who look at all models of all families: nothing
breaks, and nothing grows."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import IO

from streamlit.proto.Common_pb2 import StringArray

from pages.ui.address.codec import write_names
from seq2seq.checkpoints.catalog import Entry, list_entries
from seq2seq.config.cards import CARDS
from tests.load.scenarios import Place, alone, visitors_at
from tests.load.server import Server
from tests.load.session import Visitor, visiting
from tests.load.table import Row, ratio

VISITORS = 30
WALKERS = 5
"""Visitors besides, who open one model after the other, of all families, and some pages with each."""
PAGES_OF_MODEL = 4
THINK = (1.0, 5.0)
"""Seconds between two things that a visitor does."""
PATIENCE = 60
"""Seconds after which an answer has not come."""
LEAVING = 20
"""Seconds after which nothing may be left of those who have gone."""
INDEXING = 2
"""Seconds in which the states of the example sentences are gathered for a model, which are kept."""
ROUNDS = 3
"""Rounds of sentences of one visitor, before all others come and after they have gone."""
POOLED = 3
"""Threads by which the server's own pools may have grown. If visitors left theirs, there would be thirty."""
LONG = 600
"""Seconds from which a soak is long: caches are filled before it, so that what grows later is growth."""
GROWTH, SHORT_GROWTH = 5, 20
"""Percent by which memory may grow in a long soak and in a short one."""
MOST_MEGABYTES = 1200
"""Of memory, at any time: a container has 1,536."""
FILLING = 160
"""Sentences on all models that fill the cache of decodings."""
KINDS = ("page", "type", "menu", "beam", "edit", "upload", "model")
"""What is done at least once by somebody: a control that is no longer found would be tried by nobody."""
LISTED = "order=length"
"""Unfolds the sentences of Evidence, below which files are taken."""
ALL = f"shown={write_names(tuple(CARDS))}"
EDITS = (
    {"kind": "flatten", "step": 0},
    {"kind": "mask_source", "position": 1},
    {"kind": "sharpen", "step": 1, "power": 2.0},
)
PAIRS = "我爱你。\tI love you.\n她看书。\tShe reads books.\n".encode()


@dataclass
class Soaked:
    """What came of it: latencies of typed sentences and of whole pages, megabytes of the server by time, what went
    wrong, and how often each thing was done."""

    latencies: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)


async def soak(server: Server, log: IO[str], texts: Iterator[str], seconds: float) -> list[Row]:
    """Rows of what is asked: no exception, no growth, no slower, no thread left over."""
    await _visit_everything(server, texts, FILLING if seconds > LONG else 1)
    (before,) = await alone([Place(server)], texts, ROUNDS)
    await asyncio.sleep(LEAVING)
    threads, soaked = server.threads(), Soaked()
    async with AsyncExitStack() as stack:
        visitors = await visitors_at(stack, Place(server, query=LISTED), VISITORS)
        end = time.monotonic() + seconds
        watch = asyncio.create_task(_watch(server, soaked, end))
        walkers = (_walk(server, end, soaked) for _ in range(WALKERS))
        await asyncio.gather(*(_wander(visitor, texts, end, soaked) for visitor in visitors), *walkers, watch)
        soaked.failures += [failure for visitor in visitors for failure in visitor.exceptions]
    soaked.failures += [f"never done: {kind}" for kind in KINDS if not soaked.done[kind]]
    await asyncio.sleep(LEAVING)
    left_over = server.threads() - threads
    (after,) = await alone([Place(server)], texts, ROUNDS)
    log.seek(0)
    soaked.failures += [line.strip() for line in log if "Traceback" in line or "Error" in line]
    return [
        *_rows(soaked, seconds),
        Row("new sentence of one visitor, before", before.median * 1000, "ms"),
        ratio("new sentence of one visitor, after: times before", after.median, before.median, 1.3),
        ratio("processor time of it, after: times before", after.per_sentence, before.per_sentence, 1.3),
        Row("threads left over", left_over, "", POOLED),
    ]


def _rows(soaked: Soaked, seconds: float) -> list[Row]:
    print(f"done: {dict(soaked.done)}", *sorted(set(soaked.failures)), sep="\n")
    start = soaked.memory[0][0]
    settled = start + min(120, seconds / 4)
    early = median(size for at, size in soaked.memory if settled <= at < settled + seconds / 8)
    late = median(size for at, size in soaked.memory if at > start + seconds * 7 / 8)
    return [
        Row("exceptions", len(soaked.failures), "", 0),
        Row("memory once settled", early, "MB"),
        Row("memory at the end", late, "MB"),
        Row("memory at most", max(size for _, size in soaked.memory), "MB", MOST_MEGABYTES),
        Row("growth of memory after that", (late / early - 1) * 100, "%", GROWTH if seconds > LONG else SHORT_GROWTH),
        Row("new sentence meanwhile, median", median(soaked.latencies) * 1000, "ms"),
        Row("whole page meanwhile, median", median(soaked.pages) * 1000, "ms"),
        Row("whole page meanwhile, at most", max(soaked.pages) * 1000, "ms"),
    ]


async def _visit_everything(server: Server, texts: Iterator[str], sentences: int) -> None:
    """All models are loaded and all pages drawn once, and so many sentences are decoded by every one."""
    async with visiting(server.address, "compare", ALL) as visitor:
        for text in islice(texts, sentences):
            await visitor.type(text)
        for page in visitor.pages:
            await visitor.go(page)
    for entry in _models():
        async with visiting(server.address, "states", _query(entry)):
            await asyncio.sleep(INDEXING if entry.family == "zh-en" else 0)


def _models() -> list[Entry]:
    return [entry for entry in list_entries() if not entry.problem]


def _query(entry: Entry) -> str:
    return f"family={entry.family}&scorer={entry.scorer}"


async def _watch(server: Server, soaked: Soaked, end: float) -> None:
    while time.monotonic() < end:
        soaked.memory.append((time.monotonic(), server.memory()))
        await asyncio.sleep(1)


async def _wander(visitor: Visitor, texts: Iterator[str], end: float, soaked: Soaked) -> None:
    """Do one thing after the other, by chance."""
    while time.monotonic() < end:
        name, act = random.choice(_possible(visitor, texts))
        try:
            taken = await asyncio.wait_for(act(), PATIENCE)
        except TimeoutError:
            soaked.failures.append(f"no answer: {name}")
            return
        soaked.done[name] += 1
        if name == "type":
            soaked.latencies.append(taken)
        if name == "page":
            soaked.pages.append(taken)
        await asyncio.sleep(random.uniform(*THINK))


async def _walk(server: Server, end: float, soaked: Soaked) -> None:
    """Open models by chance, and some pages with each."""
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            async with AsyncExitStack() as stack:
                visit = visiting(server.address, "", _query(random.choice(_models())))
                visitor = await asyncio.wait_for(stack.enter_async_context(visit), PATIENCE)
                soaked.pages.append(time.monotonic() - began)
                for page in random.sample(list(visitor.pages), k=PAGES_OF_MODEL):
                    await asyncio.sleep(random.uniform(*THINK))
                    soaked.pages.append(await asyncio.wait_for(visitor.go(page), PATIENCE))
        except TimeoutError:
            soaked.failures.append("no answer: a model")
            return
        soaked.failures += visitor.exceptions
        soaked.done["model"] += 1


def _possible(visitor: Visitor, texts: Iterator[str]) -> list[tuple[str, Callable[[], Awaitable[float]]]]:
    """What can be done on the page in view; a new sentence is the likeliest."""
    widgets = visitor.widgets
    menus = [key for key in widgets if key.startswith(("scorer-", "method", "page-method", "grain", "choose-lens"))]
    acts: list[tuple[str, Callable[[], Awaitable[float]]]] = [
        ("page", lambda: visitor.go(random.choice(list(visitor.pages))))
    ]
    if "text" in widgets:
        acts += 4 * [("type", lambda: visitor.type(next(texts)))]
    if menus:
        acts += 2 * [("menu", lambda: _choose(visitor, random.choice(menus)))]
    if beams := [key for key in widgets if key in ("search-beam", "page-beam")]:
        acts.append(("beam", lambda: visitor.change(beams[0], int_value=random.randint(1, 5))))
    if stages := [key for key in widgets if key.startswith("what-if-")]:
        acts += 3 * [("edit", lambda: _edit(visitor, stages[0]))]
    if fields := [key for key in widgets if key.startswith("pairs-")]:
        acts += 2 * [("upload", lambda: visitor.upload(fields[0], "pairs.tsv", PAIRS))]
    return acts


async def _choose(visitor: Visitor, key: str) -> float:
    option = random.choice(visitor.widgets[key].element.options)
    if isinstance(option, str):  # a select box; pills have options with an icon
        return await visitor.change(key, string_value=option)
    return await visitor.change(key, string_array_value=StringArray(data=[option.content]))


async def _edit(visitor: Visitor, key: str) -> float:
    action = {"at": int(time.time() * 1000), "kind": "change", "edit": random.choice(EDITS)}
    return await visitor.change(key, json_value=json.dumps({"actions": [action]}))
