"""Agreement of links with gold links by threshold, the least weight of a link: a line per model."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.evaluation.compare import THRESHOLDS, Agreement
from seq2seq.figures.style import QUIET, STEP, apply_layout, escape_label

_HEIGHT = 300
"""Pixels."""
THRESHOLD_SCORES = {"aer": "AER", "precision": "Precision", "recall": "Recall"}
"""Score → its title in tables and figures."""


def threshold_table(agreements: Mapping[str, Agreement], titles: Mapping[str, str] = THRESHOLD_SCORES) -> pd.DataFrame:
    """One row per model and threshold. Rows without a threshold have the score of the links from each target token to
    its source token of largest weight."""
    rows = [
        {"model": name, "from_weight": at} | {title: getattr(score, key) for key, title in titles.items()}
        for name, agreement in agreements.items()
        for at, score in ((None, agreement.best), *zip(THRESHOLDS, agreement.curve, strict=True))
    ]
    return pd.DataFrame(rows, columns=["model", "from_weight", *titles.values()])


def threshold_curves(
    agreements: Mapping[str, Agreement],
    colours: Mapping[str, str],
    chosen: str,
    threshold: float | None = None,
    titles: Mapping[str, str] = THRESHOLD_SCORES,
) -> go.Figure:
    """One panel per score. The chosen model is thick; hovering shows the name of a model. A point beside the
    axis is the score of the links of largest weight; `threshold` is marked."""
    figure = make_subplots(rows=1, cols=len(titles), subplot_titles=list(titles.values()), horizontal_spacing=0.05)
    names = sorted(agreements, key=lambda name: name == chosen)  # the chosen model is drawn on top
    for column, key in enumerate(titles, start=1):
        for name in names:
            figure.add_trace(_line(agreements[name], key, name, colours[name], name == chosen), row=1, col=column)
    if threshold is not None:
        figure.add_vline(x=threshold, line={"color": STEP, "width": 2})
    figure.update_xaxes(range=[-0.06, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_yaxes(range=[-0.03, 1.03], tickvals=[0, 0.5, 1])
    figure.update_annotations(font={"size": 13, "color": QUIET})
    figure.update_layout(height=_HEIGHT, showlegend=False)
    return apply_layout(figure).update_layout(margin={"t": 36})


def _line(agreement: Agreement, key: str, name: str, colour: str, chosen: bool) -> go.Scatter:
    """The curve, and to the left of it the point of the links of largest weight."""
    return go.Scatter(
        x=[-0.04, None, *THRESHOLDS],
        y=[getattr(agreement.best, key), None, *(getattr(score, key) for score in agreement.curve)],
        mode="lines+markers",
        line={"color": colour, "width": 3 if chosen else 1.2},
        marker={"size": [9 if chosen else 6, *[0] * (len(THRESHOLDS) + 1)], "color": colour},
        text=["", "", *(f"≥ {at:.2f}: " for at in THRESHOLDS)],
        hovertemplate=f"{escape_label(name)}<br>%{{text}}%{{y:.2f}}<extra></extra>",
    )
