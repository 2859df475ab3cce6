"""The training history of a model: the measures of each epoch, as curves and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, apply_layout

_PANELS = {
    "Loss (nats a piece)": {"loss": "training", "valid_loss": "validation"},
    "BLEU": {"bleu": "BLEU"},
    "Entropy (bits)": {"entropy": "entropy"},
}
"""Panel title → the columns drawn in it and their names; the last one is drawn in the accent colour."""


def history_table(history: Mapping[str, Any]) -> pd.DataFrame:
    """One row per epoch, from `history["epochs"]`: records of `epoch` and its measures."""
    frame = pd.DataFrame(list(history["epochs"]))
    return frame.set_index("epoch") if len(frame) else frame


def history_curves(history: Mapping[str, Any]) -> go.Figure:
    """Loss, BLEU and entropy over the epochs, one panel below the other, those that were measured."""
    frame = history_table(history)
    columns_of = {title: [name for name in names if name in frame] for title, names in _PANELS.items()}
    panels = {title: names for title, names in columns_of.items() if names}
    figure = make_subplots(rows=max(1, len(panels)), shared_xaxes=True, vertical_spacing=0.08)
    for row, (title, names) in enumerate(panels.items(), start=1):
        for name in names:
            line = _line(frame, name, _PANELS[title][name], ATTENTION_COLOUR if name == names[-1] else QUIET)
            figure.add_trace(line.update(showlegend=len(names) > 1), row=row, col=1)
        figure.update_yaxes(title_text=title, row=row, col=1)
    figure.update_xaxes(dtick=max(1, len(frame) // 8))
    figure.update_xaxes(title_text="Epoch", row=max(1, len(panels)), col=1)
    legend = {"orientation": "h", "y": 1, "yanchor": "bottom"}
    figure.update_layout(height=160 * max(1, len(panels)) + 60, legend=legend)
    return apply_layout(figure)


def _line(frame: pd.DataFrame, column: str, name: str, colour: str) -> go.Scatter:
    measured = frame[frame[column].notna()]
    return go.Scatter(
        x=measured.index.tolist(),
        y=measured[column].tolist(),
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        hovertemplate=f"epoch %{{x}}: %{{y:.3f}}<extra>{name}</extra>",
    )
