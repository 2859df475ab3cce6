"""Configurations and requests: to plain dicts and back, and what they refuse."""

import json
from dataclasses import FrozenInstanceError, fields

import pytest

from seq2seq.config.edits import Flatten, MaskSource, Renormalize, ReplaceWeights, Rescore, Sharpen, Temperature
from seq2seq.config.records import Record
from seq2seq.config.schema import ModelConfig, Request, SearchConfig, TrainConfig
from seq2seq.config.variants import other_networks

MODEL = ModelConfig(
    *(101, 103, "local_p", "lstm", 7, 5, 2, False, 11, 3, "rnn_first", True, 13, 1, 3, 17, "sparsemax", 0.1, 0.2),
    *("rnn", 5),
    copying=True,
    coverage=True,
    nonlinearity="relu",
)
RECORDS = [
    MODEL,
    TrainConfig(3, 5, 1e-3, 7, 0.01, 0.2, 0.5, 0.3, 0.4, 11, "bf16", True, 0.5),
    SearchConfig(5, 0.6, 0.0, 3, 7, 11, 0.2, 0.9, True),
]
REQUEST = Request(
    "zh-en/additive",
    "我爱你\n<b>\u202e",
    ("▁I", "</s>"),
    (
        MaskSource(2),
        ReplaceWeights((0.5, 0.25, 0.25), 1),
        Flatten(3),
        Sharpen(2.0),
        Temperature(0.5),
        Rescore("dot"),
        Renormalize("sparsemax"),
    ),
    SearchConfig(temperature=0.7, top_k=5, seed=9),
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_goes_through_json_and_back(record: Record) -> None:
    assert type(record).from_dict(json.loads(json.dumps(record.to_dict()))) == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_the_record_tested_differs_from_its_defaults_in_every_field(record: Record) -> None:
    """So that a field which is forgotten on the way cannot go unseen."""
    same = [f.name for f in fields(record) if getattr(record, f.name) == f.default]  # type: ignore[arg-type]
    assert same in ([], ["order", "decoder"], ["temperature"])  # those exclude something else that is set


@pytest.mark.parametrize("kind", [ModelConfig, TrainConfig, SearchConfig, MaskSource])
def test_an_unknown_field_is_named(kind: type[Record]) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__} has no field alphas, heads_up"):
        kind.from_dict({"heads_up": 1, "alphas": 2})


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValueError, match="ModelConfig needs a field target_vocab"):
        ModelConfig.from_dict({"source_vocab": 9})


def test_a_request_goes_through_json_and_back() -> None:
    copy = Request.from_dict(json.loads(json.dumps(REQUEST.to_dict())))
    assert copy == REQUEST
    assert hash(copy) == hash(REQUEST)


def test_a_request_needs_only_a_model_and_a_text() -> None:
    assert Request.from_dict({"model": "zh-en/dot", "text": "你"}) == Request("zh-en/dot", "你")


def test_a_request_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        REQUEST.text = ""  # type: ignore[misc]


def test_widths_follow_from_the_directions() -> None:
    assert (MODEL.directions, MODEL.encoder_width) == (1, 5)
    assert ModelConfig(9, 9, encoder_hidden=7).encoder_width == 14


@pytest.mark.parametrize(
    ("field", "value"), [("cell", "gruu"), ("order", "last"), ("normalizer", "hardmax"), ("window", 0), ("heads", 0)]
)
def test_a_model_that_cannot_be_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        ModelConfig.from_dict({"source_vocab": 9, "target_vocab": 9, field: value})


def test_only_rnn_cells_have_another_nonlinearity() -> None:
    plain = ModelConfig(9, 9, cell="rnn", nonlinearity="relu")
    assert (plain.recurrence, plain.encoder_recurrence) == ("rnn_relu", "rnn_relu")
    beside = ModelConfig(9, 9, cell="rnn", nonlinearity="relu", encoder="lstm")
    assert (beside.recurrence, beside.encoder_recurrence) == ("rnn_relu", "lstm")
    with pytest.raises(ValueError, match="nonlinearity is that of RNN cells"):
        ModelConfig(9, 9, cell="gru", nonlinearity="relu")


def test_other_networks_are_asked_for_by_what_differs() -> None:
    names = ["none", "dot@second_seed", "additive", "additive@attend_first", "additive@lstm", "additive@transformer"]
    assert other_networks(names) == ["additive", "additive@lstm", "additive@transformer"]
    assert other_networks(["dot", "dot@second_seed", "additive@attend_first"]) == []
