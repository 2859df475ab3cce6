"""The encoder: what it gives for each piece, and that padding and neighbours in a batch have no say in it."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from seq2seq.config.schema import Cell
from seq2seq.model.batch import pad
from seq2seq.model.encoder import Encoder
from tests.conftest import TINY

ROWS = [[4, 5, 6, 7, 8, 9, 3], [10, 11, 3], [12, 3], [3]]

every_shape = pytest.mark.parametrize(
    ("cell", "bidirectional", "layers"),
    [(cell, both, layers) for cell in ("rnn", "gru", "lstm") for both in (True, False) for layers in (1, 2)],
)


def encoder(cell: Cell = "gru", bidirectional: bool = True, layers: int = 1, dropout: float = 0.0) -> Encoder:
    torch.manual_seed(0)
    config = replace(TINY, cell=cell, bidirectional=bidirectional, encoder_layers=layers, dropout=dropout)
    return Encoder(config).eval()


def read(built: Encoder, rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    with torch.inference_mode():
        return built(*pad(rows))


@every_shape
def test_there_is_one_state_a_piece_and_one_final_state(cell: Cell, bidirectional: bool, layers: int) -> None:
    values, final = read(encoder(cell, bidirectional, layers), ROWS)
    width = TINY.encoder_hidden * (2 if bidirectional else 1)
    assert values.shape == (4, 7, width)
    assert final.shape == (4, width)


@every_shape
def test_a_sentence_alone_is_encoded_as_in_a_batch(cell: Cell, bidirectional: bool, layers: int) -> None:
    built = encoder(cell, bidirectional, layers)
    values, final = read(built, ROWS)
    for at, row in enumerate(ROWS):
        alone, end = read(built, [row])
        torch.testing.assert_close(values[at, : len(row)], alone[0])
        torch.testing.assert_close(final[at], end[0])


@every_shape
def test_states_of_padding_are_zero(cell: Cell, bidirectional: bool, layers: int) -> None:
    values, _ = read(encoder(cell, bidirectional, layers), ROWS)
    assert all((values[at, len(row) :] == 0).all() for at, row in enumerate(ROWS))


@every_shape
def test_the_final_state_is_the_last_one_forwards_and_the_first_one_backwards(
    cell: Cell, bidirectional: bool, layers: int
) -> None:
    values, final = read(encoder(cell, bidirectional, layers), ROWS)
    forward = TINY.encoder_hidden
    for at, row in enumerate(ROWS):
        torch.testing.assert_close(final[at, :forward], values[at, len(row) - 1, :forward])
        torch.testing.assert_close(final[at, forward:], values[at, 0, forward:])


def test_a_forward_state_knows_only_what_stands_before_it() -> None:
    built, forward = encoder(), TINY.encoder_hidden
    first, second = (read(built, [row])[0][0] for row in ([4, 5, 6, 7, 3], [4, 5, 6, 8, 3]))
    torch.testing.assert_close(first[:3, :forward], second[:3, :forward])
    assert (first[:3, forward:] != second[:3, forward:]).any(dim=1).all()


def test_a_gradient_reaches_every_parameter() -> None:
    built = encoder(layers=2)
    values, final = built(*pad(ROWS))
    (values.sin().sum() + final.cos().sum()).backward()
    assert [name for name, p in built.named_parameters() if p.grad is None or not p.grad.any()] == []


def test_padding_is_no_word_that_is_learned() -> None:
    built = encoder()
    built(*pad(ROWS))[0].sin().sum().backward()
    gradient = built.embedding.weight.grad
    assert gradient is not None
    assert not gradient[0].any()
    assert gradient[3].any()


def test_states_are_dropped_in_training_only() -> None:
    built = encoder(dropout=0.5)
    torch.testing.assert_close(read(built, ROWS), read(built, ROWS))
    built.train()
    assert not torch.equal(read(built, ROWS)[0], read(built, ROWS)[0])
