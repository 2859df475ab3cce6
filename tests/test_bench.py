"""The benchmark measures what it says; how fast that is, a machine decides."""

import json

import pytest
import torch

from seq2seq.cli import bench
from seq2seq.cli.main import main
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


def test_every_figure_is_a_positive_number_and_goes_into_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--repeats", "2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert {"threads", "greedy_ms", "greedy_ms_p95"} <= set(figures)
    assert min(numbers(figures)) > 0
    assert figures["greedy_ms"] <= figures["greedy_ms_p95"]


def test_it_leaves_threads_and_precision_as_they_were() -> None:
    threads, precision = torch.get_num_threads(), torch.get_float32_matmul_precision()
    bench.run_benchmark(2)
    assert (torch.get_num_threads(), torch.get_float32_matmul_precision()) == (threads, precision)


def test_a_measured_decode_never_ends_early() -> None:
    logits = torch.zeros(2, 7)
    logits[:, EOS] = 9
    logits[:, 5] = 1
    assert bench.argmax_without_end(logits).tolist() == [5, 5]
