"""What a notebook opens: models and their trainings, by name or by the path of a checkpoint folder."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from seq2seq.checkpoints.catalog import UnknownModel
from seq2seq.checkpoints.zoo import BrokenCheckpoint
from seq2seq.config.places import PRETRAINED
from seq2seq.notebook import load, run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder as a training leaves it: the model and its history, the tokenizers beside it, no card."""
    family = tmp_path / "runs" / "tiny"
    for name in ("dot", "additive"):
        shutil.copytree(PRETRAINED / "small" / name, family / name, ignore=shutil.ignore_patterns("card.json"))
    for side in ("source", "target"):
        shutil.copy(PRETRAINED / "small" / f"{side}.model", family)
    return family / "dot"


def test_a_shipped_model_is_loaded_by_its_name() -> None:
    model = load("small/dot")
    assert (model.bundle.name, model("我爱你").text) == ("small/dot", "I love you")


def test_any_checkpoint_folder_is_opened_by_its_path(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = load("small/dot")("我也爱你")
    monkeypatch.chdir(own.parents[1])
    for path in (own, str(own), "tiny/dot", "./tiny/../tiny/dot"):
        model = load(path)
        trace = model("我也爱你")
        assert (model.bundle.name, trace.request.model, trace.text) == ("tiny/dot", "tiny/dot", "I love you too")
        np.testing.assert_array_equal(trace.weights, shipped.weights)


def test_a_model_of_a_folder_borrows_from_those_beside_it(own: Path) -> None:
    sibling = load(own).bundle.sibling
    assert (sibling("additive").name, sibling("additive").config.scorer) == ("tiny/additive", "additive")
    with pytest.raises(UnknownModel, match="no model is called 'tiny/cosine'; there are tiny/dot, tiny/additive"):
        sibling("cosine")


def test_what_is_neither_a_folder_nor_a_name_is_answered_with_what_there_is() -> None:
    for name in ("runs/nowhere", "small/nowhere", "x" * 5000, "\0"):
        with pytest.raises(UnknownModel, match="no model is called"):
            load(name)
        with pytest.raises(UnknownModel, match="no model is called"):
            run(name)


def test_a_folder_that_lacks_a_file_is_told_which(own: Path) -> None:
    (own.parent / "target.model").unlink()
    with pytest.raises(BrokenCheckpoint, match=r"tiny/target\.model: No such file"):
        load(own)
    (own / "config.json").unlink()
    with pytest.raises(BrokenCheckpoint, match=r"tiny/dot/config\.json: No such file"):
        load(own)


def test_a_run_is_the_training_of_a_model() -> None:
    named, opened = run("zh-en/additive"), run(PRETRAINED / "zh-en" / "additive")
    for record in (named, opened):
        assert record.epochs["update"][0] == 1069 and record.updates[0] == 0
        assert record.epochs["bleu"][-1] > record.epochs["bleu"][0] > 0
    np.testing.assert_array_equal(named.probes[0].weights, opened.probes[0].weights)


def test_a_folder_without_a_history_has_no_run(own: Path) -> None:
    (own / "history.json").unlink(missing_ok=True)
    with pytest.raises(ValueError, match=r"dot/history\.json"):
        run(own)
