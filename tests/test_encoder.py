"""The encoders: what they give for each piece, and that padding and neighbours in a batch have no say in it."""

from dataclasses import replace

import pytest
import torch

from seq2seq.config.network_cards import ENCODER_CARDS
from seq2seq.config.schema import ModelConfig, Recurrence
from seq2seq.model.batch import pad
from seq2seq.model.encoders import ENCODERS
from seq2seq.model.encoders.encoder import register_encoder
from seq2seq.model.encoders.parallel import SelfAttentionEncoder
from tests.conftest import RECURRENCES, TINY, every_recurrence
from tests.encoding import GRU, ROWS, encoder, every_recurrent_shape, every_shape, read

# -- every encoder


def test_every_encoder_has_a_card_and_a_class() -> None:
    assert set(ENCODERS) == set(ENCODER_CARDS)
    for name in ("gru", "no_such"):
        with pytest.raises(ValueError, match=r"registered already|write a card"):
            register_encoder(name)(SelfAttentionEncoder)


@every_shape
def test_there_is_one_state_a_piece_and_one_final_state(config: ModelConfig) -> None:
    values, final = read(encoder(config), ROWS)
    assert values.shape == (4, 7, config.encoder_width)
    assert final.shape == (4, config.encoder_width)


@every_shape
def test_a_sentence_alone_is_encoded_as_in_a_batch(config: ModelConfig) -> None:
    built = encoder(config)
    values, final = read(built, ROWS)
    for at, row in enumerate(ROWS):
        alone, end = read(built, [row])
        torch.testing.assert_close(values[at, : len(row)], alone[0])
        torch.testing.assert_close(final[at], end[0])


@every_shape
def test_states_of_padding_are_zero(config: ModelConfig) -> None:
    values, _ = read(encoder(config), ROWS)
    assert all((values[at, len(row) :] == 0).all() for at, row in enumerate(ROWS))


@every_recurrent_shape
def test_the_final_state_is_the_last_one_forwards_and_the_first_one_backwards(config: ModelConfig) -> None:
    values, final = read(encoder(config), ROWS)
    forward = TINY.encoder_hidden
    for at, row in enumerate(ROWS):
        torch.testing.assert_close(final[at, :forward], values[at, len(row) - 1, :forward])
        torch.testing.assert_close(final[at, forward:], values[at, 0, forward:])


def test_a_forward_state_knows_only_what_stands_before_it() -> None:
    built, forward = encoder(GRU), TINY.encoder_hidden
    first, second = (read(built, [row])[0][0] for row in ([4, 5, 6, 7, 3], [4, 5, 6, 8, 3]))
    torch.testing.assert_close(first[:3, :forward], second[:3, :forward])
    assert (first[:3, forward:] != second[:3, forward:]).any(dim=1).all()


@every_shape
def test_a_gradient_reaches_every_parameter(config: ModelConfig) -> None:
    built = encoder(config)
    values, final = built(*pad(ROWS))
    (values.sin().sum() + final.cos().sum()).backward()
    assert [name for name, p in built.named_parameters() if p.grad is None or not p.grad.any()] == []


@every_shape
def test_padding_is_no_word_that_is_learned(config: ModelConfig) -> None:
    built = encoder(config)
    built(*pad(ROWS))[0].sin().sum().backward()
    gradient = built.embedding.weight.grad
    assert gradient is not None
    assert not gradient[0].any()
    assert gradient[3].any()


@every_shape
def test_states_are_dropped_in_training_only(config: ModelConfig) -> None:
    built = encoder(replace(config, dropout=0.5))
    torch.testing.assert_close(read(built, ROWS), read(built, ROWS))
    built.train()
    assert not torch.equal(read(built, ROWS)[0], read(built, ROWS)[0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"encoder": "conv"}, "bidirectional must be false"),
        ({"encoder": "self_attention"}, "bidirectional must be false"),
        ({"kernel": 4}, "kernel must be odd"),
        ({"kernel": 33}, "from 1 to 31"),
        ({"encoder": "self_attention", "bidirectional": False, "heads": 5}, "5 heads can't share a width of 6"),
        ({"encoder": "transformer"}, "encoder must be one of"),
    ],
)
def test_an_encoder_that_can_not_be_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ModelConfig.from_dict(TINY.to_dict() | changes)


# -- layers


@every_shape
def test_the_states_of_the_last_layer_are_those_that_the_encoder_gives(config: ModelConfig) -> None:
    built = encoder(config)
    ids, mask = pad(ROWS)
    with torch.inference_mode():
        layers = built.layer_states(built.embedding(ids), mask)
        torch.testing.assert_close(layers[-1], built.states(built.embedding(ids), mask))
    assert len(layers) == config.encoder_layers
    assert all((layers[0][at, len(row) :] == 0).all() for at, row in enumerate(ROWS))


@every_recurrence
@pytest.mark.parametrize("both", [True, False])
def test_the_first_of_two_recurrent_layers_is_that_layer_alone(recurrence: Recurrence, both: bool) -> None:
    config = replace(TINY, **RECURRENCES[recurrence], bidirectional=both, encoder_layers=2)
    deep, flat = encoder(config), encoder(replace(config, encoder_layers=1))
    flat.load_state_dict({name: tensor for name, tensor in deep.state_dict().items() if "_l1" not in name})
    ids, mask = pad(ROWS)
    with torch.inference_mode():
        first = deep.layer_states(deep.embedding(ids), mask)[0]
        torch.testing.assert_close(first, flat.states(deep.embedding(ids), mask))
