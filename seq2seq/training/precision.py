"""The precision that a training computes in.

A processor without bf16 instructions emulates them, many times slower than fp32. What it has, it says itself: nothing
is timed, so that the choice does not depend on what else runs at the moment, and a training can be had again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import torch

from seq2seq.config.schema import Precision

PROCESSOR = Path("/proc/cpuinfo")
_NATIVE = re.compile(r"\b(avx512_bf16|amx_bf16|bf16)\b")
"""Names of bf16 instructions on x86 and ARM."""


@dataclass(frozen=True)
class PrecisionChoice:
    """The precision to compute in, and in words why."""

    precision: Precision
    reason: str


def choose_precision(asked: Precision, device: torch.device) -> PrecisionChoice:
    """What was asked for; `auto` is bf16 on a GPU and on a CPU that has instructions for it, or else fp32."""
    emulated = device.type == "cpu" and not has_bf16()
    if asked == "auto" and emulated:
        return PrecisionChoice("fp32", "precision: fp32, as this processor says of no bf16 instructions")
    precision: Precision = "bf16" if asked == "auto" else asked
    slow = ", which this processor may have to emulate: fp32 could be many times as fast"
    return PrecisionChoice(precision, f"precision: {precision}{slow if emulated and precision != 'fp32' else ''}")


def has_bf16() -> bool:
    """Whether the processor says that it has instructions for bf16; one that can't be asked does not."""
    return PROCESSOR.is_file() and bool(_NATIVE.search(PROCESSOR.read_text("utf-8", "replace")))


def set_matmul_precision(precision: Precision) -> None:
    """Set how torch multiplies fp32 matrices in this process: exactly, or in bf16 for all precisions but fp32."""
    torch.set_float32_matmul_precision("highest" if precision == "fp32" else "medium")
