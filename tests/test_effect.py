"""Before and after, by figures: words side by side, KL, ranks, the suite's matrix; worked out by hand."""

from dataclasses import replace
from math import isnan, log, log2

import numpy as np
import pytest

from seq2seq.config import Request
from seq2seq.edits import Flatten, MaskSource
from seq2seq.effect import (
    Counterfactual,
    Effect,
    Pair,
    Suite,
    Variant,
    Word,
    aligned,
    divergence,
    ranked,
    spearman,
    words,
)
from seq2seq.trace import EOS_PIECE, DecodeTrace, Source


def trace(pieces: tuple[str, ...], weights: list[list[float]]) -> DecodeTrace:
    """Only what an effect looks at."""
    steps, sources = len(pieces), len(weights[0])
    rows = np.array(weights, dtype=np.float32)[:, None]
    nothing = np.zeros((steps, 0), dtype=np.float32)
    return DecodeTrace(
        request=Request("zh-en/dot", "我爱你"),
        source=Source(tuple("我爱你"[:sources]), ((0, 1),) * sources, (False,) * sources),
        pieces=pieces,
        text="",
        logprobs=np.zeros(steps, dtype=np.float32),
        scores=rows.copy(),
        weights=rows,
        queries=nothing,
        contexts=nothing.copy(),
        states=nothing.copy(),
        encoder=np.zeros((sources, 0), dtype=np.float32),
        candidates=((),) * steps,
    )


# -- words


def test_pieces_join_to_words_with_their_steps() -> None:
    found = words(("▁I", "▁lo", "ve", "▁you", ".", EOS_PIECE))
    assert found == (Word("I", 0, 1), Word("love", 1, 3), Word("you", 3, 4), Word(".", 4, 5))


def test_without_marks_every_piece_is_a_word() -> None:
    assert words(("我", "爱", EOS_PIECE)) == (Word("我", 0, 1), Word("爱", 1, 2))
    assert words((EOS_PIECE,)) == words(()) == ()


def test_equal_words_stand_side_by_side() -> None:
    before, after = words(("▁I", "▁saw", "▁your", "▁friend")), words(("▁I", "▁met", "▁friend", "▁today"))
    found = [(pair.before and pair.before.text, pair.after and pair.after.text) for pair in aligned(before, after)]
    assert found == [("I", "I"), ("saw", "met"), ("your", None), ("friend", "friend"), (None, "today")]
    assert [pair.same for pair in aligned(before, after)] == [True, False, False, True, False]


def test_nothing_beside_nothing() -> None:
    assert aligned((), ()) == ()
    assert aligned((), (Word("a", 0, 1),)) == (Pair(None, Word("a", 0, 1)),)


# -- figures


def test_divergence_in_bits() -> None:
    even, skewed, sure = np.log([0.5, 0.5]), np.log([0.25, 0.75]), np.array([0, -200])
    assert divergence(even, skewed) == pytest.approx(0.5 * log2(0.5 / 0.25) + 0.5 * log2(0.5 / 0.75))
    assert divergence(sure, even) == pytest.approx(1)
    np.testing.assert_array_equal(divergence(np.stack([even, skewed]), np.stack([even, skewed])), [0, 0])


def test_ranking_is_stable() -> None:
    assert ranked(np.array([0.5, 2.0, 0.5, 3.0])) == (3, 1, 0, 2)


def test_spearman_knows_order_only_and_shares_equal_ranks() -> None:
    assert spearman(np.array([1, 2, 3, 4]), np.array([1, 10, 100, 1000])) == pytest.approx(1)
    assert spearman(np.array([1, 2, 3]), np.array([3, 2, 1])) == pytest.approx(-1)
    # ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / √(4.5 · 5)
    assert spearman(np.array([0, 7, 7, 9]), np.array([1, 2, 3, 4])) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert isnan(spearman(np.array([1, 1, 1]), np.array([1, 2, 3])))


def test_an_effect_ranks_its_steps_by_kl() -> None:
    before = trace(("▁I", "▁go", EOS_PIECE), [[1, 0]] * 3)
    after = replace(before, pieces=("▁I", "▁went", EOS_PIECE))
    found = Effect(before, after, np.zeros(3), np.array([0.1, 4.0, 2.0]), ("▁I", "▁went", EOS_PIECE))
    assert found.ranking == (1, 2, 0)
    assert found.changed
    assert [pair.same for pair in found.words] == [True, False]


def variant(name: str, delta: list[float], position: int | None = None, text: str = "I go") -> Variant:
    asked = Counterfactual(name, (Flatten(),) if position is None else (MaskSource(position),), position)
    return Variant(asked, np.array(delta), np.abs(np.array(delta)) / log(2), text, text != "I go")


SUITE = Suite(
    trace(("▁I", "▁go"), [[0.7, 0.1, 0.2], [0.2, 0.3, 0.5]]),
    (
        variant("uniform", [-1.0, -2.0], text="I am"),
        variant("masked", [-4.0, 0.5], 0),
        variant("masked", [-0.5, -0.25], 1),
        variant("masked", [1.0, -3.0], 2, "I"),
    ),
)


def test_the_matrix_holds_what_each_step_loses_with_each_piece() -> None:
    np.testing.assert_array_equal(SUITE.matrix, [[4, 0.5, 1], [0.5, 0.25, 3]])


def test_its_ranks_beside_those_of_the_attention() -> None:
    # second row: 0.5 0.25 3 against 0.2 0.3 0.5, ranks 2 1 3 and 1 2 3: Σd² = 2, 1 - 6·2 / (3·8)
    np.testing.assert_allclose(SUITE.correlations, [1, 0.5])
    # all: 4 .5 1 .5 .25 3 → 6 2.5 4 2.5 1 5; .7 .1 .2 .2 .3 .5 → 6 1 2.5 2.5 4 5
    one, other = np.array([6, 2.5, 4, 2.5, 1, 5]) - 3.5, np.array([6, 1, 2.5, 2.5, 4, 5]) - 3.5
    assert SUITE.correlation == pytest.approx(one @ other / np.sqrt((one @ one) * (other @ other)))


def test_steps_are_ranked_by_what_they_lose_without_attention() -> None:
    assert SUITE.ranking == (1, 0)


def test_the_table_has_a_row_a_variant() -> None:
    frame = SUITE.to_frame()
    assert frame["variant"].tolist() == ["uniform", "masked", "masked", "masked"]
    assert frame["piece"].tolist() == ["", "我", "爱", "你"]
    assert frame["delta_mean"].tolist() == [1.5, 2.25, 0.375, 2.0]
    assert frame["delta_max"].tolist() == [2.0, 4.0, 0.5, 3.0]
    assert frame["kl_max"].tolist() == pytest.approx([2 / log(2), 4 / log(2), 0.5 / log(2), 3 / log(2)])
    assert frame["changed"].tolist() == [True, False, False, True]
    assert frame["output"].tolist() == ["I am", "I go", "I go", "I"]
