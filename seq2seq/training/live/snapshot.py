"""A live training between two updates as bytes of safetensors: weights, the optimiser's means, and notes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from seq2seq.checkpoints.resume import ADAM_STATE

NOTES = "notes"


def pack_snapshot(
    parameters: Mapping[str, nn.Parameter], optimizer: torch.optim.Optimizer, notes: Mapping[str, Any]
) -> bytes:
    """Everything as bytes. A parameter that has had no gradient yet has no means."""
    tensors = {f"model.{name}": parameter.detach() for name, parameter in parameters.items()}
    for name, parameter in parameters.items():
        state = optimizer.state.get(parameter, {})
        tensors |= {f"{key}.{name}": state[key] for key in ADAM_STATE if key in state}
    tensors[NOTES] = torch.frombuffer(bytearray(json.dumps(notes).encode()), dtype=torch.uint8)
    return save({name: tensor.contiguous() for name, tensor in tensors.items()})


def unpack_snapshot(
    snapshot: bytes, parameters: Mapping[str, nn.Parameter], optimizer: torch.optim.Optimizer
) -> dict[str, Any]:
    """Put weights and means in their places; the notes. Raises ValueError for a snapshot of another model."""
    try:
        tensors = load(snapshot)
        for name, parameter in parameters.items():
            parameter.data.copy_(_same_shape(tensors[f"model.{name}"], parameter))
            state = {key: tensors[f"{key}.{name}"] for key in ADAM_STATE if f"{key}.{name}" in tensors}
            optimizer.state[parameter] = state
        return json.loads(bytes(tensors[NOTES].tolist()))
    except (SafetensorError, KeyError) as error:
        raise ValueError("this is no snapshot of such a run") from error


def _same_shape(tensor: Tensor, parameter: nn.Parameter) -> Tensor:
    if tensor.shape != parameter.shape:
        raise ValueError(f"expected the shape {tuple(parameter.shape)}, not {tuple(tensor.shape)}")
    return tensor
