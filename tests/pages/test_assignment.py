"""Assignments under AppTest: what a link asks, what the sheet is given, what Collect is told of questions."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.address.view import View, decode_address
from pages.ui.engine import work
from pages.ui.features import feature_at
from pages.ui.features.collect.collect import MOST_QUESTIONS, QUESTIONS_ASKED, read_addresses
from pages.ui.features.gallery.cases import shuffled_faults
from pages.ui.kit.assignment import assignment_query, question_address
from seq2seq.analysis.faults import FAULTS
from seq2seq.config.schema import Request
from seq2seq.experiments.clinic.collection import CASES, NAMES
from seq2seq.trace.trace import DecodeTrace
from tests.app import healthy, open_page, words

TEXT = "他没有钱"
STEP = {"q": TEXT, "scorer": "dot", "step": "3", "grain": "pieces"}


def given(app: AppTest, component: str) -> dict[str, Any]:
    """The data of the one component of this name."""
    (found,) = [each for each in app.get("bidi_component") if each.proto.component_name == f"gaze.{component}"]
    return json.loads(found.proto.bytes)


def collected(*addresses: str) -> dict[str, Any]:
    """What the page Collect is told of the questions at these addresses."""
    app = open_page("collect")
    app.session_state[f"remembered-{QUESTIONS_ASKED}"] = read_addresses(list(addresses))
    return given(healthy(app.run()), "collect")["questions"]


def test_a_link_has_all_that_the_question_depends_on_and_hides_everything_else() -> None:
    values, _ = decode_address({"q": TEXT, "lang": "zh", "lesson": "bottleneck"})
    query = assignment_query(feature_at("predict"), View.from_values(values), "Homework 3")
    assert query == {
        **{"family": "zh-en", "scorer": "additive", "q": TEXT, "search": "greedy", "step": "1", "grain": "words"},
        **{"ask": "row", "assignment": "Homework 3", "hide": "sentence*examples*scorer*sidebar*pages"},
    }
    read, nonsense = decode_address(query)
    assert not nonsense and (read["assignment"], read["step"], read["text"]) == ("Homework 3", 0, TEXT)


def test_a_title_is_bounded_and_not_blank() -> None:
    for title in ("x" * 61, " "):
        values, nonsense = decode_address({"assignment": title})
        assert values["assignment"] == "" and nonsense == (f"assignment={title}",)
    assert decode_address({"assignment": "x" * 60})[0]["assignment"] == "x" * 60


def test_the_sheet_of_a_row_has_the_models_weights() -> None:
    trace = work.translate(Request("zh-en/dot", TEXT))
    assert isinstance(trace, DecodeTrace)
    sheet = given(open_page("predict", {**STEP, "assignment": "Homework"}), "assignment")
    question = sheet["question"]
    assert (sheet["title"], question["kind"], question["model"], question["sentence"]) == (
        *("Homework", "row", "zh-en/dot", TEXT),
    )
    assert question["right"] == pytest.approx(trace.alignment[2].tolist())
    assert len(question["pieces"]) == len(question["right"])
    assert dict(parse_qsl(sheet["address"].partition("?")[2]))["step"] == "3"


def test_an_assignment_asks_one_question_and_hints_at_nothing() -> None:
    app = open_page("predict", {**STEP, "assignment": "Homework"})
    assert given(app, "predict")["assigned"] and not given(open_page("predict", STEP), "predict")["assigned"]
    assert "gaze.hint" not in [each.proto.component_name for each in app.get("bidi_component")]
    gallery = open_page("gallery", {"seed": "3", "case": "4", "assignment": "Friday"})
    assert not gallery.radio and "next" not in [button.key for button in gallery.button]
    question = given(gallery, "assignment")["question"]
    assert question["right"] == shuffled_faults(3)[3]
    assert dict(question["choices"]) == {name: fault.title for name, fault in FAULTS.items()}


def test_broken_code_does_not_show_its_answer_in_an_assignment() -> None:
    app = open_page("broken-code", {"listing": "6", "version": "difference", "assignment": "Friday"})
    assert not app.success and not app.radio
    question = given(app, "assignment")["question"]
    assert question["right"] == NAMES[5] and [name for name, _ in question["choices"]] == [*CASES[NAMES[5]].choices]


def test_a_teacher_is_told_what_is_right_at_the_address_in_a_file() -> None:
    row = f"/predict?{urlencode(STEP)}"
    piece, fault, code = f"{row}&ask=piece", "/gallery?seed=3&case=4", "/broken-code?listing=6"
    told = collected(row, piece, fault, code)
    trace = work.translate(Request("zh-en/dot", TEXT))
    assert isinstance(trace, DecodeTrace)
    assert told[row]["right"] == pytest.approx(trace.alignment[2].tolist())
    assert told[piece]["kind"] == "piece" and told[fault]["right"] == shuffled_faults(3)[3]
    assert told[code]["right"] == NAMES[5] and told[code]["page"] == "Broken code"


def test_one_question_has_one_address_however_it_is_written() -> None:
    view = View.from_values(decode_address(STEP)[0])
    written = question_address(feature_at("predict"), view)
    turned = f"/predict?{urlencode(dict(reversed(STEP.items())))}"
    told = collected(written, turned, f"{turned}&assignment=Another+title")
    assert {question["address"] for question in told.values()} == {written}


@pytest.mark.parametrize(
    "address", ["/predict?family=martian", "/evidence?q=x", "/nowhere?q=x", "/gallery?case=10", "/predict?q=%20"]
)
def test_a_question_that_this_server_does_not_have_is_no_question(address: str) -> None:
    assert set(collected(address)[address]) == {"problem"}


def test_only_addresses_of_the_app_are_read_and_not_too_many() -> None:
    assert read_addresses(["/predict?q=x"]) == ("/predict?q=x",)
    many = [f"/predict?step={step + 1}" for step in range(MOST_QUESTIONS + 1)]
    wrong = ["https://example.org/?a", "/predict", "/predict?q=" + "x" * 2100, "/Predict?a", "/predict?a b", "\ud800"]
    for raw in (many, None, "x", [1], *([address] for address in wrong)):
        with pytest.raises(ValueError, match=r"no list|no address|no text|surrogates|more than 2000"):
            read_addresses(raw)


def test_collect_says_where_an_assignment_is_set() -> None:
    app = open_page("collect", {"lang": "zh"})
    assert "布置作业" in words(app)
    ways = [button.label for button in app.button if str(button.key).startswith("assign-")]
    assert ways == ["预测", "注意力诊断", "代码诊断"]
