"""Checkpoints in fewer bits: what is kept, what is lost, and what is refused."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from seq2seq.checkpoints.storage import SCALE_SUFFIX, pack, round_to_storage, unpack
from seq2seq.checkpoints.zoo import BrokenCheckpoint, load_model, save_model
from tests.conftest import Untrained


def test_a_row_in_int8_worked_by_hand() -> None:
    packed = pack({"w": torch.tensor([[127.0, -12.7, 0.3], [0.0, 0.5, -0.25]])}, "int8")
    assert packed["w"].tolist() == [[127, -13, 0], [0, 127, -64]]
    torch.testing.assert_close(packed["w" + SCALE_SUFFIX], torch.tensor([[1.0], [0.5 / 127]]))
    expected = torch.tensor([[127.0, -13.0, 0.0], [0.0, 0.5, -64 * 0.5 / 127]])
    torch.testing.assert_close(unpack(packed)["w"], expected)


def test_vectors_stay_in_half_precision() -> None:
    packed = pack({"b": torch.tensor([0.1, 0.2])}, "int8")
    assert list(packed) == ["b"] and packed["b"].dtype == torch.float16


def test_a_row_of_zeros_stays_zero() -> None:
    assert unpack(pack({"w": torch.zeros(2, 3)}, "int8"))["w"].tolist() == [[0, 0, 0], [0, 0, 0]]


def test_no_value_moves_by_more_than_half_a_step_of_its_row() -> None:
    matrix = torch.randn(7, 3, 5)
    moved = (unpack(pack({"w": matrix}, "int8"))["w"] - matrix).abs().flatten(1)
    assert (moved.amax(1) <= matrix.abs().flatten(1).amax(1) / 254 * 1.0001).all()


def test_a_model_in_int8_comes_back_as_it_was_measured_in_half_the_bytes(untrained: Untrained, tmp_path: Path) -> None:
    model = untrained(embedding=64, decoder_hidden=64, encoder_hidden=32).model
    save_model(model, tmp_path / "half")
    round_to_storage(model, "int8")
    save_model(model, tmp_path / "whole", "int8")
    loaded = load_model(tmp_path / "whole").state_dict()
    assert all(torch.allclose(loaded[name], tensor, rtol=1e-6) for name, tensor in model.state_dict().items())
    sizes = [(tmp_path / name / "model.safetensors").stat().st_size for name in ("whole", "half")]
    assert sizes[0] < 0.65 * sizes[1]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda tensors: tensors.update({"nothing" + SCALE_SUFFIX: torch.ones(2, 1)}), "nothing"),
        (lambda tensors: tensors.update({"encoder.embedding.weight" + SCALE_SUFFIX: torch.ones(1, 1)}), "embedding"),
    ],
)
def test_scales_that_fit_no_matrix_are_refused(untrained: Untrained, tmp_path: Path, change, named: str) -> None:
    save_model(untrained().model, tmp_path, "int8")
    tensors = load_file(tmp_path / "model.safetensors")
    change(tensors)
    save_file(tensors, tmp_path / "model.safetensors")
    with pytest.raises(BrokenCheckpoint, match=named):
        load_model(tmp_path)
