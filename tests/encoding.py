"""Encoders of tiny shapes, and what they give for some rows of pieces."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from seq2seq.config.schema import EncoderName, ModelConfig
from seq2seq.model.batch import pad
from seq2seq.model.encoders import Encoder, make_encoder
from tests.conftest import RECURRENCES, TINY

ROWS = [[4, 5, 6, 7, 8, 9, 3], [10, 11, 3], [12, 3], [3]]
PARALLEL: list[EncoderName] = ["conv", "self_attention"]
"""The encoders that have no direction."""
SHAPES = [
    *(
        replace(TINY, **cell, bidirectional=both, encoder_layers=n)
        for cell in RECURRENCES.values()
        for both in (True, False)
        for n in (1, 2)
    ),
    *(
        replace(TINY, encoder=name, bidirectional=False, encoder_hidden=12, encoder_layers=n)
        for name in PARALLEL
        for n in (1, 2)
    ),
]


def named(config: ModelConfig) -> str:
    return (
        f"{config.encoder_recurrence or config.encoder_name}, {config.directions} ways, {config.encoder_layers} layers"
    )


every_shape = pytest.mark.parametrize("config", SHAPES, ids=named)
every_recurrent_shape = pytest.mark.parametrize("config", [c for c in SHAPES if c.encoder_cell], ids=named)
GRU = TINY


def encoder(config: ModelConfig = GRU) -> Encoder:
    torch.manual_seed(0)
    return make_encoder(config).eval()


def parallel(name: EncoderName, layers: int = 1) -> ModelConfig:
    """An encoder without direction."""
    return replace(TINY, encoder=name, bidirectional=False, encoder_hidden=12, encoder_layers=layers)


def read(built: Encoder, rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    with torch.inference_mode():
        return built(*pad(rows))
