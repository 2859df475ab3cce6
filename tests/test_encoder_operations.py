"""What an encoder computes, counted by hand."""

from dataclasses import replace

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from seq2seq.config.network_cards import encoder_products, encoder_steps
from seq2seq.config.schema import Cell, ModelConfig
from seq2seq.experiments.cells import encoding_milliseconds
from seq2seq.model.encoders import make_encoder
from tests.conftest import Untrained
from tests.encoding import SHAPES, named, parallel

CONFIG = ModelConfig(8, 8, embedding=2, encoder_hidden=3, attention=5)


@pytest.mark.parametrize(("cell", "matrices"), [("rnn", 1), ("gru", 3), ("lstm", 4)])
def test_a_recurrent_layer_by_hand(cell: Cell, matrices: int) -> None:
    """A matrix: 3 × 2 for the embedding and 3 × 3 for the state, in two directions; the shortcut is 2 × 6."""
    config = replace(CONFIG, cell=cell)
    assert encoder_products(config, 1) == 2 * matrices * (6 + 9) + 12
    assert encoder_products(config, 10) == 10 * encoder_products(config, 1)
    assert encoder_steps(config, 10) == 10


def test_a_second_layer_reads_both_directions_of_the_first() -> None:
    """GRU: 3 matrices × 2 directions × (3 × 6 + 3 × 3) more."""
    deep = replace(CONFIG, encoder_layers=2)
    assert encoder_products(deep, 1) - encoder_products(CONFIG, 1) == 6 * (18 + 9)
    assert encoder_steps(deep, 10) == 20


def test_a_convolution_by_hand() -> None:
    """4 pieces: to the width 3 twice (projection and shortcut), 2 × 3; a layer 6 × 3 × 3 (outputs, inputs, kernel)."""
    config = replace(CONFIG, encoder="conv", bidirectional=False, encoder_layers=2)
    assert encoder_products(config, 4) == 4 * (2 * 6 + 2 * 54)
    assert encoder_steps(config, 4) == 2


def test_self_attention_by_hand() -> None:
    """5 pieces of width 4: four projections 4 × 4, two of 4 × 16; 25 scores and 25 mixtures of 4 numbers."""
    config = replace(CONFIG, embedding=4, encoder="self_attention", bidirectional=False, encoder_hidden=4, heads=2)
    assert encoder_products(config, 5) == 5 * (4 * 16 + 2 * 64) + 2 * 25 * 4
    assert encoder_steps(config, 5) == 1


@pytest.mark.parametrize("config", [parallel("conv", 2), parallel("self_attention", 2)], ids=named)
def test_torch_counts_the_same(config: ModelConfig) -> None:
    """torch counts a multiplication and an addition for each; it does not count recurrent layers."""
    encoder, ids = make_encoder(config).eval(), torch.full((1, 7), 4)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        encoder(ids, torch.ones_like(ids, dtype=torch.bool))
    assert counter.get_total_flops() == 2 * encoder_products(config, 7)


@pytest.mark.parametrize("config", SHAPES, ids=named)
def test_every_encoder_is_counted(config: ModelConfig) -> None:
    assert 0 < encoder_products(config, 4) < encoder_products(config, 8)


def test_a_longer_source_takes_longer(untrained: Untrained) -> None:
    model = untrained().model
    assert 0 < encoding_milliseconds(model, 2, rounds=20) < encoding_milliseconds(model, 64, rounds=20)
