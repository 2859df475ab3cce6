"""Checkpoints: what is saved comes back, and what is broken is named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from seq2seq.attention import SCORERS
from seq2seq.checkpoints.catalog import UnknownModel
from seq2seq.checkpoints.zoo import (
    BrokenCheckpoint,
    Bundle,
    load_bundle,
    load_model,
    load_tokenizers,
    save_model,
    save_tensors,
)
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
from seq2seq.text.tokenizer import Tokenizer
from tests.conftest import Untrained


@pytest.fixture
def root(untrained: Untrained, tmp_path: Path) -> Path:
    """A house of one untrained model, zh-en/additive, that a test may break."""
    bundle = untrained()
    save_model(bundle.model, tmp_path / "zh-en" / "additive")
    for side in ("source", "target"):
        (tmp_path / "zh-en" / f"{side}.model").write_bytes(getattr(bundle, side).model)
    return tmp_path


@pytest.mark.parametrize("scorer", SCORERS)
def test_a_model_comes_back_rounded_to_half_precision(untrained: Untrained, scorer: str, tmp_path: Path) -> None:
    model = untrained(scorer=scorer).model
    save_model(model, tmp_path / "kept")
    loaded = load_model(tmp_path / "kept")
    assert loaded.config == model.config
    state = loaded.state_dict()
    assert state.keys() == model.state_dict().keys()
    assert all(torch.equal(state[name], tensor.half().float()) for name, tensor in model.state_dict().items())


def test_a_model_that_was_loaded_is_saved_as_it_was(root: Path, tmp_path: Path) -> None:
    save_model(load_model(root / "zh-en" / "additive"), tmp_path / "again")
    for name in ("model.safetensors", "config.json"):
        assert (tmp_path / "again" / name).read_bytes() == (root / "zh-en" / "additive" / name).read_bytes()


def test_a_loaded_bundle_translates_and_learns_no_more(root: Path) -> None:
    bundle = load_bundle("zh-en/additive", root)
    assert not bundle.model.training
    assert not any(parameter.requires_grad for parameter in bundle.model.parameters())
    assert translate(bundle, Request(bundle.name, "我爱猫。")).request.model == "zh-en/additive"


def test_tensors_are_kept_in_half_precision(root: Path) -> None:
    tensors = load_file(root / "zh-en" / "additive" / "model.safetensors")
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}


def test_nothing_partial_is_left_behind(root: Path) -> None:
    assert sorted(path.name for path in root.rglob("*") if path.is_file()) == [
        "config.json",
        "model.safetensors",
        "source.model",
        "target.model",
    ]


def test_everybody_may_read_a_checkpoint(root: Path) -> None:
    mode = (root / "zh-en" / "additive" / "model.safetensors").stat().st_mode
    assert mode & 0o444 == 0o444


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "tensors.safetensors"
    save_tensors({"a": torch.ones(3)}, path)
    with pytest.raises(ValueError, match=r".+"):
        save_tensors({"a": torch.ones(2), "b": "no tensor"}, path)  # type: ignore[dict-item]
    assert load_file(path)["a"].tolist() == [1, 1, 1]


def test_an_unknown_name_is_answered_with_the_known_ones(root: Path) -> None:
    with pytest.raises(UnknownModel, match="no model is called 'zh-en/telepathy'; there are zh-en/additive"):
        load_bundle("zh-en/telepathy", root)


@pytest.mark.parametrize("name", ["", "/", "zh-en", "../zh-en/additive", "zh-en/../zh-en/additive", "zh-en/additive/"])
def test_a_name_is_no_path(root: Path, name: str) -> None:
    with pytest.raises(UnknownModel):
        load_bundle(name, root)


# -- broken in many ways


def remove(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 5)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [remove, truncate, empty, garble, make_folder], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("file", ["additive/model.safetensors", "additive/config.json", "source.model", "target.model"])
def test_a_damaged_file_is_named_in_one_line(root: Path, file: str, damage: Callable[[Path], None]) -> None:
    damage(root / "zh-en" / file)
    with pytest.raises(BrokenCheckpoint) as caught:
        Bundle("zh-en/additive", load_model(root / "zh-en" / "additive"), *load_tokenizers(root / "zh-en"))
    message = str(caught.value)
    assert message.startswith(f"zh-en/{file}: ")
    assert "\n" not in message
    assert str(root) not in message


CONFIGS = {
    "not an object": [1, 2],
    "nothing": None,
    "a field too many": {"source_vocab": 17, "target_vocab": 29, "layers": 3},
    "a field missing": {"source_vocab": 17},
    "another cell": {"source_vocab": 17, "target_vocab": 29, "cell": "transformer"},
    "another scorer": {"source_vocab": 17, "target_vocab": 29, "scorer": "telepathy"},
    "a word for a width": {"source_vocab": 17, "target_vocab": 29, "embedding": "wide"},
    "heads that do not divide": {"source_vocab": 17, "target_vocab": 29, "scorer": "multi_head", "heads": 7},
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_a_foreign_configuration_is_named(root: Path, config: object) -> None:
    (root / "zh-en" / "additive" / "config.json").write_text(json.dumps(config))
    with pytest.raises(BrokenCheckpoint, match=r"zh-en/additive/config\.json: \S"):
        load_model(root / "zh-en" / "additive")


@pytest.mark.parametrize("tensors", [{}, {"weight": torch.ones(3)}, {"output_bias": torch.ones(3)}], ids=len)
def test_foreign_tensors_are_named(root: Path, tensors: dict[str, torch.Tensor]) -> None:
    save_file(tensors, root / "zh-en" / "additive" / "model.safetensors")
    with pytest.raises(BrokenCheckpoint, match=r"zh-en/additive/model\.safetensors: .*(Missing|Unexpected)"):
        load_model(root / "zh-en" / "additive")


def test_a_tokenizer_of_another_model_is_named(root: Path) -> None:
    (root / "zh-en" / "target.model").write_bytes(Tokenizer.train(["a b c d"] * 9, 9).model)
    with pytest.raises(BrokenCheckpoint, match=r"zh-en/additive: made for 29 pieces, but zh-en/target\.model has 9"):
        load_bundle("zh-en/additive", root)


def test_a_broken_model_leaves_the_others_alone(root: Path) -> None:
    shutil.copytree(root / "zh-en" / "additive", root / "zh-en" / "dot")
    empty(root / "zh-en" / "dot" / "model.safetensors")
    with pytest.raises(BrokenCheckpoint, match="zh-en/dot"):
        load_bundle("zh-en/dot", root)
    assert load_bundle("zh-en/additive", root).config.scorer == "additive"
