"""Parameters at recorded updates of a training: kept, read, resumed, and what a damaged file says."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from seq2seq.checkpoints.zoo import UPDATES_FILE, BrokenCheckpoint, load_model, load_update
from seq2seq.model.seq2seq import Seq2Seq
from seq2seq.training.training import Corpus, log_spaced_updates, train
from tests.training_runs import CONFIG, RECIPE, UPDATES, kept_updates, run

pytestmark = pytest.mark.usefixtures("exact_products")
KEEPING = replace(RECIPE, keep_moments=True)


def test_every_recorded_update_is_kept_from_the_untrained_model_to_the_last(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path, KEEPING)
    assert kept_updates(tmp_path) == list(log_spaced_updates(3 * UPDATES))
    last, shipped = (model.state_dict() for model in (load_update(tmp_path, 15), load_model(tmp_path)))
    assert all(torch.equal(tensor, shipped[name]) for name, tensor in last.items())
    torch.manual_seed(RECIPE.seed)
    for name, tensor in Seq2Seq(CONFIG).state_dict().items():
        torch.testing.assert_close(load_update(tmp_path, 0).state_dict()[name], tensor.half().float(), rtol=0, atol=0)


@pytest.mark.slow
def test_a_resumed_run_keeps_the_same_updates(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path / "whole", KEEPING)
    list(islice(train(CONFIG, KEEPING, texts, tmp_path / "parts"), UPDATES + 3))
    run(texts, tmp_path / "parts", KEEPING, resume=True)
    whole, parts = (load_file(tmp_path / which / UPDATES_FILE) for which in ("whole", "parts"))
    assert whole.keys() == parts.keys() and all(torch.equal(tensor, parts[name]) for name, tensor in whole.items())


def test_without_the_file_there_are_no_updates(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path)
    assert not (tmp_path / UPDATES_FILE).exists()
    with pytest.raises(BrokenCheckpoint, match=UPDATES_FILE):
        load_update(tmp_path, 0)


def test_an_update_that_is_not_kept_or_damaged_is_named(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path, replace(KEEPING, epochs=1))
    with pytest.raises(BrokenCheckpoint, match="has no update 4000"):
        load_update(tmp_path, 4000)
    (tmp_path / UPDATES_FILE).write_bytes(b"no tensors")
    with pytest.raises(BrokenCheckpoint, match=UPDATES_FILE):
        load_update(tmp_path, 0)


def test_updates_are_not_numbered_from_the_middle(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path / "first", replace(RECIPE, epochs=1))
    with pytest.raises(ValueError, match="only when training starts from random weights"):
        list(train(CONFIG, KEEPING, texts, tmp_path / "second", begin=tmp_path / "first"))
