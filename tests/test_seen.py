"""Which sentences were trained on: fingerprints that ship, and what is shown held against them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from seq2seq.config.places import PRETRAINED
from seq2seq.data.examples import read_examples, read_minimal_pairs
from seq2seq.data.shipped import SEEN_FILE, WIDTH, SeenSentences
from tests.conftest import PAIRS, RunCommand

SEEN_ONCE = {
    "I have a black cat.",
    "I like music.",
    "She gave him a present.",
    "I don't know.",
    "Nobody knows the answer.",
    "I no longer work here.",
    "Don't open the window.",
    "I've lost my key.",
    "Where is the station?",
    "What is your name?",
    "Do you speak English?",
    "Why are you crying?",
    "Thank you.",
}
"""Examples of en-fr whose source was trained on, before examples were left out. The app names them; no more may be."""
PHRASE = (PRETRAINED / "zh-en" / "phrases.tsv").read_text("utf-8").partition("\t")[0]


@cache
def seen_by(family: str) -> SeenSentences:
    return SeenSentences.read(PRETRAINED / family / SEEN_FILE)


def examples(family: str) -> list[str]:
    return [example.source for example in read_examples(PRETRAINED / family / "examples.tsv")]


def test_no_chinese_example_was_trained_on() -> None:
    assert [text for text in examples("zh-en") if seen_by("zh-en").has_source(text)] == []


@pytest.mark.slow
def test_no_english_example_was_trained_on_but_those_that_the_app_names() -> None:
    assert {text for text in examples("en-fr") if seen_by("en-fr").has_source(text)} <= SEEN_ONCE


@pytest.mark.parametrize("family", ["zh-en", "en-fr"])
def test_no_sentence_of_a_minimal_pair_was_trained_on(family: str) -> None:
    pairs = read_minimal_pairs(PRETRAINED / family / "pairs.tsv")
    assert [text for pair in pairs for text in (pair.first, pair.second) if seen_by(family).has_source(text)] == []


@pytest.mark.parametrize(("family", "text"), [("zh-en", PHRASE), ("en-fr", "I love you!"), ("en-fr", "thank YOU")])
def test_what_was_trained_on_is_known_whatever_its_marks(family: str, text: str) -> None:
    assert seen_by(family).has_source(text)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    seen_sentences = SeenSentences.of(PAIRS)
    seen_sentences.write(tmp_path / SEEN_FILE)
    again = SeenSentences.read(tmp_path / SEEN_FILE)
    np.testing.assert_array_equal(again.sources, seen_sentences.sources)
    np.testing.assert_array_equal(again.targets, seen_sentences.targets)
    assert (len(again.sources), len(again.targets)) == (64, 64)
    assert again.has_source("我爱猫") and not again.has_source("I love cats.")


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    seen_sentences = SeenSentences(np.array([3, 2**31, 2**32 - 1], dtype=WIDTH), np.array([7], dtype=WIDTH))
    seen_sentences.write(tmp_path / SEEN_FILE)
    assert SeenSentences.read(tmp_path / SEEN_FILE).sources.tolist() == [3, 2**31, 2**32 - 1]
    (tmp_path / SEEN_FILE).write_bytes((tmp_path / SEEN_FILE).read_bytes()[:20])
    with pytest.raises((ValueError, OSError)):
        SeenSentences.read(tmp_path / SEEN_FILE)


@pytest.mark.usefixtures("at_house")
def test_the_command_names_what_is_shown_and_was_trained_on(
    output_of: RunCommand, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "also.tsv").write_text("她看书。\tshe sees books.\n我爱猫。\tI love cats.\n", "utf-8")
    (tmp_path / "without.tsv").write_text("我爱猫。\tx\n", "utf-8")
    more = ["--also", tmp_path / "also.tsv", "--without", tmp_path / "without.tsv"]
    assert "shown: ['她看书。']" in output_of("seen", "zh-en", "--corpus", corpus, *more, "--out", tmp_path / SEEN_FILE)
    assert not SeenSentences.read(tmp_path / SEEN_FILE).has_source("我爱猫。")
