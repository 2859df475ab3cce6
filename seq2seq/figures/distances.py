"""How far apart attentions are from each other: any two, neighbours side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.compare import clustered, distances
from seq2seq.figures.style import ATTENTION, calm, literal, ramp
from seq2seq.trace import DecodeTrace

CELL = 34
"""Pixels."""


def table(traces: Sequence[DecodeTrace], titles: Sequence[str]) -> pd.DataFrame:
    """(n, n): the mean Jensen–Shannon divergence of any two in bits, in an order that puts near ones together.

    Not a number for two that have no piece in common. Raises ValueError for traces of different sentences."""
    found = distances(traces)
    order = clustered(found)
    names = [titles[at] for at in order]
    return pd.DataFrame(found[np.ix_(order, order)], index=names, columns=names)


def heatmap(numbers: pd.DataFrame, accent: str = ATTENTION) -> go.Figure:
    """The table as ink: from 0 (the same) to 1 bit (nothing in common)."""
    names, values = [literal(name) for name in numbers.index], numbers.to_numpy()
    figure = go.Figure(
        go.Heatmap(
            z=[[None if np.isnan(value) else float(value) for value in row] for row in values],
            x=list(range(len(names))),
            y=list(range(len(names))),
            customdata=[[f"{one} – {other}" for other in names] for one in names],
            hovertemplate="%{customdata}<br>%{z:.2f}<extra></extra>",
            zmin=0,
            zmax=1,
            colorscale=ramp(accent),
            showscale=False,
            xgap=1,
            ygap=1,
        )
    )
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    figure.update_xaxes(ticks, side="top", tickangle=-45, constrain="domain")
    figure.update_yaxes(ticks, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=CELL * len(names) + 150)
    return calm(figure)
