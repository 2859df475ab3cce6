"""Metrics of word alignments: AER, precision and recall of predicted links, the offset of rows, thresholds of weight.

T target pieces (rows), S source pieces (columns). numpy; no torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from seq2seq.config.records import InvalidRequest, Record
from seq2seq.evaluation.significance import aer_from_counts
from seq2seq.trace.attention_files import AttentionMatrix
from seq2seq.trace.links import Link, Links

Groups = Sequence[Sequence[int]]
"""For each token, the pieces (rows or columns) it is made of."""


def token_weights(weights: np.ndarray, target_groups: Groups, source_groups: Groups) -> np.ndarray:
    """(T, S) → (target tokens, source tokens): columns of a token summed, rows averaged.

    A column that belongs to several tokens is shared evenly between them. Rows still sum to 1, less the weight of
    columns in no group. A token without pieces gets zeros.
    """
    columns, rows = _membership(source_groups, weights.shape[1]), _membership(target_groups, weights.shape[0])
    columns /= np.maximum(columns.sum(axis=0), 1)
    rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1)
    return rows @ weights @ columns.T


def links_from_weights(
    weights: np.ndarray, target_groups: Groups, source_groups: Groups, null: bool = True
) -> frozenset[Link]:
    """At most one link for each target token: to the source token with the most weight, the first of equals.

    Columns in no source group (end of sentence) belong to no token. With `null`, a target token that gives these
    columns together more weight than any source token gets no link, because a model may look there for words
    without a source; otherwise these columns are ignored. A target token without pieces, or without weight on
    source tokens, gets no link.
    """
    merged = token_weights(weights, target_groups, source_groups)  # (target tokens, source tokens)
    outside = np.setdiff1d(np.arange(weights.shape[1]), [column for group in source_groups for column in group])
    outside_weight = token_weights(weights, target_groups, [outside.tolist()])[:, 0] if null else np.zeros(len(merged))
    best = merged.max(axis=1, initial=0.0)
    return frozenset(
        (int(merged[target].argmax()), target)
        for target in range(len(merged))
        if best[target] > 0 and best[target] >= outside_weight[target]
    )


def diagonal_links(sources: int, targets: int) -> frozenset[Link]:
    """Links of a baseline that knows only the lengths: each target token to the source token at the same fraction."""
    return frozenset(((2 * target + 1) * sources // (2 * targets), target) for target in range(targets) if sources)


def _membership(groups: Groups, pieces: int) -> np.ndarray:
    """(tokens, pieces): 1 where the piece is in the token's group."""
    member = np.zeros((len(groups), pieces))
    for token, group in enumerate(groups):
        member[token, list(group)] = 1
    return member


_NEIGHBOURS = tuple(step for step in product((-1, 0, 1), repeat=2) if step != (0, 0))


def mutual_links(merged: np.ndarray) -> frozenset[Link]:
    """(T, S) → the links that are best both in their row and in their column, the first of equals. The
    intersection of Och & Ney 2003, with one model read in both directions instead of two models."""
    rows, columns = _best_links(merged)
    return frozenset(rows & columns)


def grow_diag_final_and_links(merged: np.ndarray) -> frozenset[Link]:
    """(T, S) → the mutual links, grown by links that are best in their row or column: first those next to a link,
    then those between two tokens without a link."""
    return grow_diag_final_and(*_best_links(merged))


def grow_diag_final_and(rows: Iterable[Link], columns: Iterable[Link]) -> frozenset[Link]:
    """The links common to two directions, grown by links of one direction. Koehn, Och & Marcu 2003."""
    links, candidates = set(rows) & set(columns), set(rows) | set(columns)
    while additions := [
        link
        for link in sorted(candidates - links)
        if _has_neighbour(link, links) and not all(_endpoints_linked(link, links))
    ]:
        links |= {additions[0]}
    for link in sorted(candidates - links):
        links |= set() if any(_endpoints_linked(link, links)) else {link}
    return frozenset(links)


def _best_links(merged: np.ndarray) -> tuple[set[Link], set[Link]]:
    """The best link of each row and the best link of each column, of rows and columns with any weight."""
    if not merged.size:
        return set(), set()
    rows = {(int(source), target) for target, source in enumerate(merged.argmax(axis=1))}
    columns = {(source, int(target)) for source, target in enumerate(merged.argmax(axis=0))}
    rows, columns = ({(s, t) for s, t in links if merged[t, s] > 0} for links in (rows, columns))
    return rows, columns


def _has_neighbour(link: Link, links: set[Link]) -> bool:
    return any((link[0] + across, link[1] + down) in links for across, down in _NEIGHBOURS)


def _endpoints_linked(link: Link, links: set[Link]) -> Iterator[bool]:
    """Whether the source token has a link already, and whether the target token has one."""
    return (any(link[side] == other[side] for other in links) for side in (0, 1))


@dataclass(frozen=True)
class AlignmentScore(Record):
    """Agreement of predicted links A with sure links S and possible links P ⊇ S, each figure from 0 to 1.

    precision = |A∩P| / |A|, recall = |A∩S| / |S|, aer = 1 − (|A∩S| + |A∩P|) / (|A| + |S|).
    Och & Ney 2003, A Systematic Comparison of Various Statistical Alignment Models.
    """

    aer: float
    precision: float
    recall: float
    predicted: int
    sure: int
    sentences: int


def alignment_score(
    predicted: Sequence[Iterable[Link]],
    gold: Sequence[Links],
    annotated: Sequence[Iterable[int] | None] | None = None,
) -> AlignmentScore:
    """Score the links of all sentences together. With nothing to count, precision and recall are 1, AER is 0.

    `annotated` holds the source indices of each sentence that were annotated (None for all of them); links from
    other indices are left out. If a gold set goes from target to source, flip the predicted links, not the gold.
    """
    a, s, a_and_s, a_and_p = link_counts(predicted, gold, annotated).sum(axis=0).tolist()
    return _score_from_counts(a, s, a_and_s, a_and_p, len(gold))


def link_counts(
    predicted: Sequence[Iterable[Link]],
    gold: Sequence[Links],
    annotated: Sequence[Iterable[int] | None] | None = None,
) -> np.ndarray:
    """(n, 4): the sizes of A, S, A∩S and A∩P of each sentence, see `alignment_score`."""
    rows = []
    for links, gold_links, indices in zip(predicted, gold, annotated or [None] * len(gold), strict=True):
        sources = None if indices is None else frozenset(indices)
        linked, sure = _links_from(links, sources), _links_from(gold_links.sure, sources)
        rows.append((len(linked), len(sure), len(linked & sure), len(linked & gold_links.possible)))
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _score_from_counts(a: int, s: int, a_and_s: int, a_and_p: int, sentences: int) -> AlignmentScore:
    """The score that follows from the sizes of A, S, A∩S and A∩P."""
    return AlignmentScore(
        aer=float(aer_from_counts(np.array([a, s, a_and_s, a_and_p]))),
        precision=a_and_p / a if a else 1.0,
        recall=a_and_s / s if s else 1.0,
        predicted=a,
        sure=s,
        sentences=sentences,
    )


MARKS = frozenset({"<s>", "</s>", "<bos>", "<eos>", "<BOS>", "<EOS>", "<pad>", "[CLS]", "[SEP]", "[PAD]"})
"""Pieces that stand for no token of a sentence."""


def score_matrices(matrices: Sequence[AttentionMatrix], gold: Sequence[Links]) -> AlignmentScore:
    """Score attention whose pieces, without `MARKS`, are the tokens of the gold links: each target token is linked to
    the source token with the most weight; hard links are taken as they are. Raises InvalidRequest where the sentences
    are not as many as the gold ones, or gold links lie outside them."""
    if len(matrices) != len(gold):
        raise InvalidRequest("sentences in the file: {n}, in the gold links: {count}", n=len(matrices), count=len(gold))
    predicted = []
    for number, (matrix, links) in enumerate(zip(matrices, gold, strict=True), start=1):
        if matrix.hard:
            predicted.append(frozenset((int(source), int(target)) for target, source in np.argwhere(matrix.weights)))
            continue
        targets, sources = (
            [[place] for place, piece in enumerate(pieces) if piece not in MARKS]
            for pieces in (matrix.target, matrix.source)
        )
        if any(source >= len(sources) or target >= len(targets) for source, target in links.possible):
            raise InvalidRequest(
                "sentence {n}: a gold link lies outside its {sources} source and {targets} target pieces",
                n=number,
                sources=len(sources),
                targets=len(targets),
            )
        predicted.append(links_from_weights(matrix.weights, targets, sources, null=False))
    return alignment_score(predicted, gold)


@dataclass(frozen=True)
class AlignmentCase:
    """One decoding to score against gold links: weights (T, S), the pieces of each token, and the gold links."""

    weights: np.ndarray
    target_groups: Groups
    source_groups: Groups
    gold: Links
    annotated: frozenset[int] | None = None

    def links(self, offset: int = 0, null: bool = True) -> frozenset[Link]:
        """The links when each piece takes the row `offset` rows after its own, or the nearest row that exists."""
        return links_from_weights(self._rows(offset), self.target_groups, self.source_groups, null)

    def reach(self, thresholds: Sequence[float], offset: int = 0) -> np.ndarray:
        """(target tokens, source tokens): how many of the ascending thresholds each weight reaches; 0 for no weight."""
        merged = token_weights(self._rows(offset), self.target_groups, self.source_groups)
        return np.where(merged > 0, np.searchsorted(thresholds, merged, side="right"), 0)

    def curve(self, thresholds: Sequence[float], offset: int = 0) -> tuple[AlignmentScore, ...]:
        """For each of the ascending thresholds, the score of all links whose weight reaches it."""
        reach = self.reach(thresholds, offset)
        annotated = np.array(
            [self.annotated is None or source in self.annotated for source in range(reach.shape[1])], dtype=bool
        )
        sure, possible = (
            _link_matrix(links, reach.shape) & annotated for links in (self.gold.sure, self.gold.possible)
        )
        linked = (np.arange(len(thresholds))[:, None, None] < reach) & annotated  # (thresholds, target, source)
        sizes = (links.sum(axis=(1, 2)).tolist() for links in (linked, linked & sure, linked & possible))
        s = int(sure.sum())
        return tuple(_score_from_counts(a, s, a_and_s, a_and_p, 1) for a, a_and_s, a_and_p in zip(*sizes, strict=True))

    def _rows(self, offset: int) -> np.ndarray:
        return self.weights[np.clip(np.arange(len(self.weights)) + offset, 0, len(self.weights) - 1)]

    @cached_property
    def merged(self) -> np.ndarray:
        """(target tokens, source tokens), see `token_weights`."""
        return token_weights(self.weights, self.target_groups, self.source_groups)


@dataclass(frozen=True)
class RowOffset(Record):
    """The row offset with the lowest AER (the smallest of equals), and the AER of each offset tried."""

    best: int
    aer: dict[int, float]


def best_offset(
    cases: Sequence[AlignmentCase], offsets: Sequence[int] = (-2, -1, 0, 1, 2), null: bool = True
) -> RowOffset:
    """The row offset at which weights agree best with gold links.

    0 is right: row t belongs to the piece predicted at step t. 1 would mean that the alignment of a piece is in the
    next row, the usual off-by-one error in plots of attention.
    """
    aer = {}
    for offset in offsets:
        predicted = [case.links(offset, null) for case in cases]
        aer[offset] = alignment_score(predicted, [case.gold for case in cases], [case.annotated for case in cases]).aer
    return RowOffset(min(offsets, key=lambda offset: (aer[offset], abs(offset))), aer)


def _link_matrix(links: Iterable[Link], shape: tuple[int, ...]) -> np.ndarray:
    """(target tokens, source tokens): True where there is a link."""
    marks = np.zeros(shape, dtype=bool)
    for source, target in links:
        marks[target, source] = True
    return marks


def _links_from(links: Iterable[Link], sources: frozenset[int] | None) -> set[Link]:
    """The links from these source tokens, or all links for None."""
    return {link for link in links if sources is None or link[0] in sources}
