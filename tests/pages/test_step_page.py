"""The page Step under AppTest: what the explanation is given, what it reports, and what a link holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.config.cards import CARDS
from seq2seq.text.word_classes import first_content_word
from tests import tiny
from tests.app import choose, healthy, open_page, stage, stage_is_drawn, told, words


def step_page(query: dict[str, str] | None = None) -> AppTest:
    return open_page("step", query)


def explanation_data(app: AppTest) -> dict[str, Any]:
    """What the explanation was given, its sheets unfolded."""
    data = stage(app)
    return data | {name: json.loads(data[name]) for name in ("sheet", "arithmetic") if data[name]}


def run_after_report(app: AppTest, **values: Any) -> AppTest:
    """The run after the component has reported: AppTest has no browser that would call what listens."""
    app.session_state["values"] = app.session_state["values"] | values
    return healthy(app.run())


def test_where_nothing_attends_there_is_no_score_to_work_out() -> None:
    app = step_page({"scorer": "none", "piece": "2", "step": "3"})
    assert (told(app)["step"], explanation_data(app)["arithmetic"]) == (2, None)


@pytest.mark.parametrize("scorer", [name for name, card in CARDS.items() if card.attends])
def test_every_scoring_function_is_opened_up(scorer: str) -> None:
    app = step_page({"scorer": scorer, "piece": "2", "step": "3"})
    data = explanation_data(app)
    trace, explanation, arithmetic = data["sheet"]["trace"], data["sheet"]["explanation"], data["arithmetic"]
    assert (told(app)["step"], told(app)["piece"], arithmetic["source"]) == (2, 1, 1)
    heads = trace["heads"]["scores"] if trace["heads"] else [[row] for row in trace["scores"]]
    score = arithmetic["terms"][-1]["value"]
    ours = np.array([score[min(t, len(score) - 1)] for t in range(len(heads))], dtype=float)
    assert np.allclose(ours, np.array([row[0][1] for row in heads], dtype=float), atol=1e-5, equal_nan=True)
    assert len(explanation["keys"][0]) == len(explanation["reading"]["ids"]) == len(trace["source"]["pieces"])
    assert (explanation["scale"] is not None) == (r"\sqrt{K" in CARDS[scorer].formula)


def test_nothing_is_open_at_first() -> None:
    app = step_page()
    network = {"box": "attention", "position": 0, "entry": None, "window": None, "sigma": None, "beta": None}
    assert told(app) == {"step": None, "piece": None, "head": 0, "temperature": 1, "asked": "source"} | network
    assert explanation_data(app)["arithmetic"] is None


def test_words_that_were_forced_are_opened_up_and_taken_back() -> None:
    app = step_page({"begun": "▁We~t"})
    assert explanation_data(app)["sheet"]["trace"]["target"]["pieces"][:2] == ["▁We", "t"]
    assert "Forced prefix: Wet" in words(app)
    healthy(app.button(key="unforced").click().run())
    own = explanation_data(app)["sheet"]["trace"]["target"]["pieces"]
    assert own[:2] != ["▁We", "t"] and "begun" not in app.query_params and "forced" not in words(app)


def test_opening_another_piece_asks_for_its_arithmetic_alone() -> None:
    app = step_page()
    before = explanation_data(app)["sheet"]
    run_after_report(app, step=0, piece=2)
    data = explanation_data(app)
    assert data["arithmetic"]["source"] == 2 and data["sheet"] == before
    assert app.query_params["piece"] == "3"
    run_after_report(app, step=0, piece=None)
    assert explanation_data(app)["arithmetic"] is None and "piece" not in app.query_params


def test_each_head_has_its_own_arithmetic() -> None:
    app = step_page({"scorer": "multi_head", "piece": "1"})
    first = explanation_data(app)["arithmetic"]
    run_after_report(app, head=1)
    second = explanation_data(app)["arithmetic"]
    assert (first["head"], second["head"]) == (0, 1) and app.query_params["head"] == "2"
    assert first["terms"][-1]["value"] != second["terms"][-1]["value"]


def test_the_temperature_decodes_anew_and_lives_in_the_address() -> None:
    app = step_page({"scorer": "general"})
    run_after_report(app, temperature=0.25)
    assert app.query_params["temperature"] == "0.25"
    trace = explanation_data(app)["sheet"]["trace"]
    assert trace["request"]["edits"] == [{"kind": "temperature", "value": 0.25}]
    scores, weights = (np.array(trace[name]) for name in ("scores", "weights"))
    sharp = np.exp(scores / 0.25)
    assert np.allclose(weights, sharp / sharp.sum(axis=1, keepdims=True), atol=1e-5)
    again = explanation_data(step_page({"scorer": "general", "temperature": "0.25"}))
    assert again["sheet"] == explanation_data(app)["sheet"]
    run_after_report(app, temperature=1)
    assert "temperature" not in app.query_params


def test_constants_are_set_for_the_functions_that_have_them_and_live_in_the_address() -> None:
    app = step_page({"scorer": "local_p", "window": "1"})
    sheet = explanation_data(app)["sheet"]
    assert sheet["trace"]["request"]["edits"] == [{"kind": "window", "value": 1}]
    window, sigma = sheet["explanation"]["constants"]
    assert (window["symbol"], window["value"], window["own"]) == ("D", 1, 4)
    assert (sigma["symbol"], sigma["value"], sigma["own"]) == ("σ", 0.5, 0.5)
    run_after_report(app, window=None, sigma=1)
    assert "window" not in app.query_params and float(app.query_params["sigma"]) == 1
    sigma = explanation_data(app)["sheet"]["explanation"]["constants"][1]
    assert (sigma["value"], sigma["own"]) == (1, 2)
    other = explanation_data(step_page({"scorer": "additive", "window": "1", "beta": "5.0"}))["sheet"]
    assert (other["trace"]["request"]["edits"], other["explanation"]["constants"]) == ([], [])


def test_another_sentence_is_opened_anew_with_nothing_open_at_the_same_temperature() -> None:
    app = step_page({"piece": "4", "step": "2", "temperature": "2.0"})
    app.text_input(key="text").set_value("他没有钱").run()
    data = explanation_data(healthy(app))
    pieces = data["sheet"]["trace"]["target"]["pieces"]
    assert (told(app)["step"], data["opening"]) == (None, first_content_word(pieces, "en"))
    assert (told(app)["piece"], told(app)["temperature"]) == (None, 2)


def test_another_scoring_function_keeps_step_and_piece() -> None:
    app = choose(step_page({"piece": "2", "step": "2"}), "scorer-content", "dot")
    data = explanation_data(app)
    assert (told(app)["step"], told(app)["piece"], data["sheet"]["trace"]["model"]) == (1, 1, "zh-en/dot")


@pytest.mark.parametrize("query", [{"piece": "64"}, {"head": "64", "piece": "1"}])
def test_what_the_sentence_does_not_have_is_left_aside(query: dict[str, str]) -> None:
    data = explanation_data(step_page(query))
    assert (data["arithmetic"] is None) == (query["piece"] == "64")


@pytest.mark.parametrize(
    "query", [{"piece": "0"}, {"piece": "x"}, {"head": "-1"}, {"temperature": "0"}, {"temperature": "nan"}]
)
def test_nonsense_in_the_address_is_ignored_and_named(query: dict[str, str]) -> None:
    ((name, value),) = query.items()
    app = step_page(query)
    assert f"{name}={value}" in words(app) and name not in app.query_params
    assert told(app)["temperature"] == 1


def test_an_empty_sentence_and_a_hostile_one() -> None:
    app = step_page({"q": " "})
    assert "Type a sentence" in words(app) and not stage_is_drawn(app)
    app.text_input(key="text").set_value("<b>我</b> $x$ \u202e爱").run()
    assert explanation_data(healthy(app))["sheet"]["trace"]["text"] == "<b>我</b> $x$ \u202e爱"


def test_small_numbers_are_a_family_of_their_own_and_back(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    tiny.build(tmp_path, "small", ["additive", "dot"])
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = step_page({"scorer": "dot", "q": "他没有钱"})
    healthy(app.toggle(key="small").set_value(True).run())
    assert explanation_data(app)["sheet"]["trace"]["model"] == "small/dot" and app.query_params["family"] == "small"
    healthy(app.toggle(key="small").set_value(False).run())
    trace = explanation_data(app)["sheet"]["trace"]
    assert (trace["model"], trace["text"]) == ("zh-en/dot", "他没有钱") and "family" not in app.query_params


def test_small_numbers_keep_a_sentence_that_they_know_with_its_step_and_cell(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    tiny.build(tmp_path, "small", ["additive"])
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = step_page({"q": "他没有钱", "step": "2", "piece": "3"})
    healthy(app.toggle(key="small").set_value(True).run())
    assert {"q": "他没有钱", "step": "2", "piece": "3"}.items() <= app.query_params.items()
    assert explanation_data(app)["sheet"]["trace"]["model"] == "small/additive"
    assert all("does not know" not in caption.value for caption in app.caption)
    healthy(app.toggle(key="small").set_value(False).run())
    assert dict(app.query_params) == {"q": "他没有钱", "step": "2", "piece": "3"}
    app.text_input(key="text").set_value("龘龘").run()
    healthy(app.toggle(key="small").set_value(True).run())
    assert explanation_data(app)["sheet"]["trace"]["text"] != "龘龘"
    assert any("does not know all of your sentence" in caption.value for caption in app.caption)


def test_small_numbers_lead_back_to_the_family_one_came_from(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for family in ("zh-en", "other"):
        shutil.copytree(models / "zh-en", tmp_path / family)
    tiny.build(tmp_path, "small", ["additive"])
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = step_page({"family": "other", "q": "他没有钱"})
    healthy(app.toggle(key="small").set_value(True).run())
    healthy(app.toggle(key="small").set_value(False).run())
    assert (app.query_params["family"], app.query_params["q"]) == ("other", "他没有钱")
    by_a_link = step_page({"family": "small"})
    healthy(by_a_link.toggle(key="small").set_value(False).run())
    assert by_a_link.session_state["values"]["family"] == "zh-en"


def test_without_small_models_there_is_no_switch() -> None:
    assert "small" not in [toggle.key for toggle in step_page().toggle]


def test_a_link_opens_a_box_its_entry_and_its_code() -> None:
    app = step_page({"box": "forward", "position": "2", "entry": "3", "code": "1", "step": "2"})
    box = json.loads(stage(app)["box"])
    assert (box["box"], box["entry"], box["axis"]) == ("forward", 2, "source")
    assert (told(app)["box"], told(app)["position"], told(app)["entry"]) == ("forward", 1, 2)
    assert "i = 1" in app.code[0].value and app.code[1].value.endswith(app.code[0].value)
    run_after_report(app, box="attention", entry=None)
    assert stage(app)["box"] is None and "alpha" in app.code[0].value


def test_a_box_that_the_model_lacks_and_an_entry_that_there_is_none_of_are_left_out() -> None:
    assert stage(step_page({"box": "window"}))["box"] is None
    assert json.loads(stage(step_page({"box": "cell", "entry": "4000"}))["box"])["entry"] is None
