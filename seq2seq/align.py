"""Alignments under forced decoding: where a model looked while it was made to say a given translation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from seq2seq.batch import EOS
from seq2seq.config import MAX_PIECES, Record
from seq2seq.evaluate import forced_weights, posterior_weights
from seq2seq.families import FAMILIES
from seq2seq.links import Link, Links, flipped, parse_links
from seq2seq.metrics import (
    Alignable,
    AlignmentScore,
    alignment_score,
    diagonal_links,
)
from seq2seq.tokens import token_groups, written
from seq2seq.zoo import Bundle

NO_LINKS = Links()
Reading = Literal["weights", "posterior"]
"""What links are read from: where the decoder looked, or where it must have looked given what it said."""


def _mean_weights(bundle: Bundle, source: Sequence[int], target: Sequence[int]) -> np.ndarray:
    return forced_weights(bundle, source, target).mean(axis=1)  # over the heads


READINGS: dict[Reading, Callable[[Bundle, Sequence[int], Sequence[int]], np.ndarray]] = {
    "weights": _mean_weights,
    "posterior": posterior_weights,
}


@dataclass(frozen=True)
class GoldSentence:
    """Tokens of both sides in the model's direction. `gold` and `annotated` are as their file has them; `swapped`
    says that the file goes the other way, from target to source."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: Links = NO_LINKS
    annotated: frozenset[int] | None = None
    swapped: bool = False

    @property
    def longest(self) -> int:
        return max(len(self.source), len(self.target))


@dataclass(frozen=True)
class AlignmentReport(Record):
    """The model's score, the diagonal's beside it, and the share of source tokens with an unknown piece."""

    model: AlignmentScore
    diagonal: AlignmentScore
    unknown: float


def read_tokens(path: Path) -> list[tuple[str, ...]]:
    """One sentence a line, tokens separated by spaces. Raises ValueError for a file that is not UTF-8."""
    return [tuple(line.split()) for line in _lines(path)]


def read_sentences(
    source: Path, target: Path, gold: Path | None = None, annotated: Path | None = None, swapped: bool = False
) -> list[GoldSentence]:
    """Line n of each file is sentence n. Raises ValueError if they differ in length."""
    sides = read_tokens(source), read_tokens(target)
    links = [parse_links(line) for line in _lines(gold)] if gold else [NO_LINKS] * len(sides[0])
    marks = [frozenset(map(int, row)) for row in read_tokens(annotated)] if annotated else [None] * len(sides[0])
    if len({len(side) for side in (*sides, links, marks)}) > 1:
        raise ValueError(f"{source}, {target} and their gold links differ in number of lines")
    return [GoldSentence(*row, swapped) for row in zip(*sides, links, marks, strict=True)]


def alignable(bundle: Bundle, sentence: GoldSentence, reading: Reading = "weights") -> Alignable:
    """Force the target tokens and gather what is needed to read links from the weights, or from their posterior."""
    family = FAMILIES[bundle.name.partition("/")[0]]
    (source_text, source_bounds), (target_text, target_bounds) = (
        written(tokens, language.spaced, language.apart)
        for tokens, language in ((sentence.source, family.source), (sentence.target, family.target))
    )
    source = bundle.source.encode(source_text).first(MAX_PIECES - 1)
    target = bundle.target.encode(target_text)
    return Alignable(
        weights=READINGS[reading](bundle, [*source.ids, EOS], target.ids),
        target_groups=token_groups(target.spans, target_bounds),
        source_groups=token_groups(source.spans, source_bounds),
        gold=sentence.gold,
        annotated=sentence.annotated,
    )


def align(bundle: Bundle, sentences: Iterable[GoldSentence], reading: Reading = "weights") -> list[frozenset[Link]]:
    """Links (source token, target token): each target token to the source token with most weight."""
    return [alignable(bundle, sentence, reading).links(null=False) for sentence in sentences]


def score(bundle: Bundle, sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> AlignmentReport:
    """Links against the gold ones. Raises ValueError for no sentences."""
    if not sentences:
        raise ValueError("there are no sentences to score")
    diagonal = [diagonal_links(len(each.source), len(each.target)) for each in sentences]
    return AlignmentReport(
        _against_gold(sentences, links), _against_gold(sentences, diagonal), _unknown(bundle, sentences)
    )


def _against_gold(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> AlignmentScore:
    turned = [flipped(row) if each.swapped else row for each, row in zip(sentences, links, strict=True)]
    return alignment_score(turned, [each.gold for each in sentences], [each.annotated for each in sentences])


def _unknown(bundle: Bundle, sentences: Sequence[GoldSentence]) -> float:
    tokens = [token for sentence in sentences for token in sentence.source]
    return sum(any(bundle.source.encode(token).unknown) for token in tokens) / max(1, len(tokens))


def _lines(path: Path) -> list[str]:
    """Only a line feed ends a line: other separators of Unicode may stand within a sentence."""
    try:
        lines = path.read_bytes().decode().split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8") from error
    return lines if lines[-1] else lines[:-1]
