"""The arithmetic of every scoring function with numbers small enough to work out by hand, and that of the weights."""

from collections.abc import Mapping
from math import cos, inf, log, sin, sqrt, tanh

import numpy as np
import pytest

from seq2seq.analysis.step_explainer import SCORING, Operation, ScoringContext
from seq2seq.analysis.step_explainer.scores import sparse_threshold
from seq2seq.analysis.step_explainer.terms import Arithmetic, cell_derivation
from seq2seq.config.schema import ModelConfig

CONFIG = ModelConfig(5, 5, attention=4, heads=2, window=1)
QUERY = [[1.0, 2.0]]
STATES = [[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]
PAST = [[[0.5, 0.25, 0.25]]]
TWO_WIDE = {"query.weight": [[1, 0], [0, 1], [1, 1], [0, 0]], "key.weight": [[1, 0], [0, 1], [1, 0], [0, 1]]}
ADDITIVE = {"query.weight": [[1, 0]], "key.weight": [[0, 1]], "key.bias": [-1], "v.weight": [[2]]}
GENERAL = [[sqrt(2), 0], [0, 2 * sqrt(2)]]  # √2 diag(1, 2)

CASES: dict[str, tuple[Mapping[str, object], list[list[float]]]] = {
    "none": ({}, [[-inf, -inf, 0], [0, -inf, -inf]]),
    "uniform": ({}, [[0, 0, 0]]),
    "dot": ({}, [[1, 2, 0]]),
    "scaled": ({}, [[1 / sqrt(2), 2 / sqrt(2), 0]]),
    # W_q s = (1, 2, 3, 0); W_k h = (1, 0, 1, 0), (0, 1, 0, 1), (2, -1, 2, -1); √4 = 2
    "scaled_dot": (TWO_WIDE, [[(1 + 3) / 2, 2 / 2, (2 - 2 + 6) / 2]]),
    # head 0 has (1, 2) and the first halves of the keys, head 1 has (3, 0) and the second; √2
    "multi_head": (TWO_WIDE, [[1 / sqrt(2), 2 / sqrt(2), 0], [3 / sqrt(2), 0, 6 / sqrt(2)]]),
    # |s| = √5; s·h = 1, 2, 0
    "cosine": ({"log_sharpness": log(5)}, [[sqrt(5), 2 * sqrt(5), 0]]),
    "general": ({"key.weight": GENERAL}, [[1, 4, -2]]),
    # W s = 1; U h + b = -1, 0, -2
    "additive": (ADDITIVE, [[0, 2 * tanh(1), -2 * tanh(1)]]),
    # W [s; h] = 1 + the second entry of h
    "concat": ({"joint.weight": [[1, 0, 0, 1]], "v.weight": [[2]]}, [[2 * tanh(1), 2 * tanh(2), 0]]),
    "location": ({"position.weight": [[1, 0], [0, 1], [1, 1], [9, 9]]}, [[1, 2, 3]]),
    "sinusoidal": (
        {"query.weight": [[1, 0], [0, 1]], "key.weight": [[1, 0], [0, 1]]},
        [[2 / sqrt(2), (sin(1) + 2 * cos(1)) / sqrt(2), (sin(2) + 2 * cos(2)) / sqrt(2)]],
    ),
    # the filter feels two places to the right: 0.25, 0, 0; V makes that 1, 0, 0
    "location_aware": (
        ADDITIVE | {"trail.weight": [[[0, 0, 0, 0, 1]]], "feature.weight": [[4]]},
        [[2 * tanh(1), 2 * tanh(1), -2 * tanh(1)]],
    ),
    # the window is around 0, one to either side
    "local_m": ({"general.key.weight": GENERAL}, [[1, 4, -inf]]),
    # W_p s = 0, so p = 2 · σ(0) = 1; the Gaussian is -2 (i - 1)²
    "local_p": (
        {"general.key.weight": GENERAL, "position.weight": [[1, -0.5]], "v.weight": [[3]]},
        [[1 - 2, 4, -2 - 2]],
    ),
}


def written(scorer: str, at: list[int]) -> tuple[Operation, ...]:
    parameters = {name: np.array(value, dtype=float) for name, value in CASES[scorer][0].items()}
    return SCORING[scorer](
        ScoringContext(CONFIG, parameters, np.array(QUERY), np.array(STATES), 2, np.array(PAST), np.array(at))
    )


def test_every_scoring_function_has_a_case() -> None:
    assert set(CASES) == set(SCORING)


@pytest.mark.parametrize("scorer", CASES)
def test_scores_worked_by_hand(scorer: str) -> None:
    expected = np.array(CASES[scorer][1])
    scores = np.broadcast_to(written(scorer, [0, 1, 2])[-1].value, (1, *expected.shape))
    np.testing.assert_allclose(scores[0], expected, atol=1e-12)


@pytest.mark.parametrize("scorer", CASES)
def test_a_piece_alone_has_the_numbers_it_has_among_all(scorer: str) -> None:
    together = written(scorer, [0, 1, 2])
    for place in range(3):
        for whole, alone in zip(together, written(scorer, [place]), strict=True):
            own = whole.value[:, :, min(place, whole.value.shape[2] - 1)]
            np.testing.assert_allclose(alone.value[:, :, 0], own)


@pytest.mark.parametrize("scorer", CASES)
def test_every_term_is_made_of_what_stands_before_it(scorer: str) -> None:
    """Or of what is no term: parameters, and what a rule fixes."""
    symbols = {"W", "W_q", "W_k", "W_p", "U", "V", "F", "b", "D"}
    for term in written(scorer, [0]):
        assert set(term.operands) <= symbols, term.symbol
        symbols.add(term.symbol)


def test_the_lines_of_a_dot_product() -> None:
    lines = Arithmetic(2, 0, "s h", cell_derivation(written("dot", [2]), 0)).to_dict()["terms"]
    assert [(line["symbol"], line["value"]) for line in lines] == [
        ("s_t", [[1, 2]]),
        ("h_i", [[2, -1]]),
        ("s_t ⊙ h_i", [[2, -2]]),
        ("score", [0]),
    ]


def test_the_lines_of_the_second_head() -> None:
    lines = {term.symbol: term for term in cell_derivation(written("multi_head", [0]), 1)}
    assert lines["W_q s_t"].value.tolist() == [[3, 0]]
    assert lines["W_k h_i"].value.tolist() == [[1, 0]]
    matrix = lines["W_q s_t"].matrix
    assert matrix is not None and matrix.tolist() == [[1, 1], [0, 0]]
    assert lines["1/√(K/N)"].value == pytest.approx(1 / sqrt(2))


def test_the_lines_of_an_additive_score() -> None:
    lines = {term.symbol: term.value.tolist() for term in cell_derivation(written("additive", [1]), 0)}
    assert lines["W s_t"] == [[1]]
    assert lines["U h_i + b"] == [[0]]
    assert lines["x"] == [[1]]
    assert lines["tanh(x)"] == [[tanh(1)]]


def test_where_a_local_model_guesses() -> None:
    lines = {term.symbol: term.value.tolist() for term in cell_derivation(written("local_p", [2]), 0)}
    assert (lines["W_p s_t"], lines["u"], lines["σ(u)"], lines["p_t"]) == ([[0]], [0], [0.5], [1])
    assert (lines["i − p_t"], lines["g"], lines["match"], lines["score"]) == ([1], [-2], [pytest.approx(-2)], [-4])
    assert (lines["D"], lines["σ"]) == ([1], [0.5])


def test_what_is_outside_the_window_is_none_in_json() -> None:
    lines = Arithmetic(2, 0, "", cell_derivation(written("local_m", [2]), 0)).to_dict()["terms"]
    assert {line["symbol"]: line["value"] for line in lines}["i − p_t"] == [2]
    assert (lines[-1]["value"], lines[-1]["of"]) == ([None], ["match", "i − p_t", "D"])


def test_past_weights_are_felt_with_their_neighbours() -> None:
    lines = {term.symbol: term.value.tolist() for term in cell_derivation(written("location_aware", [0]), 0)}
    assert lines["past"] == [[0, 0, 0.5, 0.25, 0.25]]
    assert lines["F * past"] == [[0.25]]


@pytest.mark.parametrize(
    ("row", "threshold"),
    [([-2, 0, -1], -1), ([-0.5, 0, -0.1], -1.6 / 3), ([0, 0, -inf], -0.5), ([-inf, -inf, 0], -1)],
)
def test_the_threshold_of_sparsemax(row: list[float], threshold: float) -> None:
    shifted = np.array([[row]])
    np.testing.assert_allclose(sparse_threshold(shifted), [[threshold]])
    assert np.maximum(shifted - threshold, 0).sum() == pytest.approx(1)
