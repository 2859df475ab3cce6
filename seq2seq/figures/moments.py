"""The gradient over distance at every moment of a training: one hue, the stronger the later; one moment stands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.figures.style import QUIET, STEP, apply_layout, escape_label

_HEIGHT = 400
_FAINTEST = 0.12
"""Opacity of the line of the first moment; that of the last is 1."""
_CHOSEN = {"opacity": 1, "line": {"color": STEP, "width": 4}, "zorder": 1}
MomentMeans = Mapping[int, Mapping[int, float]]
"""Update → distance → the geometric mean of the norms."""


def moment_table(panels: Mapping[str, MomentMeans]) -> pd.DataFrame:
    """One row per distance, one column per panel and update."""
    columns = {
        f"{panel}: {update}": pd.Series(dict(line)) for panel, lines in panels.items() for update, line in lines.items()
    }
    return pd.DataFrame(columns).rename_axis("distance").sort_index()


def moment_curves(
    panels: Mapping[str, MomentMeans],
    chosen: int | None,
    axes: tuple[str, str],
    update_title: str,
    colours: Sequence[str],
) -> go.Figure:
    """A panel for each model, a line for each moment, on one logarithmic axis; that of the `chosen` update stands out.
    `colours` are those of the panels, `axes` the titles of distances and of norms, `update_title` that of a line, with
    {n} for the update."""
    titles = [escape_label(title) for title in panels]
    figure = make_subplots(cols=len(panels), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=0.04)
    named = set[int]()
    for column, (lines, colour) in enumerate(zip(panels.values(), colours, strict=True), start=1):
        for (update, means), strength in zip(lines.items(), np.linspace(_FAINTEST, 1, len(lines)), strict=True):
            title = update_title.format(n=f"{update:,}")
            line = _line(means, title, float(strength), colour).update(showlegend=update not in named)
            figure.add_trace(line.update(_CHOSEN if update == chosen else {}), row=1, col=column)
            named.add(update)
    figure.update_xaxes(title_text=axes[0])
    figure.update_yaxes(type="log", exponentformat="e", dtick=1)
    figure.update_yaxes(title_text=axes[1], col=1)
    figure.update_annotations(font={"size": 13, "color": QUIET})
    legend = {"orientation": "h", "y": -0.28, "yanchor": "top"}
    return apply_layout(figure.update_layout(height=_HEIGHT, legend=legend)).update_layout(margin={"t": 36})


def _line(means: Mapping[int, float], title: str, strength: float, colour: str) -> go.Scatter:
    return go.Scatter(
        x=list(means),
        y=list(means.values()),
        name=title,
        legendgroup=title,
        mode="lines",
        opacity=strength,
        line={"color": colour, "width": 2},
        hovertemplate=f"{title}<br>%{{x}}: %{{y:.2e}}<extra></extra>",
    )
