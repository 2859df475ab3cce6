"""What a made-up task is: how its sources are drawn, and how each symbol of the answer follows from the source.

Standard library only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from seq2seq.data.languages import Language
from seq2seq.trace.links import Links, reverse_links

Symbols = tuple[str, ...]
"""Characters or whole words, each one piece of a tokenizer."""
Answer = tuple[tuple[str, tuple[int, ...]], ...]
"""Each symbol of the target with the source positions that it comes from, counted from 0; none for a symbol that is
always the same."""


@dataclass(frozen=True)
class Difficulty:
    """How hard the pairs of a task are: the greatest length of a source, and the number of different symbols in it. A
    task says in its docstring what it counts."""

    length: int
    alphabet: int


@dataclass(frozen=True)
class TaskPair:
    """A source, its target, and the links (target position, source position) between their symbols, counted from 0."""

    source: Symbols
    target: Symbols
    links: tuple[tuple[int, int], ...]

    @property
    def gold(self) -> Links:
        """The links as (source, target). The only link of a target symbol is sure. Of several, such as those to the two
        digits that are added, each is possible and none is sure: to look at either is right. A symbol without links is
        always the same, and every link of it is possible: to look anywhere is right."""
        links = reverse_links(self.links)
        count = Counter(target for _, target in links)
        anywhere = ((source, target) for target in range(len(self.target)) for source in range(len(self.source)))
        free = frozenset(link for link in anywhere if not count[link[1]])
        return Links(frozenset(link for link in links if count[link[1]] == 1), links | free)


@dataclass(frozen=True)
class Task:
    """A task. `difficulty` is the default, between `easiest` and `hardest`.

    `draw` gives a random source. `answer` solves a source, and raises ValueError for one that is not of the task.
    `symbols` gives all source symbols and all target symbols of a difficulty. `summary` says in a sentence what is to
    be learned; `shown` are sources to show, as texts."""

    name: str
    title: str
    summary: str
    source: Language
    target: Language
    difficulty: Difficulty
    easiest: Difficulty
    hardest: Difficulty
    draw: Callable[[Random, Difficulty], Symbols]
    answer: Callable[[Symbols], Answer]
    symbols: Callable[[Difficulty], tuple[Symbols, Symbols]]
    shown: tuple[str, ...]

    def pairs(self, seed: int, count: int, difficulty: Difficulty | None = None) -> list[TaskPair]:
        """Draw `count` pairs; the same ones for the same seed and difficulty."""
        random, difficulty = Random(f"{self.name} {seed}"), difficulty or self.difficulty
        return [self.pair(self.draw(random, difficulty)) for _ in range(count)]

    def pair(self, source: Symbols) -> TaskPair:
        """The pair of this source. Raises ValueError for one that is not of the task."""
        answer = self.answer(source)
        links = tuple((row, column) for row, (_, columns) in enumerate(answer) for column in columns)
        return TaskPair(source, tuple(symbol for symbol, _ in answer), links)

    def check(self, source: Symbols) -> Symbols:
        """The right answer. Raises ValueError for a source that is not of the task."""
        return self.pair(source).target

    def vocabulary(self, difficulty: Difficulty | None = None) -> tuple[Symbols, Symbols]:
        """All source symbols and all target symbols of a difficulty, in a fixed order."""
        return self.symbols(difficulty or self.difficulty)

    def read(self, text: str) -> Symbols:
        """The source symbols of a text, of any difficulty. Raises ValueError for a text with anything else in it than
        these and spaces."""
        known, _ = self.symbols(self.hardest)
        pattern = "|".join(re.escape(symbol) for symbol in sorted(known, key=len, reverse=True))
        if rest := re.sub(rf"{pattern}|\s", "", text):
            raise ValueError(f"{self.name} does not know {rest!r}")
        return tuple(re.findall(pattern, text))

    def texts(self, pair: TaskPair) -> tuple[str, str]:
        """The two sides of a pair as they are written."""
        return self.source.join(pair.source), self.target.join(pair.target)
