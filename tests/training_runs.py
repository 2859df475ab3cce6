"""Short trainings of tiny models on made-up pairs, for the tests of training: the recipe, a run, what it leaves."""

import json
from dataclasses import replace
from pathlib import Path

from safetensors import safe_open

from seq2seq.checkpoints.catalog import UPDATES_FILE
from seq2seq.config.schema import ModelConfig, TrainConfig
from seq2seq.training.training import (
    Corpus,
    train,
)
from tests.conftest import TINY

RECIPE = TrainConfig(epochs=3, batch_size=8, learning_rate=0.01, warmup=5, precision="fp32", seed=7)
CONFIG = replace(TINY, dropout=0.2)
UPDATES = 5  # an epoch: 33 pairs in batches of 8


def run(
    corpus: Corpus, out: Path, recipe: TrainConfig = RECIPE, config: ModelConfig = CONFIG, resume: bool = False
) -> list:
    return list(train(config, recipe, corpus, out, resume))


def history(out: Path) -> dict:
    return json.loads((out / "history.json").read_text("utf-8"))


def kept_updates(out: Path) -> list[int]:
    """The updates whose parameters are kept, in order."""
    with safe_open(out / UPDATES_FILE, "pt") as file:
        return sorted({int(name.partition(".")[0]) for name in file.keys()})  # noqa: SIM118 (no dict)


def without_time(epochs: list[dict]) -> list[dict]:
    return [{name: value for name, value in epoch.items() if name != "seconds"} for epoch in epochs]
