"""How well links agree with gold ones, by the weight from which on two tokens count as linked: a line a model."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.evaluation.compare import THRESHOLDS, Agreement
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, calm, literal

_HEIGHT = 300
"""Pixels."""
_FAINT = "rgba(138, 141, 152, 0.5)"
"""For those that are not the chosen one."""
THRESHOLD_SCORES = {"aer": "AER", "precision": "Precision", "recall": "Recall"}
"""What is drawn, and what it is called."""


def threshold_table(found: Mapping[str, Agreement], titles: Mapping[str, str] = THRESHOLD_SCORES) -> pd.DataFrame:
    """A row for each model and threshold. Rows without a threshold score the heaviest source token of each target
    token alone."""
    rows = [
        {"model": name, "from_weight": at} | {title: getattr(score, key) for key, title in titles.items()}
        for name, agreement in found.items()
        for at, score in ((None, agreement.best), *zip(THRESHOLDS, agreement.curve, strict=True))
    ]
    return pd.DataFrame(rows, columns=["model", "from_weight", *titles.values()])


def threshold_curves(
    found: Mapping[str, Agreement],
    chosen: str,
    threshold: float | None = None,
    accent: str = ATTENTION_COLOUR,
    titles: Mapping[str, str] = THRESHOLD_SCORES,
) -> go.Figure:
    """A panel a score. The chosen model stands out, all others are quiet; whoever points at them is told which they
    are. A point beside the axis is the score of the heaviest links; `threshold` is marked."""
    figure = make_subplots(rows=1, cols=len(titles), subplot_titles=list(titles.values()), horizontal_spacing=0.05)
    last = sorted(found, key=lambda name: name == chosen)  # what stands out lies over the others
    for column, key in enumerate(titles, start=1):
        for name in last:
            figure.add_trace(_line(found[name], key, name, accent if name == chosen else None), row=1, col=column)
    if threshold is not None:
        figure.add_vline(x=threshold, line={"color": STEP, "width": 2})
    figure.update_xaxes(range=[-0.06, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_yaxes(range=[-0.03, 1.03], tickvals=[0, 0.5, 1])
    figure.update_annotations(font={"size": 13, "color": QUIET})
    figure.update_layout(height=_HEIGHT, showlegend=False)
    return calm(figure).update_layout(margin={"t": 36})


def _line(found: Agreement, key: str, name: str, accent: str | None) -> go.Scatter:
    """The curve, and apart from it, at its left, the point of the heaviest links."""
    return go.Scatter(
        x=[-0.04, None, *THRESHOLDS],
        y=[getattr(found.best, key), None, *(getattr(score, key) for score in found.curve)],
        mode="lines+markers",
        line={"color": accent or _FAINT, "width": 3 if accent else 1.2},
        marker={"size": [9 if accent else 6, *[0] * (len(THRESHOLDS) + 1)], "color": accent or _FAINT},
        text=["", "", *(f"≥ {at:.2f}: " for at in THRESHOLDS)],
        hovertemplate=f"{literal(name)}<br>%{{text}}%{{y:.2f}}<extra></extra>",
    )
