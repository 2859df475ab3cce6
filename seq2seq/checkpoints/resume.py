"""Where an interrupted training goes on: model, optimiser and notes in one safetensors file."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from seq2seq.checkpoints.zoo import save_tensors

ADAM = ("exp_avg", "exp_avg_sq", "step")
"""What Adam remembers of each parameter."""


def save_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, notes: dict[str, str]) -> None:
    """Atomic: a kill leaves the last whole state."""
    tensors: dict[str, Tensor] = {}
    for name, parameter in model.named_parameters():
        tensors[f"model.{name}"] = parameter.detach().cpu()
        tensors |= {f"{key}.{name}": optimizer.state[parameter][key].cpu() for key in ADAM}
    save_tensors(tensors, path, notes)


def load_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, str]:
    """Puts model and optimiser back and returns the notes. Raises FileNotFoundError if there is no such file,
    ValueError if it is damaged or another model's."""
    try:
        return _load(path, model, optimizer)
    except (SafetensorError, KeyError, RuntimeError) as error:
        raise ValueError(f"{path}: {shorten(str(error), 160)}") from error


def _load(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, str]:
    with safe_open(path, "pt") as kept:
        notes = kept.metadata()
        tensors = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118 (no dict)
    names = [name for name, _ in model.named_parameters()]
    model.load_state_dict({name: tensors[f"model.{name}"] for name in names})
    means = {i: {key: tensors[f"{key}.{name}"] for key in ADAM} for i, name in enumerate(names)}
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": means, "param_groups": groups})
    return notes
