"""The page Experiments under AppTest."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.ui.features.experiments.texts import EXPERIMENT_TEXTS
from seq2seq.config.places import PRETRAINED
from seq2seq.experiments.records import (
    DATA_PLANS,
    SHAPES,
    CellsRecord,
    ExperimentCurve,
    ExperimentRecord,
    ShapeResult,
    record_path,
)
from seq2seq.experiments.synthetic import EXPERIMENTS
from tests.app import choose, open_page, words

COMMAND = ["command-experiment"]
"""The section that has it, unfolded."""


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_lens_opens_by_its_address(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(PRETRAINED))
    app = open_page("experiments", {"effect": name}, COMMAND)
    assert app.subheader[0].value == EXPERIMENT_TEXTS[name].question
    assert app.get("plotly_chart") and f"seq2seq experiment {name}" in app.code[0].value


def test_another_experiment_stands_in_the_address() -> None:
    app = choose(open_page("experiments"), "choose-effect", "scaling")
    assert app.query_params["effect"] == "scaling"
    assert app.subheader[0].value == "Why are scores divided by √K?"


def test_without_a_record_the_command_is_named(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(models))
    app = open_page("experiments", {"lang": "zh"}, COMMAND)
    assert "尚未测量" in words(app) and "seq2seq experiment exposure" in app.code[0].value
    assert not app.get("plotly_chart")


def test_cells_says_which_encoders_were_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    app = open_page("experiments", {"effect": "cells"}, COMMAND)
    assert "GRU, 2 directions, 1 layer" in words(app) and "seq2seq experiment cells" in app.code[0].value
    assert not app.get("plotly_chart")
    results = tuple(ShapeResult(shape, 2_000_000, 60.0, 20.0, 1.5, 40.0, 1.0, 2.0, (1.0, 0.1)) for shape in SHAPES[1:])
    record = CellsRecord(3, 100, 50, results)
    path = record_path("cells", tmp_path)
    path.parent.mkdir()
    record.write(path)
    app = open_page("experiments", {"effect": "cells"})
    assert "LSTM, 2 directions, 1 layer" in words(app) and "GRU, 2 directions, 1 layer" not in words(app)
    assert len(app.get("plotly_chart")) == 6  # two qualities, four panels of gradients
    assert any("3 epochs of 100 pairs" in caption.value for caption in app.caption)


def test_data_says_what_was_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAZE_PRETRAINED", str(tmp_path))
    curves = tuple(
        ExperimentCurve(f"{family}_bleu", scorer, 1, (1, 2, 4)[:parts], (1, 2, 4)[:parts], (1, 1, 1)[:parts])
        for family, parts in zip(DATA_PLANS, (3, 1), strict=True)
        for scorer in ("none", "additive")
    )
    path = record_path("data", tmp_path)
    path.parent.mkdir()
    ExperimentRecord("data", 1, curves).write(path)
    app = open_page("experiments", {"effect": "data"}, COMMAND)
    captions = [caption.value for caption in app.caption]
    assert "Not measured: Chinese → English: 1/2, 1; English → French: 1/8, 1/4, 1/2, 1." in captions
    assert any("95 % intervals" in caption for caption in captions) and "--corpora corpora" in app.code[0].value
