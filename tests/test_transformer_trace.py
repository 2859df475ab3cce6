"""A Transformer in a trace and explained: where pieces and steps look among themselves, layer by layer."""

import json

import numpy as np
import pytest

from seq2seq.analysis.explain_step import explain, explanation_json, self_cell_json, self_json
from seq2seq.analysis.step_explainer import SelfSide
from seq2seq.analysis.step_explainer.encoder import feed_forward
from seq2seq.analysis.step_explainer.sheet import self_layers
from seq2seq.config.edits import (
    Edit,
    Flatten,
    IgnoreEncoder,
    MaskSource,
    Temperature,
)
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.trace.trace import DecodeTrace
from tests.conftest import TINY_TRANSFORMER, Untrained


def test_a_trace_says_where_pieces_and_steps_look_among_themselves(untrained: Untrained) -> None:
    bundle = untrained(**vars(TINY_TRANSFORMER) | {"source_vocab": 17})
    trace = translate(bundle, Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=6)))
    encoder, decoder = trace.encoder_attention, trace.decoder_attention
    assert trace.layers == 2 and trace.weights.shape == (6, 4, 5)
    assert encoder is not None and encoder.shape == (2, 2, 5, 5)
    assert decoder is not None and decoder.shape == (2, 2, 6, 6)
    np.testing.assert_allclose(encoder.sum(-1), 1, atol=1e-6)
    np.testing.assert_allclose(decoder.sum(-1), 1, atol=1e-6)
    assert not np.triu(decoder, 1).any() and (decoder[..., 0, 0] == 1).all()
    assert not encoder.flags.writeable and not decoder.flags.writeable
    again = DecodeTrace.from_json(trace.to_json())
    assert again.layers == 2 and again.to_json() == trace.to_json()
    np.testing.assert_array_equal(again.decoder_attention, decoder)


def test_a_trace_without_self_attention_says_nothing_of_it(untrained: Untrained) -> None:
    bundle = untrained()
    values = translate(bundle, Request(bundle.name, "我爱猫。")).to_dict()
    assert not {"layers", "encoder_attention", "decoder_attention"} & values.keys()


@pytest.mark.parametrize("search", [SearchConfig(beam=3, max_steps=8), SearchConfig(temperature=1.0, max_steps=8)])
def test_every_search_decodes_it(untrained: Untrained, search: SearchConfig) -> None:
    bundle = untrained(**vars(TINY_TRANSFORMER) | {"source_vocab": 17})
    trace = translate(bundle, Request(bundle.name, "我爱猫。", search=search))
    forced = translate(
        bundle, Request(bundle.name, "我爱猫。", trace.pieces, search=SearchConfig(max_steps=len(trace)))
    )
    np.testing.assert_allclose(forced.weights, trace.weights, atol=1e-6)
    assert forced.logprobs.sum() == pytest.approx(trace.logprobs.sum(), abs=1e-4)


# -- explained


@pytest.mark.parametrize("edits", [(), (Temperature(2.0),), (Flatten(1),), (MaskSource(1),), (IgnoreEncoder(),)])
def test_an_explanation_has_the_numbers_of_the_trace_in_every_layer(
    untrained: Untrained, edits: tuple[Edit, ...]
) -> None:
    bundle = untrained(**vars(TINY_TRANSFORMER) | {"source_vocab": 17})
    explanation = explain(bundle, Request(bundle.name, "我爱猫。", edits=edits, search=SearchConfig(max_steps=6)))
    assert max(explanation.differences().values()) < 1e-5
    assert explanation.queries.shape == (2, 6, 12) and explanation.values.shape == (2, 5, 12)
    for head in range(4):
        last = explanation.arithmetic(2, head).terms[-1]
        np.testing.assert_allclose(last.value, explanation.trace.scores[:, head, 2], atol=1e-5)


@pytest.mark.parametrize(("side", "count"), [("encoder", 5), ("decoder", 6)])
def test_self_attention_is_a_sheet_of_its_own(untrained: Untrained, side: SelfSide, count: int) -> None:
    bundle = untrained(**vars(TINY_TRANSFORMER) | {"source_vocab": 17})
    request = Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=6))
    sheet = json.loads(self_json(bundle, request, side))
    trace, explanation = sheet["trace"], sheet["explanation"]
    assert sheet["asking"] == ["source", "encoder", "decoder"]
    asked, asks = trace["source"]["pieces"], trace["target"]["pieces"]
    assert len(asks) == count and asked == (asks if side == "encoder" else ["<s>", *asks[:-1]])
    assert np.shape(trace["heads"]["weights"]) == (count, 4, count) and explanation["difference"] < 1e-5
    assert [np.shape(explanation[name]) for name in ("queries", "keys", "values")] == [
        (2, count, 12),
        (4, count, 6),
        (2, count, 12),
    ]
    for head in range(4):
        terms = json.loads(self_cell_json(bundle, request, side, 1, head))["terms"]
        expected = [row[head][1] for row in trace["heads"]["scores"]]
        seen = [at for at, score in enumerate(expected) if score is not None]
        assert seen == list(range(count) if side == "encoder" else range(1, count))
        assert [terms[-1]["value"][at] for at in seen] == pytest.approx([expected[at] for at in seen], abs=1e-5)


def test_the_values_of_self_attention_mix_to_what_the_layer_adds(untrained: Untrained) -> None:
    bundle = untrained(**vars(TINY_TRANSFORMER) | {"source_vocab": 17})
    explanation = explain(bundle, Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=6)))
    first, second = self_layers(explanation, "encoder")
    parameters = explanation.parts.under("encoder.layers.1.")
    mixed = np.concatenate(list(second.weights @ second.values), axis=1)
    added = mixed @ parameters["output.weight"].T + parameters["output.bias"]
    before = feed_forward(explanation.parts.under("encoder.layers.0."), first.states)
    np.testing.assert_allclose(second.states, before + added, atol=1e-6)


def test_without_self_attention_there_is_no_such_sheet(untrained: Untrained) -> None:
    bundle = untrained()
    request = Request(bundle.name, "我爱猫。")
    assert json.loads(explanation_json(bundle, request))["asking"] == ["source"]
    with pytest.raises(InvalidRequest, match="this model has no self-attention there"):
        self_json(bundle, request, "decoder")
