"""Words or pieces on every page, and what is shown where nothing attends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.address import codec
from pages.ui.address.branches import BranchHistory
from seq2seq.config.edits import Flatten, edit_to_dict
from seq2seq.config.places import PRETRAINED
from seq2seq.text.tokenizer import Tokenizer
from tests.app import choose, healthy, open_page, opened, stage

SENTENCE = "我昨天买了一本书。"


def on_page(name: str, query: dict[str, str]) -> AppTest:
    return open_page(name, {"q": SENTENCE} | query)


def page_data(name: str, query: dict[str, str]) -> dict[str, Any]:
    return stage(on_page(name, query))


def test_words_are_there_first_and_pieces_one_click_away() -> None:
    app = healthy(opened({"q": SENTENCE}))
    trace = stage(app)["trace"]
    assert sum(trace["words"]["rows"]) >= len(trace["target"]["pieces"])
    assert len(trace["words"]["columns"]) == len(trace["source"]["pieces"])
    assert "grain" not in app.query_params
    choose(app, "grain", "pieces")
    assert stage(app)["trace"]["words"] is None
    assert app.query_params["grain"] == "pieces"


def test_single_pieces_say_that_they_continue_a_word(models: Path) -> None:
    spelt = Tokenizer.load(models / "zh-en" / "target.model").encode("bought yesterday").pieces
    second = spelt[1]
    assert not second.startswith("▁")
    prefix = {"begun": codec.write_pieces(spelt)}
    whole, pieces = (page_data("beam", prefix | {"grain": grain})["tree"]["branches"] for grain in ("words", "pieces"))
    at = pieces["piece"].index(second)
    assert (whole["displayed"][at], pieces["displayed"][at]) == (f"·{second}", second)
    parts = page_data("step", prefix)["parts"]
    assert [part[:2] for part in parts[:2]] == [["▁bought", 1], ["▁bought", 2]]


def test_what_does_not_attend_says_so_on_every_page() -> None:
    assert stage(healthy(opened({"scorer": "none"})))["trace"]["fixed"]
    assert not stage(healthy(opened({"scorer": "uniform"})))["trace"]["fixed"]
    assert page_data("step", {"scorer": "none"})["fixed"]
    assert page_data("beam", {"scorer": "none"})["fixed"]
    assert page_data("states", {"scorer": "none"})["paths"][0]["trace"]["fixed"]
    assert page_data("what-if", {"scorer": "none"})["original"]["fixed"]


def test_weights_can_not_be_changed_where_there_are_none() -> None:
    data = page_data("what-if", {"scorer": "none"})
    assert data["offers"] == {"rows": [], "rules": []} and data["reliance"] is None
    assert "none" not in json.dumps(page_data("what-if", {"scorer": "dot"})["offers"])
    flat = codec.write_branches(BranchHistory().change(Flatten(step=0)))
    data = page_data("what-if", {"scorer": "none", "branches": flat})
    assert data["edits"] == [edit_to_dict(Flatten(step=0))]
    assert "there are no weights to change" in data["notice"] and data["effect"] is None


def test_symbols_of_a_task_are_not_joined_to_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    query = {"family": "reverse", "q": "hello", "scorer": "additive"}
    app = healthy(opened(query))
    trace = stage(app)["trace"]
    assert (trace["target"]["pieces"], trace["words"]) == (["o", "l", "l", "e", "h", "</s>"], None)
    assert "The letters backwards." in [caption.value for caption in app.caption]
    assert "grain" not in [control.key for control in app.get("button_group")]
    assert "grain" in [control.key for control in opened({"q": SENTENCE, "family": "zh-en"}).get("button_group")]
    assert page_data("step", query)["parts"][0] == ["o", 1, 1]
