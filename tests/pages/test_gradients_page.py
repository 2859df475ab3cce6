"""The page Gradients under AppTest, with tiny models."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from seq2seq.config.places import PRETRAINED
from seq2seq.evaluation.training_record import read_record
from tests import tiny
from tests.app import healthy, open_page, words

SENTENCE = "我昨天买了一本书。"


def figure(app: AppTest, key: str) -> dict[str, Any]:
    (chart,) = [chart for chart in app.get("plotly_chart") if chart.proto.id.endswith(key)]
    return json.loads(chart.proto.spec)


def titles(app: AppTest) -> list[str]:
    return [title["text"] for title in figure(app, "gradient-pairs-figure")["layout"]["annotations"]][:4]


def lines(app: AppTest) -> list[str]:
    return [line["name"] for line in figure(app, "gradients-figure")["data"] if line.get("showlegend")]


def numbers(app: AppTest) -> Any:
    """The table of what a step multiplies the gradient by; the other tables belong to the figures."""
    (table,) = [table.value for table in app.dataframe if "Per step" in table.value.columns]
    return table


def test_with_attention_and_without_before_training_and_after() -> None:
    app = open_page("gradients", {"q": SENTENCE})
    assert titles(app) == [
        "Additive: Untrained",
        "No attention: Untrained",
        "Additive: Trained",
        "No attention: Trained",
    ]
    assert lines(app) == ["Additive", "Additive, recurrence alone", "No attention"]
    assert "I bought a book yesterday." in words(app)  # the example's own translation is forced
    assert figure(app, "gradients-figure")["layout"]["yaxis"]["type"] == "log"
    assert len(figure(app, "gradient-pairs-figure")["data"]) == 4
    assert list(numbers(app).index) == titles(app)


def test_all_cells_are_drawn_untrained_and_the_address_has_it() -> None:
    app = healthy(open_page("gradients", {"q": SENTENCE}).button_group(key="choose-reach").set_value("cells").run())
    assert titles(app)[:2] == ["Additive: RNN", "No attention: RNN"]
    assert len(figure(app, "gradient-pairs-figure")["data"]) == 6
    assert len(set(numbers(app)["Farthest"])) > 3
    assert app.query_params["reach"] == "cells"
    assert numbers(open_page("gradients", {"q": SENTENCE, "reach": "cells"})).equals(numbers(app))


def test_a_function_without_attention_is_compared_with_additive() -> None:
    assert titles(open_page("gradients", {"q": SENTENCE, "scorer": "none"}))[0] == "Additive: Untrained"


def test_what_has_not_been_trained_is_named_beside_what_has(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "zh-en", tmp_path / "zh-en", ignore=shutil.ignore_patterns("none"))
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = open_page("gradients", {"q": SENTENCE})
    command = "python -m seq2seq train zh-en --scorer none"
    assert words(app).count(f"No attention: it has not been trained yet; to train it: {command}") == 1


def test_all_pairs_of_pieces_have_a_number() -> None:
    app = open_page("gradients", {"q": SENTENCE, "reach": "cells"})
    pairs = [table.value for table in app.dataframe if "norm" in table.value.columns]
    norms = pairs[0]["norm"].to_numpy()
    assert len(pairs) == 1 and bool(np.isfinite(norms).all()) and norms.max() > 0


def test_without_a_sentence_the_page_asks_for_one() -> None:
    app = open_page("gradients", {"q": ""})
    assert not app.get("plotly_chart")


# -- all recorded updates


def test_a_family_without_recorded_updates_says_who_has_them() -> None:
    app = open_page("gradients", {"q": SENTENCE, "reach": "moments"})
    assert "Choose a task" in words(app) and not app.get("plotly_chart")


def test_every_recorded_update_of_a_task_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    app = open_page("gradients", {"family": "reverse", "q": "abc", "reach": "moments"})
    drawn = figure(app, "gradient-updates-figure")["data"]
    updates = read_record(PRETRAINED / "reverse" / "additive").updates.tolist()
    assert [line["name"] for line in drawn if line["xaxis"] == "x"] == [f"Update {n:,}" for n in updates]
    assert {line["xaxis"] for line in drawn} == {"x", "x2"}  # with attention and without
    assert drawn[0]["opacity"] < drawn[1]["opacity"] < drawn[len(updates) - 1]["opacity"] == 1
    assert drawn[0]["y"] != drawn[len(updates) - 1]["y"]


# -- receptive fields


@pytest.fixture
def readers(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny family with a convolution of two layers."""
    shutil.copytree(models / "zh-en", tmp_path / "zh-en")
    monkeypatch.setitem(tiny.VARIANT_CHANGES, "conv", tiny.VARIANT_CHANGES["conv"] | {"encoder_layers": 2})
    tiny.add_model(tmp_path / "zh-en", "additive@conv")
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))


@pytest.mark.usefixtures("readers")
def test_a_convolution_reaches_farther_with_each_layer() -> None:
    query = {"q": SENTENCE, "scorer": "additive@conv", "reach": "states"}
    app = open_page("gradients", query)
    cells, crosses = figure(app, "receptive-field-figure")["data"]
    pieces = len(cells["z"])
    assert len(crosses["x"]) == pieces**2 - (5 * pieces - 6)  # two neighbours on either side
    numbers = next(table.value for table in app.dataframe if "reaches" in table.value.columns)
    assert (numbers["norm"] > 0).tolist() == numbers["reaches"].tolist() and len(numbers) == 2 * pieces**2
    app = healthy(app.button_group(key="choose-layer").set_value(0).run())
    assert app.query_params["layer"] == "1"
    assert len(figure(app, "receptive-field-figure")["data"][1]["x"]) == pieces**2 - (3 * pieces - 2)
    assert "2 pieces reach it" in words(app)


def test_an_encoder_of_one_layer_needs_no_menu() -> None:
    app = open_page("gradients", {"q": SENTENCE, "reach": "states", "layer": "9"})
    assert "choose-layer" not in {group.key for group in app.button_group}
    assert not figure(app, "receptive-field-figure")["data"][1]["x"]  # both directions reach all
