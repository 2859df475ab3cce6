"""A visitor's own table as a task: pairs of symbols without known links. Standard library only."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from seq2seq.data.tasks.task import Symbols, TaskPair
from seq2seq.data.tsv import Pair

MOST_TABLE_PAIRS = 5000
SHORTEST = 64
"""Pairs that are taken where all are too long."""
_NAME = re.compile(r"table_[0-9a-f]{16}")


def table_name(pairs: Sequence[Pair]) -> str:
    """The name of a table as a task, which depends on its content alone."""
    return f"table_{hashlib.sha256(json.dumps(pairs).encode()).hexdigest()[:16]}"


def is_table(task: str) -> bool:
    """Whether a task is a table, by its name."""
    return _NAME.fullmatch(task) is not None


def split_symbols(texts: Sequence[str]) -> list[Symbols]:
    """The words of each text; its characters if none of them has a space."""
    spaced = any(len(text.split()) > 1 for text in texts)
    return [tuple(text.split()) if spaced else tuple(text.strip()) for text in texts]


def table_pairs(pairs: Sequence[Pair], seed: int, length: int) -> list[TaskPair]:
    """The pairs of which neither side is longer than `length` symbols, or the shortest ones if there are none, in an
    order that depends on the seed."""
    sources, targets = (split_symbols([pair[side] for pair in pairs]) for side in (0, 1))
    split = [TaskPair(source, target, ()) for source, target in zip(sources, targets, strict=True)]
    short = [pair for pair in split if _longest_side(pair) <= length] or sorted(split, key=_longest_side)[:SHORTEST]
    random.Random(seed).shuffle(short)
    return short


def _longest_side(pair: TaskPair) -> int:
    return max(len(pair.source), len(pair.target))


def frequent_symbols(texts: Iterable[Symbols], most: int) -> Symbols:
    """The most frequent symbols, in a fixed order."""
    counts = Counter(symbol for symbols in texts for symbol in symbols)
    return tuple(sorted(symbol for symbol, _ in counts.most_common(most)))
