"""Arrays → plain JSON values, as short as what they are for allows."""

from __future__ import annotations

from typing import Any

import numpy as np

NARROW = 16
"""A vector up to this width is read number by number; a wider one is seen as a strip of colour."""
FINE, COARSE = 6, 4
"""Decimals of numbers that are read, and of those that are seen."""
BLACKBOARD = 80
"""Entries a matrix may have to be written out."""


def rounded_lists(array: np.ndarray | None) -> Any:
    """Nested lists rounded to FINE decimals; minus infinity becomes None. None stays None."""
    return None if array is None else _unbounded(array, FINE)


def vectors(array: np.ndarray) -> Any:
    """The same for (…, D), with COARSE decimals if D is wide."""
    return _unbounded(array, FINE if array.shape[-1] <= NARROW else COARSE)


def small_matrix(array: np.ndarray | None) -> Any:
    """The same for (rows, columns), if it fits on a blackboard; else None."""
    return rounded_lists(array) if array is not None and array.size <= BLACKBOARD else None


def _unbounded(array: np.ndarray, decimals: int) -> Any:
    rounded = np.round(array.astype(float), decimals) + 0.0  # a zero loses its sign
    forbidden = np.isneginf(rounded)
    return np.where(forbidden, None, rounded).tolist() if forbidden.any() else rounded.tolist()  # type: ignore[arg-type]
