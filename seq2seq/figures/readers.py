"""What reading costs: milliseconds and multiplications over the length of a source, a line for each reader."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from seq2seq.figures.evidence import FigureStyle
from seq2seq.figures.lenses import DASHES, OTHERS
from seq2seq.figures.style import QUIET, STEP, apply_layout

_HEIGHT = 340
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
"""With the dashes, they tell more readers apart than there are colours."""


def cost_over_length(costs: pd.DataFrame, figure_name: str, style: FigureStyle) -> go.Figure:
    """The column `figure_name` of `cost_table` over the number of source pieces, both on logarithmic axes."""
    figure = go.Figure()
    colours = (style.accent, STEP, QUIET, *OTHERS)
    for number, (scorer, rows) in enumerate(costs.groupby("scorer", sort=False)):
        at = number % len(colours)
        figure.add_trace(
            go.Scatter(
                x=rows["pieces"].tolist(),
                y=rows[figure_name].tolist(),
                name=style.title(str(scorer)),
                mode="lines+markers",
                line={"color": colours[at], "width": 2, "dash": DASHES[at]},
                marker={"size": 7, "symbol": _SYMBOLS[(number // len(colours) + at) % len(_SYMBOLS)]},
                hovertemplate=f"{style.title(str(scorer))}<br>%{{x}}: %{{y:.3~f}}<extra></extra>",
            )
        )
    lengths = sorted(costs["pieces"].unique().tolist())
    figure.update_xaxes(type="log", title_text=style.words["length"], tickvals=lengths)
    figure.update_yaxes(type="log", title_text=style.words[figure_name], dtick=1, exponentformat="none")
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    return apply_layout(figure.update_layout(height=_HEIGHT, legend=legend)).update_layout(margin={"t": 32})
