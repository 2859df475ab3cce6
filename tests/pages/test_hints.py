"""The line for newcomers: what it says of the sentence in view, and when it is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.config.places import PRETRAINED
from seq2seq.notebook import load
from seq2seq.text.word_classes import first_content_word
from tests.app import choose, healthy, open_page, stage

PAGES = ("translate", "step", "compare", "what-if", "states", "beam", "predict", "training", "gradients")


def line(app: AppTest) -> dict[str, Any] | None:
    lines = [
        component.proto for component in app.get("bidi_component") if component.proto.component_name == "gaze.hint"
    ]
    return json.loads(lines[0].bytes) if lines else None


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_and_has_a_button_for_it(page: str) -> None:
    hint = line(open_page(page))
    assert hint and hint["name"] == hint["names"][0] and page in hint["names"] and hint["words"] and hint["button"]


@pytest.mark.parametrize("page", PAGES[:-2])
def test_where_nothing_is_typed_nothing_is_said(page: str) -> None:
    assert line(open_page(page, {"q": ""})) is None


def test_it_speaks_of_the_sentence_in_view_and_in_the_language_of_the_visitor() -> None:
    hint = line(open_page("what-if", {"q": "老师喝水", "lang": "zh"}))
    assert hint and hint["button"] in {f"把“{piece}”的柱子拉高" for piece in "老师喝水"}


def test_the_cell_it_opens_is_where_the_decoder_looks_most() -> None:
    app = open_page("step", {"q": "现在几点", "scorer": "dot"})
    trace = json.loads(stage(app)["sheet"])["trace"]
    row = trace["weights"][first_content_word(trace["target"]["pieces"], "en")]
    piece = trace["source"]["pieces"][row.index(max(row))].removeprefix("▁")
    hint = line(app)
    assert hint and (piece in hint["button"] or piece == "</s>")


@pytest.mark.parametrize("page", ["translate", "step", "what-if"])
def test_nothing_is_said_of_scores_and_weights_where_the_model_has_none(page: str) -> None:
    """A model without attention looks nowhere: no line asks where, opens a score or pulls at a weight."""
    hint = line(open_page(page, {"q": "现在几点", "scorer": "none"}))
    assert hint is None or not any(word in hint["words"] for word in ("look", "score", "bar"))


def test_it_offers_no_beginning_that_is_in_force() -> None:
    first = line(open_page("beam", {"q": "现在几点"}))
    assert first
    offered = first["button"].removeprefix("Begin with “").removesuffix("”")
    second = line(open_page("beam", {"q": "现在几点", "begun": f"▁{offered}"}))
    assert second and second["button"] not in (first["button"], "")


@pytest.mark.parametrize(
    ("sentence", "beginning"),
    [
        ("我爱你", "Do I love you."),  # not: me love you.
        ("他在北京工作。", "She works in Beijing."),
        ("她每天早上喝茶。", "They drink tea every morning."),  # not: she drinks tea every morning.
    ],
)
def test_the_beginning_it_offers_reads_like_one(monkeypatch: pytest.MonkeyPatch, sentence: str, beginning: str) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    hint = line(open_page("beam", {"q": sentence}))
    assert hint
    offered = hint["button"].removeprefix("Begin with “").removesuffix("”")
    assert load("zh-en/additive")(sentence, prefix=(f"▁{offered}",)).text == beginning


def test_the_first_page_has_three_lines_one_after_the_other() -> None:
    app = open_page("translate")
    first = line(app)
    assert first and (first["name"], first["place"], first["button"]) == ("type", "1 / 3", "Try “我昨天买了一本书。”")
    second = line(choose(app, "examples-row", "欢迎来北京"))
    assert second and (second["name"], second["key"]) == ("walk", "ArrowRight")
    app.session_state["remembered-seen"] = frozenset({"type", "walk"})
    third = line(healthy(app.run()))
    assert third and (third["name"], third["button"]) == ("translate", "Switch to Location")


def test_lines_may_be_done_in_another_order() -> None:
    app = open_page("translate")
    line_after = line(choose(app, "scorer-position", "location"))
    assert line_after and line_after["name"] == "type"
    app.session_state["remembered-seen"] = app.session_state["remembered-seen"] | {"type", "walk"}
    assert line(healthy(app.run())) is None


def test_while_a_lesson_runs_nothing_else_is_proposed() -> None:
    assert line(open_page("step", {"lesson": "one-step"})) is None


def test_what_was_seen_does_not_come_back_and_other_lines_stay() -> None:
    app = open_page("translate")
    app.session_state["remembered-seen"] = frozenset({"type", "walk", "translate"})
    assert line(healthy(app.run())) is None
    hint = line(healthy(app.switch_page("pages/step.py").run()))
    assert hint and hint["seen"] == ["translate", "type", "walk"]


def test_who_does_it_without_the_button_is_told_no_more() -> None:
    app = open_page("beam", {"scorer": "dot"})
    assert line(app)
    app.session_state["values"] |= {"begun": ("▁He",)}
    assert line(healthy(app.run())) is None
    app.session_state["values"] |= {"begun": ()}
    assert line(healthy(app.run())) is None
