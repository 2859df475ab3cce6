"""The experiment Which recurrent cell?: what it trains, what it measures, and its record."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from seq2seq.analysis.gradients import jacobian_norms
from seq2seq.cli import produce
from seq2seq.decoding.corpus import source_ids
from seq2seq.experiments import cells
from seq2seq.experiments.cells import CellsData, gradient_reach_by_distance, record_cells, shape_config
from seq2seq.experiments.records import (
    SHAPES,
    CellsRecord,
    RecurrentShape,
    ShapeResult,
    read_cells_record,
)
from seq2seq.figures.experiments import cells_gradients, cells_quality, cells_table
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.tokenizer import Tokenizer
from tests.conftest import PAIRS, TINY, RunCommand, Untrained

GRU, RNN = RecurrentShape("gru", 2, 1), RecurrentShape("rnn", 1, 2)
RESULTS = (
    ShapeResult(RNN, 1_500_000, 60.0, 20.0, 1.5, 40.0, 1.0, 2.0, (1.0, 0.1)),
    ShapeResult(GRU, 2_000_000, 90.0, 25.0, 1.25, 45.0, 1.0, 3.0, (1.0, 0.5)),
)
RECORD = CellsRecord(3, 100, 50, RESULTS)
TITLES = {RNN: "plain", GRU: "gated"}
WORDS = {name: name for name in (*("bleu", "bleu_ci", "chrf", "chrf_ci", "milliseconds"), "seconds", "parameters")} | {
    "gradient": "norm at"
}


@pytest.fixture
def data(tokenizers: tuple[Tokenizer, Tokenizer]) -> CellsData:
    return CellsData(tokenizers, PAIRS[:16], PAIRS[40:44], PAIRS[50:55])


@pytest.fixture
def two_shapes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only two encoders are asked for."""
    missing = property(lambda record: [s for s in (GRU, RNN) if s not in {result.shape for result in record.results}])
    monkeypatch.setattr(CellsRecord, "missing", missing)
    yield
    torch.set_float32_matmul_precision("highest")


def test_all_combinations_are_compared_once() -> None:
    assert len(set(SHAPES)) == len(SHAPES) == 12
    assert {shape.cell for shape in SHAPES} == {"rnn", "gru", "lstm"}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_states_are_equally_wide_whatever_the_shape(shape: RecurrentShape) -> None:
    config = shape_config(TINY, shape)
    assert config.encoder_width == TINY.encoder_width
    assert (config.encoder_cell, config.directions, config.encoder_layers) == (
        shape.cell,
        shape.directions,
        shape.layers,
    )
    assert config.cell == TINY.cell  # of the decoder


@pytest.mark.usefixtures("two_shapes")
def test_what_a_record_has_is_not_trained_again(data: CellsData, tmp_path: Path) -> None:
    path = tmp_path / "cells.json"
    runs: Any = record_cells(data, 1, path, TINY)
    first = next(runs)
    assert first.shape == GRU and read_cells_record(path).results == (first,)
    runs.close()  # interrupted
    assert [result.shape for result in record_cells(data, 1, path, TINY)] == [RNN]
    record = read_cells_record(path)
    assert record.results[0] == first and record.pairs == 16 and record.sentences == 5
    assert record.results[1].parameters == sum(p.numel() for p in Seq2Seq(shape_config(TINY, RNN)).parameters())
    with pytest.raises(ValueError, match="another recipe"):
        next(record_cells(data, 2, path, TINY))


def test_gradients_are_means_by_distance(untrained: Untrained, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one sentence of five pieces, at a distance of 4: the geometric mean of the two corners."""
    monkeypatch.setattr(cells, "_DISTANCES", 5)
    bundle = untrained()
    text = PAIRS[0][0]
    ids = source_ids(bundle, text)
    norms = jacobian_norms(bundle.model, ids)[-1]
    reach = gradient_reach_by_distance(bundle, [text])
    assert len(ids) == len(reach) == 5
    assert reach[4] == pytest.approx(np.sqrt(norms[0, 4] * norms[4, 0]), rel=1e-3)
    assert gradient_reach_by_distance(bundle, [""]) == ()


def test_a_record_is_written_and_read(tmp_path: Path) -> None:
    RECORD.write(tmp_path / "cells.json")
    assert read_cells_record(tmp_path / "cells.json") == RECORD
    assert RECORD.command == "python -m seq2seq experiment cells --epochs 3"
    assert len(RECORD.missing) == 10 and not set(RECORD.missing) & {GRU, RNN}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"epochs": 1, "pairs": 2, "sentences": 3, "results": [4]}'])
def test_any_other_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011 (JSON's own words, or ours)
        read_cells_record(tmp_path / "x.json")


def test_the_table_has_a_row_an_encoder() -> None:
    table = cells_table(RESULTS, TITLES, WORDS)
    assert table.loc["gated", ["bleu", "parameters", "norm at 1"]].tolist() == [25.0, 2.0, 0.5]
    assert list(table.index) == ["plain", "gated"]


def test_figures_have_intervals_and_a_line_a_cell() -> None:
    (bleu,) = cells_quality(RESULTS, TITLES, "bleu", "BLEU").to_dict()["data"]
    assert bleu["x"] == [20.0, 25.0] and bleu["error_x"]["array"] == [1.5, 1.25]
    lines = cells_gradients(RESULTS, "distance").to_dict()["data"]
    assert [(line["name"], line["x"], line["y"]) for line in lines] == [
        ("RNN", [0, 1], [1.0, 0.1]),
        ("GRU", [0, 1], [1.0, 0.5]),
    ]


def test_an_encoder_in_one_direction_has_no_gradient_from_what_comes_later(untrained: Untrained) -> None:
    """So that the mean is over what stands before alone."""
    bundle = untrained(bidirectional=False, encoder_hidden=12)
    norms = jacobian_norms(bundle.model, source_ids(bundle, PAIRS[0][0]))[-1]
    assert not np.triu(norms, 1).any() and np.tril(norms).sum() > 0


def test_the_command_goes_on_with_a_record(
    corpus: Path, family: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output_of: RunCommand
) -> None:
    """With every encoder measured it has nothing to train."""
    (tmp_path / "corpora" / "zh-en").parent.mkdir()
    shutil.copytree(corpus, tmp_path / "corpora" / "zh-en")
    shutil.copytree(family, tmp_path / "zh-en")
    (tmp_path / "zh-en" / "phrases.tsv").write_text("我。\tI.\n", "utf-8")
    monkeypatch.setattr(produce, "PRETRAINED", tmp_path)
    results = tuple(replace(RESULTS[0], shape=shape) for shape in SHAPES)
    sentences = len({source for source, _ in PAIRS[::5]})
    record, path = CellsRecord(3, len(PAIRS) + 1, sentences, results), tmp_path / "cells.json"
    record.write(path)
    place = ["--corpora", str(tmp_path / "corpora"), "--out", str(path)]
    assert output_of("experiment", "cells", *place) == ""
    (first, *rest) = results
    CellsRecord(3, len(PAIRS) + 1, sentences, tuple(rest)).write(path)
    assert output_of("experiment", "cells", *place).startswith("lstm 2×1: BLEU ")
    assert set(read_cells_record(path).results[:-1]) == set(rest) and read_cells_record(path).results[-1] != first
