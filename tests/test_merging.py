"""A decoding told by words: columns added up, rows averaged, by numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seq2seq.config.schema import Request
from seq2seq.text.words import mark_continuations, merge_to_words, word_parts
from seq2seq.trace.beam_tree import Candidate
from seq2seq.trace.trace import DecodeTrace, Source

WEIGHTS = [[0.5, 0.25, 0.125, 0.125], [0.25, 0.25, 0.5, 0], [0.125, 0, 0.625, 0.25], [0, 0, 0, 1]]


def decoded(target: str = "▁J ' ad ore", source: str = "▁I ▁lo ve </s>") -> DecodeTrace:
    """Four steps over four pieces, one head: J' adore ← I love."""
    pieces, source_pieces = tuple(target.split()), tuple(source.split())
    rows = np.array(WEIGHTS, np.float32)[:, None]
    vectors = np.arange(4, dtype=np.float32)[:, None]
    return DecodeTrace(
        request=Request("en-fr/dot", "I love"),
        source=Source(source_pieces, ((0, 1), (1, 4), (4, 6), (6, 6)), (False, False, True, False)),
        pieces=pieces,
        text="J'adore",
        logprobs=np.array([-1, -0.5, -0.25, -2], np.float32),
        scores=rows * 2,
        weights=rows.copy(),
        queries=vectors.copy(),
        contexts=vectors.copy(),
        states=vectors.copy(),
        encoder=vectors.copy(),
        candidates=tuple((Candidate(piece, -1.0),) for piece in pieces),
    )


def test_columns_are_added_up_and_rows_averaged() -> None:
    merged = merge_to_words(decoded())
    assert merged.trace.pieces == ("▁J'", "adore")
    assert merged.trace.source.pieces == ("▁I", "▁love", "</s>")
    assert (merged.rows, merged.columns) == ((2, 2), (1, 2, 1))
    # J': the mean of (.5, .375, .125) and (.25, .75, 0)
    np.testing.assert_array_equal(merged.trace.alignment, [[0.375, 0.5625, 0.0625], [0.0625, 0.3125, 0.625]])
    np.testing.assert_array_equal(merged.trace.weights.sum(axis=2), 1)


def test_entropy_is_that_of_the_words() -> None:
    trace = merge_to_words(decoded("▁a ▁b ▁c ▁d")).trace
    assert trace.entropy[1] == pytest.approx(-(0.25 * np.log2(0.25) + 0.75 * np.log2(0.75)))


def test_a_word_has_the_spans_and_marks_of_its_pieces() -> None:
    source = merge_to_words(decoded()).trace.source
    assert source.spans == ((0, 1), (1, 6), (6, 6))
    assert source.unknown == (False, True, False)


def test_a_word_is_as_likely_as_its_pieces_together_and_chosen_by_the_first() -> None:
    merged = merge_to_words(decoded())
    assert merged.trace.logprobs.tolist() == [-1.5, -2.25]
    assert merged.chosen == (Candidate("▁J", -1.0), Candidate("ad", -0.25))
    assert [row[0].piece for row in merged.trace.candidates] == ["▁J", "ad"]
    assert merged.trace.states.tolist() == [[0], [2]]


def test_only_single_pieces_have_scores() -> None:
    scores = merge_to_words(decoded("▁a ▁b ▁c d")).trace.scores[:, 0]
    np.testing.assert_array_equal(scores, [[1, np.nan, 0.25], [0.5, np.nan, 0], [np.nan] * 3])


def test_every_head_is_told_by_words() -> None:
    trace = decoded()
    twice = np.concatenate([trace.weights, trace.weights[:, :, ::-1]], axis=1)
    merged = merge_to_words(replace(trace, weights=twice, scores=twice.copy())).trace
    assert merged.weights.shape == (2, 2, 3)
    np.testing.assert_array_equal(merged.weights.sum(axis=2), 1)


def test_a_decoding_whose_pieces_are_words_stays_as_it_is() -> None:
    trace = decoded("▁Je ▁t' aime </s>", "我 爱 你 </s>")
    merged = merge_to_words(trace)
    assert merged.trace.pieces == trace.pieces
    assert merged.rows == merged.columns == (1, 1, 1, 1)
    np.testing.assert_array_equal(merged.trace.weights, trace.weights)
    np.testing.assert_array_equal(merged.trace.scores, trace.scores)


def test_a_dot_stands_before_what_continues_a_word() -> None:
    assert mark_continuations(["▁in", "▁Be", "ij", "ing", ".", "</s>"]) == ("▁in", "▁Be", "·ij", "·ing", ".", "</s>")
    assert mark_continuations(("我", "北京", "</s>")) == ("我", "北京", "</s>")


def test_every_piece_is_a_part_of_a_word() -> None:
    assert word_parts(["▁in", "▁Be", "ij", "."]) == (("▁in", 1, 1), ("▁Beij", 1, 2), ("▁Beij", 2, 2), (".", 1, 1))
    assert word_parts(()) == ()
