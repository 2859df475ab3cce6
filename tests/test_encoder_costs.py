"""Readers: what they cost over the length of a source, kept beside the models and drawn."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from seq2seq.checkpoints.catalog import family_entries
from seq2seq.checkpoints.zoo import load_bundle
from seq2seq.cli import printing
from seq2seq.evaluation.align import GoldSentence, align_heads
from seq2seq.evaluation.model_card import alignment_figures, head_figures
from seq2seq.evaluation.tables import Checkpoint, head_table
from seq2seq.experiments import cells
from seq2seq.experiments.records import EncoderSpeeds, cost_table, encoder_entries, read_speeds
from seq2seq.figures.evidence import FigureStyle, cost_over_length
from seq2seq.trace.links import parse_links
from tests import tiny
from tests.conftest import RunCommand

SPEEDS = EncoderSpeeds((4, 8), {"additive": (1.0, 2.0), "additive@conv": (0.5, 0.5), "gone": (1.0, 1.0)})


@pytest.fixture(scope="module")
def root(all_tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny family with one further encoder."""
    root = shutil.copytree(all_tiny_models, tmp_path_factory.mktemp("readers"), dirs_exist_ok=True)
    tiny.add_model(root / "zh-en", "additive@conv")
    return root


def test_encoders_compared_are_the_models_with_another_one_and_the_plain_one(root: Path) -> None:
    assert [entry.scorer for entry in encoder_entries(family_entries("zh-en", root))] == ["additive", "additive@conv"]


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
    monkeypatch.setattr(cells, "ROUNDS", 2)
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


# -- heads


def test_each_head_is_scored_by_its_own_weights(house: Path) -> None:
    """The mean of the heads is what the card's alignment figures have."""
    bundle = load_bundle("zh-en/multi_head", house)
    gold = [GoldSentence(tuple("我爱猫"), ("I", "love", "cats"), parse_links("0-0 1-1 2-2"))]
    figures = head_figures(bundle, {"gold": gold})["heads"]["gold"]
    assert figures["layers"] == 1 and len(figures["heads"]) == bundle.config.heads == 2
    assert figures["mean"]["aer"] == alignment_figures(bundle, gold)["weights"]["all"]["model"]["aer"]
    links = align_heads(bundle, gold)
    assert [1 - len(head[0] & {(0, 0), (1, 1), (2, 2)}) / 3 for head in links] == pytest.approx(
        [head["aer"] for head in figures["heads"]]
    )
    assert head_figures(load_bundle("zh-en/additive", house), {"gold": gold}) == {}


def test_the_table_of_heads_names_layers_where_there_are_several() -> None:
    heads = [{"aer": 0.1 * n, "aer_ci": 0.01} for n in range(4)]
    card = {"heads": {"gold": {"layers": 2, "mean": {"aer": 0.05, "aer_ci": 0.01}, "heads": heads}}}
    table: Any = head_table([Checkpoint("multi_head@transformer", card, None)], "multi_head@transformer")["gold"]
    assert table["scorer"].tolist() == ["1.1", "1.2", "2.1", "2.2", "mean"]
    assert table["aer"].tolist() == pytest.approx([0, 10, 20, 30, 5])
    assert head_table([Checkpoint("additive", {}, None)], "additive") == {}
