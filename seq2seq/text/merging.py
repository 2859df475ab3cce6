"""Pieces joined to words: the same decoding, with a row a word of the output and a column a word of the source.

A column is the sum of its pieces' weights, a row the mean of its pieces' rows (Clark et al. 2019, What Does BERT Look
At?, section 4.1), so that rows still sum to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from seq2seq.text.tokens import word_starts
from seq2seq.trace.beam_tree import Candidate
from seq2seq.trace.trace import Array, DecodeTrace, Source

CONTINUES = "·"
"""Stands before a piece that continues a word."""


@dataclass(frozen=True, eq=False)
class Merged:
    """`trace` has words for pieces; `rows` and `columns` say how many pieces each of its words has.

    A word's vectors, candidates and the first of its `chosen` are those of its first piece: what comes after that is
    no longer a choice among words. Its log-probability is that of all its pieces. A cell of several pieces has no
    score: not a number."""

    trace: DecodeTrace
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    chosen: tuple[Candidate, ...]


def merged(trace: DecodeTrace) -> Merged:
    """The decoding, told by words."""
    starts, places = word_starts(trace.pieces), word_starts(trace.source.pieces)
    rows, columns = _lengths(starts, len(trace)), _lengths(places, len(trace.source.pieces))
    first = list(starts)
    told = replace(
        trace,
        source=_source(trace.source, places, columns),
        pieces=_joined(trace.pieces, starts, rows),
        logprobs=_summed(trace.logprobs, starts, 0),
        scores=_scores(trace.scores, starts, places, rows, columns),
        weights=_mean_rows(_summed(trace.weights, places, 2), starts, rows),
        queries=trace.queries[first],
        contexts=trace.contexts[first],
        states=trace.states[first],
        encoder=trace.encoder[list(places)],
        candidates=tuple(trace.candidates[at] for at in starts),
        unknown=tuple(trace.unknown[at] for at in starts if trace.unknown),
    )
    chosen = tuple(Candidate(trace.pieces[at], float(trace.logprobs[at])) for at in starts)
    return Merged(told, rows, columns, chosen)


def dotted(pieces: Sequence[str]) -> tuple[str, ...]:
    """The pieces as they are, a dot before each that continues a word: ▁Be ·ij ·ing."""
    starts = set(word_starts(pieces))
    return tuple(piece if at in starts else CONTINUES + piece for at, piece in enumerate(pieces))


def word_parts(pieces: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """For each piece its word, which piece of it this is, counted from 1, and how many it has."""
    starts = word_starts(pieces)
    lengths = _lengths(starts, len(pieces))
    words = zip(_joined(pieces, starts, lengths), lengths, strict=True)
    return tuple((word, number, length) for word, length in words for number in range(1, length + 1))


def _lengths(starts: Sequence[int], count: int) -> tuple[int, ...]:
    return tuple(end - begin for begin, end in pairwise((*starts, count)))


def _joined(pieces: Sequence[str], starts: Sequence[int], lengths: Sequence[int]) -> tuple[str, ...]:
    return tuple("".join(pieces[at : at + length]) for at, length in zip(starts, lengths, strict=True))


def _summed(values: Array, starts: Sequence[int], axis: int) -> Array:
    return np.add.reduceat(values, list(starts), axis=axis) if starts else values


def _mean_rows(values: Array, starts: Sequence[int], lengths: Sequence[int]) -> Array:
    return _summed(values, starts, 0) / np.array(lengths, dtype=values.dtype).reshape(-1, 1, 1)


def _scores(
    scores: Array, starts: Sequence[int], places: Sequence[int], rows: Sequence[int], columns: Sequence[int]
) -> Array:
    """Of single pieces; a word of several has none."""
    found = scores[list(starts)][:, :, list(places)].copy()
    found[np.array(rows) > 1] = np.nan
    found[:, :, np.array(columns) > 1] = np.nan
    return found


def _source(source: Source, places: Sequence[int], columns: Sequence[int]) -> Source:
    groups = [range(at, at + length) for at, length in zip(places, columns, strict=True)]
    return Source(
        _joined(source.pieces, places, columns),
        tuple((source.spans[group[0]][0], source.spans[group[-1]][1]) for group in groups),
        tuple(any(source.unknown[at] for at in group) for group in groups),
        source.cut,
        tuple(source.origin[group[0]] for group in groups),
        tuple(any(source.swapped[at] for at in group) for group in groups),
        tuple(all(source.hidden[at] for at in group) for group in groups),
    )
