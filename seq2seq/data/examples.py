"""The project's own example sentences with manual alignments: `pretrained/<family>/examples.tsv`.

A tab-separated table: group, source, source_tokens, translation, target_tokens, links (see `seq2seq.trace.links`).
Tokens are separated by spaces. Guidelines of the links: content words and words of tense or negation have sure links;
articles, measure words, 的, 了, 过, 吗 and auxiliary verbs have possible links to the word they belong to; a word
without a counterpart has no link. Standard library only.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seq2seq.trace.links import Links, format_links, parse_links

EXAMPLES_FILE = "examples.tsv"
EXAMPLE_COLUMNS = ("group", "source", "source_tokens", "translation", "target_tokens", "links")
EXAMPLE_GROUPS = (
    "word-order",
    "adjectives",
    "one-to-many",
    "function-words",
    "negation",
    "contractions",
    "agreement",
    "questions",
    "unknown-words",
    "length",
    "too-long",
    "chosen",
    "from-a-seed",
    "from-the-table",
)
"""The topics of the examples, in the order of the files. A family has those that apply to its languages."""
FAILING = ("unknown-words", "too-long")
"""Groups of sentences that models of this size and data get wrong."""
CONTRASTS = ("word-order", "negation", "one-word", "questions")
"""The kinds of difference between the sentences of a minimal pair: `pretrained/<family>/pairs.tsv`."""


@dataclass(frozen=True)
class Example:
    """A sentence, its translation, and the links between their tokens. Raises ValueError for an unknown group, tokens
    that do not join to their text, or a link to no token."""

    group: str
    source: str
    source_tokens: tuple[str, ...]
    translation: str
    target_tokens: tuple[str, ...]
    links: Links

    def __post_init__(self) -> None:
        if self.group not in EXAMPLE_GROUPS:
            raise ValueError(f"no group is called {self.group!r}; there are {', '.join(EXAMPLE_GROUPS)}")
        for text, tokens in ((self.source, self.source_tokens), (self.translation, self.target_tokens)):
            if "".join(tokens) != text.replace(" ", ""):
                raise ValueError(f"the tokens {' '.join(tokens)!r} do not join to {text!r}")
        for source, target in self.links.possible:
            if source >= len(self.source_tokens) or target >= len(self.target_tokens):
                raise ValueError(f"the link {source}-{target} of {self.source!r} points at no token")


@dataclass(frozen=True)
class MinimalPair:
    """Two sentences that differ in one thing, their `contrast`."""

    contrast: str
    first: str
    second: str


def minimal_partner(text: str, pairs: Iterable[MinimalPair]) -> str:
    """The other sentence of the first minimal pair that contains `text`; empty where none does."""
    sentences = ((pair.first, pair.second) for pair in pairs)
    return next((first if text == second else second for first, second in sentences if text in (first, second)), "")


def read_examples(path: Path) -> list[Example]:
    """The examples of a file, in its order. Raises ValueError with file and line of a row that is wrong, or with the
    sentences that occur more than once."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or tuple(rows[0]) != EXAMPLE_COLUMNS:
        raise ValueError(f"{path}, line 1: expected the columns {', '.join(EXAMPLE_COLUMNS)}")
    examples = [_example(row, f"{path}, line {number}") for number, row in enumerate(rows[1:], start=2)]
    duplicates = [text for text, count in Counter(example.source for example in examples).items() if count > 1]
    if duplicates:
        raise ValueError(f"{path}: more than once: {', '.join(duplicates)}")
    return examples


def format_examples(examples: Iterable[Example]) -> str:
    """The text of a file of examples."""
    rows = (
        (
            example.group,
            example.source,
            " ".join(example.source_tokens),
            example.translation,
            " ".join(example.target_tokens),
            format_links(example.links),
        )
        for example in examples
    )
    return "".join("\t".join(row) + "\n" for row in (EXAMPLE_COLUMNS, *rows))


def read_minimal_pairs(path: Path) -> list[MinimalPair]:
    """The minimal pairs of a file, in its order. Raises ValueError with file and line of a row that is wrong."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    if not rows or tuple(rows[0]) != ("contrast", "first", "second"):
        raise ValueError(f"{path}, line 1: expected the columns contrast, first, second")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 3 or row[0] not in CONTRASTS:
            raise ValueError(f"{path}, line {number}: expected one of {', '.join(CONTRASTS)} and two sentences")
    return [MinimalPair(*row) for row in rows[1:]]


def shown_sentences(family: Path) -> list[str]:
    """The source sentences in the folder of a family: its examples, then both sentences of each minimal pair."""
    pairs = read_minimal_pairs(family / "pairs.tsv") if (family / "pairs.tsv").is_file() else []
    sources = [example.source for example in read_examples(family / "examples.tsv")]
    return [*sources, *(text for pair in pairs for text in (pair.first, pair.second))]


def _example(row: list[str], place: str) -> Example:
    if len(row) != len(EXAMPLE_COLUMNS):
        raise ValueError(f"{place}: expected {len(EXAMPLE_COLUMNS)} columns, found {len(row)}")
    group, source, source_tokens, translation, target_tokens, links = row
    try:
        tokens = tuple(source_tokens.split()), tuple(target_tokens.split())
        return Example(group, source, tokens[0], translation, tokens[1], parse_links(links))
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
