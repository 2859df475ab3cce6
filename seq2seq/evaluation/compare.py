"""Decodings side by side: how far apart two attentions are, which words differ, how well links agree with gold ones.

T steps, S source pieces. Rows of two traces belong together where both say the same piece. numpy; no torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np

from seq2seq.evaluation.metrics import Alignable, AlignmentScore, alignment_score
from seq2seq.text.tokens import detokenize, locate_tokens, piece_spans, token_groups, word_spans
from seq2seq.trace.links import Link, Links
from seq2seq.trace.trace import Array, DecodeTrace, entropy

THRESHOLDS = tuple(percent / 100 for percent in range(0, 101, 2))
"""Weights from which on two tokens may count as linked."""


def jensen_shannon(one: Array, other: Array) -> Array:
    """(…, S), (…, S) → (…): the Jensen–Shannon divergence in bits, H((p + q) / 2) − (H(p) + H(q)) / 2.

    0 where both look at the same pieces alike, 1 where they share none. Lin 1991, Divergence Measures Based on the
    Shannon Entropy, eq. 4.1."""
    return np.maximum(0, entropy((one + other) / 2) - (entropy(one) + entropy(other)) / 2)


@dataclass(frozen=True)
class Divergence:
    """Pairs of steps at which two decodings say the same piece, and how far apart they look there, in bits."""

    steps: tuple[tuple[int, int], ...]
    bits: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Not a number where the two have no piece in common."""
        return sum(self.bits) / len(self.bits) if self.bits else float("nan")


def divergence(one: DecodeTrace, other: DecodeTrace) -> Divergence:
    """Raises ValueError for two that did not read the same pieces."""
    if one.source.pieces != other.source.pieces:
        raise ValueError("rows of attention over different pieces can't be compared")
    steps = _matching(one.pieces, other.pieces)
    rows, others = ([pair[side] for pair in steps] for side in (0, 1))
    bits = jensen_shannon(one.alignment[rows], other.alignment[others])
    return Divergence(tuple(steps), tuple(bits.tolist()))


def distance_matrix(traces: Sequence[DecodeTrace]) -> Array:
    """(n, n): the mean divergence of any two; not a number where they have no piece in common."""
    table = np.zeros((len(traces), len(traces)))
    for i, j in combinations(range(len(traces)), 2):
        table[i, j] = table[j, i] = divergence(traces[i], traces[j]).mean
    return table


@dataclass(frozen=True)
class Join:
    """Two groups become one at a `distance`: where each of them stands in the order (a group of several between its
    own two), and the distance at which it had become one itself, 0 for a single one."""

    places: tuple[float, float]
    heights: tuple[float, float]
    distance: float


@dataclass(frozen=True)
class Clusters:
    """An order in which near ones stand together, and all joins that led there."""

    order: tuple[int, ...]
    joins: tuple[Join, ...]


def clustered(table: Array) -> Clusters:
    """(n, n) symmetric distances → groups by average linkage (Sokal & Michener 1958), in the order that has the nearest
    side by side (Bar-Joseph et al. 2001). What is not known counts as 1, as far as can be."""
    from scipy.cluster.hierarchy import dendrogram, linkage  # slow to import, and seldom asked for
    from scipy.spatial.distance import squareform

    if len(table) < 2:
        return Clusters(tuple(range(len(table))), ())
    known = squareform(np.nan_to_num(table, nan=1.0), checks=False)
    drawn = dendrogram(linkage(known, "average", optimal_ordering=True), no_plot=True)
    order = tuple(map(int, drawn["leaves"]))
    turned = order[0] > order[-1]  # either direction is as good: the one that begins with the first is kept
    joins = tuple(
        Join(_places(x, len(order) if turned else 0), (float(y[0]), float(y[3])), float(y[1]))
        for x, y in zip(drawn["icoord"], drawn["dcoord"], strict=True)
    )
    return Clusters(order[::-1] if turned else order, joins)


def _places(x: Sequence[float], turned: int) -> tuple[float, float]:
    """Places of the two ends of a bracket: scipy draws the n-th at 10 n + 5. `turned` counts all where they are to run
    the other way."""
    one, other = ((each - 5) / 10 for each in (x[0], x[3]))
    return (turned - 1 - one, turned - 1 - other) if turned else (one, other)


def differing(one: DecodeTrace, other: DecodeTrace) -> tuple[bool, ...]:
    """For each piece of `one`: whether it belongs to a word that `other` does not say at that place."""
    mine, theirs = (word_spans(trace.text) for trace in (one, other))
    groups = token_groups(piece_spans(one.pieces), mine)
    same = _matching(_spelt(one, mine), _spelt(other, theirs))
    kept = {at for word, _ in same for at in groups[word]}
    wrong = {at for group in groups for at in group} - kept
    return tuple(at in wrong for at in range(len(one)))


def aligned_words(one: DecodeTrace, other: DecodeTrace) -> list[tuple[str, str]]:
    """Both outputs run by run: (words of one, words of the other); equal where they agree, "" where one has none."""
    mine, theirs = (_spelt(trace, word_spans(trace.text)) for trace in (one, other))
    runs = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    return [(detokenize(mine[a:b])[0], detokenize(theirs[c:d])[0]) for _, a, b, c, d in runs]


def unlike(text: str, other: str) -> list[tuple[str, bool]]:
    """A text run by run, each with whether the other text has something else there, word by word."""
    bounds = word_spans(text)
    mine, theirs = ([each[begin:end] for begin, end in word_spans(each)] for each in (text, other))
    runs, at = [], 0
    for kind, first, last, *_ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if first < last:
            begin, end = bounds[first][0], bounds[last - 1][1]
            runs += [(text[at:begin], False), (text[begin:end], kind != "equal")]
            at = end
    return [run for run in (*runs, (text[at:], False)) if run[0]]


# -- against gold links


@dataclass(frozen=True)
class Agreement:
    """The links to each target token's heaviest source token, and those at each of `THRESHOLDS`, with their scores."""

    heaviest: frozenset[Link]
    best: AlignmentScore
    reach: tuple[tuple[int, ...], ...]
    """(target tokens, source tokens): at how many thresholds, from the lowest on, two tokens are linked."""
    curve: tuple[AlignmentScore, ...]


def trace_alignable(trace: DecodeTrace, source: Sequence[str], target: Sequence[str], gold: Links) -> Alignable | None:
    """What is needed to score a trace against links between these tokens; None unless it read and said just them.

    Links that point at no token are left out."""
    bounds = locate_tokens(source, trace.request.text), locate_tokens(target, trace.text)
    if bounds[0] is None or bounds[1] is None:
        return None
    known = [
        frozenset(link for link in links if link[0] < len(source) and link[1] < len(target))
        for links in (gold.sure, gold.possible)
    ]
    return Alignable(
        weights=trace.alignment,
        target_groups=token_groups(piece_spans(trace.pieces), bounds[1]),
        source_groups=token_groups(trace.source.spans, bounds[0]),
        gold=Links(*known),
    )


def agreement(case: Alignable, offset: int = 0) -> Agreement:
    """`offset` shifts the rows: 1 takes a piece's links from the row after its own."""
    heaviest = case.links(offset, null=False)
    best = alignment_score([heaviest], [case.gold])
    reach = tuple(map(tuple, case.reach(THRESHOLDS, offset).tolist()))
    return Agreement(heaviest, best, reach, case.curve(THRESHOLDS, offset))


def _matching(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices at which two sequences agree, in their order."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]


def _spelt(trace: DecodeTrace, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [trace.text[begin:end] for begin, end in spans]
