"""Training as processes of their own: one that is struck down goes on, and two do what one does."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from seq2seq.checkpoints.zoo import load_model
from seq2seq.cli.main import main
from seq2seq.training.training import RESUME
from tests.conftest import TRAINING
from tests.training_runs import history

pytestmark = pytest.mark.slow


def command(corpus: Path, out: Path, *more: str) -> list[str]:
    return ["train", "zh-en", "--corpus", str(corpus), "--out", str(out), *TRAINING, *more]


@pytest.mark.parametrize(("blow", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_blow_to_the_process_costs_no_epoch(corpus: Path, tmp_path: Path, blow: signal.Signals, code: int) -> None:
    out = tmp_path / "zh-en" / "additive"
    process = subprocess.Popen(
        [sys.executable, "-m", "seq2seq", *command(corpus, out, "--epochs", "2000")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        text=True,
        # Tests that a shell started in the background ignore interrupts, and so would a process that they start.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not (out / RESUME).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    errors = ""
    for _ in range(3):  # Python drops an interrupt that comes while an object is cleaned up: one presses once more
        process.send_signal(blow)
        with suppress(subprocess.TimeoutExpired):
            _, errors = process.communicate(timeout=15)
            break
    assert process.returncode == code
    assert blow is signal.SIGKILL or errors.strip().splitlines()[-1] == "seq2seq train: stopped"
    load_model(out)
    epochs = len(history(out)["epochs"])
    assert epochs >= 1
    assert main(command(corpus, out, "--epochs", str(epochs + 1), "--resume")) == 0
    assert [epoch["epoch"] for epoch in history(out)["epochs"]] == list(range(1, epochs + 2))


def test_two_processes_do_what_one_does(corpus: Path, tmp_path: Path) -> None:
    """64 pairs in batches of 21: the last batch is one pair, of which the second process has no share."""
    few = ["--epochs", "3", "--batch-size", "21"]
    single, double = (tmp_path / which / "zh-en" / "additive" for which in ("one", "two"))
    assert main(command(corpus, single, *few)) == 0
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    process = subprocess.run(
        [*launcher, "-m", "seq2seq", *command(corpus, double, *few)],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert process.stdout.count("epoch 3:") == 1  # one voice
    for alone, together in zip(history(single)["epochs"], history(double)["epochs"], strict=True):
        assert together["loss"] == pytest.approx(alone["loss"], rel=1e-4)
        assert together["valid_loss"] == pytest.approx(alone["valid_loss"], rel=1e-4)
        assert together["pieces"] == alone["pieces"]
    alone, together = (load_file(out / RESUME) for out in (single, double))
    for name, tensor in alone.items():
        torch.testing.assert_close(together[name], tensor, rtol=1e-3, atol=1e-4, msg=name)
