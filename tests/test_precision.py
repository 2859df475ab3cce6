"""A training chooses bf16 where the processor says that it has it, and notes what was chosen."""

import json
from pathlib import Path

import pytest
import torch

from seq2seq.cli.produce import command_line
from seq2seq.training import training
from seq2seq.training.training import choose_precision
from tests.conftest import TRAINING, RunCommand

ONE_EPOCH = (*TRAINING, "--epochs", "1")
CPU, GPU = torch.device("cpu"), torch.device("cuda")


@pytest.fixture(params=["", "flags : avx2 avx512f avx512_bf16_not", "Features : fp asimd"])
def emulated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A processor that has to emulate bf16, or does not say."""
    (tmp_path / "cpuinfo").write_text(request.param, "utf-8")
    monkeypatch.setattr(training, "PROCESSOR", tmp_path / "cpuinfo")


@pytest.fixture(params=["flags : avx512f avx512_bf16 amx_tile", "flags\t: amx_bf16", "Features : asimd bf16 i8mm"])
def native(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A processor with bf16 instructions."""
    (tmp_path / "cpuinfo").write_text(request.param, "utf-8")
    monkeypatch.setattr(training, "PROCESSOR", tmp_path / "cpuinfo")


@pytest.mark.usefixtures("emulated")
def test_where_bf16_is_emulated_auto_is_fp32_and_what_is_named_stays() -> None:
    chosen = {asked: choose_precision(asked, CPU) for asked in ("auto", "bf16", "medium", "fp32")}
    assert [choice.precision for choice in chosen.values()] == ["fp32", "bf16", "medium", "fp32"]
    assert chosen["auto"].reason == "precision: fp32, as this processor says of no bf16 instructions"
    assert chosen["bf16"].reason.startswith("precision: bf16, which this processor may have to emulate")
    assert chosen["fp32"].reason == "precision: fp32"


@pytest.mark.usefixtures("native")
def test_where_bf16_is_native_auto_is_bf16() -> None:
    chosen = {asked: choose_precision(asked, CPU) for asked in ("auto", "bf16", "medium", "fp32")}
    assert [choice.precision for choice in chosen.values()] == ["bf16", "bf16", "medium", "fp32"]
    assert [choice.reason for choice in chosen.values()] == [f"precision: {c.precision}" for c in chosen.values()]


@pytest.mark.usefixtures("emulated")
def test_a_gpu_computes_in_what_was_asked_for() -> None:
    assert [choose_precision(asked, GPU).precision for asked in ("auto", "medium", "fp32")] == [
        "bf16",
        "medium",
        "fp32",
    ]


def test_without_a_file_of_the_system_bf16_is_not_assumed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(training, "PROCESSOR", tmp_path / "nowhere")
    assert choose_precision("auto", CPU).precision == "fp32"


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("train zh-en", "train zh-en --precision bf16"),
        ("train zh-en --precision auto --seed 2", "train zh-en --seed 2 --precision bf16"),
        ("train zh-en --precision=auto", "train zh-en --precision bf16"),
        ("train zh-en --precision bf16", "train zh-en --precision bf16"),
    ],
)
def test_the_recorded_command_names_what_was_chosen(typed: str, recorded: str) -> None:
    assert command_line(typed.split(), "bf16") == f"python -m seq2seq {recorded}"


@pytest.mark.slow
@pytest.mark.usefixtures("emulated")
def test_a_training_says_and_notes_what_it_computes_in(output_of: RunCommand, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "zh-en" / "additive"
    printed = output_of("train", "zh-en", "--corpus", corpus, "--out", out, *ONE_EPOCH, "--precision", "auto")
    assert printed.startswith("precision: fp32, as this processor says of no bf16 instructions\n")
    notes = json.loads((out / "training.json").read_text("utf-8"))
    assert notes["recipe"]["precision"] == "fp32" and notes["command"].endswith(" --precision fp32")
