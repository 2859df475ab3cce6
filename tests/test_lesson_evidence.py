"""What lessons tell of searches, states, edits and alignments, against the models that ship."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest

from pages.ui.engine import pretrained, work
from seq2seq.config.edit_codec import parse_edits
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request, SearchConfig
from seq2seq.evaluation import compare
from tests.lessons import COFFEE, PHONE, RAIN, TEA, card, model, tells


def test_a_beam_finds_what_greedy_search_missed() -> None:
    assert tells(7, "Its log-probability is −5.9, that of the greedy translation −7.3")
    greedy, *beams = (model("zh-en/additive")(RAIN, search=SearchConfig(beam=beam)) for beam in (1, 5, 10))
    assert tells(7, "*Because of rain, we didn't go to the park.*")
    assert {beam.text for beam in beams} == {"Because of rain, we didn't go to the park."}
    totals = [round(float(trace.logprobs.sum()), 1) for trace in (greedy, beams[0])]
    assert totals == [-7.3, -5.9]


def test_states_of_a_minimal_pair_differ_less_the_farther_away() -> None:
    assert tells(8, "that of 我 by 1.6, of 喝 by 2.0, of 咖啡 by 1.3, and of the final ↵ by 0.7")
    without, negated = (model("zh-en/additive")(text).encoder for text in ("我喝咖啡。", COFFEE))
    moved = np.linalg.norm(without - np.delete(negated, 1, axis=0), axis=1)
    assert moved == pytest.approx([1.6, 2.0, 1.3, 0.9, 0.7], abs=0.051)


def test_the_context_of_love_is_nearly_one_state() -> None:
    assert tells(8, "is 0.1 away from the state of 爱, and more than 5 away from each of the others")
    trace = model("zh-en/additive")("我爱你")
    away = np.linalg.norm(trace.encoder - trace.contexts[1], axis=1)
    assert round(float(away[1]), 1) == 0.1 and np.delete(away, 1).min() > 5


@pytest.mark.slow
def test_neighbours_of_the_state_are_verbs_and_those_of_the_context_drink() -> None:
    assert tells(8, "those at *have*, *like* and the *'* of *I'm*")
    assert tells(8, "are at *drink*, *drink* and *drinks*")
    texts = tuple(example.source for example in pretrained.examples("zh-en"))
    job = work.index_states("zh-en/additive", texts, pretrained.sample("zh-en"))
    while not job.done:
        time.sleep(0.01)
    states = work.trace_states(Request("zh-en/additive", "我喝咖啡。"))
    assert not isinstance(job.result, work.Problem) and not isinstance(states, work.Problem) and job.result
    words = {}
    for kind in ("decoder", "context"):
        nearest = job.result.neighbours(states.sentence, kind, 3)[1]
        sentences = [job.result.sentences[neighbour.sentence] for neighbour in nearest]
        words[kind] = [each.target[near.position] for each, near in zip(sentences, nearest, strict=True)]
    assert words == {"decoder": ["▁have", "▁like", "'"], "context": ["▁drink", "▁drink", "▁drinks"]}
    assert all("喝" in sentence.text for sentence in sentences)


EDITED = [
    ("flat-6", "*I don't drink.*", "I don't drink."),
    ("delete_2", "*I drink coffee.*", "I drink coffee."),
    ("mask_2", "*I'm drinking coffee.*", "I'm drinking coffee."),
    ("flat-3", "with uniform weights the output is the same", "I don't drink coffee."),
    ("onehot_4-3", "the sentence becomes *I don coffee.*", "I don coffee."),
]


@pytest.mark.parametrize(("edits", "quote", "translation"), EDITED)
def test_edits_do_what_is_told(edits: str, quote: str, translation: str) -> None:
    assert tells(9, quote)
    assert model("zh-en/additive")(COFFEE, edits=parse_edits(edits)).text == translation


def test_uniform_weights_move_coffee_and_not_the_apostrophe_which_other_weights_do() -> None:
    assert tells(9, "Uniform weights move *coffee* by 4.6 bits and `'` by 0.02") and tells(9, "by 3.67 bits")
    reliance = work.reliance_on_attention(Request("zh-en/additive", COFFEE))
    assert not isinstance(reliance, work.Problem)
    assert (round(float(reliance.uniform[5]), 1), round(float(reliance.uniform[2]), 2)) == (4.6, 0.02)
    assert reliance.most.argmax() == 5 and reliance.uniform.argmax() == 5 and reliance.uniform[3] < 0.05
    assert round(float(reliance.most[2]), 2) == 3.67 and reliance.place[2] == 3
    assert tells(9, "with them, too, `'` has a probability of more than 0.9")
    even = model("zh-en/additive")(COFFEE, edits=parse_edits("flat-3"))
    assert even.pieces[2] == "'" and np.exp(even.logprobs[2]) > 0.9


def links_met(name: str, offset: int = 0) -> int:
    """How many hand-made links of a sentence the heaviest weights meet, read `offset` rows away."""
    example = pretrained.example("zh-en", TEA)
    assert example
    case = compare.trace_alignment_case(model(name)(TEA), example.source_tokens, example.target_tokens, example.links)
    assert case
    return len(example.links.possible & compare.agreement(case, offset).heaviest)


def test_links_are_met_as_told() -> None:
    assert tells(9, "meet the links of all six words. *Location* meets three of them")
    assert (links_met("zh-en/additive"), links_met("zh-en/location")) == (6, 3)
    assert tells(
        12, "all six words have their largest weight where annotators drew a link. Read one row early, one of six has"
    )
    assert links_met("zh-en/additive", offset=-1) == 1


def test_alignment_errors_are_as_told() -> None:
    assert tells(9, "is 56.7 % with the weights") and tells(9, "gives 38.3 %") and tells(9, "an error of 73.2 %")
    gold = card("zh-en/additive")["alignment"]["eng-cmn-pud"]
    weights, posterior = (gold[reading]["short"] for reading in ("weights", "posterior"))
    errors = [figures["aer"] for figures in (weights["model"], posterior["model"], weights["diagonal"])]
    assert [round(100 * error, 1) for error in errors] == [56.7, 38.3, 73.2]


def test_weights_were_nearly_even_before_training() -> None:
    assert tells(10, "between 0.23 and 0.28")
    history = json.loads((PRETRAINED / "zh-en" / "additive" / "history.json").read_text("utf-8"))
    weights = np.array(history["moments"][0]["weights"][0]).ravel()
    assert history["probes"][0]["text"] == "我爱你"
    assert (round(weights.min(), 2), round(weights.max(), 2)) == (0.23, 0.28)


def test_a_wrong_beginning_leads_astray() -> None:
    assert tells(10, "*My desk is on your desk.*")
    assert model("zh-en/additive")(PHONE, prefix=("▁My", "▁desk")).text == "My desk is on your desk."


def test_the_unknown_word_is_looked_at_and_passed_over() -> None:
    assert tells(11, "More than half of the weight is on 榴莲.")
    trace = model("zh-en/additive")("我喜欢吃榴莲。")
    row = trace.alignment[trace.pieces.index(".")]
    assert row[trace.source.pieces.index("榴莲")] > 0.5
    allowed = model("zh-en/additive")("我们去了张家界。", search=SearchConfig(unknown=True))
    assert tells(11, "*the <unk>nited States*") and "the <unk>nited States" in allowed.text
