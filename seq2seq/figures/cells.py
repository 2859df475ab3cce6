"""The lens *Which cell?*: quality with intervals, gradients over distance, and all numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from seq2seq.config.schema import Quality
from seq2seq.figures.lenses import DASHES
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, apply_layout
from seq2seq.training.lenses.cells_record import RecurrentShape, ShapeResult

_ROW, _PANEL = 24, 280
"""Pixels: of an encoder in the figure of qualities, of a panel of gradients."""
_FIGURES = ("bleu", "bleu_ci", "chrf", "chrf_ci", "milliseconds", "seconds")
_STYLES = {"gru": (ATTENTION_COLOUR, DASHES[0]), "lstm": (STEP, DASHES[1]), "rnn": (QUIET, DASHES[2])}
"""The colour and the dash of a cell, the same in every panel."""
Titles = Mapping[RecurrentShape, str]
"""Encoder → its title."""


def cells_table(results: Sequence[ShapeResult], titles: Titles, words: Mapping[str, str]) -> pd.DataFrame:
    """One row per encoder: quality with intervals, milliseconds to encode a source, seconds of training, parameters in
    millions, and the gradient by distance. `words` are the headings by the names of the figures."""
    rows = {
        titles[result.shape]: {
            **{words[name]: getattr(result, name) for name in _FIGURES},
            words["parameters"]: result.parameters / 1e6,
            **{f"{words['gradient']} {distance}": norm for distance, norm in enumerate(result.reach)},
        }
        for result in results
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def cells_quality(
    results: Sequence[ShapeResult], titles: Titles, quality: Quality, title: str, accent: str = ATTENTION_COLOUR
) -> go.Figure:
    """A quality of each encoder with its 95 % interval, a row per encoder, the first on top."""
    figure = go.Figure(
        go.Scatter(
            x=[getattr(result, quality) for result in results],
            y=[titles[result.shape] for result in results],
            error_x={"array": [getattr(result, f"{quality}_ci") for result in results], "color": QUIET, "width": 0},
            mode="markers",
            marker={"color": accent, "size": 10},
            hovertemplate="%{y}<br>%{x:.1f} ± %{error_x.array:.1f}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text=title).update_yaxes(autorange="reversed")
    return apply_layout(figure.update_layout(height=_ROW * len(results) + 90))


def cells_gradients(results: Sequence[ShapeResult], axis: str, accent: str = ATTENTION_COLOUR) -> go.Figure:
    """‖∂h_i/∂x_j‖ over |i - j| on a logarithmic axis, a line for each cell."""
    figure = go.Figure()
    for result in results:
        colour, dash = _STYLES[result.shape.cell]
        name = result.shape.cell.upper()
        figure.add_trace(
            go.Scatter(
                x=list(range(len(result.reach))),
                y=list(result.reach),
                name=name,
                mode="lines+markers",
                line={"color": accent if colour == ATTENTION_COLOUR else colour, "width": 2, "dash": dash},
                marker={"size": 5},
                hovertemplate=f"{name}<br>%{{x}}: %{{y:.2g}}<extra></extra>",
            )
        )
    figure.update_xaxes(title_text=axis).update_yaxes(type="log", exponentformat="e", dtick=1)
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    figure.update_layout(height=_PANEL, legend=legend, showlegend=True)
    return apply_layout(figure).update_layout(margin={"t": 32})
