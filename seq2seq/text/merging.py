"""Pieces merged to words: a trace with one row for each word of the output and one column for each word of the source.

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
"""The mark before a piece that continues a word."""


@dataclass(frozen=True, eq=False)
class MergedTrace:
    """A trace whose pieces are words. `rows` and `columns` are the numbers of pieces of its target and source words.

    The vectors and candidates of a word are those of its first piece, as the choice of later pieces is no longer one
    among words; `chosen` has the first piece of each word with its log-probability. The log-probability of a word in
    the trace is that of all its pieces. A cell of several pieces has the score NaN."""

    trace: DecodeTrace
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    chosen: tuple[Candidate, ...]


def merge_to_words(trace: DecodeTrace) -> MergedTrace:
    """The same decoding with words in place of pieces."""
    starts, source_starts = word_starts(trace.pieces), word_starts(trace.source.pieces)
    rows, columns = _lengths(starts, len(trace)), _lengths(source_starts, len(trace.source.pieces))
    first = list(starts)
    words = replace(
        trace,
        source=_merge_source(trace.source, source_starts, columns),
        pieces=_join_groups(trace.pieces, starts, rows),
        logprobs=_sum_groups(trace.logprobs, starts, 0),
        scores=_merge_scores(trace.scores, starts, source_starts, rows, columns),
        weights=_average_rows(_sum_groups(trace.weights, source_starts, 2), starts, rows),
        queries=trace.queries[first],
        contexts=trace.contexts[first],
        states=trace.states[first],
        encoder=trace.encoder[list(source_starts)],
        candidates=tuple(trace.candidates[start] for start in starts),
        unknown=tuple(trace.unknown[start] for start in starts if trace.unknown),
        generate=tuple(trace.generate[start] for start in starts if trace.generate),
    )
    chosen = tuple(Candidate(trace.pieces[start], float(trace.logprobs[start])) for start in starts)
    return MergedTrace(words, rows, columns, chosen)


def mark_continuations(pieces: Sequence[str]) -> tuple[str, ...]:
    """The pieces with a dot before each that continues a word: ▁Be ·ij ·ing."""
    starts = set(word_starts(pieces))
    return tuple(piece if index in starts else CONTINUES + piece for index, piece in enumerate(pieces))


def word_parts(pieces: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """For each piece: its word, its number within the word (from 1), and how many pieces the word has."""
    starts = word_starts(pieces)
    lengths = _lengths(starts, len(pieces))
    words = zip(_join_groups(pieces, starts, lengths), lengths, strict=True)
    return tuple((word, number, length) for word, length in words for number in range(1, length + 1))


def _lengths(starts: Sequence[int], count: int) -> tuple[int, ...]:
    return tuple(end - begin for begin, end in pairwise((*starts, count)))


def _join_groups(pieces: Sequence[str], starts: Sequence[int], lengths: Sequence[int]) -> tuple[str, ...]:
    return tuple("".join(pieces[start : start + length]) for start, length in zip(starts, lengths, strict=True))


def _sum_groups(values: Array, starts: Sequence[int], axis: int) -> Array:
    return np.add.reduceat(values, list(starts), axis=axis) if starts else values


def _average_rows(values: Array, starts: Sequence[int], lengths: Sequence[int]) -> Array:
    return _sum_groups(values, starts, 0) / np.array(lengths, dtype=values.dtype).reshape(-1, 1, 1)


def _merge_scores(
    scores: Array, starts: Sequence[int], source_starts: Sequence[int], rows: Sequence[int], columns: Sequence[int]
) -> Array:
    """The scores of words of a single piece; NaN for all other words."""
    merged = scores[list(starts)][:, :, list(source_starts)].copy()
    merged[np.array(rows) > 1] = np.nan
    merged[:, :, np.array(columns) > 1] = np.nan
    return merged


def _merge_source(source: Source, starts: Sequence[int], lengths: Sequence[int]) -> Source:
    groups = [range(start, start + length) for start, length in zip(starts, lengths, strict=True)]
    return Source(
        _join_groups(source.pieces, starts, lengths),
        tuple((source.spans[group[0]][0], source.spans[group[-1]][1]) for group in groups),
        tuple(any(source.unknown[index] for index in group) for group in groups),
        source.cut,
        tuple(source.origin[group[0]] for group in groups),
        tuple(any(source.swapped[index] for index in group) for group in groups),
        tuple(all(source.hidden[index] for index in group) for group in groups),
    )
