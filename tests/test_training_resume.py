"""A training that is stopped anywhere goes on as if it had not been; another one goes on from where it ended."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from seq2seq.checkpoints.zoo import load_model
from seq2seq.training.training import (
    RESUME,
    Corpus,
    Epoch,
    Update,
    log_spaced_updates,
    train,
)
from tests.training_runs import CONFIG, RECIPE, UPDATES, history, run, without_time

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("exact_products")]  # each trains


@pytest.mark.parametrize("batches_seen", [UPDATES + 1, 2 * UPDATES, 2 * UPDATES + 2])
def test_a_run_that_was_stopped_ends_as_one_that_was_not(texts: Corpus, tmp_path: Path, batches_seen: int) -> None:
    """Stopped just after an epoch, within the next, or just after that."""
    run(texts, tmp_path / "whole")
    list(islice(train(CONFIG, RECIPE, texts, tmp_path / "parts"), batches_seen))
    events = run(texts, tmp_path / "parts", resume=True)
    epochs_done = batches_seen // (UPDATES + 1)
    assert isinstance(events[0], Update)
    assert (events[0].epoch, events[0].update) == (epochs_done, epochs_done * UPDATES + 1)
    for name in ("model.safetensors", RESUME):
        whole, parts = (load_file(tmp_path / which / name) for which in ("whole", "parts"))
        assert whole.keys() == parts.keys()
        assert all(torch.equal(tensor, parts[key]) for key, tensor in whole.items())
    whole, parts = (history(tmp_path / which) for which in ("whole", "parts"))
    assert without_time(whole["epochs"]) == without_time(parts["epochs"])
    assert whole["moments"] == parts["moments"]


def test_a_finished_run_has_nothing_to_resume(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path)
    assert run(texts, tmp_path, resume=True) == []


def test_there_must_be_something_to_resume(texts: Corpus, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(texts, tmp_path, resume=True)


def test_a_run_of_another_model_is_not_resumed(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path, replace(RECIPE, epochs=1))
    with pytest.raises(ValueError, match="another configuration"):
        run(texts, tmp_path, config=replace(CONFIG, embedding=13), resume=True)
    with pytest.raises(ValueError, match="another configuration"):
        run(texts, tmp_path, config=replace(CONFIG, scorer="general"), resume=True)
    (tmp_path / "config.json").unlink()
    with pytest.raises(ValueError, match=RESUME):
        run(texts, tmp_path, config=replace(CONFIG, embedding=13), resume=True)


def test_a_damaged_state_is_not_resumed(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path, replace(RECIPE, epochs=1))
    (tmp_path / RESUME).write_bytes((tmp_path / RESUME).read_bytes()[:999])
    with pytest.raises(ValueError, match=RESUME):
        run(texts, tmp_path, resume=True)


def test_coverage_is_learned_on_top_of_a_trained_model(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path / "first")
    covering = replace(CONFIG, coverage=True)
    recipe = replace(RECIPE, epochs=1, coverage_loss=0.0)
    *_, last = train(covering, recipe, texts, tmp_path / "second", begin=tmp_path / "first")
    assert isinstance(last, Epoch) and last.loss < history(tmp_path / "first")["epochs"][0]["loss"]
    coverage = load_model(tmp_path / "second").state_dict()["decoder.attention.coverage"]
    assert coverage.shape == (covering.encoder_width,) and coverage.any()
    with pytest.raises(ValueError, match="coverage"):
        list(train(CONFIG, recipe, texts, tmp_path / "third", begin=tmp_path / "second"))


def test_a_run_goes_on_from_the_weights_and_the_history_of_another(texts: Corpus, tmp_path: Path) -> None:
    run(texts, tmp_path / "first")
    again = list(train(CONFIG, replace(RECIPE, epochs=1), texts, tmp_path / "second", begin=tmp_path / "first"))
    first, second = history(tmp_path / "first"), history(tmp_path / "second")
    last = again[-1]
    assert isinstance(last, Epoch)
    assert last.loss < first["epochs"][0]["loss"]
    assert [epoch["epoch"] for epoch in second["epochs"]] == [1, 2, 3, 4]
    assert second["epochs"][:3] == first["epochs"]
    assert second["epochs"][3]["pieces"] == first["epochs"][2]["pieces"] + last.pieces
    assert [recorded["update"] for recorded in second["moments"]] == [
        *log_spaced_updates(15),
        *(15 + update for update in log_spaced_updates(5)[1:]),
    ]
