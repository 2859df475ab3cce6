"""Arrays ⇄ plain JSON values; minus infinity is written as None."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray


def rounded(value: float) -> float | None:
    """Nine significant digits bring a float32 back to the last bit."""
    return float(f"{value:.9g}") if np.isfinite(value) else None


def to_lists(array: Array) -> Any:
    """Nested lists of JSON numbers."""
    return [to_lists(row) for row in array] if array.ndim > 1 else [rounded(value) for value in array.tolist()]


def from_rounded(value: float | None) -> float:
    """The inverse of `rounded`."""
    return -np.inf if value is None else value


def array(values: Any) -> Array:
    """float32 from nested lists."""
    return np.array(_numbers(values), dtype=np.float32)


def _numbers(values: Any) -> Any:
    return [_numbers(value) for value in values] if isinstance(values, list) else from_rounded(values)
