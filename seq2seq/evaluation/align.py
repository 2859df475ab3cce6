"""Alignments under forced decoding: where a model looked while it was made to say a given translation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES, AlignmentReading, Record
from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.evaluate import forced_weights, posterior_weights
from seq2seq.evaluation.metrics import (
    Alignable,
    AlignmentScore,
    alignment_score,
    diagonal_links,
    link_counts,
)
from seq2seq.evaluation.significance import aer_interval
from seq2seq.evaluation.symmetrization import grow_diag_final_and_links, mutual_links
from seq2seq.text.special_ids import EOS
from seq2seq.text.tokens import detokenize, token_groups
from seq2seq.trace.links import Link, Links, parse_links, reverse_links

NO_LINKS = Links()
_PARTS = 5
"""Into how many parts of equal length a sentence is cut, to see where links are right."""


def _mean_weights(bundle: Bundle, source: Sequence[int], target: Sequence[int]) -> np.ndarray:
    return forced_weights(bundle, source, target).mean(axis=1)  # over the heads


@dataclass(frozen=True)
class ReadingMethod:
    """`matrix` (bundle, source ids, target ids) → (T, S); `links` chooses from it."""

    matrix: Callable[[Bundle, Sequence[int], Sequence[int]], np.ndarray]
    links: Callable[[Alignable], frozenset[Link]]


def _best_of_rows(case: Alignable) -> frozenset[Link]:
    return case.links(null=False)


READINGS: dict[AlignmentReading, ReadingMethod] = {
    "weights": ReadingMethod(_mean_weights, _best_of_rows),
    "posterior": ReadingMethod(posterior_weights, _best_of_rows),
    "mutual": ReadingMethod(posterior_weights, lambda case: mutual_links(case.merged)),
    "grown": ReadingMethod(posterior_weights, lambda case: grow_diag_final_and_links(case.merged)),
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
    """The model's score with half the width of its AER's 95 % interval over resamples of the pairs, the diagonal's
    beside it, and the share of source tokens with an unknown piece."""

    model: AlignmentScore
    aer_ci: float
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


def forced_alignable(bundle: Bundle, sentence: GoldSentence, reading: AlignmentReading = "weights") -> Alignable:
    """Force the target tokens and gather what is needed to read links from the reading's matrix."""
    family = FAMILIES[bundle.name.partition("/")[0]]
    (source_text, source_bounds), (target_text, target_bounds) = (
        detokenize(tokens, language.spaced, language.spaced_marks)
        for tokens, language in ((sentence.source, family.source), (sentence.target, family.target))
    )
    source = bundle.source.encode(source_text).first(MAX_PIECES - 1)
    target = bundle.target.encode(target_text)
    return Alignable(
        weights=READINGS[reading].matrix(bundle, [*source.ids, EOS], target.ids),
        target_groups=token_groups(target.spans, target_bounds),
        source_groups=token_groups(source.spans, source_bounds),
        gold=sentence.gold,
        annotated=sentence.annotated,
    )


def align_corpus(
    bundle: Bundle, sentences: Iterable[GoldSentence], reading: AlignmentReading = "weights"
) -> list[frozenset[Link]]:
    """The links (source token, target token) of each sentence."""
    return [READINGS[reading].links(forced_alignable(bundle, sentence, reading)) for sentence in sentences]


def align_all(bundle: Bundle, sentences: Iterable[GoldSentence]) -> dict[AlignmentReading, list[frozenset[Link]]]:
    """As `align`, by every reading, each matrix worked out once."""
    found: dict[AlignmentReading, list[frozenset[Link]]] = {reading: [] for reading in READINGS}
    for sentence in sentences:
        cases: dict[Any, Alignable] = {}
        for reading, way in READINGS.items():
            if way.matrix not in cases:
                cases[way.matrix] = forced_alignable(bundle, sentence, reading)
            found[reading].append(way.links(cases[way.matrix]))
    return found


def alignment_report(
    bundle: Bundle, sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]
) -> AlignmentReport:
    """Links against the gold ones. Raises ValueError for no sentences."""
    if not sentences:
        raise ValueError("there are no sentences to score")
    diagonal = [diagonal_links(len(each.source), len(each.target)) for each in sentences]
    return AlignmentReport(
        model=_against_gold(sentences, links),
        aer_ci=aer_interval(aer_counts(sentences, links)),
        diagonal=_against_gold(sentences, diagonal),
        unknown=_unknown(bundle, sentences),
    )


def aer_counts(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> np.ndarray:
    """(n, 4): what the AER of each sentence is made of, see `metrics.link_counts`."""
    return link_counts(*_turned(sentences, links))


def score_parts(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> list[AlignmentScore]:
    """The score of the first to the last fifth of the target sentences."""
    return [
        _against_gold(
            [replace(each, gold=_gold_in(each, part)) for each in sentences],
            [
                frozenset(link for link in row if _part(each, link[1]) == part)
                for each, row in zip(sentences, links, strict=True)
            ],
        )
        for part in range(_PARTS)
    ]


def _gold_in(sentence: GoldSentence, part: int) -> Links:
    side = 0 if sentence.swapped else 1
    sure, possible = (
        frozenset(link for link in links if _part(sentence, link[side]) == part)
        for links in (sentence.gold.sure, sentence.gold.possible)
    )
    return Links(sure, possible)


def _part(sentence: GoldSentence, target: int) -> int:
    """The number of the part that a target token lies in."""
    return target * _PARTS // len(sentence.target)


def _against_gold(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> AlignmentScore:
    return alignment_score(*_turned(sentences, links))


def _turned(
    sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]
) -> tuple[list[frozenset[Link]], list[Links], list[frozenset[int] | None]]:
    """The links in the direction of the gold ones; those; and what of them was annotated."""
    turned = [reverse_links(row) if each.swapped else row for each, row in zip(sentences, links, strict=True)]
    return turned, [each.gold for each in sentences], [each.annotated for each in sentences]


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
