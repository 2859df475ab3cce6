"""The receptive field of an encoder's states, as a matrix, over distance, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.analysis.decay import mean_by_distance
from seq2seq.figures.moments import MomentMeans
from seq2seq.figures.style import QUIET, apply_layout, colour_scale, escape_label
from seq2seq.trace.trace import Array

_CELL, _LEAST, _HEIGHT, _DECADES = 26, 260, 320, 6
"""Pixels of a row of the matrix, its least height, that of the curves; powers of ten that colours reach down."""


class Field(Protocol):
    """`seq2seq.analysis.receptive_field.ReceptiveField` is one."""

    @property
    def source(self) -> tuple[str, ...]: ...
    @property
    def reaches(self) -> Array: ...
    @property
    def norms(self) -> Array: ...


def field_table(field: Field, labels: Sequence[str]) -> pd.DataFrame:
    """One row per layer, state and piece: whether there is a way, and the norm of the gradient."""
    rows = [
        {"layer": layer + 1, "state": labels[i], "source": labels[j], "reaches": bool(reaches), "norm": norm}
        for (layer, i, j), reaches in np.ndenumerate(field.reaches)
        for norm in [float(field.norms[layer, i, j])]
    ]
    return pd.DataFrame(rows)


def field_matrix(field: Field, layer: int, labels: Sequence[str], axes: tuple[str, str], accent: str) -> go.Figure:
    """States by pieces after a layer (from 0), coloured by the logarithm of the norm; what has no way is crossed out.
    `axes` are the titles of columns and rows."""
    norms, reaches = field.norms[layer], field.reaches[layer]
    logs = np.log10(norms, where=norms > 0, out=np.full_like(norms, np.nan))
    high = float(np.nanmax(logs)) if (norms > 0).any() else 0.0
    shown = [escape_label(label) for label in labels]
    cells = go.Heatmap(
        z=np.where(reaches, np.maximum(logs, high - _DECADES), np.nan).tolist(),
        customdata=norms.tolist(),
        hovertemplate="%{customdata:.2e}<extra></extra>",
        zmin=high - min(_DECADES, max(high - float(np.nanmin(logs)), 1)) if (norms > 0).any() else -1,
        zmax=high,
        colorscale=colour_scale(accent),
        showscale=False,
        xgap=1,
        ygap=1,
    )
    at = np.argwhere(~reaches)
    marker = {"symbol": "x-thin", "size": 7, "line": {"width": 1, "color": QUIET}}
    crosses = go.Scatter(x=at[:, 1].tolist(), y=at[:, 0].tolist(), mode="markers", marker=marker, hoverinfo="skip")
    figure = go.Figure([cells, crosses])
    ticks = {"tickvals": list(range(len(shown))), "ticktext": shown, "showgrid": False}
    figure.update_xaxes(title_text=axes[0], **ticks).update_yaxes(title_text=axes[1], autorange="reversed", **ticks)
    height = max(_LEAST, _CELL * len(shown) + 90)
    return apply_layout(figure.update_layout(height=height, showlegend=False))


def layer_means(field: Field) -> MomentMeans:
    """Layer, from 1 → |i - j| → the geometric mean of the norms of all pairs that reach each other."""
    at = np.arange(len(field.source))
    distances = np.abs(at[:, None] - at)
    return {layer: mean_by_distance(norms, distances) for layer, norms in enumerate(field.norms, start=1)}


def field_curves(field: Field, names: Sequence[str], across: str, accent: str) -> go.Figure:
    """The norms over |i - j| on a logarithmic axis, a line for each layer, the stronger the higher."""
    figure = go.Figure()
    means = layer_means(field).values()
    for name, line, strength in zip(names, means, np.linspace(1, 0.3, len(names))[::-1], strict=True):
        figure.add_trace(
            go.Scatter(
                x=list(line),
                y=list(line.values()),
                name=escape_label(name),
                mode="lines+markers",
                opacity=float(strength),
                line={"color": accent, "width": 2.5},
                hovertemplate=f"{escape_label(name)}<br>%{{x}}: %{{y:.2e}}<extra></extra>",
            )
        )
    figure.update_xaxes(title_text=across, dtick=1 if len(field.source) < 20 else None)
    figure.update_yaxes(type="log", exponentformat="e", title_text="‖∂hᵢ / ∂xⱼ‖")
    return apply_layout(figure.update_layout(height=_HEIGHT, showlegend=len(names) > 1))
