"""How the alignments of several models differ: from each other, as a clustered heatmap, and from gold links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.evaluation.compare import THRESHOLDS, Agreement, cluster, distance_matrix
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, apply_layout, escape_label, matrix_cells
from seq2seq.trace.trace import DecodeTrace

_CELL = 34
"""Pixels."""
_TREE = 0.35
"""Width of 1 bit in the tree, as a share of the width of the matrix."""


def distance_table(traces: Sequence[DecodeTrace], titles: Sequence[str]) -> pd.DataFrame:
    """(n, n): the mean Jensen–Shannon divergence of each two traces in bits, in the order of the traces.

    NaN for two traces without a common piece. Raises ValueError for traces of different sentences."""
    return pd.DataFrame(distance_matrix(traces), index=list(titles), columns=list(titles))


def distance_heatmap(numbers: pd.DataFrame, accent: str = ATTENTION_COLOUR) -> go.Figure:
    """A heatmap of the table, from 0 (equal) to 1 bit (nothing in common), with rows in the order of a hierarchical
    clustering, and its tree."""
    clusters = cluster(numbers.to_numpy())
    ordered = numbers.iloc[list(clusters.order), list(clusters.order)]
    names = [escape_label(name) for name in ordered.index]
    known = [[None if np.isnan(value) else float(value) for value in row] for row in ordered.to_numpy()]
    # One bracket per join, beside the rows; further right for a larger distance of the joined clusters
    count = len(names)
    x: list[float | None] = []
    y: list[float | None] = []
    for join in clusters.joins:
        ends = (join.heights[0], join.distance, join.distance, join.heights[1])
        x += [*(count - 0.3 + _TREE * count * bits for bits in ends), None]
        y += [join.places[0], join.places[0], join.places[1], join.places[1], None]
    bits = [f"{join.distance:.2f}" for join in clusters.joins for _ in range(5)]
    line = {"color": QUIET, "width": 1.5}
    figure = go.Figure(
        [
            matrix_cells(known, [[f"{row} – {column}" for column in names] for row in names], 2, accent),
            go.Scatter(x=x, y=y, mode="lines", line=line, text=bits, hovertemplate="%{text}<extra></extra>"),
        ]
    )
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    figure.update_xaxes(ticks, side="top", tickangle=-45, constrain="domain")
    figure.update_yaxes(ticks, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=_CELL * len(names) + 150, showlegend=False)
    return apply_layout(figure)


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
            best, curve, colour, thick = agreements[name].best, agreements[name].curve, colours[name], name == chosen
            line = go.Scatter(
                x=[-0.04, None, *THRESHOLDS],
                y=[getattr(best, key), None, *(getattr(score, key) for score in curve)],
                mode="lines+markers",
                line={"color": colour, "width": 3 if thick else 1.2},
                marker={"size": [9 if thick else 6, *[0] * (len(THRESHOLDS) + 1)], "color": colour},
                text=["", "", *(f"≥ {at:.2f}: " for at in THRESHOLDS)],
                hovertemplate=f"{escape_label(name)}<br>%{{text}}%{{y:.2f}}<extra></extra>",
            )
            figure.add_trace(line, row=1, col=column)
    if threshold is not None:
        figure.add_vline(x=threshold, line={"color": STEP, "width": 2})
    figure.update_xaxes(range=[-0.06, 1.02], tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_yaxes(range=[-0.03, 1.03], tickvals=[0, 0.5, 1])
    figure.update_annotations(font={"size": 13, "color": QUIET})
    figure.update_layout(height=_HEIGHT, showlegend=False)
    return apply_layout(figure).update_layout(margin={"t": 36})
