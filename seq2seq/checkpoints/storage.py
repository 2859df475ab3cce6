"""The tensors of a checkpoint as numbers of fewer bits, and back.

In `int8` a matrix W (rows, …) becomes whole numbers from -127 to 127 and one scale for each row, so that the greatest
of a row keeps its value: W ≈ scale · whole numbers. A file takes half the bytes of fp16. Vectors stay in fp16.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from seq2seq.config.schema import Storage

SCALE_SUFFIX = ":scale"
"""Ends the name of the tensor with the scales of another one, fp32 (rows, 1, …)."""
_LARGEST = 127


def pack(tensors: Mapping[str, Tensor], storage: Storage) -> dict[str, Tensor]:
    """The tensors as a file holds them."""
    packed: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        values = tensor.detach().cpu().float()
        if storage == "int8" and values.ndim > 1:
            scale = values.flatten(1).abs().amax(1).clamp(min=1e-30).view(-1, *[1] * (values.ndim - 1)) / _LARGEST
            packed[name], packed[name + SCALE_SUFFIX] = (values / scale).round().to(torch.int8), scale
        else:
            packed[name] = values.to(torch.float32 if storage == "fp32" else torch.float16)
    return {name: tensor.contiguous() for name, tensor in packed.items()}


def unpack(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a file in float32. Raises ValueError for a scale without its matrix or of another shape."""
    tensors = {name: tensor.float() for name, tensor in packed.items()}
    scales = {name.removesuffix(SCALE_SUFFIX): tensors.pop(name) for name in packed if name.endswith(SCALE_SUFFIX)}
    for name, scale in scales.items():
        if name not in tensors or scale.shape != (len(tensors[name]), *[1] * (tensors[name].ndim - 1)):
            raise ValueError(f"the scales of tensor {name} fit no matrix")
    return {name: tensor * scales[name] if name in scales else tensor for name, tensor in tensors.items()}


def round_to_storage(model: torch.nn.Module, storage: Storage) -> None:
    """Give the parameters of a model the values that they will have after saving and loading."""
    model.load_state_dict(unpack(pack(model.state_dict(), storage)))
