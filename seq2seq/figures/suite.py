"""The counterfactual suite: weights beside the effects of deletion, and tables of all variants and measures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.analysis.suite import Suite
from seq2seq.config.arrays import to_lists
from seq2seq.figures.alignment import CELL, ROOM
from seq2seq.figures.style import ATTENTION_COLOUR, STEP, apply_layout, escape_label, matrix_cells
from seq2seq.trace.pieces import piece_label

TITLE = 13
"""Font size of a title in pixels, such that two titles fit side by side on a phone."""


def weight_and_deletion_heatmaps(
    suite: Suite, titles: tuple[str, str], accents: tuple[str, str] = (ATTENTION_COLOUR, STEP)
) -> go.Figure:
    """Two heatmaps of (T, S) with the same rows and columns: the weights, and the total variation of each step's
    prediction when a source piece is deleted, both from 0 to 1. Cells of a piece that can't be deleted are empty."""
    trace = suite.trace
    steps, sources = trace.alignment.shape
    targets, pieces = (
        [escape_label(piece_label(piece)) for piece in row] for row in (trace.pieces, trace.source.pieces)
    )
    cell = int(np.clip(ROOM // max(steps, sources, 1), *CELL))
    lines = [title.replace("\n", "<br>") for title in titles]
    figure = make_subplots(1, 2, shared_yaxes=True, subplot_titles=lines, horizontal_spacing=0.06)
    for column, (values, accent) in enumerate(zip((trace.alignment, suite.variation), accents, strict=True)):
        hover = [[f"{target} ← {piece}" for piece in pieces] for target in targets]
        figure.add_trace(matrix_cells(to_lists(values), hover, 3, accent), row=1, col=column + 1)
    figure.update_xaxes(
        tickvals=list(range(sources)), ticktext=pieces, side="bottom", tickangle=-90 if sources > 12 else 0
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_yaxes(tickvals=list(range(steps)), ticktext=targets, col=1)
    figure.update_layout(height=cell * steps + 120)
    apply_layout(figure)
    return figure.update_layout(margin={"t": 48}).update_annotations(font_size=TITLE)


def piece_table(suite: Suite) -> pd.DataFrame:
    """(T, 2S): the weights, then the total variation, for each piece.

    Rows and columns are labelled with number, from 1, and piece."""
    trace = suite.trace
    pieces = [f"{number} {piece}" for number, piece in enumerate(trace.source.pieces, start=1)]
    rows = pd.Index([f"{number} {piece}" for number, piece in enumerate(trace.pieces, start=1)], name="target")
    columns = [f"{kind} {piece}" for kind in ("weight", "variation") for piece in pieces]
    return pd.DataFrame(np.hstack([trace.alignment, suite.variation]), index=rows, columns=columns)


def measures(suite: Suite, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per measure of importance, with its title from `names`: Kendall's τ of weights and importance, that of
    each rival, and whether τ is above them all; None where that can't be told."""
    answers = {"yes": True, "no": False}
    rows = [
        (tau.tau, tau.diagonal, tau.permuted, tau.others, answers.get(tau.verdict))
        for tau in suite.rank_correlations.values()
    ]
    index = pd.Index([names[name] for name in suite.rank_correlations], name="measure")
    return pd.DataFrame(rows, index, columns=["tau", "diagonal", "permuted", "others", "above"])


def reweighing_table(suite: Suite, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per counterfactual, with its title from `names`: mean |Δ log p| (nats), mean KL (bits), mean total
    variation, the share of outputs that changed, and the output.

    For several shuffles: the medians, as in Jain & Wallace 2019, and the first output."""
    frame = suite.to_frame()
    frame["variant"] = [
        names[kind].format(piece=escape_label(piece_label(piece)))
        for kind, piece in zip(frame["variant"], frame["piece"], strict=True)
    ]
    groups = frame.groupby(["position", "variant"], sort=False, dropna=False)
    columns = {
        "delta_mean": "median",
        "kl_mean": "median",
        "variation_mean": "median",
        "changed": "mean",
        "output": "first",
    }
    return groups.agg(columns).droplevel("position")
