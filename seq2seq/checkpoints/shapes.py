"""Whether a file holds the tensors that a configuration asks for, found out before any memory is taken for them."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from seq2seq.checkpoints.storage import SCALE_SUFFIX
from seq2seq.config.schema import ModelConfig
from seq2seq.model.seq2seq import Seq2Seq

Shapes = dict[str, tuple[int, ...]]
MAX_PARAMETERS = 2**28
"""Of a model that is loaded: one gigabyte in float32."""


def expected_shapes(config: ModelConfig) -> Shapes:
    """Name → shape of the tensors of such a model. Raises ValueError for one that is too large."""
    with torch.device("meta"), _WithoutNormal():
        shapes = shapes_of(Seq2Seq(config).state_dict())
    count = sum(map(prod, shapes.values()))
    if count > MAX_PARAMETERS:
        raise ValueError(f"a model of {count:,} parameters; at most {MAX_PARAMETERS:,} are loaded")
    return shapes


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
