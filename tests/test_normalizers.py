"""Softmax and sparsemax by hand, against what defines them, and where nothing may be seen."""

from math import inf, log

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seq2seq.attention.normalize import NORMALIZERS
from tests.test_attention_values import approx

ALL = torch.ones(1, dtype=torch.bool)


def test_softmax_by_hand() -> None:
    weights = NORMALIZERS["softmax"](torch.tensor([0.0, log(3), log(4)]), ALL)
    assert weights.tolist() == approx([1 / 8, 3 / 8, 4 / 8])


def test_sparsemax_by_hand() -> None:
    # The two largest are kept: τ = (1 + ½ − 1) / 2 = ¼
    assert NORMALIZERS["sparsemax"](torch.tensor([1.0, 0.5, -1.0]), ALL).tolist() == [0.75, 0.25, 0]
    assert NORMALIZERS["sparsemax"](torch.tensor([0.2, 0.1, 0.0]), ALL).tolist() == approx([13 / 30, 10 / 30, 7 / 30])
    assert NORMALIZERS["sparsemax"](torch.tensor([3.0, 1.0, 2.0]), ALL).tolist() == [1, 0, 0]


def projected(scores: np.ndarray) -> np.ndarray:
    """The nearest point of the simplex, found slowly: τ by bisection until what is above it sums to 1."""
    low, high = scores.min() - 1, scores.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(scores - middle, 0).sum() > 1 else (low, middle)
    return np.maximum(scores - low, 0)


@given(st.data())
def test_sparsemax_is_the_projection_onto_the_simplex(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 13))
    values = data.draw(arrays(np.float64, size, elements=st.floats(-50, 50)))
    mask = data.draw(arrays(np.bool_, size).filter(np.any))
    weights = NORMALIZERS["sparsemax"](torch.from_numpy(values), torch.from_numpy(mask)).numpy()
    assert weights[mask] == pytest.approx(projected(values[mask]), abs=1e-9)
    assert not weights[~mask].any()


@pytest.mark.parametrize("normalize", NORMALIZERS.values(), ids=NORMALIZERS)
@given(scores=arrays(np.float64, 5, elements=st.floats(-50, 50)), shift=st.floats(-50, 50))
def test_a_constant_added_to_all_scores_changes_nothing(normalize, scores: np.ndarray, shift: float) -> None:
    before, after = (normalize(torch.from_numpy(row), ALL) for row in (scores, scores + shift))
    torch.testing.assert_close(before, after, atol=1e-9, rtol=1e-6)


@pytest.mark.parametrize("normalize", NORMALIZERS.values(), ids=NORMALIZERS)
@pytest.mark.parametrize("forbidden", [0.0, -inf])
def test_a_row_without_pieces_is_all_zero_and_so_is_its_gradient(normalize, forbidden: float) -> None:
    scores = torch.tensor([[0.3, 0.1, 0.2, 0.1, 0.0, 0.5, 0.4], [forbidden] * 7], requires_grad=True)
    mask = torch.tensor([[True] * 7, [False] * 7])
    weights = normalize(scores, mask)
    (weights * torch.arange(7)).sum().backward()
    assert weights[1].tolist() == [0] * 7
    assert scores.grad is not None
    assert scores.grad.isfinite().all()
    assert scores.grad[0].any()
    assert not scores.grad[1].any()


@pytest.mark.parametrize("normalize", NORMALIZERS.values(), ids=NORMALIZERS)
def test_what_the_scorer_forbids_gets_nothing(normalize) -> None:
    weights = normalize(torch.tensor([0.5, -inf, 0.5]), ALL)
    assert weights.tolist() == [0.5, 0, 0.5]


@pytest.mark.parametrize("normalize", NORMALIZERS.values(), ids=NORMALIZERS)
def test_where_the_scorer_forbids_all_that_is_not_masked_the_row_is_zero(normalize) -> None:
    weights = normalize(torch.tensor([0.5, -inf, -inf]), torch.tensor([False, True, True]))
    assert weights.tolist() == [0, 0, 0]


@pytest.mark.parametrize("normalize", NORMALIZERS.values(), ids=NORMALIZERS)
def test_gradients_are_those_of_finite_differences(normalize) -> None:
    scores = torch.tensor([[0.9, 0.7, 0.1, -3.0], [0.2, 0.25, 0.3, 9.0]], dtype=torch.float64, requires_grad=True)
    mask = torch.tensor([[True] * 4, [True] * 3 + [False]])
    assert torch.autograd.gradcheck(lambda z: normalize(z, mask), scores)
