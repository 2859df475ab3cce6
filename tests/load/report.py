"""All scenarios one after the other, and what comes of them as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from pages.ui.address.codec import write_names
from seq2seq.config.cards import CARDS
from tests.load.decodes import processor_time_of_decodes
from tests.load.scenarios import Cost, Place, alone, at_once, crowd, many
from tests.load.sentences import unique_sentences
from tests.load.server import SMALLEST, Server, started
from tests.load.table import Row, ratio

KB = 1024


@dataclass(frozen=True)
class Size:
    """How much is measured: rounds of one visitor alone, seconds of each crowd, waves of "now!", and the sentences
    that a server has behind it when it is measured again."""

    rounds: int = 5
    seconds: float = 45
    waves: int = 5
    sentences: int = 5000


QUICK = Size(rounds=2, seconds=12, waves=2, sentences=300)


async def measure(size: Size) -> list[Row]:
    texts = unique_sentences()
    with started() as app, started(SMALLEST) as smallest:
        rows, once = await _translate_alone(app, smallest, texts, size)
        compare_rows, compare_once = await _compare_alone(app, texts, size)
        rows += compare_rows
    with started() as app:
        rows += await _classes(app, texts, size, once, compare_once)
        rows += await _after_many(app, texts, size)
    return rows


async def _translate_alone(app: Server, smallest: Server, texts: Iterator[str], size: Size) -> tuple[list[Row], Cost]:
    cost, least = await alone([Place(app), Place(smallest)], texts, size.rounds)
    waves = await at_once(Place(smallest), texts, 60, size.waves)
    return [
        *_of_one("smallest page", least),
        ratio(
            "smallest page, now!: the last one, times one session", median(wave.last for wave in waves), least.median
        ),
        *_of_one("Translate", cost),
        Row("Translate, to the browser", cost.bytes_per_sentence / KB, "KB", 15),
        ratio("Translate, processor time: times the smallest page's", cost.per_sentence, least.per_sentence, 1.8),
    ], cost


async def _compare_alone(app: Server, texts: Iterator[str], size: Size) -> tuple[list[Row], Cost]:
    """The line-up that one meets first; and all of them, beside what decoding alone takes."""
    everyone = Place(app, "compare", f"shown={write_names(tuple(CARDS))}")
    few, everything = await alone([Place(app, "compare"), everyone], texts, size.rounds)
    decodes = processor_time_of_decodes([next(texts) for _ in range(10)])
    return [
        *_of_one("Compare", few),
        *_of_one("Compare, all", everything),
        Row(f"{len(CARDS)} decodes, processor time", decodes * 1000, "ms"),
        ratio("Compare, all, processor time: times those decodes", everything.per_sentence, decodes),
    ], few


def _of_one(name: str, cost: Cost) -> list[Row]:
    return [
        Row(f"{name}, 1 session, processor time of a sentence", cost.per_sentence * 1000, "ms"),
        Row(f"{name}, 1 session, median", cost.median * 1000, "ms"),
        Row(f"{name}, 1 session, p95", cost.p95 * 1000, "ms"),
    ]


async def _classes(app: Server, texts: Iterator[str], size: Size, once: Cost, compare_once: Cost) -> list[Row]:
    await alone([Place(app), Place(app, "compare")], texts, 1)  # nobody shall wait for models
    rows = []
    for name, page, visitors, one, limit in (
        ("Translate", "", 30, once, 3),
        ("Translate", "", 60, once, 6),
        ("Compare", "compare", 30, compare_once, 6),
    ):
        cost = await crowd(Place(app, page), texts, visitors, size.seconds)
        rows += _of_class(f"{name}, {visitors} sessions", cost, one, limit)
        rows.append(Row(f"{name}, {visitors} sessions, memory of the server", app.memory(), "MB"))
    waves = await at_once(Place(app), texts, 60, size.waves)
    last = median(wave.last for wave in waves)
    rows.append(Row("now!, 60 sessions: the last one, median of waves", last * 1000, "ms"))
    rows.append(Row("now!, 60 sessions: the last one of all waves", max(wave.last for wave in waves) * 1000, "ms"))
    return [*rows, ratio("now!: the last one, times one session alone", last, once.median, 12)]


def _of_class(name: str, cost: Cost, one: Cost, limit: float) -> list[Row]:
    sentences = len(cost.latencies)
    return [
        Row(f"{name}, median", cost.median * 1000, "ms"),
        Row(f"{name}, p95", cost.p95 * 1000, "ms"),
        Row(f"{name}, processor time of a sentence", cost.per_sentence * 1000, "ms"),
        Row(f"{name}, processor time of the load itself", cost.load / sentences * 1000, "ms"),
        ratio(f"{name}, p95: times one session alone", cost.p95, one.median, limit),
    ]


async def _after_many(app: Server, texts: Iterator[str], size: Size) -> list[Row]:
    """A server with many sentences behind it and a fresh one, in turn."""
    await many(Place(app), texts, size.sentences)
    with started() as fresh:
        old, new = await alone([Place(app), Place(fresh)], texts, size.rounds)
    name = f"after {size.sentences:,} sentences"
    return [
        Row(f"Translate {name}, processor time of a sentence", old.per_sentence * 1000, "ms"),
        Row("Translate on a fresh server, processor time of a sentence", new.per_sentence * 1000, "ms"),
        Row(f"memory of the server {name}", app.memory(), "MB"),
        ratio(f"processor time {name}: times a fresh server's", old.per_sentence, new.per_sentence, 1.1),
    ]
