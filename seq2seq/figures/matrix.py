"""The alignment of a trace as a matrix, and any matrix of weights in characters for the terminal. No plotly."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from seq2seq.trace.pieces import bare
from seq2seq.trace.trace import DecodeTrace

VECTOR = "c"
"""Label of the fixed context vector of a model without attention."""


def matrix_columns(trace: DecodeTrace, head: int | None = None) -> tuple[tuple[str, ...], np.ndarray]:
    """Column labels, and weights (T, S) of a head or of the mean of all heads. Without attention, no piece has a
    weight, and an additional column of weight 1 stands for the fixed context vector, (T, S + 1).

    Raises IndexError for a head that does not exist."""
    weights = trace.alignment if head is None else trace.weights[:, head]
    if trace.attends:
        return trace.source.pieces, weights
    return (*trace.source.pieces, VECTOR), np.pad(np.zeros_like(weights), ((0, 0), (0, 1)), constant_values=1)


SHADES = " ░▒▓█"


def picture(trace: DecodeTrace) -> str:
    """The picture of characters of a trace. Without attention, an additional column stands for the fixed context
    vector."""
    pieces, weights = matrix_columns(trace)
    return character_matrix(weights, pieces, trace.pieces)


def character_matrix(weights: np.ndarray, source: Sequence[str], target: Sequence[str]) -> str:
    """Weights (T, S) in characters: a row for each target piece and a column for each source piece, darker for larger
    weights from 0 to 1."""
    labels = [_printable(piece) for piece in target]
    width = max(map(_columns, labels), default=0)
    sources = [_printable(piece) for piece in source]
    rows = [
        f"{_padded(label, width)}  " + " ".join(map(_cell, row, sources))
        for label, row in zip(labels, weights.tolist(), strict=True)
    ]
    return "\n".join([" " * width + "  " + " ".join(_padded(piece, 2) for piece in sources), *rows])


def _cell(weight: float, piece: str) -> str:
    return SHADES[min(max(int(weight * len(SHADES)), 0), len(SHADES) - 1)] * max(2, _columns(piece))


def _printable(piece: str) -> str:
    """The piece without its word mark; unprintable characters, which could move the cursor, become dots."""
    plain = bare(piece) or "␣"
    return "".join(char if char.isprintable() else "·" for char in plain)


def _columns(text: str) -> int:
    """Terminal columns: two for wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))
