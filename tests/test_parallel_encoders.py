"""Encoders without direction: convolution and self-attention, by hand and beside torch's own layers."""

import math

import pytest
import torch
from torch import Tensor, nn

from seq2seq.config.schema import EncoderName, ModelConfig
from seq2seq.model.batch import pad
from seq2seq.model.encoders import make_encoder
from seq2seq.model.encoders.parallel import ConvEncoder, SelfAttentionEncoder
from seq2seq.model.self_attention import SelfAttentionLayer, with_positions
from tests.encoding import GRU, PARALLEL, ROWS, encoder, parallel, read


@pytest.mark.parametrize("name", PARALLEL)
def test_the_final_state_is_the_mean_of_all_where_there_is_no_direction(name: EncoderName) -> None:
    values, final = read(encoder(parallel(name)), ROWS)
    for at, row in enumerate(ROWS):
        torch.testing.assert_close(final[at], values[at, : len(row)].mean(dim=0))


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
