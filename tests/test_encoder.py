"""The encoders: what they give for each piece, and that padding and neighbours in a batch have no say in it."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from seq2seq.config.encoder_cards import ENCODER_CARDS
from seq2seq.config.schema import Cell, EncoderName, ModelConfig
from seq2seq.model.batch import pad
from seq2seq.model.encoders import ENCODERS, Encoder, make_encoder
from seq2seq.model.encoders.convolution import ConvEncoder
from seq2seq.model.encoders.encoder import register_encoder
from seq2seq.model.encoders.self_attention import SelfAttentionEncoder
from seq2seq.model.self_attention import SelfAttentionLayer, with_positions
from tests.conftest import TINY

ROWS = [[4, 5, 6, 7, 8, 9, 3], [10, 11, 3], [12, 3], [3]]
CELLS: list[Cell] = ["rnn", "gru", "lstm"]
PARALLEL: list[EncoderName] = ["conv", "self_attention"]
"""The encoders that have no direction."""
SHAPES = [
    *(
        replace(TINY, cell=cell, bidirectional=both, encoder_layers=n)
        for cell in CELLS
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
    return f"{config.encoder_name}, {config.directions} ways, {config.encoder_layers} layers"


every_shape = pytest.mark.parametrize("config", SHAPES, ids=named)
every_recurrent_shape = pytest.mark.parametrize("config", [c for c in SHAPES if c.encoder_cell], ids=named)
GRU = TINY


def encoder(config: ModelConfig = GRU) -> Encoder:
    torch.manual_seed(0)
    return make_encoder(config).eval()


def read(built: Encoder, rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    with torch.inference_mode():
        return built(*pad(rows))


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


# -- without directions


@pytest.mark.parametrize("name", PARALLEL)
def test_the_final_state_is_the_mean_of_all_where_there_is_no_direction(name: EncoderName) -> None:
    values, final = read(encoder(parallel(name)), ROWS)
    for at, row in enumerate(ROWS):
        torch.testing.assert_close(final[at], values[at, : len(row)].mean(dim=0))


def parallel(name: EncoderName, layers: int = 1) -> ModelConfig:
    return replace(TINY, encoder=name, bidirectional=False, encoder_hidden=12, encoder_layers=layers)


@pytest.mark.parametrize("name", PARALLEL)
def test_they_know_the_order_of_the_pieces(name: EncoderName) -> None:
    """Without a code of the position self-attention would give the same states in another order."""
    first, second = (read(encoder(parallel(name)), [row])[0][0] for row in ([4, 5, 3], [5, 4, 3]))
    assert (first[0] - second[1]).abs().max() > 0.01


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_convolution_sees_one_more_neighbour_with_each_layer(layers: int) -> None:
    built, row = encoder(parallel("conv", layers)), [4, 5, 6, 7, 8, 9, 10, 11, 3]
    before, after = (read(built, [[*row[:4], piece, *row[5:]]])[0][0] for piece in (8, 12))
    changed = (before != after).any(dim=1).nonzero().flatten().tolist()
    assert changed == list(range(4 - layers, 5 + layers))


def test_self_attention_sees_all_pieces_in_one_layer() -> None:
    built = encoder(parallel("self_attention"))
    before, after = (read(built, [[4, 5, 6, 7, piece, 3]])[0][0] for piece in (8, 12))
    assert (before != after).any(dim=1).all()


def test_a_convolution_by_hand() -> None:
    """x = 1, 2, 3; the sum of three neighbours is 3, 6, 5; a gate of σ(0) halves it; x is added, all times √½."""
    config = ModelConfig(8, 8, encoder="conv", embedding=1, encoder_hidden=1, bidirectional=False, dropout=0.0)
    built = make_encoder(config)
    assert isinstance(built, ConvEncoder)
    with torch.no_grad():
        built.position.weight.zero_()
        weight, bias = built.layers[0].parameters()
        weight.copy_(torch.tensor([[[1.0, 1, 1]], [[0, 0, 0]]]))
        bias.zero_()
        states = built.states(torch.tensor([[[1.0], [2], [3]]]), torch.ones(1, 3, dtype=torch.bool))
    assert states.flatten().tolist() == pytest.approx([x * math.sqrt(0.5) for x in (2.5, 5.0, 5.5)])


def test_self_attention_reads_embeddings_times_the_root_of_their_width_plus_the_code_of_the_place() -> None:
    """Of two pieces (3, 4), with layers that add nothing and without the last norm: √2 (3, 4) + (sin i, cos i)."""
    config = ModelConfig(8, 8, encoder="self_attention", embedding=2, encoder_hidden=2, heads=1, bidirectional=False)
    built = make_encoder(config).eval()
    built.norm = nn.Identity()
    with torch.no_grad():
        for name, parameter in built.named_parameters():
            if "output" in name or "narrow" in name:
                parameter.zero_()
        states = built.states(torch.tensor([[[3.0, 4.0]] * 2]), torch.ones(1, 2, dtype=torch.bool))
    root = math.sqrt(2)
    expected = [[3 * root, 4 * root + 1], [3 * root + math.sin(1), 4 * root + math.cos(1)]]
    torch.testing.assert_close(states[0], torch.tensor(expected))


def test_states_of_self_attention_are_normed_after_the_last_layer() -> None:
    built, (src, mask) = encoder(parallel("self_attention", layers=2)), pad(ROWS)
    below, last = (states[0] for states in built.layer_states(built.embedding(src), mask))
    torch.testing.assert_close(last.mean(dim=-1), torch.zeros(7), atol=1e-6, rtol=0)
    torch.testing.assert_close(last.std(dim=-1, correction=0), torch.ones(7), atol=1e-3, rtol=0)
    assert not torch.allclose(below.mean(dim=-1), torch.zeros(7), atol=1e-3)


def test_self_attention_agrees_with_torchs_transformer_layer() -> None:
    torch.manual_seed(0)
    ours = SelfAttentionLayer(12, 3, 0.0).eval()
    theirs = nn.TransformerEncoderLayer(12, 3, 48, 0.0, batch_first=True, norm_first=True).eval()
    parts = [ours.query, ours.key, ours.value]
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": torch.cat([part.weight for part in parts]),
            "self_attn.in_proj_bias": torch.cat([part.bias for part in parts]),
            **{f"self_attn.out_proj.{key}": value for key, value in ours.output.state_dict().items()},
            **{f"linear1.{key}": value for key, value in ours.widen.state_dict().items()},
            **{f"linear2.{key}": value for key, value in ours.narrow.state_dict().items()},
            **{f"norm1.{key}": value for key, value in ours.norm.state_dict().items()},
            **{f"norm2.{key}": value for key, value in ours.second_norm.state_dict().items()},
        }
    )
    states, mask = torch.randn(2, 5, 12), torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    with torch.inference_mode():
        attended, weights, _ = ours.attend(states, mask[:, None, None])
        own, other = ours.feed_forward(attended), theirs(states, src_key_padding_mask=~mask)
    torch.testing.assert_close(own[mask], other[mask])
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 3, 5))
    assert not weights[1, :, :, 3:].any()


def test_weights_of_self_attention_come_by_layer_and_head() -> None:
    built = encoder(parallel("self_attention", layers=2))
    src, mask = pad(ROWS)
    weights = built.self_weights(built.embedding(src), mask)
    assert weights is not None and weights.shape == (4, 2, 2, 7, 7)
    assert encoder(GRU).self_weights(built.embedding(src), mask) is None


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


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("both", [True, False])
def test_the_first_of_two_recurrent_layers_is_that_layer_alone(cell: Cell, both: bool) -> None:
    config = replace(TINY, cell=cell, bidirectional=both, encoder_layers=2)
    deep, flat = encoder(config), encoder(replace(config, encoder_layers=1))
    flat.load_state_dict({name: tensor for name, tensor in deep.state_dict().items() if "_l1" not in name})
    ids, mask = pad(ROWS)
    with torch.inference_mode():
        first = deep.layer_states(deep.embedding(ids), mask)[0]
        torch.testing.assert_close(first, flat.states(deep.embedding(ids), mask))


def test_layers_of_self_attention_are_what_its_modules_give() -> None:
    built = encoder(parallel("self_attention", layers=2))
    assert isinstance(built, SelfAttentionEncoder)
    ids, mask = pad(ROWS[:1])
    with torch.inference_mode():
        layers = built.layer_states(built.embedding(ids), mask)
        states, seen = with_positions(built.project(built.embedding(ids))), list[Tensor]()
        for layer in map(built.get_submodule, ("layers.0", "layers.1")):
            assert isinstance(layer, SelfAttentionLayer)
            states = layer.feed_forward(layer.attend(states, mask[:, None, None])[0])
            seen.append(states)
        torch.testing.assert_close(layers, [seen[0], built.norm(seen[1])])
