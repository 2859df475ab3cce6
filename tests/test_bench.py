"""The benchmark measures what it says; how fast that is, a machine decides."""

import json

import pytest
import torch

from seq2seq.__main__ import main
from seq2seq.cli import bench
from seq2seq.cli.bench import FusedDecoder, floor_loss
from seq2seq.config.schema import ModelConfig
from seq2seq.decoding.search import decode_batch
from seq2seq.model.batch import collate
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.text.special_ids import EOS


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "VOCABULARY", 97)
    monkeypatch.setattr(bench, "SENTENCES", 3)
    monkeypatch.setattr(bench, "LENGTH", 5)


def numbers(figures: object) -> list[float]:
    """All the figures in it, however deep."""
    if isinstance(figures, dict):
        return [number for value in figures.values() for number in numbers(value)]
    return [float(figures)]  # type: ignore[arg-type]


@pytest.mark.slow
def test_every_figure_is_a_positive_number_and_goes_into_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--repeats", "2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert min(numbers(figures)) > 0
    decoding, batch = figures["decode_ms"], figures["batch_sentences_per_s"]
    assert decoding["ratio"] == pytest.approx(decoding["trace"] / decoding["floor"], rel=1e-3)
    assert batch["share"] == pytest.approx(batch["fp32"] / batch["floor"], rel=1e-3)
    assert {"fp32", "input_feeding", "floor"} <= set(figures["training_pieces_per_s"])


def test_the_fastest_run_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 1, 1, 3, 3, 4, 4, 9, 9, 14, 14, 20, 20, 24, 24, 31])  # runs of 1 2 | 1 5 | 5 6 | 4 7 seconds
    monkeypatch.setattr(bench.time, "process_time", lambda: next(clock))
    assert bench._fastest({"one": int, "other": int}, 2) == {"one": 4, "other": 6}


def test_what_a_processor_would_emulate_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "has_bf16", lambda: False)
    assert bench._usable("fp32", "medium", "bf16") == ["fp32"]


# -- the floor


@pytest.fixture
def model() -> Seq2Seq:
    torch.manual_seed(0)
    return Seq2Seq(ModelConfig(97, 97, embedding=16, encoder_hidden=16, decoder_hidden=24, attention=8, dropout=0.0))


def test_the_floor_decodes_what_the_model_decodes(model: Seq2Seq) -> None:
    model.for_decoding()
    src, mask = bench._random_sources(3)
    decoded = decode_batch(model, model.encode(src, mask), bench.argmax_without_end, 5)
    ids, weights = FusedDecoder.of(model).decode(src, mask, 5)
    assert torch.equal(ids, decoded.ids)
    torch.testing.assert_close(weights, torch.cat([step.weights for step in decoded.steps], dim=1))


def test_the_floor_trains_on_the_same_loss(model: Seq2Seq) -> None:
    ids = torch.randint(EOS + 1, 97, (3, 2, 4)).tolist()
    batch = collate([([*source, EOS], target) for source, target in ids])
    torch.testing.assert_close(floor_loss(model, batch), model.loss(batch))


@pytest.mark.slow
def test_it_leaves_threads_and_precision_as_they_were() -> None:
    threads, precision = torch.get_num_threads(), torch.get_float32_matmul_precision()
    bench.run_benchmark(2)
    assert (torch.get_num_threads(), torch.get_float32_matmul_precision()) == (threads, precision)


def test_a_measured_decode_never_ends_early() -> None:
    logits = torch.zeros(2, 7)
    logits[:, EOS] = 9
    logits[:, 5] = 1
    assert bench.argmax_without_end(logits).tolist() == [5, 5]
