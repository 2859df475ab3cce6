"""Comparison of decodings: divergence of their attention, differing words, agreement of links with gold links.

T steps, S source pieces. Rows of two traces are compared where both predict the same piece. numpy; no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.evaluation.alignment_metrics import AlignmentCase, AlignmentScore, alignment_score
from seq2seq.text.words import locate_tokens, piece_spans, token_groups, word_spans
from seq2seq.trace.links import Link, Links
from seq2seq.trace.trace import DecodeTrace, entropy

THRESHOLDS = tuple(percent / 100 for percent in range(0, 101, 2))
"""The minimum weights of a link that are tried."""


def jensen_shannon(p: Array, q: Array) -> Array:
    """(…, S), (…, S) → (…): the Jensen–Shannon divergence in bits, H((p + q) / 2) − (H(p) + H(q)) / 2.

    0 for equal distributions, 1 for distributions without a common piece. Lin 1991, Divergence Measures Based on the
    Shannon Entropy, eq. 4.1."""
    return np.maximum(0, entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2)


@dataclass(frozen=True)
class Divergence:
    """Pairs of steps at which two decodings predict the same piece, and the divergence of their weights in bits."""

    steps: tuple[tuple[int, int], ...]
    bits: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean in bits, NaN if the decodings have no piece in common."""
        return sum(self.bits) / len(self.bits) if self.bits else float("nan")


def divergence(first: DecodeTrace, second: DecodeTrace) -> Divergence:
    """Compare the weights of two decodings. Raises ValueError if their source pieces differ."""
    if first.source.pieces != second.source.pieces:
        raise ValueError("rows of attention over different pieces can't be compared")
    steps = _matching_indices(first.pieces, second.pieces)
    first_rows, second_rows = ([pair[side] for pair in steps] for side in (0, 1))
    bits = jensen_shannon(first.alignment[first_rows], second.alignment[second_rows])
    return Divergence(tuple(steps), tuple(bits.tolist()))


def distance_matrix(traces: Sequence[DecodeTrace]) -> Array:
    """(n, n): the mean divergence of each pair of traces in bits, NaN if they have no piece in common."""
    table = np.zeros((len(traces), len(traces)))
    for i, j in combinations(range(len(traces)), 2):
        table[i, j] = table[j, i] = divergence(traces[i], traces[j]).mean
    return table


@dataclass(frozen=True)
class Join:
    """Two groups merge at a `distance`. places: the place of each in the order, for a merged group the middle between
    its own two; heights: the distance at which each was merged itself, 0 for a single item."""

    places: tuple[float, float]
    heights: tuple[float, float]
    distance: float


@dataclass(frozen=True)
class Clusters:
    """An order in which similar items stand next to each other, and all joins of the hierarchy."""

    order: tuple[int, ...]
    joins: tuple[Join, ...]


def cluster(table: Array) -> Clusters:
    """Cluster (n, n) symmetric distances by average linkage (Sokal & Michener 1958), in the optimal leaf order
    (Bar-Joseph et al. 2001). NaN counts as 1, the largest possible distance."""
    from scipy.cluster.hierarchy import dendrogram, linkage  # slow to import, and rarely needed
    from scipy.spatial.distance import squareform

    if len(table) < 2:
        return Clusters(tuple(range(len(table))), ())
    condensed = squareform(np.nan_to_num(table, nan=1.0), checks=False)
    tree = dendrogram(linkage(condensed, "average", optimal_ordering=True), no_plot=True)
    order = tuple(map(int, tree["leaves"]))
    reverse = order[0] > order[-1]  # both directions are optimal: take the one that begins with the smaller index
    joins = tuple(
        Join(_bracket_places(x, len(order), reverse), (float(y[0]), float(y[3])), float(y[1]))
        for x, y in zip(tree["icoord"], tree["dcoord"], strict=True)
    )
    return Clusters(order[::-1] if reverse else order, joins)


def _bracket_places(x: Sequence[float], count: int, reverse: bool) -> tuple[float, float]:
    """The places of the two ends of a bracket; scipy draws the n-th of `count` leaves at 10 n + 5."""
    left, right = ((position - 5) / 10 for position in (x[0], x[3]))
    return (count - 1 - left, count - 1 - right) if reverse else (left, right)


def differing_pieces(trace: DecodeTrace, reference: DecodeTrace) -> tuple[bool, ...]:
    """For each piece of a trace, whether it belongs to a word that the reference does not have at that place."""
    spans, reference_spans = (word_spans(decoding.text) for decoding in (trace, reference))
    groups = token_groups(piece_spans(trace.pieces), spans)
    same = _matching_indices(_words(trace, spans), _words(reference, reference_spans))
    matching = {piece for word, _ in same for piece in groups[word]}
    differing = {piece for group in groups for piece in group} - matching
    return tuple(piece in differing for piece in range(len(trace)))


def word_runs(first: DecodeTrace, second: DecodeTrace) -> list[tuple[str, str]]:
    """Both outputs in aligned runs of words, (words of the first, words of the second): equal where they agree, ""
    where one of them has none."""
    spans, others = word_spans(first.text), word_spans(second.text)
    runs = SequenceMatcher(None, _words(first, spans), _words(second, others), autojunk=False).get_opcodes()
    return [
        (said := _run(first.text, spans[a:b]), said if kind == "equal" else _run(second.text, others[c:d]))
        for kind, a, b, c, d in runs
    ]


def mark_differences(text: str, other: str) -> list[tuple[str, bool]]:
    """A text in runs, each with whether the other text has different words there."""
    bounds = word_spans(text)
    words, other_words = ([string[begin:end] for begin, end in word_spans(string)] for string in (text, other))
    runs, end_of_last = [], 0
    for kind, first, last, *_ in SequenceMatcher(None, words, other_words, autojunk=False).get_opcodes():
        if first < last:
            begin, end = bounds[first][0], bounds[last - 1][1]
            runs += [(text[end_of_last:begin], False), (text[begin:end], kind != "equal")]
            end_of_last = end
    return [run for run in (*runs, (text[end_of_last:], False)) if run[0]]


# -- against gold links


@dataclass(frozen=True)
class Agreement:
    """The links to the source token with the most weight, those at each of `THRESHOLDS`, and the scores of both."""

    heaviest: frozenset[Link]
    best: AlignmentScore
    reach: tuple[tuple[int, ...], ...]
    """(target tokens, source tokens): the number of thresholds, from the lowest on, at which two tokens are linked."""
    curve: tuple[AlignmentScore, ...]


def trace_alignment_case(
    trace: DecodeTrace, source: Sequence[str], target: Sequence[str], gold: Links
) -> AlignmentCase | None:
    """A trace with gold links between these tokens, to be scored; None unless the texts of the trace consist of them.

    Links to tokens that do not exist are left out."""
    bounds = locate_tokens(source, trace.request.text), locate_tokens(target, trace.text)
    if bounds[0] is None or bounds[1] is None:
        return None
    gold_links = [
        frozenset(link for link in links if link[0] < len(source) and link[1] < len(target))
        for links in (gold.sure, gold.possible)
    ]
    return AlignmentCase(
        weights=trace.alignment,
        target_groups=token_groups(piece_spans(trace.pieces), bounds[1]),
        source_groups=token_groups(trace.source.spans, bounds[0]),
        gold=Links(*gold_links),
    )


def agreement(case: AlignmentCase, offset: int = 0) -> Agreement:
    """Score the links of a case. `offset` shifts the rows: 1 takes the links of a piece from the next row."""
    heaviest = case.links(offset, null=False)
    best = alignment_score([heaviest], [case.gold])
    reach = tuple(map(tuple, case.reach(THRESHOLDS, offset).tolist()))
    return Agreement(heaviest, best, reach, case.curve(THRESHOLDS, offset))


def _matching_indices(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices at which two sequences agree, in ascending order."""
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]


def _run(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The part of a text from the first of these spans to the last; empty without any."""
    return text[spans[0][0] : spans[-1][1]] if spans else ""


def _words(trace: DecodeTrace, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [trace.text[begin:end] for begin, end in spans]
