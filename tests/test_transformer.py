"""The decoder of a Transformer: a whole target is the fold of its steps, a layer is torch's, edits reach all heads."""

from dataclasses import replace
from functools import partial

import pytest
import torch
from torch import Tensor, nn

from seq2seq.attention import SCORERS, Memory
from seq2seq.config.edits import (
    Edit,
    Flatten,
    Freeze,
    IgnoreEncoder,
    OneHot,
    Renormalize,
    Rescore,
    Sharpen,
)
from seq2seq.config.network_cards import DECODER_CARDS
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import ModelConfig
from seq2seq.decoding.beam import BeamSettings, beam_search
from seq2seq.decoding.search import decode_batch
from seq2seq.model.batch import collate
from seq2seq.model.decoders import DECODERS, StepOutput
from seq2seq.model.decoders.transformer import TransformerDecoder, TransformerLayer, TransformerState
from seq2seq.model.seq2seq import Seq2Seq
from tests.conftest import TINY_TRANSFORMER

PAIRS = [([4, 5, 6, 7, 8, 9, 3], [4, 5, 6, 7, 8]), ([10, 11, 3], [9, 10, 11]), ([12, 3], [12])]
BATCH = collate(PAIRS)


def build(**changes: object) -> Seq2Seq:
    torch.manual_seed(0)
    return Seq2Seq(replace(TINY_TRANSFORMER, **changes)).eval().requires_grad_(False)  # type: ignore[arg-type]


def remember(model: Seq2Seq) -> Memory:
    return model.encode(BATCH.src, BATCH.src_mask)


def steps(model: Seq2Seq, *edits: Edit) -> list[StepOutput]:
    memory = remember(model)
    state, outputs = model.start(memory), []
    for prev in BATCH.trg_in.unbind(dim=1):
        output, state = model.step(prev, state, memory, edits)
        outputs.append(output)
    return outputs


def stacked(outputs: list[StepOutput], name: str, dim: int = 1) -> Tensor:
    return torch.stack([getattr(output, name) for output in outputs], dim=dim)


def test_every_decoder_has_a_card_and_a_class() -> None:
    assert set(DECODERS) == set(DECODER_CARDS)
    with pytest.raises(ValueError, match="a decoder called 'transformer' is registered already"):
        DECODERS.register("transformer")(TransformerDecoder)
    with pytest.raises(ValueError, match="write a card for 'telepathy'"):
        DECODERS.register("telepathy")(TransformerDecoder)


@pytest.mark.parametrize("changes", [{}, {"normalizer": "sparsemax"}, {"decoder_layers": 1, "embedding": 12}])
@pytest.mark.parametrize("scorer", SCORERS)
def test_a_whole_target_is_the_fold_of_its_steps(scorer: str, changes: dict[str, object]) -> None:
    model = build(scorer=scorer, **changes)
    outputs, taught = steps(model), model(BATCH)
    close = partial(torch.testing.assert_close, rtol=1e-4, atol=1e-4)
    close(taught.hidden, stacked(outputs, "hidden"))
    close(taught.contexts, stacked(outputs, "context"))
    close(taught.weights, stacked(outputs, "weights", 2))
    close(taught.scores, stacked(outputs, "scores", 2))
    close(model.decoder.logits(taught.readouts), stacked(outputs, "logits"))
    close(model.decoder.read(taught.hidden, taught.contexts), taught.readouts)


def test_heads_stand_layer_by_layer() -> None:
    model = build()
    memory = remember(model)
    first, output = model.decoder.get_submodule("layers.0"), steps(model)[0]
    assert isinstance(first, TransformerLayer) and model.decoder.layers_that_attend == 2
    state = model.start(memory)
    embedded = 12**0.5 * model.decoder.get_submodule("project")(model.decoder.embedding(BATCH.trg_in[:, :1]))
    embedded = embedded + torch.tensor([0.0, 1.0]).repeat(6)  # sin 0, cos 0
    alone = first(embedded, torch.ones(1, 1, dtype=torch.bool), state.layers[0], memory.layers[0], state.past, ())
    assert output.weights.shape == (3, 4, 7)
    torch.testing.assert_close(output.weights[:, :2], alone.attended.weights[:, :, 0])
    assert (output.weights[:, 2:] - output.weights[:, :2]).abs().max() > 1e-4


def test_a_layer_agrees_with_torchs_transformer_layer() -> None:
    torch.manual_seed(0)
    ours = TransformerLayer(replace(TINY_TRANSFORMER, attention=12, heads=3)).eval()
    theirs = nn.TransformerDecoderLayer(12, 3, 48, 0.0, batch_first=True, norm_first=True).eval()
    scorer = ours.attention.scorer.state_dict()
    no_bias = torch.zeros(12)
    theirs.load_state_dict(
        {
            "self_attn.in_proj_weight": torch.cat([part.weight for part in (ours.query, ours.key, ours.value)]),
            "self_attn.in_proj_bias": torch.cat([part.bias for part in (ours.query, ours.key, ours.value)]),
            "multihead_attn.in_proj_weight": torch.cat(
                [scorer["query.weight"], scorer["key.weight"], ours.source_value.weight]
            ),
            "multihead_attn.in_proj_bias": torch.cat([no_bias, no_bias, ours.source_value.bias]),
            **named("self_attn.out_proj", ours.output),
            **named("multihead_attn.out_proj", ours.source_output),
            **named("linear1", ours.widen),
            **named("linear2", ours.narrow),
            **named("norm1", ours.norm),
            **named("norm2", ours.source_norm),
            **named("norm3", ours.second_norm),
        }
    )
    values, states = torch.randn(2, 5, 12), torch.randn(2, 4, 12)
    mask = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    memory = ours.remember(Memory(values, mask, values[:, 0], values))
    nothing = torch.zeros(2, 3, 0, 4)
    past = build(heads=3, attention=12, decoder_layers=1).decoder.start(replace(memory, layers=(memory,))).past
    causal = torch.ones(4, 4, dtype=torch.bool).tril()
    with torch.inference_mode():
        own = ours(states, causal, (nothing, nothing), memory, past, ())
        other = theirs(states, values, tgt_mask=~causal, memory_key_padding_mask=~mask)
    torch.testing.assert_close(own.states, other)
    assert not own.attended.weights[1, :, :, 3:].any() and not own.self_weights.triu(1).any()


def named(name: str, part: nn.Module) -> dict[str, Tensor]:
    return {f"{name}.{key}": value for key, value in part.state_dict().items()}


def test_a_step_looks_at_itself_and_the_steps_before() -> None:
    for number, output in enumerate(steps(build()), start=1):
        assert output.self_weights is not None and output.self_weights.shape == (3, 2, 2, number)
        torch.testing.assert_close(output.self_weights.sum(-1), torch.ones(3, 2, 2))


def test_a_later_piece_changes_nothing_before_it() -> None:
    model, other = build(), BATCH.trg_in.clone()
    other[:, 3] = 7
    memory = remember(model)
    before, after = (model.decoder(pieces, memory).readouts for pieces in (BATCH.trg_in, other))
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert (before[:, 3:] != after[:, 3:]).any(dim=-1).all()


@pytest.mark.parametrize("row", range(3))
def test_neither_padding_nor_neighbours_have_a_say(row: int) -> None:
    model, (source, target) = build(), PAIRS[row]
    alone, together = model(collate([(source, target)])), model(BATCH)
    length = len(target) + 1
    torch.testing.assert_close(together.readouts[row, :length], alone.readouts[0])
    torch.testing.assert_close(together.weights[row, :, :length, : len(source)], alone.weights[0])
    assert not together.weights[row, :, :, len(source) :].any()


def test_a_gradient_reaches_every_parameter() -> None:
    model = build().train().requires_grad_()
    model.loss(BATCH).backward()
    key_biases = [name for name, _ in model.named_parameters() if name.endswith(".key.bias")]
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None and (parameter.grad.any() or name in key_biases), name


def test_picked_rows_go_on_as_they_would_have() -> None:
    model, rows = build(scorer="location_aware"), torch.tensor([2, 0, 2])
    memory = remember(model)
    _, state = model.step(torch.tensor([4, 5, 6]), model.start(memory), memory)
    together, _ = model.step(torch.tensor([7, 8, 9]), state, memory)
    alone, after = model.step(torch.tensor([9, 7, 9]), state.pick(rows), memory.pick(rows))
    torch.testing.assert_close(alone.logits, together.logits[rows])
    assert isinstance(after, TransformerState) and after.past.step == 2


def test_greedy_is_a_beam_of_one() -> None:
    model = build()
    one = model.encode(BATCH.src[:1], BATCH.src_mask[:1])
    greedy = decode_batch(model, one, max_steps=9).ids[0].tolist()
    assert list(beam_search(model, one, BeamSettings(1, max_steps=9)).finished[0].ids) == greedy


def test_a_beam_s_best_has_the_probability_that_forcing_gives_it() -> None:
    model = build()
    one = model.encode(BATCH.src[:1], BATCH.src_mask[:1])
    best = beam_search(model, one, BeamSettings(4, max_steps=6)).finished[0]
    logits = decode_batch(model, one, max_steps=6, prefix=best.ids).steps
    forced = sum(float(step.logits[0].log_softmax(-1)[id]) for step, id in zip(logits, best.ids, strict=False))
    assert best.logprob == pytest.approx(forced, abs=1e-5)


# -- edits


@pytest.mark.parametrize("scorer", ["multi_head", "additive"])
def test_an_edit_of_weights_is_for_all_layers_and_heads_of_its_step(scorer: str) -> None:
    model = build(scorer=scorer)
    plain, flat = steps(model), steps(model, Flatten(2))
    sources = BATCH.src_mask.sum(1).tolist()
    for row, count in enumerate(sources):
        row_weights = flat[2].weights[row, :, :count]
        torch.testing.assert_close(row_weights, torch.full_like(row_weights, 1 / count))
    torch.testing.assert_close(plain[1].weights, flat[1].weights)
    assert (plain[2].logits - flat[2].logits).abs().max() > 1e-4


def test_frozen_weights_are_each_head_s_own_of_the_step_before() -> None:
    outputs = steps(build(), Freeze(2))
    torch.testing.assert_close(outputs[2].weights, outputs[1].weights)


@pytest.mark.parametrize("edit", [Sharpen(2.0), OneHot(1), Renormalize("sparsemax"), IgnoreEncoder()])
def test_edits_leave_rows_that_sum_to_one(edit: Edit) -> None:
    weights = stacked(steps(build(), edit), "weights")
    torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:-1]))


def test_scores_that_ignore_the_encoder_are_all_zero() -> None:
    assert not stacked(steps(build(), IgnoreEncoder()), "scores").any()


def test_another_scoring_function_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="a Transformer can't be scored by dot"):
        steps(build(), Rescore("dot"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"order": "attend_first"}, "a Transformer has neither"),
        ({"input_feeding": True}, "a Transformer has neither"),
        ({"start_dropout": 0.5}, "start_dropout must be 0"),
        ({"decoder_hidden": 16}, "decoder_hidden 12"),
        ({"heads": 5, "encoder": "conv"}, "5 heads can't share a width of 12"),
        ({"decoder": "telepathy"}, "decoder must be one of"),
    ],
)
def test_a_transformer_that_can_not_be_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ModelConfig.from_dict(TINY_TRANSFORMER.to_dict() | changes)
