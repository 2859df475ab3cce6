"""Why scores are divided by √K: the gradient through the softmax over the width of query and key."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch

from seq2seq.training.lenses.record import LensCurve
from seq2seq.training.lenses.saturation import softmax_derivative

_WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_SOURCES, _ROWS = 10, 400
"""Pieces to choose from, and rows to take the mean of."""


def measure_scaling(seed: int) -> Iterator[LensCurve]:
    """Panels `spread`, the standard deviation of the scores, and `softmax`, the norm of the softmax's derivative: for
    queries and keys of independent N(0, 1), whose products have the variance K. Vaswani et al. 2017, footnote 4."""
    generator = torch.Generator().manual_seed(seed)
    spread: dict[str, list[float]] = {"scaled": [], "plain": []}
    through: dict[str, list[float]] = {"scaled": [], "plain": []}
    for width in _WIDTHS:
        query = torch.randn(_ROWS, 1, width, generator=generator)
        keys = torch.randn(_ROWS, _SOURCES, width, generator=generator)
        scores = (query * keys).sum(-1)
        for line, divisor in {"scaled": math.sqrt(width), "plain": 1.0}.items():
            spread[line].append(round(float((scores / divisor).std()), 4))
            through[line].append(round(float(softmax_derivative((scores / divisor).softmax(-1)).mean()), 4))
    for line in spread:
        yield LensCurve("spread", line, seed, _WIDTHS, tuple(spread[line]))
        yield LensCurve("softmax", line, seed, _WIDTHS, tuple(through[line]))
