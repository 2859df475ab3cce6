"""Gradients over distance: a line per model on a logarithmic axis, and every pair as a matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.analysis.decay import mean_by_distance
from seq2seq.figures.style import QUIET, apply_layout, colour_scale, escape_label
from seq2seq.trace.pieces import piece_label
from seq2seq.trace.trace import Array

_HEIGHT, _MATRIX = 380, 300
"""Pixels: of the chart, and of a row of matrices."""
_DECADES = 6
"""The powers of ten that the colours of the matrices reach down from the largest norm, at most."""


@dataclass(frozen=True, eq=False)
class ReachLine:
    """A line of a panel: norms (T, S), distances (T, S), its colour, and whether it is dotted."""

    norms: Array
    distances: Array
    colour: str
    dotted: bool = False

    @cached_property
    def means(self) -> dict[int, float]:
        """Distance → the geometric mean of the norms."""
        return mean_by_distance(self.norms, self.distances)


Panels = Mapping[str, Mapping[str, ReachLine]]
"""Title of a panel → title of a line → the line."""


def reach_table(panels: Panels) -> pd.DataFrame:
    """One row per distance, one column per panel and line: the geometric mean of the norms."""
    columns = {
        f"{panel}: {title}": pd.Series(line.means) for panel, lines in panels.items() for title, line in lines.items()
    }
    return pd.DataFrame(columns).rename_axis("distance").sort_index()


def reach_curves(panels: Panels, across: str, down: str) -> go.Figure:
    """The norms over the distance, logarithmic, panels side by side: a faint point for each pair, a line through the
    means. `across` and `down` are the titles of the axes, which all panels share: on a phone each is too narrow for
    its own."""
    titles = [escape_label(title) for title in panels]
    figure = make_subplots(cols=len(panels), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.04)
    for column, lines in enumerate(panels.values(), start=1):
        for title, line in lines.items():
            figure.add_trace(_points(line), row=1, col=column)
            figure.add_trace(_mean_line(title, line, column == 1), row=1, col=column)
    figure.update_yaxes(type="log", exponentformat="e", dtick=1)
    figure.update_yaxes(title_text=down, col=1).update_xaxes(title_text=across, col=(len(panels) + 1) // 2)
    figure.update_annotations(font={"size": 14, "color": QUIET})
    legend = {"orientation": "h", "y": 1.14, "yanchor": "bottom"}
    return apply_layout(figure.update_layout(height=_HEIGHT, legend=legend)).update_layout(margin={"t": 84})


def reach_matrices(
    norms: Mapping[str, Array], source: tuple[str, ...], target: tuple[str, ...], accent: str
) -> go.Figure:
    """A matrix for each title: output pieces by source pieces, coloured by the logarithm of the norm."""
    rows = -(-len(norms) // 2)
    titles = [escape_label(title) for title in norms]
    figure = make_subplots(rows=rows, cols=2, subplot_titles=titles, horizontal_spacing=0.14, vertical_spacing=0.2)
    limits = _limits(np.concatenate([matrix.ravel() for matrix in norms.values()]))
    for at, matrix in enumerate(norms.values()):
        figure.add_trace(_matrix(matrix, limits, accent), row=at // 2 + 1, col=at % 2 + 1)
    for axis, pieces in (("xaxes", source), ("yaxes", target)):
        labels = [escape_label(piece_label(piece)) for piece in pieces]
        getattr(figure, f"update_{axis}")(tickvals=list(range(len(labels))), ticktext=labels, showgrid=False)
    figure.update_yaxes(autorange="reversed")
    figure.update_annotations(font={"size": 14, "color": QUIET})
    return apply_layout(figure.update_layout(height=_MATRIX * rows)).update_layout(margin={"t": 36})


def _points(line: ReachLine) -> go.Scatter:
    return go.Scatter(
        x=line.distances.ravel().tolist(),
        y=line.norms.ravel().tolist(),
        mode="markers",
        marker={"color": line.colour, "size": 5, "opacity": 0.2},
        showlegend=False,
        hoverinfo="skip",
    )


def _mean_line(title: str, line: ReachLine, in_legend: bool) -> go.Scatter:
    return go.Scatter(
        x=list(line.means),
        y=list(line.means.values()),
        name=escape_label(title),
        mode="lines+markers",
        line={"color": line.colour, "width": 2.5, "dash": "dot" if line.dotted else "solid"},
        legendgroup=escape_label(title),
        showlegend=in_legend,
        hovertemplate=f"{escape_label(title)}<br>%{{x}}: %{{y:.2e}}<extra></extra>",
    )


def _limits(norms: Array) -> tuple[float, float]:
    """The logarithms of the smallest and the largest norm, without those that are 0."""
    logs = np.log10(norms[norms > 0]) if (norms > 0).any() else np.zeros(1)
    return max(float(logs.min()), float(logs.max()) - _DECADES), float(logs.max())


def _matrix(norms: Array, limits: tuple[float, float], accent: str) -> go.Heatmap:
    low, high = limits
    return go.Heatmap(
        z=np.log10(np.maximum(norms, 10**low)).tolist(),
        customdata=norms.tolist(),
        hovertemplate="%{customdata:.2e}<extra></extra>",
        zmin=low,
        zmax=high,
        colorscale=colour_scale(accent),
        showscale=False,
        xgap=1,
        ygap=1,
    )
