"""What *Broken attention* says of each fault, recomputed on the pictures that it shows, in every family."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pytest

from seq2seq.analysis.broken_attention import score_beside
from seq2seq.analysis.faults import FAULTS, BatchScores, gather_evidence, sound_weights
from seq2seq.analysis.invariants import check_attention
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.config.arrays import Array
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Request
from seq2seq.data.examples import read_examples
from seq2seq.decoding.translate import translate
from seq2seq.trace.trace import EOS_PIECE

FAMILIES = sorted(path.parent.parent.name for path in PRETRAINED.glob("*/dot/card.json"))
LENGTHS = range(5, 9)
PICTURES = 2
"""Sentences of each model that are looked at."""
EXAMPLES = {family: read_examples(PRETRAINED / family / "examples.tsv") for family in FAMILIES}
SHOWN = [family for family in FAMILIES if family != "small"]
"""In place of Small numbers, the page shows the first of the others."""


@lru_cache(maxsize=1)
def pictures(family: str) -> dict[str, list[BatchScores]]:
    """Scoring function → the scores that the page weighs, of its first sentences."""
    texts = [example.source for example in EXAMPLES[family] if len(example.source_tokens) in LENGTHS]
    texts = texts or [example.source for example in EXAMPLES[family]]
    scorers = {scorer for fault in FAULTS.values() for scorer in fault.scorers}
    found = {}
    for scorer in sorted(scorer for scorer in scorers if (PRETRAINED / family / scorer).is_dir()):
        bundle = load_bundle(f"{family}/{scorer}")
        traces = [translate(bundle, Request(bundle.name, text)) for text in texts[:PICTURES]]
        assert all(trace.source.pieces[-1] == EOS_PIECE for trace in traces)
        found[scorer] = [score_beside(bundle, trace, texts[(at + 1) % len(texts)]) for at, trace in enumerate(traces)]
    return found


def weighed(family: str, fault: str) -> Iterator[tuple[BatchScores, Array, Array]]:
    """The scores, the sound weights and those of the fault over the real pieces, of each picture that can have it."""
    for scorer, batches in pictures(family).items():
        if scorer in FAULTS[fault].scorers:
            for scores in batches:
                weights = FAULTS[fault].weigh(scores)
                yield scores, sound_weights(scores)[:, scores.mask], weights[:, scores.mask]


@pytest.fixture(scope="module", params=SHOWN)
def family(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.slow
def test_the_checker_names_every_fault_that_is_shown(family: str) -> None:
    for fault in FAULTS.values():
        for scorer, batches in pictures(family).items():
            for scores in batches if scorer in fault.scorers else ():
                violated = {violation.invariant for violation in check_attention(gather_evidence(fault.weigh, scores))}
                sharper = {"own_scores"} if fault is FAULTS["unscaled"] else set()  # not saturated in every family
                assert violated & ({fault.invariant} | sharper), (fault.title, scorer)


def test_without_a_mask_weight_falls_on_the_padding_and_seldom_little(family: str) -> None:
    lost = [1 - weights.sum(1).min() for _, _, weights in weighed(family, "padding")]
    assert min(lost) > 0
    if family == "reverse":
        assert "too little to see" in FAULTS["padding"].sign and min(lost) < 0.005


def test_over_the_wrong_axis_columns_sum_to_one_and_rows_do_not(family: str) -> None:
    for _, _, weights in weighed(family, "axis"):
        assert weights.sum(0) == pytest.approx(1) and np.abs(weights.sum(1) - 1).max() > 0.05


def test_blind_scores_weigh_all_pieces_alike_in_both_sentences(family: str) -> None:
    for _, _, weights in weighed(family, "blind"):
        assert weights == pytest.approx(1 / weights.shape[1])


def test_shifted_rows_are_those_of_the_word_before_and_the_first_two_the_same(family: str) -> None:
    for _, sound, weights in weighed(family, "shifted"):
        assert np.array_equal(weights[1:], sound[:-1]) and np.array_equal(weights[0], weights[1])


def test_frozen_rows_are_the_same_and_not_even(family: str) -> None:
    for _, _, weights in weighed(family, "frozen"):
        assert (weights == weights[0]).all() and weights[0].max() > 2 * weights[0].min()


def test_softmax_twice_is_nearly_even_and_highest_at_the_right_piece(family: str) -> None:
    assert "more than e ≈ 2.7 times" in FAULTS["twice"].sign
    for _, sound, weights in weighed(family, "twice"):
        assert (weights.max(1) <= np.e * weights.min(1) * (1 + 1e-5)).all()
        assert np.array_equal(weights.argmax(1), sound.argmax(1))


def test_keys_of_another_sentence_are_right_by_chance_or_where_position_decides(family: str) -> None:
    alike = [
        np.mean(weights.argmax(1) == sound.argmax(1)) for _, sound, weights in weighed(family, "keys")
    ]  # the share of rows that look where they ought to
    if family == "next-letter":
        assert "where position alone decides" in FAULTS["keys"].sign and max(alike) > 0.8
    if family in ("zh-en", "en-fr"):
        assert np.mean(alike) < 0.65
    assert min(alike) < 1


def test_unscaled_scores_are_sharper_and_in_translation_leave_a_row_a_single_piece(family: str) -> None:
    for _, sound, weights in weighed(family, "unscaled"):
        assert (weights.max(1) >= sound.max(1) - 1e-6).all()
        if family in ("zh-en", "en-fr"):
            assert np.mean(weights.max(1) > 0.9) > 0.75


def test_the_column_of_a_sink_is_dark_from_top_to_bottom(family: str) -> None:
    for _, _, weights in weighed(family, "sink"):
        assert weights[:, -1].min() > 0.7
