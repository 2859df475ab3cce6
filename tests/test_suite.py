"""Weights against importance: Kendall's τ and the interval of random weights by hand; placebos; the suite's table."""

from math import isnan, log, nan

import numpy as np
import pytest

from seq2seq.analysis.suite import (
    Counterfactual,
    CounterfactualResult,
    Suite,
    diagonal,
    kendall,
    rank_correlation,
    sharp_diagonal,
    stretched,
    without_row_edits,
)
from seq2seq.config.edits import DeletePiece, Edits, Flatten, MaskSource, OneHot, SwapPiece
from tests.test_effect import trace

WEIGHTS = [[0.7, 0.1, 0.2], [0.2, 0.3, 0.5]]


def test_kendall_counts_pairs_in_the_same_order_and_allows_for_ties() -> None:
    assert kendall(np.array([1, 2, 3, 4]), np.array([1, 10, 100, 1000])) == 1
    assert kendall(np.array([1, 2, 3, 4]), np.array([1, 2, 4, 3])) == pytest.approx((5 - 1) / 6)
    # one tie of six pairs: five pairs agree, √(5 · 6)
    assert kendall(np.array([0, 7, 7, 9]), np.array([1, 2, 3, 4])) == pytest.approx(5 / 30**0.5)
    np.testing.assert_array_equal(kendall(np.array([[1, 2], [1, 1]]), np.array([2, 1])), [-1, nan])


def test_the_correlation_is_the_mean_over_the_steps_that_rank_anything() -> None:
    importance = np.array([[3, 1, 2], [0.1, 0.3, 0.2], [5, 5, 5]])
    result = rank_correlation(np.array([*WEIGHTS, [0.5, 0.3, 0.2]]), importance)
    assert result.tau == pytest.approx((1 + 1 / 3) / 2)


def test_what_cannot_be_deleted_is_left_out() -> None:
    weights, importance = np.array([[0.1, 0.2, 0.3, 0.4]]), np.array([[1, 2, 3, nan]])
    assert rank_correlation(weights, importance) == rank_correlation(weights[:, :3], importance[:, :3])


@pytest.mark.parametrize("flat", [np.full((2, 3), 1 / 3), np.ones((2, 1))])
def test_weights_that_are_the_same_everywhere_rank_nothing(flat: np.ndarray) -> None:
    result = rank_correlation(flat, np.arange(6.0).reshape(2, 3)[:, : flat.shape[1]])
    assert isnan(result.tau) and result.verdict == "flat"


def test_what_permuted_columns_reach_is_what_random_orders_reach() -> None:
    """Of the 120 orders of five pieces one has τ 1 and four have 0.8: 97.5 % are below 1. Kendall 1938."""
    row, wanted = np.array([[0.1, 0.2, 0.3, 0.25, 0.15]]), np.array([[1.0, 2, 3, 4, 5]])
    steps = 40
    once, often = (rank_correlation(np.tile(row, (n, 1)), np.tile(wanted, (n, 1))) for n in (1, steps))
    reached = [once.permuted, often.permuted]  # the same order at every step: as good as one
    assert reached == pytest.approx([0.8, 0.8])


def test_same_weights_same_answer() -> None:
    weights, importance = np.random.default_rng(3).random((2, 4, 6))
    assert len({rank_correlation(weights, importance, (weights,)) for _ in range(2)}) == 1


def test_a_diagonal_and_other_sentences_are_stretched_to_the_size() -> None:
    np.testing.assert_allclose(diagonal((3, 3)) * 7, [[3.5, 7 / 3, 7 / 6], [2, 3, 2], [7 / 6, 7 / 3, 3.5]])
    np.testing.assert_allclose(stretched(np.eye(2), (3, 3)), [[2 / 3, 1 / 3, 0], [1 / 3] * 3, [0, 1 / 3, 2 / 3]])
    np.testing.assert_allclose(stretched(np.array([[0.2, 0.8]]), (2, 2)), [[0.2, 0.8]] * 2)


def test_the_answer_is_yes_only_above_every_rival() -> None:
    """Ten pieces that matter as the weights say, along the diagonal: then the diagonal says the same."""
    along = diagonal((10, 10))
    across = along[:, np.random.default_rng(5).permutation(10)]
    assert rank_correlation(along, along).verdict == "no" and rank_correlation(along, along).strongest[0] == "diagonal"
    assert rank_correlation(across, across).verdict == "yes"
    by_others = rank_correlation(across, across, (across,))
    assert by_others.verdict == "no" and by_others.strongest == ("others", 1)


def test_a_sharp_diagonal_does_not_beat_the_diagonal() -> None:
    """Where the piece that matters is on the diagonal, all weight on it has a greater τ than weights that fall off."""
    random = np.random.default_rng(3)
    importance = sharp_diagonal((8, 8)) + random.random((8, 8)) / 2
    result = rank_correlation(sharp_diagonal((8, 8)), importance)
    flat = kendall(diagonal((8, 8)), importance).mean()
    assert result.tau > flat and (result.verdict, result.strongest[0]) == ("no", "diagonal")


def test_few_pieces_are_too_short_to_tell() -> None:
    weights = np.array([[0.1, 0.4, 0.2, 0.3, 0.05]])
    assert [rank_correlation(weights[:, :n], weights[:, :n]).verdict for n in (2, 3, 4)] == ["too_short"] * 3
    assert rank_correlation(weights, weights).verdict == "yes"


def foreign(kind: str, random: np.random.Generator) -> np.ndarray:
    """Weights of eight pieces at six steps that know nothing of what matters."""
    if kind == "repeated":
        return np.tile(random.dirichlet(np.ones(8)), (6, 1))
    rows = random.dirichlet(np.ones(8), 6)
    return rows if kind == "random" else diagonal((6, 8))[:, random.permutation(8)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["random", "repeated", "permuted"])
def test_placebo_weights_that_know_nothing_get_a_yes_as_seldom_as_is_said(kind: str) -> None:
    """Importance that leans on the same pieces at every step, which deceives a test that draws rows on their own: of
    300 at most 2.5 % above the columns' own permutations, within three standard deviations."""
    random = np.random.default_rng(7)
    importance = random.gamma(0.3, size=(300, 6, 8)) + random.gamma(0.5, size=(300, 1, 8))
    answers = [rank_correlation(foreign(kind, random), wanted).verdict for wanted in importance]
    assert answers.count("yes") <= 15


# -- the suite


def variant(
    name: str, delta: list[float], apart: list[float], position: int | None = None, text: str = "I go"
) -> CounterfactualResult:
    counterfactual = Counterfactual(name, (Flatten(),) if position is None else (DeletePiece(position),), position)
    return CounterfactualResult(
        counterfactual, np.array(delta), np.abs(delta) / np.log(2), np.array(apart), text, text != "I go"
    )


SUITE = Suite(
    trace(("▁I", "▁go"), WEIGHTS),
    (
        variant("uniform", [-1.0, -2.0], [0.5, 0.25], text="I am"),
        variant("deleted", [-4.0, 0.5], [0.9, 0.1], 0),
        variant("deleted", [-0.5, -0.25], [0.25, 0.5], 1),
        variant("deleted", [1.0, -3.0], [0.5, 0.75], 2, "I"),
    ),
    np.array([[1.0, 3.0, 2.0], [3.0, 2.0, 1.0]]),
)


def test_the_matrix_holds_how_far_each_step_moves_without_each_piece() -> None:
    np.testing.assert_array_equal(SUITE.variation, [[0.9, 0.25, 0.5], [0.1, 0.5, 0.75]])


def test_the_weights_are_held_against_each_measure() -> None:
    taus = {name: result.tau for name, result in SUITE.rank_correlations.items()}
    assert taus == pytest.approx({"variation": 1, "kl": (1 + 1 / 3) / 2, "gradient": -1})
    assert SUITE.verdict == SUITE.rank_correlations["variation"].verdict == "too_short"


def test_padding_has_no_importance() -> None:
    padded = Suite(trace(("▁I",), [[0.5, 0.3, 0.2]]), (variant("deleted", [0.0], [0.5], 1),), np.ones((1, 3)))
    np.testing.assert_array_equal(padded.variation, [[nan, 0.5, nan]])


def test_the_table_has_a_row_a_variant() -> None:
    frame = SUITE.to_frame()
    assert frame["variant"].tolist() == ["uniform", "deleted", "deleted", "deleted"]
    assert frame["piece"].tolist() == ["", "我", "爱", "你"]
    assert frame["delta_mean"].tolist() == [1.5, 2.25, 0.375, 2.0]
    assert frame["delta_max"].tolist() == [2.0, 4.0, 0.5, 3.0]
    assert frame["kl_max"].tolist() == pytest.approx([2 / log(2), 4 / log(2), 0.5 / log(2), 3 / log(2)])
    assert frame["variation_mean"].tolist() == pytest.approx([0.375, 0.5, 0.375, 0.625])
    assert frame["changed"].tolist() == [True, False, False, True]
    assert frame["output"].tolist() == ["I am", "I go", "I go", "I"]


def test_edits_of_rows_are_told_from_others() -> None:
    others: Edits = (MaskSource(0), SwapPiece(0, "你"))
    assert without_row_edits((*others, OneHot(), Flatten(1))) == others
