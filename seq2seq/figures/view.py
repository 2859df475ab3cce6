"""Attention of any other model, as the same heatmap as a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from seq2seq.analysis.attention_matrix import attention_matrix
from seq2seq.figures.alignment import weight_heatmap


def view(
    weights: Any,
    source: Sequence[str] | None = None,
    target: Sequence[str] | None = None,
    *,
    layer: int = -1,
    head: int | None = None,
    sentence: int = 0,
) -> go.Figure:
    """A heatmap, as `heatmap` draws it, of weights from anywhere: see `attention_matrix` for what they may be. Without
    pieces, rows and columns are numbered from 0. Raises the errors of `attention_matrix`, and ValueError where the
    pieces are not as many as rows or columns."""
    matrix = attention_matrix(weights, layer, head, sentence)
    sides: list[list[str]] = []
    for name, pieces, count in (("target", target, matrix.shape[0]), ("source", source, matrix.shape[1])):
        if pieces is not None and len(pieces) != count:
            raise ValueError(f"{name}: expected {count} pieces, received {len(pieces)}")
        sides.append([str(position) for position in range(count)] if pieces is None else list(pieces))
    return weight_heatmap(matrix, sides[1], sides[0])
