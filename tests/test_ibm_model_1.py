"""IBM Model 1: worked by hand, and on a language of which every word is known."""

import numpy as np
import pytest

from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.align import GoldSentence
from seq2seq.experiments.aligners import learn_lexicon, model_1_links, read_words
from seq2seq.trace.links import parse_links

PAIRS = [(["das", "Haus"], ["the", "house"]), (["das", "Buch"], ["the", "book"]), (["ein", "Buch"], ["a", "book"])]


def test_words_are_in_lower_case_and_a_character_each_where_nobody_writes_spaces() -> None:
    assert read_words("I don't know.") == ["i", "don't", "know", "."]
    assert read_words("我爱你。") == ["我", "爱", "你", "。"]


def test_one_round_counts_who_stands_together() -> None:
    """Every target word comes from each of the two source words and from NULL by a third."""
    lexicon = learn_lexicon(PAIRS, iterations=1)
    buch = [lexicon.probabilities[np.searchsorted(lexicon.keys, lexicon.source["Buch"] * 4 + at)] for at in range(4)]
    assert list(lexicon.target) == ["the", "house", "book", "a"]
    assert buch[0] == pytest.approx(1 / 4) and buch[2] == pytest.approx(2 / 4) and buch[3] == pytest.approx(1 / 4)


def test_the_two_word_puzzle_is_solved() -> None:
    """Knight 1999: two sentences with one word in common say what each word means."""
    lexicon = learn_lexicon(PAIRS, iterations=30)
    rows = lexicon.posterior(["das", "Buch"], ["the", "book"])
    assert rows.shape == (2, 3)
    assert rows.sum(axis=1) == pytest.approx(1)
    assert rows.argmax(axis=1).tolist() == [0, 1] and rows[1, 1] > 0.6


def test_a_word_that_nobody_knows_may_come_from_any() -> None:
    rows = learn_lexicon(PAIRS).posterior(["das", "Buch"], ["zebra"])
    assert rows.tolist() == [pytest.approx([1 / 3] * 3)]
    assert learn_lexicon(PAIRS).posterior(["Zebra"], ["book"]).tolist() == [[0, 1]]


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        learn_lexicon([([], [])])


def test_links_are_read_from_one_direction_and_from_both() -> None:
    """我/I, 你/you, 爱/love, 看/see, in every order: both directions agree on all, and gold sentences are learned from
    too, but not their links."""
    english = {"我": "I", "你": "you", "爱": "love", "看": "see", "他": "he", "她": "she"}
    people = ["我", "你", "他", "她"]
    lines = [
        f"{subject}{verb}{object_}" for subject in people for verb in "爱看" for object_ in people if subject != object_
    ]
    pairs = [(line, " ".join(english[char] for char in line)) for line in lines]
    gold = GoldSentence(("我", "爱", "她"), ("she", "I", "love"), parse_links("0-0"))
    links_by_method = model_1_links(FAMILIES["zh-en"], pairs, [gold], include_gold=True)
    assert list(links_by_method) == ["forward", "intersection", "grow-diag-final-and"]
    for links in links_by_method.values():
        assert links == [{(0, 1), (1, 2), (2, 0)}]


def test_gold_sentences_are_only_learned_from_if_they_may_be_read() -> None:
    gold = GoldSentence(("猫", "书"), ("cat", "book"), parse_links("0-0"))
    blind, read = (model_1_links(FAMILIES["zh-en"], [("猫", "cat")], [gold], may)["forward"] for may in (False, True))
    assert (blind, read) == ([{(0, 0), (0, 1)}], [{(0, 0), (1, 1)}])
