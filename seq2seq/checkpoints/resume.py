"""The state from which an interrupted training is resumed: model, optimiser and notes in one safetensors file."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from seq2seq.checkpoints.storage import Shapes, read_shapes, require_shapes
from seq2seq.checkpoints.zoo import save_tensors

MEANS = ("exp_avg", "exp_avg_sq")
ADAM_STATE = (*MEANS, "step")
"""The names of Adam's state for each parameter."""


def save_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, notes: dict[str, str]) -> None:
    """Write the state atomically: an interruption leaves the last complete one."""
    tensors: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        tensors[f"model.{name}"] = parameter.detach().cpu()
        tensors |= {f"{key}.{name}": optimizer.state[parameter][key].cpu() for key in ADAM_STATE}
    save_tensors(tensors, path, notes)


def load_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, str]:
    """Restore model and optimiser, and return the notes. Raises FileNotFoundError if there is no such file, ValueError
    if it is damaged or belongs to another model."""
    try:
        shapes = {name: tuple(parameter.shape) for name, parameter in model.named_parameters()}
        steps: Shapes = {f"step.{name}": () for name in shapes}
        require_shapes(
            read_shapes(path),
            (steps | {f"{key}.{name}": shape for key in ("model", *MEANS) for name, shape in shapes.items()}),
        )
        return _restore(path, model, optimizer)
    except (SafetensorError, ValueError, RuntimeError) as error:
        raise ValueError(f"{path}: {shorten(str(error), 160)}") from error


def _restore(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, str]:
    with safe_open(path, "pt") as file:
        notes = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no dict)
    names = [name for name, _ in model.named_parameters()]
    model.load_state_dict({name: tensors[f"model.{name}"] for name in names})
    means = {i: {key: tensors[f"{key}.{name}"] for key in ADAM_STATE} for i, name in enumerate(names)}
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": means, "param_groups": groups})
    return notes
