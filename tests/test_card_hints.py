"""What a card tells people to look for, against what was measured of the models that ship."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from pages.ui.session import definitions
from seq2seq.attention import AttentionHistory, Memory
from seq2seq.attention.location import sinusoids
from seq2seq.checkpoints import zoo
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import read_examples
from seq2seq.decoding.translate import translate
from seq2seq.evaluation.sentence_figures import SENTENCES_FILE, SentenceFigures
from seq2seq.model.decoders.recurrent import recurrent
from seq2seq.trace.trace import DecodeTrace

ATTENDING = [name for name, card in CARDS.items() if card.attends]
CONTENT = [name for name, card in CARDS.items() if card.group == "content"]
POSITION = [name for name, card in CARDS.items() if card.group == "position"]
both = pytest.mark.parametrize("family", ["zh-en", "en-fr"])


@cache
def card_of(family: str, scorer: str) -> Any:
    return json.loads((PRETRAINED / family / scorer / "card.json").read_text("utf-8"))


def figure(family: str, name: str) -> dict[str, float]:
    return {scorer: card_of(family, scorer)["test"][name] for scorer in ATTENDING}


def short_aer(family: str, scorer: str) -> float:
    """Of the weights read as links, on the family's first gold set."""
    return next(iter(card_of(family, scorer)["alignment"].values()))["weights"]["short"]["model"]["aer"]


@cache
def traces(scorer: str) -> list[DecodeTrace]:
    """Twenty examples of zh-en, translated."""
    bundle = zoo.load_bundle(f"zh-en/{scorer}")
    texts = [example.source for example in read_examples(PRETRAINED / "zh-en" / "examples.tsv")][:20]
    return [translate(bundle, Request(bundle.name, text)) for text in texts]


def hint(scorer: str) -> str:
    return CARDS[scorer].hint


@both
def test_no_attention_loses_more_of_long_sentences(family: str) -> None:
    assert "try a long one and see what is lost" in hint("none")
    ratios = []
    for at in (0, 3):  # at most 5 pieces, and 12 to 15
        none, best = (card_of(family, name)["test"]["by_length"][at]["bleu"] for name in ("none", "additive"))
        ratios.append(none / best)
    assert ratios[1] < 0.7 * ratios[0]


@both
def test_uniform_weighs_all_alike(family: str) -> None:
    assert "All pieces weigh the same" in hint("uniform")
    entropy = figure(family, "entropy")
    assert max(entropy, key=entropy.__getitem__) == "uniform"


@both
def test_rows_of_dot_are_among_the_sharpest(family: str) -> None:
    assert "Its rows are among the sharpest" in hint("dot")
    entropy = figure(family, "entropy")
    assert sorted(ATTENDING, key=entropy.__getitem__).index("dot") < 4


@both
@pytest.mark.parametrize("scorer", ["scaled_dot", "general"])
def test_rows_softer_than_those_of_dot(family: str, scorer: str) -> None:
    assert "softer rows than dot product" in hint(scorer)
    entropy = figure(family, "entropy")
    assert entropy[scorer] > entropy["dot"] + 0.1


@both
def test_longer_sentences_have_more_to_look_at(family: str) -> None:
    """What Evidence says of the slope between entropy and error."""
    assert "Longer sentences have more to look at" in definitions.FIGURE_WORDS["entropy_caption"]
    for scorer in ATTENDING:
        rows = SentenceFigures.read(PRETRAINED / family / scorer / SENTENCES_FILE)
        assert np.corrcoef(rows.length, rows.entropy)[0, 1] > 0.3, scorer


@both
def test_models_that_translate_better_do_not_always_align_better(family: str) -> None:
    assert "do not always align better" in definitions.FIGURE_WORDS["trade_caption"]
    bleu = figure(family, "bleu")
    ranked = sorted(ATTENDING, key=bleu.__getitem__)
    errors = [short_aer(family, scorer) for scorer in ranked]
    assert errors != sorted(errors, reverse=True)


def test_scores_of_cosine_lie_between_minus_beta_and_beta() -> None:
    assert "all scores lie between −β and β" in hint("cosine")
    beta = float(zoo.load_bundle("zh-en/cosine").model.state_dict()["decoder.attention.scorer.log_sharpness"].exp())
    highest = max(float(np.abs(trace.scores).max()) for trace in traces("cosine"))
    assert beta / 2 < highest <= beta * 1.0001


@both
def test_additive_follows_the_word_order_and_location_misses_it(family: str) -> None:
    assert "follow the word order" in hint("additive")
    assert "miss when the word order changes" in hint("location")
    best_by_place = min(short_aer(family, name) for name in POSITION)
    assert max(short_aer(family, name) for name in CONTENT) < best_by_place - 0.05


def test_a_head_does_something_of_its_own() -> None:
    assert "choose one to see what it does alone" in hint("multi_head")
    rows = np.concatenate([trace.weights.argmax(axis=-1) for trace in traces("multi_head")])  # (T, heads)
    assert rows.shape[1] > 1
    assert np.mean(rows.min(axis=1) != rows.max(axis=1)) > 0.25  # two heads look at different pieces


def test_location_and_sinusoidal_know_no_words() -> None:
    """Were all words others, the same query would have the same scores."""
    assert "positions, not words" in hint("location")
    assert "Positions again" in hint("sinusoidal")
    for name in POSITION:
        scorer = recurrent(zoo.load_bundle(f"zh-en/{name}").model.decoder).attention.scorer
        query, mask = torch.randn(1, 3, 256), torch.ones(1, 7, dtype=torch.bool)
        values = [torch.randn(1, 7, 256) for _ in range(2)]
        memories = [Memory(states, mask, states[:, -1], scorer.prepare(states)) for states in values]
        first, second = (scorer.score(query, memory, AttentionHistory.start(memory, 1)) for memory in memories)
        torch.testing.assert_close(first, second, rtol=0, atol=0)


def test_neighbours_have_similar_codes() -> None:
    assert "neighbours have similar codes" in hint("sinusoidal")
    codes = sinusoids(20, 256).numpy()
    like = codes @ codes[0] / np.linalg.norm(codes, axis=1) / np.linalg.norm(codes[0])
    assert (np.diff(like[:6]) < 0).all()
    assert like[1] > 0.9


def test_location_aware_feels_where_it_looked() -> None:
    assert "It knows where it looked a step ago" in hint("location_aware")
    kernel = zoo.load_bundle("zh-en/location_aware").model.state_dict()["decoder.attention.scorer.trail.weight"]
    assert float(kernel.norm()) > 0.1


@pytest.mark.parametrize("scorer", ["local_m", "local_p"])
def test_nothing_outside_the_window_is_seen(scorer: str) -> None:
    assert any(words in hint(scorer) for words in ("nothing outside it can be seen", "sees only what is near"))
    window = zoo.load_bundle(f"zh-en/{scorer}").config.window
    positions = np.concatenate([(trace.weights > 0).sum(axis=-1).ravel() for trace in traces(scorer)])
    assert 1 < positions.max() <= 2 * window + 1
