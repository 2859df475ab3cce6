"""The tensors of a checkpoint as numbers of fewer bits, and back.

In `int8` a matrix W (rows, …) becomes whole numbers from -127 to 127 and one scale for each row, so that the greatest
of a row keeps its value: W ≈ scale · whole numbers. A file takes half the bytes of fp16. Vectors stay in fp16."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from seq2seq.config.schema import ModelConfig, Storage
from seq2seq.model.seq2seq import Seq2Seq

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


def packed_file(tensors: Mapping[str, Tensor], storage: Storage) -> bytes:
    """The safetensors file of the tensors."""
    return save(pack(tensors, storage))


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


Shapes = dict[str, tuple[int, ...]]
MAX_PARAMETERS = 2**28
"""Of a model that is loaded: one gigabyte in float32."""


def model_without_values(config: ModelConfig) -> Seq2Seq:
    """Such a model whose tensors have shapes but no memory, for `load_state_dict(…, assign=True)`: initial values take
    half of the time of loading. Raises ValueError for one that is too large."""
    with torch.device("meta"), _WithoutNormal():
        model = Seq2Seq(config)
    count = sum(map(prod, shapes_of(model.state_dict()).values()))
    if count > MAX_PARAMETERS:
        raise ValueError(f"a model of {count:,} parameters; at most {MAX_PARAMETERS:,} are loaded")
    return model


def shapes_of(tensors: Mapping[str, Tensor]) -> Shapes:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def read_shapes(path: Path) -> Shapes:
    """Name → shape of the tensors in a safetensors file, without scales. Only its header is read."""
    path.stat()  # a missing file is named as Python does it
    with safe_open(path, "pt") as file:
        names = [name for name in file.keys() if not name.endswith(SCALE_SUFFIX)]  # noqa: SIM118 (no dict)
        return {name: tuple(file.get_slice(name).get_shape()) for name in names}


def is_quantised(path: Path) -> bool:
    """Whether matrices of a safetensors file are kept in int8, with scales."""
    with safe_open(path, "pt") as file:
        return any(name.endswith(SCALE_SUFFIX) for name in file.keys())  # noqa: SIM118 (no dict)


def require_shapes(given: Shapes, expected: Shapes) -> None:
    """Raises ValueError that names the first tensor that is missing, unexpected, or of another shape."""
    for name in sorted(given.keys() | expected.keys()):
        if name not in given:
            raise ValueError(f"Missing tensor {name}")
        if name not in expected:
            raise ValueError(f"Unexpected tensor {name}")
        if given[name] != expected[name]:
            raise ValueError(f"tensor {name} has shape {given[name]}, not {expected[name]}")


class _WithoutNormal(TorchFunctionMode):
    """Leaves out normal initial values: on tensors without memory they make torch import 800 modules, for seconds."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        return kwargs["tensor"] if func is nn.init.normal_ else func(*args, **kwargs)
