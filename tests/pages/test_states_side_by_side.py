"""The page States under AppTest: two scoring functions or two sentences on one map, and how far axes agree."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pages.ui.engine import work
from pages.ui.features.states import map_controls
from seq2seq.analysis import maps
from seq2seq.analysis.paths import StateTrace
from seq2seq.config.schema import Request
from tests.app import healthy, stage
from tests.pages.test_states_page import HOSTILE, paths, states


def walked(text: str) -> StateTrace:
    state_trace = work.trace_states(Request("zh-en/additive", text))
    assert isinstance(state_trace, StateTrace)
    return state_trace


def test_two_scoring_functions_on_one_map() -> None:
    app = states()
    healthy(app.selectbox(key="sight-rival-en").set_value("dot").run())
    assert [path["name"] for path in paths(app)] == ["Additive", "Dot product"]
    assert [path["trace"]["model"] for path in paths(app)] == ["zh-en/additive", "zh-en/dot"]
    assert app.query_params["beside"] == "dot" and "can't be compared" in stage(app)["map"]["note"]
    assert stage(app)["gap"]["values"] == []


def test_a_shared_map_makes_models_comparable(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    for name in ("zh-en/additive", "zh-en/dot"):
        maps.project_model(name, None, tmp_path)
    data = stage(states({"beside": "dot", "scorer": "additive"}))
    assert len(data["paths"]) == 2 and "can't be compared" not in data["map"]["note"]
    additive, dot = (np.array(path["points"]["decoder"]) for path in data["paths"])
    assert np.allclose(data["gap"]["values"], np.linalg.norm(additive - dot, axis=1), atol=2e-3)
    assert "on the map's three axes" in data["gap"]["title"]
    note = stage(states({"scorer": "dot"}))["map"]["note"]
    assert "Fitted once on 63 example sentences. The map of Additive was rotated onto Dot product: residual" in note
    own = stage(states({"map": "own", "scorer": "dot"}))["map"]["note"]
    assert "Fitted once on 63 example sentences." in own and "Correlation" not in own


def test_the_page_says_how_far_the_axes_of_two_models_agree(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One axis says less than the others: whoever looks along it is warned."""
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    own_maps = maps.project_model("zh-en/dot", None, tmp_path)
    agreement = {"encoder": [0.9, 0.8, 0.34], "decoder": [0.97, 0.96, 0.95], "context": [0.9, 0.9, 0.1]}
    published_maps = replace(own_maps, residual=0.5, agreement=agreement, examples=False, sentences=997)
    maps.write_state_maps(published_maps, tmp_path / "zh-en" / "dot" / maps.MAP_FILE)
    flat = stage(states({"scorer": "dot"}))["map"]["note"]
    assert "Fitted once on 997 training sentences." in flat and "residual 0.50 (0: identical up to rotation" in flat
    assert "along each axis: Encoder 0.90, 0.80; Decoder 0.97, 0.96; Context 0.90, 0.90." in flat
    assert "does not mean the same" not in flat
    deep = stage(states({"scorer": "dot", "dims": "3"}))["map"]["note"]
    assert "Encoder 0.90, 0.80, 0.34" in deep and "“This model's map” shows Dot product by itself" in deep
    alone = stage(states({"scorer": "dot", "dims": "3", "show": "decoder"}))["map"]["note"]
    assert "along each axis: Decoder 0.97, 0.96, 0.95." in alone and "does not mean the same" not in alone


def test_two_sentences_on_one_map() -> None:
    app = states({"q2": "他没有钱"})
    assert [path["name"] for path in paths(app)] == ["我爱你", "他没有钱"]
    first, second = (walked(text).trace.states for text in ("我爱你", "他没有钱"))
    assert np.allclose(stage(app)["gap"]["values"], np.linalg.norm(first - second, axis=1), atol=1e-3)
    assert f"in all {first.shape[1]} dimensions" in stage(app)["gap"]["title"]
    healthy(app.text_input(key="sight-other").set_value("").run())
    assert len(paths(app)) == 1 and "q2" not in app.query_params


@pytest.mark.parametrize("query", [{"q2": " "}, {"beside": "cosine"}, {"q2": HOSTILE, "beside": "dot"}])
def test_what_cannot_stand_beside_is_left_out(
    query: dict[str, str], models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    shutil.rmtree(tmp_path / "zh-en" / "cosine")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    assert paths(states(query))[0]["trace"]["text"] == "我爱你"


def test_a_bent_picture_shows_one_model() -> None:
    data = stage(states({"map": "tsne", "beside": "dot"}))
    assert len(data["paths"]) == 1 and "one model at a time" in data["map"]["note"]
    assert len(stage(states({"map": "tsne", "q2": "他没有钱"}))["paths"]) == 2


def test_what_stands_beside_is_named_on_its_button_in_a_few_letters() -> None:
    assert map_controls._short("Dot product") == "Dot product" and map_controls._short("我爱你。") == "我爱你。"
    assert (
        map_controls._short("Scaled dot product") == "Scaled dot pro…"
        and map_controls._short("我昨天买了一本书。") == "我昨天买了一本…"
    )
    assert map_controls._short("[x](a) $b$") == " x  a   b "
