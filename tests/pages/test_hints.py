"""The line for newcomers: what it says of the sentence in view, and when it is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.text.word_classes import first_content_word
from tests.app import choose, healthy, open_page, stage

PAGES = ("translate", "step", "compare", "what-if", "states", "beam", "predict", "evidence")


def line(app: AppTest) -> dict[str, Any] | None:
    lines = [
        component.proto for component in app.get("bidi_component") if component.proto.component_name == "gaze.hint"
    ]
    return json.loads(lines[0].bytes) if lines else None


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_and_has_a_button_for_it(page: str) -> None:
    hint = line(open_page(page))
    assert hint and hint["page"] == page and hint["words"] and hint["button"]


@pytest.mark.parametrize("page", PAGES[:-1])
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


def test_it_offers_no_beginning_that_is_in_force() -> None:
    first = line(open_page("beam", {"q": "现在几点"}))
    assert first
    offered = first["button"].removeprefix("Begin with “").removesuffix("”")
    second = line(open_page("beam", {"q": "现在几点", "begun": f"▁{offered}"}))
    assert second and second["button"] not in (first["button"], "")


def test_what_was_seen_does_not_come_back_and_other_lines_stay() -> None:
    app = open_page("translate")
    app.session_state["remembered-seen"] = frozenset({"translate"})
    assert line(healthy(app.run())) is None
    hint = line(healthy(app.switch_page("pages/step.py").run()))
    assert hint and hint["seen"] == ["translate"]


def test_who_does_it_without_the_button_is_told_no_more() -> None:
    app = open_page("translate", {"scorer": "dot"})
    assert line(app)
    assert line(choose(app, "examples-row", "欢迎来北京"))
    assert line(choose(app, "scorer-content", "cosine")) is None
    assert line(choose(app, "scorer-content", "dot")) is None
