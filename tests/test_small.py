"""The family of small numbers: its sentences, and what the shipped models make of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from seq2seq.analysis.explain_step import explain
from seq2seq.analysis.step_explainer import open_box
from seq2seq.analysis.step_explainer.network import pictured_boxes
from seq2seq.checkpoints import zoo
from seq2seq.checkpoints.catalog import family_entries
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.corpus import prepare_corpus, read_sentence_pairs
from seq2seq.data.examples import read_examples
from seq2seq.data.families import FAMILIES, all_pairs
from seq2seq.decoding.corpus import translate_all
from seq2seq.decoding.translate import translate
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.text.tokenizer import Tokenizer

FAMILY = FAMILIES["small"]


def test_all_sentences_of_eight_words() -> None:
    pairs = dict(all_pairs())
    assert len(pairs) == len(set(pairs.values())) == 72
    assert len({char for source in pairs for char in source}) == 8
    assert pairs["我爱你"] == "I love you"
    assert pairs["你也爱我"] == "you love me too"
    assert "我爱我" not in pairs


def test_the_examples_are_among_them() -> None:
    for example in read_examples(PRETRAINED / "small" / "examples.tsv"):
        assert (example.source, example.translation) in all_pairs()


def test_what_is_made_up_becomes_a_corpus_without_an_archive(tmp_path: Path) -> None:
    report = prepare_corpus(FAMILY, None, tmp_path)
    assert (report.origin, report.licence, report.counts) == ("made up", "MIT", {"train": 66, "valid": 3, "test": 3})
    parts = [read_sentence_pairs(tmp_path / f"{name}.tsv.gz") for name in report.counts]
    assert sorted(pair for part in parts for pair in part) == sorted(all_pairs())


def test_pieces_may_be_whole_words() -> None:
    words = Tokenizer.train((target for _, target in all_pairs()), FAMILY.vocabulary[1], words=True)
    assert words.encode("you love me too").pieces == ("▁you", "▁love", "▁me", "▁too")
    assert words.decode(words.ids("cats fear birds")) == "cats fear birds"


def test_rounding_leaves_two_decimals(tmp_path: Path) -> None:
    model = zoo.load_model(PRETRAINED / "small" / "additive")
    recurrent(model.decoder).readout.bias.copy_(torch.tensor([1.234, -2.866, 0.004, 1234.567]))
    zoo.round_parameters(model, 2)
    zoo.save_model(model, tmp_path, "fp32")
    kept = recurrent(zoo.load_model(tmp_path).decoder).readout.bias
    assert kept.tolist() == torch.tensor([1.23, -2.87, 0, 1234.57]).tolist()


# -- as shipped

SHIPPED = [entry.scorer for entry in family_entries("small")]
every_small_model = pytest.mark.parametrize("scorer", SHIPPED)
UNABLE = {"none": 19, "uniform": 22, "additive@attend_first": 71}
"""Of the 72 sentences, how many come out right where it is not all of them."""
VARIANTS = {
    "attend_first": {"order": "attend_first"},
    "gru_cells": {"cell": "gru"},
    "lstm_cells": {"cell": "lstm"},
    "relu_cells": {"nonlinearity": "relu"},
    "two_layers": {
        **{"cell": "gru", "encoder_layers": 2, "decoder_layers": 2},
        **{"bidirectional": False, "encoder_hidden": 4},
    },
}
"""Variant → in what its configuration differs from that of *Additive*."""


def test_every_scoring_function_and_the_variants_of_one_are_there() -> None:
    assert sorted(SHIPPED) == sorted([*CARDS, *(f"additive@{name}" for name in VARIANTS)])
    plain = zoo.load_bundle("small/additive").config
    for name, changes in VARIANTS.items():
        assert zoo.load_bundle(f"small/additive@{name}").config == replace(plain, **changes)


@pytest.mark.slow
@every_small_model
def test_a_small_model_translates_its_language(scorer: str) -> None:
    pairs = all_pairs()
    translations = translate_all(zoo.load_bundle(f"small/{scorer}"), [source for source, _ in pairs])
    right = sum(translation == target for translation, (_, target) in zip(translations, pairs, strict=True))
    assert right == UNABLE.get(scorer, len(pairs))


def test_what_is_longer_than_the_model_reaches_is_cut_with_a_word() -> None:
    trace = translate(zoo.load_bundle("small/location"), Request("small/location", "我也爱你我也爱你我"))
    assert (len(trace.source.pieces), trace.source.cut) == (8, "你我")


@every_small_model
def test_its_numbers_are_those_of_the_blackboard(scorer: str) -> None:
    """The explanation, from weights with two decimals, comes to what the model computes."""
    bundle = zoo.load_bundle(f"small/{scorer}")
    explanation = explain(bundle, Request(bundle.name, "我也爱你"))
    np.testing.assert_allclose(explanation.scores, explanation.trace.scores, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(explanation.weights, explanation.trace.weights, atol=1e-5)
    np.testing.assert_allclose(explanation.prediction.logprobs, explanation.trace.logprobs, atol=1e-5)
    for box in pictured_boxes(bundle.config):
        assert (open_box(explanation, box).difference or 0) < 1e-5, box


@every_small_model
def test_a_small_model_fits_on_a_blackboard(scorer: str) -> None:
    bundle = zoo.load_bundle(f"small/{scorer}")
    config = bundle.config
    widths = (config.embedding, config.encoder_width, config.decoder_hidden, config.attention)
    assert widths == (4, 4, 4, 4)
    for name, tensor in bundle.model.state_dict().items():
        torch.testing.assert_close(tensor, tensor.double().round(decimals=2).float(), rtol=0, atol=0, msg=name)
