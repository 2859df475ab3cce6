"""What a card tells people to look for, against what was measured of the models that ship."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from pages.ui.kit import definitions
from seq2seq.attention import AttentionHistory, Memory
from seq2seq.attention.location import sinusoids
from seq2seq.attention.scorer import Scorer
from seq2seq.checkpoints import zoo
from seq2seq.checkpoints.catalog import list_entries
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.cards import CARDS
from seq2seq.config.network_cards import ENCODER_CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.config.variants import SECOND_SEED, VARIANTS, attends
from seq2seq.data.examples import read_examples
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.metrics import SENTENCES_FILE, SentenceFigures
from seq2seq.experiments.records import read_experiment, record_path
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.model.encoders.recurrent import RecurrentEncoder
from seq2seq.trace.trace import DecodeTrace

pytestmark = pytest.mark.slow  # each translates with models of every family

ATTENDING = [name for name, card in CARDS.items() if card.attends]
CONTENT = [name for name, card in CARDS.items() if card.group == "content"]
POSITION = [name for name, card in CARDS.items() if card.group == "position"]
ROOT = PRETRAINED.parent


@cache
def card_of(family: str, scorer: str) -> Any:
    return json.loads((PRETRAINED / family / scorer / "card.json").read_text("utf-8"))


def figure(family: str, name: str) -> dict[str, float]:
    return {scorer: card_of(family, scorer)["test"][name] for scorer in ATTENDING}


def hint(scorer: str) -> str:
    return CARDS[scorer].hint


ENTRIES = list_entries()
NAMES = {entry.name for entry in ENTRIES}
FAMILIES = sorted({entry.family for entry in ENTRIES})
everywhere = pytest.mark.parametrize("family", FAMILIES)


def shipped(family: str, scorer: str) -> Bundle:
    """The model, if the family has one of this scoring function."""
    if f"{family}/{scorer}" not in NAMES:
        pytest.skip(f"{family} has no {scorer}")
    return zoo.load_bundle(f"{family}/{scorer}")


@cache
def example_of(family: str) -> str:
    """The longest example of a family."""
    return max((example.source for example in read_examples(PRETRAINED / family / "examples.tsv")), key=len)


@cache
def traces(family: str, scorer: str) -> list[DecodeTrace]:
    """Up to twenty examples of a family, translated."""
    bundle = shipped(family, scorer)
    texts = [example.source for example in read_examples(PRETRAINED / family / "examples.tsv")][:20]
    return [translate(bundle, Request(bundle.name, text)) for text in texts]


def scorer_of(bundle: Bundle) -> Scorer:
    return recurrent(bundle.model.decoder).attention.scorer


@everywhere
def test_without_attention_one_vector_encodes_the_source(family: str) -> None:
    assert "One fixed vector must encode the whole source" in hint("none")
    bundle = shipped(family, "none")
    contexts = translate(bundle, Request(bundle.name, example_of(family))).contexts
    assert np.ptp(contexts, axis=0).max() == 0 and contexts.shape[0] > 1


@everywhere
def test_uniform_weighs_all_alike(family: str) -> None:
    assert "All pieces weigh the same" in hint("uniform")
    bundle = shipped(family, "uniform")
    weights = translate(bundle, Request(bundle.name, example_of(family))).weights
    np.testing.assert_allclose(weights, 1 / weights.shape[-1], rtol=1e-6)


@everywhere
def test_what_is_said_of_matrices_is_what_the_functions_have(family: str) -> None:
    """Dot product has no parameters, General one matrix, Scaled dot product two to K numbers each."""
    assert "No parameters" in hint("dot") and not list(scorer_of(shipped(family, "dot")).parameters())
    assert "A learned matrix maps encoder states" in hint("general")
    (mapping,) = scorer_of(shipped(family, "general")).parameters()
    assert mapping.ndim == 2
    assert "Query and state are projected to K numbers each" in hint("scaled_dot")
    scaled = shipped(family, "scaled_dot")
    assert {len(matrix) for matrix in scorer_of(scaled).parameters()} == {scaled.config.attention}


def test_dividing_undoes_what_the_width_adds_to_the_spread() -> None:
    assert "√K undoes what K adds to the spread of scores" in hint("scaled_dot")
    record = read_experiment(record_path("scaling"))
    spread = {curve.line: np.array(curve.y) for curve in record.curves if curve.panel == "spread"}
    widths = np.array(record.curves[0].x)
    np.testing.assert_allclose(spread["plain"] / np.sqrt(widths), 1, atol=0.15)
    np.testing.assert_allclose(spread["scaled"], 1, atol=0.15)


def test_a_state_of_tanh_is_bounded_and_gates_are_cited() -> None:
    hints = {name: card.hint for name, card in ENCODER_CARDS.items()}
    assert "tanh keeps the state bounded" in hints["rnn"] and "what stays (Gers et al. 2000)" in hints["lstm"]
    for family in ("zh-en", "reverse"):
        bundle = zoo.load_bundle(f"{family}/additive@rnn")
        encoder = cast(RecurrentEncoder, bundle.model.encoder)
        ids = torch.tensor([bundle.source.ids(example_of(family))])
        with torch.inference_mode():
            states, _ = encoder.rnn(encoder.embedding(ids))
        assert float(states.abs().max()) <= 1


def test_what_a_second_seed_made_anew_is_said() -> None:
    assert "also with a new teacher, back-translations and phrases, and stored in int8" in VARIANTS[SECOND_SEED].hint
    seconds = [entry for entry in ENTRIES if entry.name.endswith(f"@{SECOND_SEED}")]
    assert {entry.family for entry in seconds} == {"zh-en"}
    for entry in seconds:
        first = card_of("zh-en", entry.scorer.partition("@")[0])["training"]
        assert (first["recipe"]["seed"], entry.card["training"]["recipe"]["seed"]) == (1, 2)
        assert first["before"]["recipe"] == {**entry.card["training"]["before"]["recipe"], "seed": 1}
        stored = torch.int8 in {tensor.dtype for tensor in load_file(entry.folder / "model.safetensors").values()}
        assert stored, entry.name


def test_coverage_counts_against_reading_again_and_does_not_forbid_it() -> None:
    assert "a loss counts against reading a piece again" in VARIANTS["copy_coverage"].hint
    again = {}
    recipes = [card_of("nl2bash", f"{name}@copy_coverage")["training"]["recipe"] for name in ("dot", "additive")]
    assert min(recipe["coverage_loss"] for recipe in recipes) > 0
    for name in ("dot@copy", "dot@copy_coverage"):
        bundle = zoo.load_bundle(f"nl2bash/{name}")
        texts = [example.source for example in read_examples(PRETRAINED / "nl2bash" / "examples.tsv")]
        read = [translate(bundle, Request(bundle.name, text)).alignment.sum(axis=0) for text in texts]
        again[name] = float(np.mean(np.concatenate(read) > 1.5))
    assert again["dot@copy_coverage"] > 0.05


@everywhere
def test_a_longer_source_can_have_a_larger_entropy(family: str) -> None:
    """What Evidence says of the groups of a figure that it draws in every family: no more than what holds in each."""
    words = definitions.FIGURE_WORDS["entropy_caption"]
    assert "Groups also differ in length: a longer source can have a larger entropy" in words
    for entry in (entry for entry in ENTRIES if entry.family == family and attends(entry.name)):
        rows = SentenceFigures.read(entry.folder / SENTENCES_FILE)
        assert (rows.entropy <= np.log2(rows.length + 1) + 1e-4).all(), entry.name


def test_whether_models_that_do_better_align_better_is_asked_and_not_told() -> None:
    """In most families some do not; in one, all do."""
    assert "Does a model that does better also align better?" in definitions.FIGURE_WORDS["trade_caption"]
    ordered = {}
    for family in ("zh-en", "en-fr", "next-letter"):
        cards = [card_of(family, scorer) for scorer in ATTENDING]
        cards.sort(key=lambda card: card["test"].get("accuracy", card["test"]["bleu"]))
        errors = [next(iter(card["alignment"].values()))["weights"]["short"]["model"]["aer"] for card in cards]
        ordered[family] = errors == sorted(errors, reverse=True)
    assert ordered == {"zh-en": False, "en-fr": False, "next-letter": True}


@everywhere
def test_bleu_counts_words_or_letters_as_its_column_says(family: str) -> None:
    assert "of words by 13a, of letters and digits one by one" in definitions.TABLE_COLUMNS["bleu"][2]
    target = zoo.load_bundle(f"{family}/additive").target
    signature = card_of(family, "additive")["test"]["bleu_signature"]
    assert f"tok:{'13a' if target.spaced else 'char'}" in signature
    answers = [example.translation for example in read_examples(PRETRAINED / family / "examples.tsv")]
    assert any(" " in answer for answer in answers) or not target.spaced


def test_uniform_weights_come_nearer_to_coverage_than_most_in_translation() -> None:
    words = {title: meaning for title, _formula, meaning in definitions.DEFINITIONS}["Coverage deviation"]
    assert "uniform weights come nearer to 0 than those of most functions in translation" in words
    for family in ("zh-en", "en-fr"):
        deviation = figure(family, "coverage_deviation")
        nearer = [scorer for scorer in ATTENDING if deviation[scorer] < deviation["uniform"]]
        assert len(nearer) < len(ATTENDING) / 4, family


@pytest.mark.parametrize("name", ["zh-en/multi_head@transformer", "reverse/multi_head@transformer"])
def test_what_else_differs_in_a_transformer_is_said(name: str) -> None:
    """Evidence: the encoders were trained as the GRU was, but for the warm-up of one; the Transformer was not."""
    caption = ROOT.joinpath("pages/ui/features/evidence/architectures.py").read_text("utf-8")
    assert "other widths, and a training of its own (warm-up and dropout, or" in caption
    own, plain = (zoo.load_bundle(each) for each in (name, name.partition("@")[0]))
    assert own.config.decoder == "transformer" and own.config.attention != plain.config.attention
    recipes = [card_of(*each.split("/"))["training"] for each in (name, plain.name)]
    rates = [recipe["recipe"]["learning_rate"] for recipe in recipes]
    warm_up = [recipe.get("before", recipe)["recipe"]["warmup"] for recipe in recipes]
    other_start = warm_up[0] != warm_up[1] and own.config.dropout != plain.config.dropout
    assert other_start != (rates[0] != rates[1])


@everywhere
def test_scores_of_cosine_lie_between_minus_beta_and_beta(family: str) -> None:
    assert "all scores lie between −β and β" in hint("cosine")
    beta = float(shipped(family, "cosine").model.state_dict()["decoder.attention.scorer.log_sharpness"].exp())
    highest = max(float(np.abs(trace.scores).max()) for trace in traces(family, "cosine"))
    assert beta / 4 < highest <= beta * 1.0001


@everywhere
def test_each_head_has_weights_of_its_own(family: str) -> None:
    """In translation they look at different pieces, in some tasks at the same ones: the hint leaves that to be seen."""
    assert "Several heads read at once: choose one to see what it does alone" in hint("multi_head")
    weights = [trace.weights for trace in traces(family, "multi_head")]  # each (T, heads, S)
    assert max(float(np.ptp(row, axis=1).max()) for row in weights) > 0.01
    places = np.concatenate([row.argmax(axis=-1) for row in weights])
    elsewhere = float(np.mean(places.min(axis=1) != places.max(axis=1)))
    assert places.shape[1] > 1 and (elsewhere > 0.25 or family not in ("zh-en", "en-fr"))


@everywhere
def test_location_and_sinusoidal_know_no_words(family: str) -> None:
    """Were all words others, the same query would have the same scores."""
    assert "It sees positions, not words" in hint("location")
    assert "Positions again" in hint("sinusoidal")
    for name in POSITION:
        bundle = shipped(family, name)
        scorer, width = scorer_of(bundle), bundle.config.encoder_width
        query, mask = torch.randn(1, 3, bundle.config.decoder_hidden), torch.ones(1, 4, dtype=torch.bool)
        values = [torch.randn(1, 4, width) for _ in range(2)]
        memories = [Memory(states, mask, states[:, -1], scorer.prepare(states)) for states in values]
        first, second = (scorer.score(query, memory, AttentionHistory.start(memory, 1)) for memory in memories)
        torch.testing.assert_close(first, second, rtol=0, atol=0)


@everywhere
def test_neighbours_have_similar_codes(family: str) -> None:
    assert "neighbours have similar codes" in hint("sinusoidal")
    width = shipped(family, "sinusoidal").config.attention
    codes = sinusoids(20, width).numpy()
    like = codes @ codes.T / np.linalg.norm(codes, axis=1)[:, None] / np.linalg.norm(codes, axis=1)
    near, far = (np.diagonal(like, apart).mean() for apart in (1, 4))
    assert near > far and near > 0.75


@everywhere
def test_location_aware_feels_where_it_looked(family: str) -> None:
    assert "It also sees the previous step's weights" in hint("location_aware")
    kernel = shipped(family, "location_aware").model.state_dict()["decoder.attention.scorer.trail.weight"]
    assert float(kernel.norm()) > 0.1


@everywhere
@pytest.mark.parametrize("scorer", ["local_m", "local_p"])
def test_nothing_outside_the_window_is_seen(family: str, scorer: str) -> None:
    assert any(words in hint(scorer) for words in ("anything outside it gets no weight", "sees only what is near"))
    window = shipped(family, scorer).config.window
    positions = np.concatenate([(trace.weights > 0).sum(axis=-1).ravel() for trace in traces(family, scorer)])
    assert 1 < positions.max() <= 2 * window + 1
