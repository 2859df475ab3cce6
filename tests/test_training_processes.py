"""Training as processes of their own: one that is struck down goes on, and two do what one does."""

import os
import signal
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from seq2seq.__main__ import main
from seq2seq.checkpoints.zoo import load_model
from seq2seq.training.training import RESUME
from tests.browser import free_port
from tests.conftest import TRAINING
from tests.processes import started
from tests.training_runs import history

pytestmark = pytest.mark.slow


def command(corpus: Path, out: Path, *more: str) -> list[str]:
    return ["train", "zh-en", "--corpus", str(corpus), "--out", str(out), *TRAINING, *more]


@pytest.mark.parametrize(("blow", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_blow_to_the_process_costs_no_epoch(corpus: Path, tmp_path: Path, blow: signal.Signals, code: int) -> None:
    out, said = tmp_path / "zh-en" / "additive", tmp_path / "said"
    process = started(command(corpus, out, "--epochs", "2000"), said)
    assert process.pid
    deadline = time.monotonic() + 60
    while not (out / RESUME).exists() and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    for _ in range(3):  # Python drops an interrupt that comes while an object is cleaned up: one presses once more
        os.kill(process.pid, blow)
        process.join(15)
        if not process.is_alive():
            break
    assert process.exitcode == code
    assert blow is signal.SIGKILL or said.read_text("utf-8").strip().splitlines()[-1] == "seq2seq train: stopped"
    load_model(out)
    epochs = len(history(out)["epochs"])
    assert epochs >= 1
    assert main(command(corpus, out, "--epochs", str(epochs + 1), "--resume")) == 0
    assert [epoch["epoch"] for epoch in history(out)["epochs"]] == list(range(1, epochs + 2))


def test_two_processes_do_what_one_does(corpus: Path, tmp_path: Path) -> None:
    """64 pairs in batches of 21: the last batch is one pair, of which the second process has no share. The variables
    are those by which `torchrun` tells its processes which they are."""
    few = ["--epochs", "3", "--batch-size", "21"]
    single, double = (tmp_path / which / "zh-en" / "additive" for which in ("one", "two"))
    assert main(command(corpus, single, *few)) == 0
    said = [tmp_path / f"said-{rank}" for rank in range(2)]
    variables = {"WORLD_SIZE": "2", "MASTER_ADDR": "localhost", "MASTER_PORT": str(free_port())}
    processes = [
        started(command(corpus, double, *few), said[rank], variables | {"RANK": str(rank), "LOCAL_RANK": str(rank)})
        for rank in range(2)
    ]
    for process in processes:
        process.join(120)
    words = [file.read_text("utf-8") for file in said]
    assert [process.exitcode for process in processes] == [0, 0], words
    assert sum(each.count("epoch 3:") for each in words) == 1  # one voice
    for alone, together in zip(history(single)["epochs"], history(double)["epochs"], strict=True):
        assert together["loss"] == pytest.approx(alone["loss"], rel=1e-4)
        assert together["valid_loss"] == pytest.approx(alone["valid_loss"], rel=1e-4)
        assert together["pieces"] == alone["pieces"]
    alone, together = (load_file(out / RESUME) for out in (single, double))
    for name, tensor in alone.items():
        torch.testing.assert_close(together[name], tensor, rtol=1e-3, atol=1e-4, msg=name)
