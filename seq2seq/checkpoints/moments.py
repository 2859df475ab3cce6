"""The parameters of a model at moments of its training: `moments.safetensors` in a checkpoint folder, in fp16.

A tensor is called by the number of updates made before the moment, and its own name: `128.decoder.readout.weight`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from seq2seq.checkpoints.catalog import MOMENTS_FILE
from seq2seq.checkpoints.shapes import require_shapes, shapes_of
from seq2seq.checkpoints.zoo import BrokenCheckpoint, read_config, save_tensors
from seq2seq.model.seq2seq import Seq2Seq


def load_moment(folder: Path, update: int) -> Seq2Seq:
    """The model in a checkpoint folder as it was after so many updates, ready to decode. Raises BrokenCheckpoint, also
    for a moment that is not kept."""
    prefix = f"{update}."
    names = [name for name in _names(folder) if name.startswith(prefix)]
    if not names:
        raise BrokenCheckpoint(f"{_place(folder)} has no moment {update}")
    try:
        with safe_open(folder / MOMENTS_FILE, "pt") as file:
            tensors = {name.removeprefix(prefix): file.get_tensor(name).float() for name in names}
        model = Seq2Seq(read_config(folder))
        require_shapes(shapes_of(tensors), shapes_of(model.state_dict()))
    except (SafetensorError, ValueError, OSError) as error:
        raise BrokenCheckpoint(f"{_place(folder)}: {error}") from error
    model.load_state_dict(tensors)
    return model.for_decoding()


def moment_tensors(model: nn.Module, update: int) -> dict[str, Tensor]:
    """Copies of the parameters of a model at a moment, by the names that they have in the file."""
    return {f"{update}.{name}": tensor.detach().cpu().half() for name, tensor in model.state_dict().items()}


def save_moments(tensors: Mapping[str, Tensor], folder: Path) -> None:
    """Write the tensors of all moments, atomically. Raises OSError."""
    save_tensors(dict(tensors), folder / MOMENTS_FILE)


def read_moments(folder: Path) -> dict[str, Tensor]:
    """The tensors of all moments of a training that is resumed; none where there is no such file."""
    if not (folder / MOMENTS_FILE).is_file():
        return {}
    with safe_open(folder / MOMENTS_FILE, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dict)


def _names(folder: Path) -> list[str]:
    try:
        with safe_open(folder / MOMENTS_FILE, "pt") as file:
            return list(file.keys())
    except (SafetensorError, OSError) as error:
        raise BrokenCheckpoint(f"{_place(folder)}: {error}") from error


def _place(folder: Path) -> str:
    return "/".join((*folder.parts[-2:], MOMENTS_FILE))
