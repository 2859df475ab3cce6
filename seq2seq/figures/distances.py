"""Distances between the alignments of several models, as a table and as a clustered heatmap."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.evaluation.compare import Join, cluster, distance_matrix
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, apply_layout, escape_label, matrix_cells
from seq2seq.trace.trace import DecodeTrace

_CELL = 34
"""Pixels."""
_TREE = 0.35
"""Width of 1 bit in the tree, as a share of the width of the matrix."""


def distance_table(traces: Sequence[DecodeTrace], titles: Sequence[str]) -> pd.DataFrame:
    """(n, n): the mean Jensen–Shannon divergence of each two traces in bits, in the order of the traces.

    NaN for two traces without a common piece. Raises ValueError for traces of different sentences."""
    return pd.DataFrame(distance_matrix(traces), index=list(titles), columns=list(titles))


def distance_heatmap(numbers: pd.DataFrame, accent: str = ATTENTION_COLOUR) -> go.Figure:
    """A heatmap of the table, from 0 (equal) to 1 bit (nothing in common), with rows in the order of a hierarchical
    clustering, and its tree."""
    clusters = cluster(numbers.to_numpy())
    ordered = numbers.iloc[list(clusters.order), list(clusters.order)]
    names = [escape_label(name) for name in ordered.index]
    figure = go.Figure([_cells(ordered.to_numpy(), names, accent), _tree(clusters.joins, len(names))])
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    figure.update_xaxes(ticks, side="top", tickangle=-45, constrain="domain")
    figure.update_yaxes(ticks, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=_CELL * len(names) + 150, showlegend=False)
    return apply_layout(figure)


def _cells(values: np.ndarray, names: list[str], accent: str) -> go.Heatmap:
    known = [[None if np.isnan(value) else float(value) for value in row] for row in values]
    return matrix_cells(known, [[f"{row} – {column}" for column in names] for row in names], 2, accent)


def _tree(joins: Sequence[Join], count: int) -> go.Scatter:
    """One bracket per join, beside the rows; further right for a larger distance of the joined clusters."""
    x: list[float | None] = []
    y: list[float | None] = []
    for join in joins:
        ends = (join.heights[0], join.distance, join.distance, join.heights[1])
        x += [*(count - 0.3 + _TREE * count * bits for bits in ends), None]
        y += [join.places[0], join.places[0], join.places[1], join.places[1], None]
    bits = [f"{join.distance:.2f}" for join in joins for _ in range(5)]
    line = {"color": QUIET, "width": 1.5}
    return go.Scatter(x=x, y=y, mode="lines", line=line, text=bits, hovertemplate="%{text}<extra></extra>")
