"""Readers: what they cost over the length of a source, kept beside the models and drawn."""

import shutil
from pathlib import Path

import pytest

from seq2seq.checkpoints.catalog import family_entries
from seq2seq.cli import printing
from seq2seq.evaluation import encoder_speed
from seq2seq.evaluation.readers import EncoderSpeeds, cost_table, read_speeds, reader_entries
from seq2seq.figures.evidence import FigureStyle
from seq2seq.figures.readers import cost_over_length
from tests import tiny
from tests.conftest import RunCommand

SPEEDS = EncoderSpeeds((4, 8), {"additive": (1.0, 2.0), "additive@conv": (0.5, 0.5), "gone": (1.0, 1.0)})


@pytest.fixture(scope="module")
def root(all_tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny family with one further encoder."""
    root = shutil.copytree(all_tiny_models, tmp_path_factory.mktemp("readers"), dirs_exist_ok=True)
    tiny.add_model(root / "zh-en", "additive@conv")
    return root


def test_readers_are_the_models_with_another_encoder_and_the_plain_one(root: Path) -> None:
    assert [entry.scorer for entry in reader_entries(family_entries("zh-en", root))] == ["additive", "additive@conv"]


def test_costs_have_what_was_measured_and_what_is_counted(root: Path) -> None:
    """Tiny GRU: two directions × three matrices × 8 (8 + 8) and the shortcut 8 × 16, for each piece. Convolution:
    projection and shortcut 8 × 16, and 32 × 16 × 3."""
    costs = cost_table(family_entries("zh-en", root), SPEEDS).set_index(["scorer", "pieces"])
    assert costs.loc[("additive", 8)].to_dict() == {"encoding": 2.0, "products": 8 * (768 + 128) / 1e6, "steps": 8}
    assert costs.loc[("additive@conv", 4)].to_dict() == {
        "encoding": 0.5,
        "products": pytest.approx(4 * (256 + 1536) / 1e6),
        "steps": 1,
    }
    assert len(costs) == 4  # a model that is gone has no row


def test_speeds_are_written_and_read(tmp_path: Path) -> None:
    assert read_speeds(tmp_path) is None
    SPEEDS.write(tmp_path)
    assert read_speeds(tmp_path) == SPEEDS
    for text in ("", "[]", "{}", '{"lengths": [1], "milliseconds": 3}'):
        (tmp_path / "encoder-speed.json").write_text(text)
        assert read_speeds(tmp_path) is None


def test_the_command_measures_all_readers_of_a_family(
    root: Path, output_of: RunCommand, error_of: RunCommand, all_tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "PRETRAINED", root)
    monkeypatch.setattr(encoder_speed, "ROUNDS", 2)
    assert "zh-en/additive@conv" in output_of("clock", "zh-en", "--encoders")
    speeds = read_speeds(root / "zh-en")
    assert speeds and speeds.lengths == (4, 8, 16, 32, 64) and set(speeds.milliseconds) == {"additive", "additive@conv"}
    assert all(time > 0 for times in speeds.milliseconds.values() for time in times)
    monkeypatch.setattr(printing, "PRETRAINED", all_tiny_models)
    assert "no model of zh-en has another encoder" in error_of("clock", "zh-en", "--encoders")


def test_a_line_a_reader_over_the_length(root: Path) -> None:
    costs = cost_table(family_entries("zh-en", root), SPEEDS)
    style = FigureStyle("additive", "none", {"additive": "A <b>"}, {"length": "pieces", "encoding": "ms"})
    figure = cost_over_length(costs, "encoding", style).to_dict()
    assert [(line["name"], line["x"], line["y"]) for line in figure["data"]] == [
        ("A &lt;b&gt;", [4, 8], [1.0, 2.0]),
        ("additive@conv", [4, 8], [0.5, 0.5]),
    ]
    assert len({(line["line"]["color"], line["marker"]["symbol"]) for line in figure["data"]}) == 2
