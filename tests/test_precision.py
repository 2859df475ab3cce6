"""A training computes in bf16 only where the processor multiplies faster in it, and says what was chosen."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch

from seq2seq.config.schema import Precision
from seq2seq.training import precision
from seq2seq.training.precision import choose_precision, product_seconds
from tests.conftest import TRAINING, RunCommand

ONE_EPOCH = (*TRAINING, "--epochs", "1")
CPU, GPU = torch.device("cpu"), torch.device("cuda")
EMULATED: Mapping[Precision, float] = {"fp32": 0.001, "medium": 0.004, "bf16": 0.05}
NATIVE: Mapping[Precision, float] = {"fp32": 0.001, "medium": 0.0005, "bf16": 0.00025}


@pytest.fixture
def emulated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A processor that has to emulate bf16."""
    monkeypatch.setattr(precision, "product_seconds", EMULATED.__getitem__)


@pytest.fixture
def native(monkeypatch: pytest.MonkeyPatch) -> None:
    """A processor with bf16 instructions."""
    monkeypatch.setattr(precision, "product_seconds", NATIVE.__getitem__)


@pytest.mark.usefixtures("emulated")
@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("auto", "precision: fp32, as bf16 is 50.0 times slower here"),
        ("bf16", "precision: fp32, as bf16 is 50.0 times slower here"),
        ("medium", "precision: fp32, as medium is 4.0 times slower here"),
        ("fp32", "precision: fp32"),
    ],
)
def test_where_bf16_is_emulated_every_choice_becomes_fp32(asked: Precision, reason: str) -> None:
    choice = choose_precision(asked, CPU)
    assert (choice.precision, choice.reason) == ("fp32", reason)


@pytest.mark.usefixtures("native")
@pytest.mark.parametrize(
    ("asked", "precision", "reason"),
    [
        ("auto", "bf16", "precision: bf16, 4.0 times as fast as fp32 here"),
        ("bf16", "bf16", "precision: bf16, 4.0 times as fast as fp32 here"),
        ("medium", "medium", "precision: medium, 2.0 times as fast as fp32 here"),
        ("fp32", "fp32", "precision: fp32"),
    ],
)
def test_where_bf16_is_fast_it_is_used(asked: Precision, precision: Precision, reason: str) -> None:
    choice = choose_precision(asked, CPU)
    assert (choice.precision, choice.reason) == (precision, reason)


@pytest.mark.usefixtures("emulated")
def test_a_gpu_computes_in_what_was_asked_for() -> None:
    assert [choose_precision(asked, GPU).precision for asked in ("auto", "medium", "fp32")] == [
        "bf16",
        "medium",
        "fp32",
    ]


def test_the_timed_product_leaves_the_setting_of_torch_as_it_was() -> None:
    product_seconds.cache_clear()
    before = torch.get_float32_matmul_precision()
    assert product_seconds("medium") > 0
    assert torch.get_float32_matmul_precision() == before


@pytest.mark.usefixtures("emulated")
def test_a_training_says_and_notes_what_it_computes_in(output_of: RunCommand, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "zh-en" / "additive"
    printed = output_of("train", "zh-en", "--corpus", corpus, "--out", out, *ONE_EPOCH, "--precision", "bf16")
    assert printed.startswith("precision: fp32, as bf16 is 50.0 times slower here\n")
    assert json.loads((out / "training.json").read_text("utf-8"))["recipe"]["precision"] == "fp32"
