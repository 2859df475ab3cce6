"""All made-up tasks. An entry is a family: the command line, the menus and the live training read it from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from seq2seq.data.examples import Example
from seq2seq.data.tasks.letters import COPY, NEXT_LETTER, PIG_LATIN, REVERSE, SHIFT, SORT
from seq2seq.data.tasks.numbers import ADDITION, COUNTING, NUMBER_NAMES, WRITTEN_DATES
from seq2seq.data.tasks.task import Task, TaskPair
from seq2seq.trace.links import format_links

TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        REVERSE,
        COPY,
        SORT,
        SHIFT,
        NEXT_LETTER,
        PIG_LATIN,
        WRITTEN_DATES,
        ADDITION,
        NUMBER_NAMES,
        COUNTING,
    )
}


SEED = 1
DRAWN = 24_000
"""Pairs that are drawn; one whose source was drawn before is left out."""
HELD_OUT = 300
"""Pairs of the test part, and of the valid part."""
EXAMPLES = 8
"""Examples from the seed, which is another one than that of the corpus."""


def task_parts(task: Task) -> dict[str, list[TaskPair]]:
    """The parts train, valid and test, none of which has a source of another one."""
    pairs = [*{pair.source: pair for pair in task.pairs(SEED, DRAWN)}.values()]
    Random(SEED).shuffle(pairs)  # short sources are all drawn early, and would not be in the last part
    return {"train": pairs[2 * HELD_OUT :], "valid": pairs[HELD_OUT : 2 * HELD_OUT], "test": pairs[:HELD_OUT]}


def task_texts(task: Task) -> list[tuple[str, str]]:
    """All pairs of the corpus as texts."""
    return [task.texts(pair) for part in task_parts(task).values() for pair in part]


def task_examples(task: Task) -> list[Example]:
    """The sources that the task shows, and as many from a seed, none of them twice."""
    chosen = [task.pair(task.read(text)) for text in task.shown]
    pairs = {pair.source: pair for pair in [*chosen, *task.pairs(SEED + 1, 4 * EXAMPLES)]}.values()
    groups = ["chosen"] * len(chosen) + ["from-a-seed"] * EXAMPLES
    return [_example(task, group, pair) for group, pair in zip(groups, pairs, strict=False)]


def gold_files(pairs: Sequence[TaskPair]) -> dict[str, str]:
    """The files of a folder of gold alignments: the symbols of both sides, and their links."""
    return {
        "source.txt": _lines(" ".join(pair.source) for pair in pairs),
        "target.txt": _lines(" ".join(pair.target) for pair in pairs),
        "gold.txt": _lines(format_links(pair.gold) for pair in pairs),
    }


def _example(task: Task, group: str, pair: TaskPair) -> Example:
    source, target = task.texts(pair)
    return Example(group, source, pair.source, target, pair.target, pair.gold)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
