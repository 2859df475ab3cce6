"""Receptive fields: which pieces reach a state, exactly, and how strongly."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis.gradients import jacobian_norms, reachable, receptive_field
from seq2seq.config.schema import ModelConfig
from seq2seq.decoding.corpus import source_ids
from seq2seq.model.seq2seq import Seq2Seq
from tests.conftest import PAIRS, TINY, Untrained
from tests.encoding import SHAPES, named, parallel

SOURCE = [4, 5, 6, 7, 8, 9, 3]
every_shape = pytest.mark.parametrize("config", SHAPES, ids=named)


def model(config: ModelConfig) -> Seq2Seq:
    torch.manual_seed(0)
    return Seq2Seq(config).for_decoding()


def by_autograd(built: Seq2Seq, source: list[int]) -> np.ndarray:
    """(L, S, S): the norms of the blocks of torch's own Jacobian of all layers."""
    mask = torch.ones(1, len(source), dtype=torch.bool)
    embedded = built.encoder.embedding(torch.tensor([source]))
    jacobians: Any = torch.autograd.functional.jacobian(
        lambda inputs: tuple(built.encoder.layer_states(inputs, mask)), embedded
    )
    return torch.stack([block[0, :, :, 0].permute(0, 2, 1, 3).flatten(2).norm(dim=2) for block in jacobians]).numpy()


@every_shape
def test_norms_are_those_of_the_jacobian(config: ModelConfig) -> None:
    built = model(config)
    np.testing.assert_allclose(jacobian_norms(built, SOURCE), by_autograd(built, SOURCE), rtol=1e-3, atol=1e-6)


@every_shape
def test_the_gradient_is_exactly_zero_outside_of_what_reaches_and_nowhere_inside(config: ModelConfig) -> None:
    np.testing.assert_array_equal(jacobian_norms(model(config), SOURCE) > 0, reachable(config, len(SOURCE)))


def test_a_convolution_of_five_reaches_two_more_with_each_layer() -> None:
    config = replace(parallel("conv", layers=2), kernel=5)
    first, second = reachable(config, 7)
    assert first[3].tolist() == [False, True, True, True, True, True, False]
    assert second[0].tolist() == [True] * 5 + [False] * 2
    np.testing.assert_array_equal(jacobian_norms(model(config), SOURCE) > 0, [first, second])


def test_one_direction_reads_what_stands_before() -> None:
    config = replace(TINY, bidirectional=False, encoder_hidden=12)
    assert reachable(config, 3).tolist() == [[[True, False, False], [True, True, False], [True, True, True]]]


def test_some_directions_stand_for_all() -> None:
    """With half of the twelve directions, the squares are right on average over many pairs."""
    built = model(replace(TINY, encoder_layers=2))
    exact, estimate = (jacobian_norms(built, SOURCE, probes) for probes in (12, 6))
    assert (exact != estimate).any()
    assert (estimate**2).sum() == pytest.approx((exact**2).sum(), rel=0.3)


@every_shape
def test_the_model_stays_as_it_was(config: ModelConfig) -> None:
    """One model serves all at once: its parameters stay frozen."""
    built = model(config)
    jacobian_norms(built, SOURCE)
    assert not any(parameter.requires_grad or parameter.grad is not None for parameter in built.parameters())


def test_it_has_the_pieces_of_the_text(untrained: Untrained) -> None:
    bundle = untrained()
    field = receptive_field(bundle, PAIRS[0][0])
    assert field.source == bundle.source.pieces(source_ids(bundle, PAIRS[0][0]))
    assert field.norms.shape == field.reaches.shape == (1, len(field.source), len(field.source))
