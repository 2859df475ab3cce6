"""The page Training under AppTest: what was recorded of the shipped models, beside tiny ones that have no history."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from pages.ui.engine.live import TrainingPool
from seq2seq.checkpoints.catalog import write_json
from seq2seq.checkpoints.zoo import read_config, save_updates, update_tensors
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.model.seq2seq import Seq2Seq
from tests.app import components, healthy, open_page, stage, stage_is_drawn, told, words
from tests.tiny import add_model

FIRST, SECOND = "我爱你", "欢迎来北京"


@pytest.fixture
def recorded(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tiny models with the histories of the shipped ones, which say all that the page shows."""
    folder = shutil.copytree(models, tmp_path / "models")
    for scorer in CARDS:
        shutil.copy(PRETRAINED / "zh-en" / scorer / "history.json", folder / "zh-en" / scorer)
    monkeypatch.setenv("GAZE_PRETRAINED", str(folder))
    return folder


def runs(app: AppTest) -> dict[str, dict[str, Any]]:
    return {run["name"]: run for run in stage(app)["runs"]}


@pytest.mark.usefixtures("recorded")
def test_all_functions_are_sent_at_once_with_all_their_recorded_updates() -> None:
    app = open_page("training")
    assert set(runs(app)) == set(CARDS)
    assert (stage(app)["text"], stage(app)["chosen"], told(app)["recorded_update"]) == (FIRST, "additive", None)
    additive = runs(app)["additive"]
    assert len(additive["weights"]) == len(additive["updates"]) == len(additive["aer"]) == 23
    assert additive["updates"][additive["begun"]] == 461
    assert [sum(row) for row in additive["weights"][-1]] == pytest.approx([100] * 5, abs=2)
    assert runs(app)["none"]["fixed"] and runs(app)["none"]["weights"] == []
    assert runs(app)["uniform"]["begun"] is None
    assert stage(app)["links"] == [[0, 0, 0, 0, True], [1, 1, 1, 1, True], [2, 2, 2, 2, True]]


@pytest.mark.usefixtures("recorded")
def test_an_address_brings_back_sentence_update_functions_and_how_they_are_drawn() -> None:
    query = {"q": SECOND, "moment": "9", "runs": "dot*cosine", "history": "axis-seconds", "scorer": "location"}
    app = open_page("training", query)
    assert list(runs(app)) == ["location", "dot", "cosine"]
    assert (stage(app)["text"], told(app)["recorded_update"], told(app)["history"]) == (SECOND, 8, "axis-seconds")
    assert stage(app)["source"] == ["欢迎", "来", "北京", "</s>"]


def test_a_variant_is_shown_if_it_is_asked_for(recorded: Path) -> None:
    add_model(recorded / "zh-en", "dot@second_seed")
    history = PRETRAINED / "zh-en" / "dot@second_seed" / "history.json"
    shutil.copy(history, recorded / "zh-en" / "dot@second_seed")
    assert "dot@second_seed" not in runs(open_page("training"))
    assert list(runs(open_page("training", {"runs": "dot*dot@second_seed"}))) == ["additive", "dot", "dot@second_seed"]


@pytest.mark.usefixtures("recorded")
def test_words_are_joined_unless_pieces_are_chosen() -> None:
    assert "▁don't" in stage(open_page("training", {"q": "我不喝咖啡。"}))["target"]
    assert "▁don" in stage(open_page("training", {"q": "我不喝咖啡。", "grain": "pieces"}))["target"]


@pytest.mark.usefixtures("recorded")
def test_of_a_sentence_that_was_not_recorded_the_page_says_so() -> None:
    app = open_page("training", {"q": "没有记录的句子"})
    assert "not recorded" in words(app)
    assert stage(app)["text"] == FIRST
    app = healthy(app.button_group(key="choose-probe").set_value(SECOND).run())
    assert stage(app)["text"] == SECOND and "not recorded" not in words(app)


def test_all_that_is_sent_is_a_few_kilobytes(recorded: Path) -> None:
    (component,) = components(open_page("training"))
    size = len(gzip.compress(component.proto.bytes))
    print(f"recorded training, {len(CARDS)} functions: {len(component.proto.bytes)} bytes, {size} compressed")
    assert size < 16 * 1024


def test_a_history_that_cannot_be_read_is_left_out(recorded: Path) -> None:
    (recorded / "zh-en" / "dot" / "history.json").write_text(json.dumps({"epochs": []}), "utf-8")
    assert set(CARDS) - set(runs(open_page("training"))) == {"dot"}


def test_without_histories_the_page_says_that_there_are_none() -> None:
    app = open_page("training")
    assert not stage_is_drawn(app)
    assert "No training run of this family was recorded." in words(app)


# -- where the parameters of every recorded update are kept

UPDATES = (0, 5, 20)
TYPED = "老师喝水"


@pytest.fixture
def kept(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two tiny models with three recorded updates each, whose parameters are drawn at random."""
    folder = shutil.copytree(models, tmp_path / "kept")
    for scorer in ("additive", "none"):
        keep_updates(folder / "zh-en" / scorer)
    monkeypatch.setenv("GAZE_PRETRAINED", str(folder))
    return folder


def keep_updates(folder: Path) -> None:
    tensors: dict[str, Any] = {}
    for update in UPDATES:
        torch.manual_seed(update)
        model = Seq2Seq(read_config(folder))
        for parameter in model.parameters():
            parameter.requires_grad_(False).normal_(std=0.5)
        tensors |= update_tensors(model, update)
    save_updates(tensors, folder)
    shape = {"text": FIRST, "source": ["我", "爱", "你", "</s>"], "target": ["▁I", "▁love", "</s>"]}
    weights = [[[[0.25] * 4]] * 3]
    epoch = {"epoch": 1, "loss": 2.0, "valid_loss": 2.0, "bleu": 5.0, "entropy": 2.0, "seconds": 9.0, "pieces": 100}
    recorded = [{"update": update, "weights": weights} for update in UPDATES]
    write_json(folder / "history.json", {"epochs": [epoch], "moments": recorded, "probes": [shape]})


@pytest.mark.usefixtures("kept")
def test_any_sentence_is_replayed_with_the_parameters_of_each_recorded_update() -> None:
    app = open_page("training", {"q": TYPED})
    assert stage(app)["text"] == TYPED and "not recorded" not in words(app)
    weights = np.array(runs(app)["additive"]["weights"])
    assert weights.shape == (3, len(stage(app)["target"]), len(stage(app)["source"]))
    assert abs(weights[0] - weights[1]).max() > 5 and abs(weights.sum(axis=2) - 100).max() <= 4
    assert app.text_input(key="text").value == TYPED
    assert stage(open_page("training", {"q": FIRST}))["target"] == ["▁I", "▁love", "</s>"]  # as it was recorded


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("page", ["step", "compare"])
def test_step_and_compare_ask_the_model_at_the_chosen_update(page: str) -> None:
    ended, begun = (json.dumps(stage(open_page(page, {"q": TYPED} | update))) for update in ({}, {"moment": "1"}))
    assert ended != begun
    app = open_page(page, {"q": TYPED, "moment": "1"})
    slider = app.select_slider(key="choose-update")
    assert (slider.value, slider.options) == (0, ["Update 0", "Update 5", "Update 20"])
    healthy(slider.set_value(2).run())
    assert app.session_state["values"]["recorded_update"] is None


def test_without_kept_parameters_an_update_changes_nothing_on_step() -> None:
    app = open_page("step", {"q": TYPED, "moment": "1"})
    assert not app.get("select_slider")
    assert stage(app)["sheet"] == stage(open_page("step", {"q": TYPED}))["sheet"]


def test_live_opens_with_the_function_in_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TrainingPool, "warm_up", lambda _pool: None)
    app = open_page("training", {"scorer": "dot", "lang": "zh"})
    opened = healthy(app.button(key="live-link").click().run())
    chosen = opened.session_state["values"]
    assert (chosen["settings"], chosen["scorer"], chosen["lang"]) == ("scorer-dot", "dot", "zh")
