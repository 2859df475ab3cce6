"""Arrays → plain JSON values, rounded as far as their use allows."""

from __future__ import annotations

from typing import Any

import numpy as np

NARROW = 16
"""A vector up to this width is shown as numbers; a wider one as a strip of colours."""
FINE, COARSE = 6, 4
"""Decimals of values shown as numbers, and of values shown as colours."""
BLACKBOARD = 80
"""The largest number of entries of a matrix that is written out."""


def rounded_lists(array: np.ndarray | None) -> Any:
    """Nested lists rounded to FINE decimals; minus infinity becomes None. None stays None."""
    return None if array is None else _rounded(array, FINE)


def rounded_vectors(array: np.ndarray) -> Any:
    """Nested lists of (…, D) as by `rounded_lists`, with COARSE decimals if D is larger than NARROW."""
    return _rounded(array, FINE if array.shape[-1] <= NARROW else COARSE)


def small_matrix(array: np.ndarray | None) -> Any:
    """`rounded_lists` of (rows, columns); None for a matrix with more than BLACKBOARD entries."""
    return rounded_lists(array) if array is not None and array.size <= BLACKBOARD else None


def _rounded(array: np.ndarray, decimals: int) -> Any:
    rounded = np.round(array.astype(float), decimals) + 0.0  # turns -0.0 into 0.0
    forbidden = np.isneginf(rounded)
    return np.where(forbidden, None, rounded).tolist() if forbidden.any() else rounded.tolist()  # type: ignore[arg-type]
