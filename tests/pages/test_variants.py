"""Variants of a scoring function wherever a scorer can be chosen, shown or named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests import tiny
from tests.app import components, drawn, healthy, open_page, opened, stage, words

NAME = "additive@attend_first"


@pytest.fixture(scope="module")
def wired(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny family with a variant in it."""
    root = tmp_path_factory.mktemp("wired")
    shutil.copytree(models / "zh-en", root / "zh-en")
    tiny.add_model(root / "zh-en", NAME)
    return root


@pytest.fixture(autouse=True)
def house(wired: Path, setting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(wired))


def test_a_variant_is_one_click_and_says_how_it_is_wired() -> None:
    app = opened()
    menu = app.selectbox(key="scorer-variant-en")
    assert menu.options == ["None", "Additive, attend first"] and menu.value == "additive"
    healthy(menu.set_value(NAME).run())
    assert stage(app)["trace"]["model"] == f"zh-en/{NAME}"
    assert app.query_params["scorer"] == NAME
    assert "s_{t-1}" in app.latex[0].value
    assert any("Bahdanau" in caption.value for caption in app.main.caption)
    assert app.button_group(key=drawn(app, "scorer-content")).value is None
    healthy(app.selectbox(key="scorer-variant-en").set_value("additive").run())
    assert stage(app)["trace"]["model"] == "zh-en/additive"


@pytest.fixture(scope="module")
def parallel(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny family with encoders that have no direction."""
    root = tmp_path_factory.mktemp("parallel")
    shutil.copytree(models / "zh-en", root / "zh-en")
    for variant in ("conv", "self_attention", "transformer"):
        tiny.add_model(root / "zh-en", f"additive@{variant}")
    return root


@pytest.mark.usefixtures("soon_over")
@pytest.mark.parametrize("page", ["translate", "step", "compare", "what-if", "states", "beam", "predict"])
@pytest.mark.parametrize("encoder", ["conv", "self_attention", "transformer"])
def test_every_page_works_without_directions_and_with_a_transformer(
    parallel: Path, monkeypatch: pytest.MonkeyPatch, encoder: str, page: str
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(parallel))
    app = open_page(page, {"scorer": f"additive@{encoder}", "q": "我看书。"})
    assert app.query_params["scorer"] == f"additive@{encoder}"
    assert components(app) and not app.error and not app.warning


def test_step_opens_self_attention_where_there_is_some(parallel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(parallel))
    asked = {"q": "我看书。", "piece": "2", "head": "3"}
    app = open_page("step", {"scorer": "additive@transformer", "asked": "encoder", **asked})
    sheet = json.loads(stage(app)["sheet"])
    assert sheet["asking"] == ["source", "encoder", "decoder"] and stage(app)["asked"] == "encoder"
    assert sheet["trace"]["target"]["pieces"] == sheet["trace"]["source"]["pieces"] and sheet["trace"]["layers"] == 1
    assert json.loads(stage(app)["arithmetic"])["source"] == 1
    without = open_page("step", {"scorer": "additive@conv", "asked": "encoder", **asked})
    assert stage(without)["asked"] == "source" and json.loads(stage(without)["sheet"])["asking"] == ["source"]


def test_what_if_offers_no_other_function_to_score_a_transformer(
    parallel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(parallel))
    offered = [
        stage(open_page("what-if", {"scorer": scorer, "q": "我看书。"}))["offers"]["rules"]
        for scorer in ("additive", "additive@transformer")
    ]
    recurrent, transformer = ({offer["title"] for offer in rules} for rules in offered)
    assert recurrent - transformer == {"Dot product", "Scaled", "Cosine", "Uniform"}


def test_gates_of_a_transformer_are_said_not_to_be_there(parallel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(parallel))
    app = open_page("states", {"scorer": "additive@transformer", "q": "我看书。", "show": "gates"})
    assert stage(healthy(app))["note"] == "The cells of this model have no gates."


@pytest.mark.parametrize(("show", "along"), [("gates", "target"), ("units", "source")])
def test_a_convolution_has_units_and_no_cells_to_look_into(
    parallel: Path, monkeypatch: pytest.MonkeyPatch, show: str, along: str
) -> None:
    """In place of a direction all units of the encoder; gates are those of the decoder, which has some."""
    monkeypatch.setenv("GAZE_PRETRAINED", str(parallel))
    app = open_page("states", {"scorer": "additive@conv", "q": "我看书。", "show": show, "cells": "forward"})
    assert stage(app)["along"] == along
    assert "choose-layer" not in {group.key for group in app.button_group}  # it has one


def test_units_are_shown_after_any_layer(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    monkeypatch.setitem(tiny.VARIANT_CHANGES, "conv", tiny.VARIANT_CHANGES["conv"] | {"encoder_layers": 2})
    tiny.add_model(tmp_path / "zh-en", "additive@conv")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = open_page("states", {"scorer": "additive@conv", "q": "我看书。", "show": "units", "cells": "encoder"})
    last = stage(app)
    assert last["units"] == 16 and "as the decoder reads it" in last["note"] and last["drivers"] is not None
    first = stage(healthy(app.button_group(key="choose-layer").set_value(0).run()))
    assert app.query_params["layer"] == "1"
    assert first["strips"] != last["strips"] and "After layer 1 of 2" in first["note"] and first["drivers"] is None
    assert stage(healthy(app.button_group(key="choose-layer").set_value(1).run()))["strips"] == last["strips"]
    assert "layer" not in app.query_params


def test_a_link_leads_to_a_variant() -> None:
    app = healthy(opened({"scorer": NAME, "lang": "zh"}))
    assert stage(app)["trace"]["model"] == f"zh-en/{NAME}"
    assert app.selectbox(key="scorer-variant-zh").options == ["无", "加性，先注意后更新"]


@pytest.mark.parametrize("name", ["additive@telepathy", "dot@attend_first", "@attend_first", "additive@"])
def test_a_variant_that_there_is_not_is_named(name: str) -> None:
    app = healthy(opened({"scorer": name}))
    assert stage(app)["trace"]["model"] == "zh-en/additive"
    assert f"scorer={name}" in words(app)


def test_a_family_without_variants_has_no_menu_of_them(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))
    assert "scorer-variant-en" not in {menu.key for menu in healthy(opened()).selectbox}


def test_a_second_seed_stands_in_the_sidebar_only_when_it_is_chosen(
    wired: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(wired / "zh-en", tmp_path / "zh-en")
    tiny.add_model(tmp_path / "zh-en", "dot@second_seed")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert opened().selectbox(key="scorer-variant-en").options == ["None", "Additive, attend first"]
    app = healthy(opened({"scorer": "dot@second_seed"}))
    assert app.selectbox(key="scorer-variant-en").value == "dot@second_seed"
    assert stage(app)["trace"]["model"] == "zh-en/dot@second_seed"


def test_another_family_brings_back_the_scorer_itself(
    wired: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(wired / "zh-en", tmp_path / "zh-en")
    tiny.build(tmp_path, "en-fr", ["additive"])
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = opened({"scorer": NAME, "family": "zh-en"})
    app.selectbox(key="family-en").set_value("en-fr").run()
    assert stage(healthy(app))["trace"]["model"] == "en-fr/additive"
    assert "scorer-variant-en" not in {menu.key for menu in app.selectbox}
