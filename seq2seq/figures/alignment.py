"""The alignment of one sentence: which source piece each step looked at, as a heatmap and as a table."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.figures.columns import columns
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, calm, cells, literal
from seq2seq.trace.labels import piece_label
from seq2seq.trace.trace import DecodeTrace

CELL = (18, 44)
"""Smallest and largest side of a cell, in pixels."""
ROOM = 560
"""The side a matrix would like to fill, in pixels."""


def alignment_heatmap(
    trace: DecodeTrace, step: int | None = None, head: int | None = None, accent: str = ATTENTION_COLOUR
) -> go.Figure:
    """Weights as ink: a row a step, a column a source piece, from 0 (the background) to 1 (`accent`). Where nothing
    attends, a further column in grey is the one vector that every step is given (see `columns`).

    Axes are positions and pieces are only their labels, so repeated pieces stay apart. `step` frames one row;
    `head` shows one head instead of their mean. Raises IndexError for a step or a head that is not there.
    """
    named, weights = columns(trace, head)
    steps, sources = weights.shape
    targets, pieces = ([literal(piece_label(piece)) for piece in each] for each in (trace.pieces, named))
    cell = int(np.clip(ROOM // max(steps, sources, 1), *CELL))
    told = [[f"{target} ← {piece}" for piece in pieces] for target in targets]
    figure = go.Figure(cells(weights.tolist(), told, 3, accent if trace.attends else QUIET))
    size = max(9, min(15, cell // 2 + 2))
    upright = max(map(_width, pieces)) * size > cell
    figure.update_xaxes(_ticks(pieces, size), side="top", tickangle=-90 if upright else 0, constrain="domain")
    figure.update_yaxes(_ticks(targets, size), autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=cell * steps + 96)
    if step is not None:
        row = range(steps)[step]
        line = {"color": STEP, "width": 2}
        figure.add_shape(type="rect", x0=-0.5, x1=sources - 0.5, y0=row - 0.5, y1=row + 0.5, line=line)
    return calm(figure)


def alignment_table(trace: DecodeTrace, head: int | None = None) -> pd.DataFrame:
    """The numbers of the heatmap. Rows and columns are pieces behind their number, from 1."""
    named, weights = columns(trace, head)
    index = pd.Index(_numbered(trace.pieces), name="target")
    return pd.DataFrame(weights.copy(), index=index, columns=pd.Index(_numbered(named), name="source"))


def _numbered(pieces: tuple[str, ...]) -> list[str]:
    return [f"{number} {piece}" for number, piece in enumerate(pieces, start=1)]


def _ticks(labels: list[str], size: int) -> dict[str, Any]:
    return {"tickvals": list(range(len(labels))), "ticktext": labels, "tickfont": {"size": size}}


def _width(text: str) -> float:
    """About how many ems wide a label is: an ideograph fills one, a letter little more than half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.6 for char in text)
