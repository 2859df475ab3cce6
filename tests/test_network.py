"""The network around the scores, box by box: worked by hand, and equal to the model in every kind of it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis.explain_step import code, explain, explanation_json
from seq2seq.analysis.recurrence import GATES
from seq2seq.analysis.step_explainer import StepExplanation, open_box
from seq2seq.analysis.step_explainer.network import CELL_LINES, Lines, boxes, pictured_boxes
from seq2seq.attention import SCORERS
from seq2seq.checkpoints.catalog import list_entries
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.places import PRETRAINED
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Recurrence, Request, SearchConfig
from seq2seq.data.examples import read_examples
from tests.conftest import Untrained

SMALL = 1e-5
KINDS: dict[str, dict[str, Any]] = {
    "gru": {},
    "rnn": {"cell": "rnn"},
    "lstm": {"cell": "lstm"},
    "relu": {"cell": "rnn", "nonlinearity": "relu"},
    "attend_first": {"order": "attend_first"},
    "feeding": {"input_feeding": True},
    "one direction": {"bidirectional": False},
    "two layers": {"encoder_layers": 2, "decoder_layers": 2},
    "two layers of lstm": {"encoder_layers": 2, "decoder_layers": 2, "cell": "lstm", "order": "attend_first"},
    "another encoder": {"encoder": "lstm"},
    "conv": {"encoder": "conv", "bidirectional": False, "encoder_layers": 2},
    "self_attention": {"encoder": "self_attention", "bidirectional": False},
    "transformer": {
        **{"encoder": "self_attention", "bidirectional": False, "encoder_hidden": 12},
        **{"decoder": "transformer", "decoder_hidden": 12, "decoder_layers": 2, "heads": 2},
    },
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def explained(untrained: Untrained, kind: str, scorer: str = "additive") -> StepExplanation:
    bundle = untrained(scorer=scorer, **KINDS[kind])
    return explain(bundle, Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=5)))


def test_which_boxes_a_network_has(untrained: Untrained) -> None:
    config = untrained(scorer="additive", order="attend_first").config
    looks = ("start", "input", "score", "weight", "context", "cell", "readout", "logits", "softmax")
    assert boxes(config) == ("piece", "embedding", "forward", "backward", "state", *looks)
    own = ("start", "input", "context", "cell", "readout", "logits")
    assert pictured_boxes(config) == ("embedding", "forward", "backward", "state", *own)
    transformer = untrained(scorer="multi_head", **KINDS["transformer"]).config
    assert pictured_boxes(transformer) == ("embedding", "state", "input", "layer", "logits")


@every_kind
def test_every_box_holds_what_the_model_computes(untrained: Untrained, kind: str) -> None:
    scorer = "multi_head" if kind == "transformer" else "additive"
    explanation = explained(untrained, kind, scorer)
    reading, combination, trace = explanation.reading, explanation.combination, explanation.trace
    known = {
        "embedding": reading.embeddings,
        "forward": reading.directions[0],
        "backward": reading.directions[-1],
        "window": reading.directions[0],
        "state": trace.encoder,
        "input": combination.inputs,
        "cell": trace.states,
        "context": trace.contexts,
        "readout": combination.readouts,
        "layer": combination.readouts,
        "logits": np.exp(trace.logprobs),
    }
    for name in pictured_boxes(explanation.parts.config):
        box = open_box(explanation, name)
        if name in known:
            np.testing.assert_allclose(box.terms[-1].value, known[name], atol=SMALL, err_msg=name)
        assert box.difference is None or box.difference < SMALL


@every_kind
def test_one_entry_is_that_entry_of_the_whole(untrained: Untrained, kind: str) -> None:
    explanation = explained(untrained, kind, "multi_head" if kind == "transformer" else "additive")
    for name in pictured_boxes(explanation.parts.config):
        whole = open_box(explanation, name)
        if name == "logits":
            continue
        for entry in range(whole.entries):
            opened = open_box(explanation, name, entry)
            np.testing.assert_allclose(opened.terms[-1].value, whole.terms[-1].value[:, entry], atol=1e-12)


@pytest.mark.parametrize("scorer", SCORERS)
def test_the_context_of_every_scoring_function_is_summed_up(untrained: Untrained, scorer: str) -> None:
    explanation = explained(untrained, "gru", scorer)
    for entry in (0, 11):
        assert open_box(explanation, "context", entry).difference == pytest.approx(0, abs=SMALL)


def test_the_first_state_is_the_models_own(untrained: Untrained) -> None:
    bundle = untrained(decoder_layers=2)
    explanation = explain(bundle, Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=3)))
    ids = torch.tensor([explanation.parts.source_ids])
    with torch.inference_mode():
        start = bundle.model.decoder.start(bundle.model.encode(ids, torch.ones_like(ids, dtype=torch.bool)))
    np.testing.assert_allclose(open_box(explanation, "start").terms[-1].value[0], start.hidden[-1][0], atol=SMALL)


def test_candidates_have_the_probabilities_of_the_trace(untrained: Untrained) -> None:
    explanation = explained(untrained, "gru")
    for rank in range(3):
        given = [np.exp(step[rank].logprob) for step in explanation.trace.candidates]
        np.testing.assert_allclose(open_box(explanation, "logits", rank).terms[-1].value, given, atol=SMALL)


HAND: dict[Recurrence, tuple[list[float], float]] = {
    # W x + U h of x = 1, h = 0.5, each W = 1 and U = 2 but for the gates named; no biases
    "rnn": ([1], np.tanh(1 + 1)),
    "rnn_relu": ([1], 1 + 1),
    "gru": ([0, 0, 1], 0.5 * np.tanh(1 + 0.5 * 1) + 0.5 * 0.5),
    "lstm": ([0, 0, 1, 0], 0.5 * np.tanh(0.5 * np.tanh(1 + 1))),
}
"""Cell → for each equation whether it has weights at all (a gate without is half open), and the state after."""


@pytest.mark.parametrize("cell", HAND)
def test_a_cell_worked_by_hand(cell: Recurrence) -> None:
    having, after = HAND[cell]
    column = np.array(having)[:, None]
    weights = (column * 1.0, column * 2.0, np.zeros(len(having)), np.zeros(len(having)))
    for entry in (None, 0):
        lines = Lines(entry)
        x = lines.add("x_i", "input", np.array([[1.0]]))
        before = lines.add("h", "earlier", np.array([[0.5]]))
        result = CELL_LINES[cell](lines, weights, x, before, "h_i")
        assert result.value.ravel() == pytest.approx([after])
        gates = [line for line in lines.lines if line.operation == "gate"]
        assert [float(gate.value.ravel()[0]) for gate in gates] == [0.5] * len(GATES[cell])


def test_relu_lets_nothing_negative_through() -> None:
    weights = (np.array([[-1.0], [1.0]]), np.zeros((2, 2)), np.zeros(2), np.zeros(2))
    lines = Lines()
    x, before = lines.add("x_i", "input", np.array([[3.0]])), lines.add("h", "earlier", np.zeros((1, 2)))
    assert CELL_LINES["rnn_relu"](lines, weights, x, before, "h_i").value.tolist() == [[0, 3]]


def test_a_memory_cell_goes_from_place_to_place() -> None:
    """Gates half open, g = tanh(1): c = 0.5 g, then 0.75 g."""
    only_g = np.array([0, 0, 1, 0.0])[:, None]
    lines = Lines()
    x, before = lines.add("x_i", "input", np.ones((2, 1))), lines.add("h", "earlier", np.zeros((2, 1)))
    CELL_LINES["lstm"](lines, (only_g, only_g, np.zeros(4), np.zeros(4)), x, before, "h_i")
    memory = next(line for line in lines.lines if line.symbol == "c")
    np.testing.assert_allclose(memory.value[:, 0], np.tanh(1) * np.array([0.5, 0.75]))


def test_every_operand_has_a_line_or_is_a_parameter(untrained: Untrained) -> None:
    for kind in KINDS:
        explanation = explained(untrained, kind, "multi_head" if kind == "transformer" else "additive")
        for name in pictured_boxes(explanation.parts.config):
            symbols = set[str]()
            for term in open_box(explanation, name).terms:
                missing = {operand for operand in term.operands if operand not in symbols}
                assert all(operand[0] in "WUVE" for operand in missing), (kind, name, term.symbol, missing)
                symbols.add(term.symbol)


@every_kind
def test_every_box_of_the_picture_has_its_code(untrained: Untrained, kind: str) -> None:
    bundle = untrained(scorer="multi_head" if kind == "transformer" else "additive", **KINDS[kind])
    request = Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=3))
    for name in ("attention", *pictured_boxes(bundle.config)):
        beginning, lines = code(bundle, request, name, step=1, position=2, head=0)
        assert beginning.startswith("# The model") and "print" in lines, name


def test_what_a_model_lacks_is_refused(untrained: Untrained) -> None:
    explanation = explained(untrained, "conv")
    with pytest.raises(InvalidRequest):
        open_box(explanation, "forward")
    with pytest.raises(IndexError):
        open_box(explanation, "readout", 4096)


def test_the_picture_is_sent_with_the_explanation(untrained: Untrained) -> None:
    bundle = untrained(cell="lstm", order="attend_first")
    sent = json.loads(explanation_json(bundle, Request(bundle.name, "我爱猫。", search=SearchConfig(max_steps=2))))
    network = sent["network"]
    assert (network["cell"], network["encoder"], network["order"]) == ("lstm", "lstm", "attend_first")
    assert "cell" in network["boxes"] and "start" in network["boxes"]
    assert np.shape(network["layers"]) == (2, len(sent["trace"]["source"]["pieces"]), bundle.config.encoder_hidden)


@pytest.mark.slow
def test_two_hundred_sentences_in_the_models_that_ship() -> None:
    """Every equation recomputed, with all kinds of encoders and decoders."""
    names = [entry.name for entry in list_entries() if entry.family in ("zh-en", "en-fr") or entry.scorer == "additive"]
    count, worst = -(-200 // len(names)), dict[str, float]()
    for number, name in enumerate(names):
        bundle, examples = load_bundle(name), read_examples(PRETRAINED / name.partition("/")[0] / "examples.tsv")
        for sentence in range(count):
            text = examples[(number * count + sentence) % len(examples)].source
            explanation = explain(bundle, Request(name, text))
            for box in pictured_boxes(bundle.config):
                worst[box] = max(worst.get(box, 0), open_box(explanation, box).difference or 0)
    assert max(worst.values()) < 1e-4, worst
