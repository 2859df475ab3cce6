"""Pieces joined to words: tokens of word-aligned texts, and matrices of pieces as matrices of words."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from seq2seq.config.arrays import Array
from seq2seq.trace.beam_tree import Candidate
from seq2seq.trace.pieces import piece_texts
from seq2seq.trace.trace import DecodeTrace, Source

Span = tuple[int, int]
"""(index of the first character, index after the last)"""

IDEOGRAPH = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
ELIDED = r"(?i:\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’](?=\w))"
"""French words that elide before a vowel: l', qu'."""
WORD = re.compile(rf"{ELIDED}|{IDEOGRAPH}|(?:(?!{IDEOGRAPH})\w)+(?:['’]\w+)*|[^\w\s]")

NO_SPACE_BEFORE = frozenset([".", ",", "!", "?", ";", ":", "%", ")", "]", "”", "’", "'", "…"])
NO_SPACE_AFTER = frozenset(["(", "[", "“", "‘", "$", "£", "€"])


def detokenize(
    tokens: Sequence[str], spaced: bool = True, spaced_marks: str = "", verbatim: bool = False
) -> tuple[str, list[Span]]:
    """The running text of some tokens, and the span of each; `spaced_marks` are marks with a space before them, and in
    a `verbatim` text all tokens have one.

    Models were trained on running text, and never saw "do n't" or "it ."."""
    text, last, bounds = "", "", []
    for token in tokens:
        if spaced and text and (verbatim or token in spaced_marks or not _joined(last, token)):
            text += " "
        bounds.append((len(text), len(text) + len(token)))
        text, last = text + token, token
    return text, bounds


def token_groups(spans: Sequence[Span], bounds: Sequence[Span]) -> list[list[int]]:
    """For each token, the indices of the pieces that share a character with it.

    `spans` are the ranges of the pieces, `bounds` those of the tokens, in the same text. A piece across a token
    boundary is in both groups; one without characters (end of sentence) or between tokens is in none."""
    return [
        [index for index, (begin, stop) in enumerate(spans) if max(begin, start) < min(stop, end)]
        for start, end in bounds
    ]


def word_spans(text: str) -> list[Span]:
    """The spans of the words and punctuation marks of a text: *don't* is one word, *l'eau* two. In a script without
    spaces each character is a word."""
    return [match.span() for match in WORD.finditer(text)]


def word_starts(pieces: Sequence[str]) -> tuple[int, ...]:
    """The indices of the pieces that begin a word or a mark; a special piece counts as a word.

    A piece that reaches into the next word belongs to the word in which it begins."""
    texts, spans = piece_texts(pieces), piece_spans(pieces)
    words = word_spans("".join(texts).lstrip())
    inside = {offset for begin, end in words for offset in range(begin + 1, end)}
    continues = (_continues_word(*pair, span, inside) for pair, span in zip(pairwise(texts), spans[1:], strict=True))
    return (0, *(index for index, inner in enumerate(continues, start=1) if not inner)) if pieces else ()


def locate_tokens(tokens: Sequence[str], text: str) -> list[Span] | None:
    """The spans of the tokens in a text; None if the text is not made of these tokens, in order, and white space."""
    bounds, offset = [], 0
    for token in tokens:
        offset += len(text[offset:]) - len(text[offset:].lstrip())
        if not text.startswith(token, offset):
            return None
        bounds.append((offset, offset + len(token)))
        offset += len(token)
    return None if text[offset:].strip() else bounds


def piece_spans(pieces: Sequence[str]) -> list[Span]:
    """The spans of output pieces in their joined text; those of special pieces are empty."""
    texts = piece_texts(pieces)
    start = len("".join(texts)) - len("".join(texts).lstrip())
    ends = [max(0, end - start) for end in accumulate(map(len, texts))]
    return list(zip([0, *ends], ends, strict=False))


def _continues_word(last: str, text: str, span: Span, inside: Container[int]) -> bool:
    """Whether the text of a piece continues the word of the last one; a lone space belongs to the word after it."""
    return last == " " or (span[0] in inside and bool(text) and bool(last))


def _joined(last: str, token: str) -> bool:
    """Whether the token follows the last one without a space: punctuation, English clitics ('s, n't), French elided
    words (l', qu') and words after a hyphen (-vous)."""
    suffix = token.startswith(("'", "’", "-")) and len(token) > 1
    elided = last.endswith(("'", "’")) and last[:-1].isalpha()
    return token in NO_SPACE_BEFORE or last in NO_SPACE_AFTER or token == "n't" or suffix or elided


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
    values = _sum_groups(trace.weights, source_starts, 2)
    # The scores of words of a single piece; NaN for all other words
    merged = trace.scores[list(starts)][:, :, list(source_starts)].copy()
    merged[np.array(rows) > 1] = np.nan
    merged[:, :, np.array(columns) > 1] = np.nan
    words = replace(
        trace,
        source=_merge_source(trace.source, source_starts, columns),
        pieces=_join_groups(trace.pieces, starts, rows),
        logprobs=_sum_groups(trace.logprobs, starts, 0),
        scores=merged,
        weights=_sum_groups(values, starts, 0) / np.array(rows, dtype=values.dtype).reshape(-1, 1, 1),
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
