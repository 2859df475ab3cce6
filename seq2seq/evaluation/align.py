"""Word alignments by forced decoding: where a model looks while it has to produce a given translation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import MAX_PIECES, AlignmentReading, Record
from seq2seq.data.families import FAMILIES
from seq2seq.decoding.corpus import encode_pair
from seq2seq.evaluation.alignment_metrics import (
    AlignmentCase,
    AlignmentScore,
    alignment_score,
    diagonal_links,
    grow_diag_final_and_links,
    link_counts,
    mutual_links,
)
from seq2seq.evaluation.evaluate import forced_weights, posterior_weights
from seq2seq.evaluation.significance import aer_from_counts, aer_interval
from seq2seq.model.batch import SourceRow
from seq2seq.text.words import detokenize, token_groups
from seq2seq.trace.links import Link, Links, parse_links, reverse_links

NO_LINKS = Links()
_PARTS = 5
"""The number of equal parts a target sentence is divided into, to score its beginning and its end separately."""


_Matrix = Callable[[Bundle, SourceRow, Sequence[int]], np.ndarray]


def _mean_weights(bundle: Bundle, source: SourceRow, target: Sequence[int]) -> np.ndarray:
    return forced_weights(bundle, source, target).mean(axis=1)  # over the heads


@dataclass(frozen=True)
class ReadingMethod:
    """One way to read links off a model: `matrix` (bundle, source ids, target ids) → (T, S), and `links`, which chooses
    links from that matrix."""

    matrix: _Matrix
    links: Callable[[AlignmentCase], frozenset[Link]]


def _best_link_per_row(case: AlignmentCase) -> frozenset[Link]:
    return case.links(null=False)


READINGS: dict[AlignmentReading, ReadingMethod] = {
    "weights": ReadingMethod(_mean_weights, _best_link_per_row),
    "posterior": ReadingMethod(posterior_weights, _best_link_per_row),
    "mutual": ReadingMethod(posterior_weights, lambda case: mutual_links(case.merged)),
    "grown": ReadingMethod(posterior_weights, lambda case: grow_diag_final_and_links(case.merged)),
}


@dataclass(frozen=True)
class GoldSentence:
    """The tokens of both sides in the model's direction. `gold` and `annotated` are as in their file; `swapped` means
    that this file goes from target to source."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: Links = NO_LINKS
    annotated: frozenset[int] | None = None
    swapped: bool = False

    @property
    def longest(self) -> int:
        """The number of tokens of the longer side."""
        return max(len(self.source), len(self.target))


@dataclass(frozen=True)
class AlignmentReport(Record):
    """The score of the model, half the width of the 95 % interval of its AER over resamples of the pairs, the score of
    the diagonal baseline, and the share of source tokens with an unknown piece."""

    model: AlignmentScore
    aer_ci: float
    diagonal: AlignmentScore
    unknown: float


def read_tokens(path: Path) -> list[tuple[str, ...]]:
    """Read one sentence per line, tokens separated by spaces. Raises ValueError for a file that is not UTF-8."""
    return [tuple(line.split()) for line in _read_lines(path)]


def read_gold(path: Path) -> list[Links]:
    """The links of each line of a file in Pharaoh format. Raises ValueError for any other content."""
    return [parse_links(line) for line in _read_lines(path)]


def read_sentences(
    source: Path, target: Path, gold: Path | None = None, annotated: Path | None = None, swapped: bool = False
) -> list[GoldSentence]:
    """Read sentences from parallel files: line n of each is sentence n. Raises ValueError if their lengths differ."""
    sides = read_tokens(source), read_tokens(target)
    links = read_gold(gold) if gold else [NO_LINKS] * len(sides[0])
    marks = [frozenset(map(int, row)) for row in read_tokens(annotated)] if annotated else [None] * len(sides[0])
    if len({len(side) for side in (*sides, links, marks)}) > 1:
        raise ValueError(f"{source}, {target} and their gold links differ in number of lines")
    return [GoldSentence(*row, swapped) for row in zip(*sides, links, marks, strict=True)]


def forced_alignment_case(
    bundle: Bundle, sentence: GoldSentence, reading: AlignmentReading = "weights"
) -> AlignmentCase:
    """Force the target tokens and return the matrix of this reading with the tokens and gold links to score it by."""
    return _forced_case(bundle, sentence, READINGS[reading].matrix)


def align_heads(bundle: Bundle, sentences: Iterable[GoldSentence]) -> list[list[frozenset[Link]]]:
    """For each head, the links of each sentence as its own weights have them; heads of a higher layer come later."""
    cases = [_forced_case(bundle, sentence, forced_weights) for sentence in sentences]  # with weights (T, N, S)
    heads = range(cases[0].weights.shape[1]) if cases else ()
    return [[_best_link_per_row(replace(case, weights=case.weights[:, head])) for case in cases] for head in heads]


def _forced_case(bundle: Bundle, sentence: GoldSentence, matrix: _Matrix) -> AlignmentCase:
    family = FAMILIES[bundle.name.partition("/")[0]]
    (source_text, source_bounds), (target_text, target_bounds) = (
        detokenize(tokens, language.spaced, language.spaced_marks, language.verbatim)
        for tokens, language in ((sentence.source, family.source), (sentence.target, family.target))
    )
    source = bundle.source.encode(source_text).first(MAX_PIECES - 1)
    target = bundle.target.encode(target_text)
    return AlignmentCase(
        weights=matrix(bundle, *encode_pair(bundle, source_text, target_text)),
        target_groups=token_groups(target.spans, target_bounds),
        source_groups=token_groups(source.spans, source_bounds),
        gold=sentence.gold,
        annotated=sentence.annotated,
    )


def align_corpus(
    bundle: Bundle, sentences: Iterable[GoldSentence], reading: AlignmentReading = "weights"
) -> list[frozenset[Link]]:
    """The links (source token, target token) of each sentence."""
    return [READINGS[reading].links(forced_alignment_case(bundle, sentence, reading)) for sentence in sentences]


def align_all(bundle: Bundle, sentences: Iterable[GoldSentence]) -> dict[AlignmentReading, list[frozenset[Link]]]:
    """The links of each sentence by every reading, as `align_corpus` gives them; each matrix is computed once."""
    links: dict[AlignmentReading, list[frozenset[Link]]] = {reading: [] for reading in READINGS}
    for sentence in sentences:
        cases: dict[Any, AlignmentCase] = {}
        for reading, method in READINGS.items():
            if method.matrix not in cases:
                cases[method.matrix] = forced_alignment_case(bundle, sentence, reading)
            links[reading].append(method.links(cases[method.matrix]))
    return links


def alignment_report(
    bundle: Bundle, sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]
) -> AlignmentReport:
    """Score links against the gold links. Raises ValueError if there are none."""
    if not any(sentence.gold.possible for sentence in sentences):
        raise ValueError("there are no gold links to score against")
    diagonal = [diagonal_links(len(sentence.source), len(sentence.target)) for sentence in sentences]
    return AlignmentReport(
        model=_score_against_gold(sentences, links),
        aer_ci=aer_interval(aer_counts(sentences, links)),
        diagonal=_score_against_gold(sentences, diagonal),
        unknown=_unknown_share(bundle, sentences),
    )


def head_errors(bundle: Bundle, sentences: Sequence[GoldSentence]) -> list[dict[str, float]]:
    """AER of the mean of the heads, then of each head by itself as `align_heads` orders them, with half the width of
    its 95 % interval."""
    counts = [
        aer_counts(sentences, links) for links in (align_corpus(bundle, sentences), *align_heads(bundle, sentences))
    ]
    return [{"aer": float(aer_from_counts(count.sum(axis=0))), "aer_ci": aer_interval(count)} for count in counts]


def aer_counts(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> np.ndarray:
    """(n, 4): the counts that the AER of each sentence is computed from, see `alignment_metrics.link_counts`."""
    return link_counts(*_in_gold_direction(sentences, links))


def score_parts(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> list[AlignmentScore]:
    """The scores of the first, second, … last fifth of the target sentences."""
    return [
        _score_against_gold(
            [replace(sentence, gold=_gold_in_part(sentence, part)) for sentence in sentences],
            [
                frozenset(link for link in sentence_links if _part(sentence, link[1]) == part)
                for sentence, sentence_links in zip(sentences, links, strict=True)
            ],
        )
        for part in range(_PARTS)
    ]


def _gold_in_part(sentence: GoldSentence, part: int) -> Links:
    side = 0 if sentence.swapped else 1
    sure, possible = (
        frozenset(link for link in links if _part(sentence, link[side]) == part)
        for links in (sentence.gold.sure, sentence.gold.possible)
    )
    return Links(sure, possible)


def _part(sentence: GoldSentence, target: int) -> int:
    """The number of the part that a target token lies in."""
    return target * _PARTS // len(sentence.target)


def _score_against_gold(sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]) -> AlignmentScore:
    return alignment_score(*_in_gold_direction(sentences, links))


def _in_gold_direction(
    sentences: Sequence[GoldSentence], links: Sequence[frozenset[Link]]
) -> tuple[list[frozenset[Link]], list[Links], list[frozenset[int] | None]]:
    """The links in the direction of the gold links, the gold links, and the annotated indices, for each sentence."""
    turned = [
        reverse_links(sentence_links) if sentence.swapped else sentence_links
        for sentence, sentence_links in zip(sentences, links, strict=True)
    ]
    return turned, [sentence.gold for sentence in sentences], [sentence.annotated for sentence in sentences]


def _unknown_share(bundle: Bundle, sentences: Sequence[GoldSentence]) -> float:
    tokens = [token for sentence in sentences for token in sentence.source]
    return sum(any(bundle.source.encode(token).unknown) for token in tokens) / max(1, len(tokens))


def _read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file. Only a line feed ends a line: a sentence may contain other separators of Unicode."""
    try:
        lines = path.read_bytes().decode().split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8") from error
    return lines if lines[-1] else lines[:-1]
