"""Before and after, by figures: words side by side, KL, total variation, ranks; worked out by hand."""

from dataclasses import replace
from math import log2

import numpy as np
import pytest

from seq2seq.analysis.effect import (
    Effect,
    Word,
    WordPair,
    align_words,
    join_words,
    kl_divergence,
    rank_descending,
    total_variation,
)
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace
from tests.traces import hand_made


def trace(pieces: tuple[str, ...], weights: list[list[float]]) -> DecodeTrace:
    """Only what an effect looks at."""
    return hand_made(weights, pieces, "我爱你"[: len(weights[0])], "zh-en/dot")


# -- words


def test_pieces_join_to_words_with_their_steps() -> None:
    words = join_words(("▁I", "▁lo", "ve", "▁you", ".", EOS_PIECE))
    assert words == (Word("I", 0, 1), Word("love", 1, 3), Word("you", 3, 4), Word(".", 4, 5))


def test_without_marks_every_piece_is_a_word() -> None:
    assert join_words(("我", "爱", EOS_PIECE)) == (Word("我", 0, 1), Word("爱", 1, 2))
    assert join_words((EOS_PIECE,)) == join_words(()) == ()


def test_equal_words_stand_side_by_side() -> None:
    before, after = join_words(("▁I", "▁saw", "▁your", "▁friend")), join_words(("▁I", "▁met", "▁friend", "▁today"))
    pairs = [(pair.before and pair.before.text, pair.after and pair.after.text) for pair in align_words(before, after)]
    assert pairs == [("I", "I"), ("saw", "met"), ("your", None), ("friend", "friend"), (None, "today")]
    assert [pair.same for pair in align_words(before, after)] == [True, False, False, True, False]


def test_nothing_beside_nothing() -> None:
    assert align_words((), ()) == ()
    assert align_words((), (Word("a", 0, 1),)) == (WordPair(None, Word("a", 0, 1)),)


# -- figures


def test_divergence_in_bits() -> None:
    even, skewed, sure = np.log([0.5, 0.5]), np.log([0.25, 0.75]), np.array([0, -200])
    assert kl_divergence(even, skewed) == pytest.approx(0.5 * log2(0.5 / 0.25) + 0.5 * log2(0.5 / 0.75))
    assert kl_divergence(sure, even) == pytest.approx(1)
    np.testing.assert_array_equal(kl_divergence(np.stack([even, skewed]), np.stack([even, skewed])), [0, 0])


def test_ranking_is_stable() -> None:
    assert rank_descending(np.array([0.5, 2.0, 0.5, 3.0])) == (3, 1, 0, 2)


def test_total_variation_is_half_of_what_moves() -> None:
    even, skewed, sure = np.log([0.5, 0.5]), np.log([0.25, 0.75]), np.array([0, -200])
    assert total_variation(even, skewed) == pytest.approx(0.25)
    assert total_variation(sure, sure[::-1]) == pytest.approx(1)
    np.testing.assert_array_equal(total_variation(even, np.stack([even, even])), [0, 0])


def test_an_effect_ranks_its_steps_by_kl() -> None:
    before = trace(("▁I", "▁go", EOS_PIECE), [[1, 0]] * 3)
    after = replace(before, pieces=("▁I", "▁went", EOS_PIECE))
    effect = Effect(before, after, np.zeros(3), np.array([0.1, 4.0, 2.0]))
    assert effect.ranking == (1, 2, 0)
    assert effect.changed
    assert [pair.same for pair in effect.words] == [True, False]
