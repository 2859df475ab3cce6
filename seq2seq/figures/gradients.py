"""Gradients: those that reach each source piece, over distance, at every recorded update, and within an encoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.analysis.decay import mean_by_distance
from seq2seq.config.arrays import Array
from seq2seq.figures.style import QUIET, STEP, apply_layout, colour_scale, escape_label
from seq2seq.trace.pieces import piece_label

_REACH_HEIGHT, _MATRIX_HEIGHT = 380, 300
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
            figure.add_trace(
                go.Scatter(
                    x=line.distances.ravel().tolist(),
                    y=line.norms.ravel().tolist(),
                    mode="markers",
                    marker={"color": line.colour, "size": 5, "opacity": 0.2},
                    showlegend=False,
                    hoverinfo="skip",
                ),
                row=1,
                col=column,
            )
            figure.add_trace(
                go.Scatter(
                    x=list(line.means),
                    y=list(line.means.values()),
                    name=escape_label(title),
                    mode="lines+markers",
                    line={"color": line.colour, "width": 2.5, "dash": "dot" if line.dotted else "solid"},
                    legendgroup=escape_label(title),
                    showlegend=(column == 1),
                    hovertemplate=f"{escape_label(title)}<br>%{{x}}: %{{y:.2e}}<extra></extra>",
                ),
                row=1,
                col=column,
            )
    figure.update_yaxes(type="log", exponentformat="e", dtick=1)
    figure.update_yaxes(title_text=down, col=1).update_xaxes(title_text=across, col=(len(panels) + 1) // 2)
    figure.update_annotations(font={"size": 14, "color": QUIET})
    legend = {"orientation": "h", "y": 1.14, "yanchor": "bottom"}
    return apply_layout(figure.update_layout(height=_REACH_HEIGHT, legend=legend)).update_layout(margin={"t": 84})


def reach_matrices(
    norms: Mapping[str, Array], source: tuple[str, ...], target: tuple[str, ...], accent: str
) -> go.Figure:
    """A matrix for each title: output pieces by source pieces, coloured by the logarithm of the norm."""
    rows = -(-len(norms) // 2)
    titles = [escape_label(title) for title in norms]
    figure = make_subplots(rows=rows, cols=2, subplot_titles=titles, horizontal_spacing=0.14, vertical_spacing=0.2)
    limits = _limits(np.concatenate([matrix.ravel() for matrix in norms.values()]))
    for at, matrix in enumerate(norms.values()):
        low, high = limits
        figure.add_trace(
            go.Heatmap(
                z=np.log10(np.maximum(matrix, 10**low)).tolist(),
                customdata=matrix.tolist(),
                hovertemplate="%{customdata:.2e}<extra></extra>",
                zmin=low,
                zmax=high,
                colorscale=colour_scale(accent),
                showscale=False,
                xgap=1,
                ygap=1,
            ),
            row=at // 2 + 1,
            col=at % 2 + 1,
        )
    for axis, pieces in (("xaxes", source), ("yaxes", target)):
        labels = [escape_label(piece_label(piece)) for piece in pieces]
        getattr(figure, f"update_{axis}")(tickvals=list(range(len(labels))), ticktext=labels, showgrid=False)
    figure.update_yaxes(autorange="reversed")
    figure.update_annotations(font={"size": 14, "color": QUIET})
    return apply_layout(figure.update_layout(height=_MATRIX_HEIGHT * rows)).update_layout(margin={"t": 36})


def _limits(norms: Array) -> tuple[float, float]:
    """The logarithms of the smallest and the largest norm, without those that are 0."""
    logs = np.log10(norms[norms > 0]) if (norms > 0).any() else np.zeros(1)
    return max(float(logs.min()), float(logs.max()) - _DECADES), float(logs.max())


_UPDATES_HEIGHT = 400
_FAINTEST = 0.12
"""Opacity of the line of the first recorded update; that of the last is 1."""
_CHOSEN = {"opacity": 1, "line": {"color": STEP, "width": 4}, "zorder": 1}
UpdateMeans = Mapping[int, Mapping[int, float]]
"""Update → distance → the geometric mean of the norms."""


def update_table(panels: Mapping[str, UpdateMeans]) -> pd.DataFrame:
    """One row per distance, one column per panel and update."""
    columns = {
        f"{panel}: {update}": pd.Series(dict(line)) for panel, lines in panels.items() for update, line in lines.items()
    }
    return pd.DataFrame(columns).rename_axis("distance").sort_index()


def update_curves(
    panels: Mapping[str, UpdateMeans],
    chosen: int | None,
    axes: tuple[str, str],
    update_title: str,
    colours: Sequence[str],
) -> go.Figure:
    """A panel for each model, a line for each recorded update, on a logarithmic axis; the `chosen` one stands out.
    `colours` are those of the panels, `axes` the titles of distances and of norms, `update_title` that of a line, with
    {n} for the update."""
    titles = [escape_label(title) for title in panels]
    figure = make_subplots(cols=len(panels), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.04)
    named = set[int]()
    for column, (lines, colour) in enumerate(zip(panels.values(), colours, strict=True), start=1):
        for (update, means), strength in zip(lines.items(), np.linspace(_FAINTEST, 1, len(lines)), strict=True):
            title = update_title.format(n=f"{update:,}")
            line = go.Scatter(
                x=list(means),
                y=list(means.values()),
                name=title,
                legendgroup=title,
                mode="lines",
                opacity=float(strength),
                line={"color": colour, "width": 2},
                hovertemplate=f"{title}<br>%{{x}}: %{{y:.2e}}<extra></extra>",
            ).update(showlegend=update not in named)
            figure.add_trace(line.update(_CHOSEN if update == chosen else {}), row=1, col=column)
            named.add(update)
    figure.update_xaxes(title_text=axes[0])
    figure.update_yaxes(type="log", exponentformat="e", dtick=1)
    figure.update_yaxes(title_text=axes[1], col=1)
    figure.update_annotations(font={"size": 13, "color": QUIET})
    legend = {"orientation": "h", "y": -0.28, "yanchor": "top"}
    return apply_layout(figure.update_layout(height=_UPDATES_HEIGHT, legend=legend)).update_layout(margin={"t": 36})


_CELL, _LEAST, _FIELD_HEIGHT, _FIELD_DECADES = 26, 260, 320, 6
"""Pixels of a row of the matrix, its least height, that of the curves; powers of ten that colours reach down."""


class Field(Protocol):
    """`seq2seq.analysis.gradients.ReceptiveField` is one."""

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
        z=np.where(reaches, np.maximum(logs, high - _FIELD_DECADES), np.nan).tolist(),
        customdata=norms.tolist(),
        hovertemplate="%{customdata:.2e}<extra></extra>",
        zmin=high - min(_FIELD_DECADES, max(high - float(np.nanmin(logs)), 1)) if (norms > 0).any() else -1,
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


def layer_means(field: Field) -> UpdateMeans:
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
    return apply_layout(figure.update_layout(height=_FIELD_HEIGHT, showlegend=len(names) > 1))
