"""The precision that a training computes in.

A processor without bf16 instructions emulates them, many times slower than fp32, so a short timed product decides
whether it is used."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

import torch

from seq2seq.config.schema import Precision

SHAPE = (64, 256, 1024)
"""Rows, width and columns of the timed product: 0.1 ms where it is fast, 20 ms where it is emulated."""
REPETITIONS = 5


@dataclass(frozen=True)
class PrecisionChoice:
    """The precision to compute in, and in words why."""

    precision: Precision
    reason: str


def choose_precision(asked: Precision, device: torch.device) -> PrecisionChoice:
    """What was asked for, or fp32 if a CPU multiplies slower in it; `auto` asks for bf16. A GPU gets what was asked
    for."""
    precision: Precision = "bf16" if asked == "auto" else asked
    if precision == "fp32" or device.type != "cpu":
        return PrecisionChoice(precision, f"precision: {precision}")
    speed = product_seconds("fp32") / product_seconds(precision)
    if speed < 1:
        return PrecisionChoice("fp32", f"precision: fp32, as {precision} is {1 / speed:.1f} times slower here")
    return PrecisionChoice(precision, f"precision: {precision}, {speed:.1f} times as fast as fp32 here")


def set_matmul_precision(precision: Precision) -> None:
    """Set how torch multiplies fp32 matrices in this process: exactly, or in bf16 for all precisions but fp32."""
    torch.set_float32_matmul_precision("highest" if precision == "fp32" else "medium")


@cache
def product_seconds(precision: Precision) -> float:
    """The seconds of a matrix product on the CPU in this precision, the shortest of a few."""
    rows, width, columns = SHAPE
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    left, right = torch.ones(rows, width, dtype=dtype), torch.ones(columns, width, dtype=dtype)
    before = torch.get_float32_matmul_precision()
    set_matmul_precision(precision)
    try:
        return min(_seconds_of_product(left, right) for _ in range(REPETITIONS))
    finally:
        torch.set_float32_matmul_precision(before)


def _seconds_of_product(left: torch.Tensor, right: torch.Tensor) -> float:
    started = time.perf_counter()
    torch.nn.functional.linear(left, right)
    return time.perf_counter() - started
