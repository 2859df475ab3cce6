"""The page Predict under AppTest: what the browser is given, at which step, and what an address can ask."""

from __future__ import annotations

import pytest

from seq2seq.config.cards import CARDS
from tests.app import open_page, stage, stage_is_drawn, told, words


def test_a_whole_sentence_is_played_from_its_beginning_and_one_step_by_its_address() -> None:
    whole, single = (open_page("predict", query) for query in ({}, {"step": "3", "ask": "piece"}))
    assert (told(whole)["step"], stage(whole)["opening"], told(whole)["ask"]) == (None, 0, "row")
    assert (told(single)["step"], told(single)["ask"]) == (2, "piece")


@pytest.mark.parametrize("scorer", CARDS)
def test_everything_that_is_needed_to_reveal_is_in_the_browser(scorer: str) -> None:
    trace = stage(open_page("predict", {"scorer": scorer}))["trace"]
    steps, sources = len(trace["target"]["pieces"]), len(trace["source"]["pieces"])
    assert (len(trace["weights"]), len(trace["weights"][0]), len(trace["candidates"])) == (steps, sources, steps)
    assert trace["fixed"] == (not CARDS[scorer].attends)


def test_the_translation_is_not_in_the_page_before_it_is_predicted() -> None:
    app = open_page("predict", {"q": "我爱学习"})
    assert stage(app)["trace"]["target"]["text"] not in words(app)


def test_nonsense_is_named_and_an_empty_sentence_has_nothing_to_predict() -> None:
    assert "ask=everything" in words(open_page("predict", {"ask": "everything"}))
    app = open_page("predict", {"q": " "})
    assert not stage_is_drawn(app) and "Type a sentence" in words(app)
