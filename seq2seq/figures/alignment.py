"""The alignment of one sentence, the weight of each source piece at each step, as a heatmap and as a table; `view`
draws that of any other model.

T target pieces, S source pieces, N heads, B sentences of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.analysis.suite import Suite
from seq2seq.config.arrays import to_lists
from seq2seq.figures.matrix import matrix_columns
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, apply_layout, escape_label, matrix_cells, text_width
from seq2seq.trace.pieces import piece_label, visible
from seq2seq.trace.trace import DecodeTrace

CELL = (18, 44)
"""Smallest and largest side of a cell, in pixels."""
SMALLEST = 12
"""Size of letters in pixels below which the names of columns are turned instead."""
LABEL = 0.8
"""The share of a cell's side that the name of a column may take: a narrow page draws cells smaller."""
OVER = 0.7
"""The weight from which on a number in a cell is printed in the colour of the background, which stands out there."""
ROOM = 560
"""Preferred length of the longer side of a matrix, in pixels."""


def alignment_heatmap(
    trace: DecodeTrace,
    step: int | None = None,
    head: int | None = None,
    accent: str = ATTENTION_COLOUR,
    largest: int = CELL[1],
) -> go.Figure:
    """A heatmap of weights from 0 (background) to 1 (`accent`), one row per step, one column per source piece. Without
    attention, an additional grey column stands for the fixed context vector (see `matrix_columns`).

    Axes are positions, labelled with pieces, so repeated pieces stay separate. `step` frames one row; `head` shows one
    head instead of the mean of all. A cell's side is at most `largest` pixels.
    Raises IndexError for a step or a head that does not exist.
    """
    sources, weights = matrix_columns(trace, head)
    figure = weight_heatmap(weights, sources, trace.pieces, accent if trace.attends else QUIET, largest)
    if step is not None:
        row = range(len(weights))[step]
        line = {"color": STEP, "width": 2}
        edges = {"x0": -0.5, "x1": weights.shape[1] - 0.5, "y0": row - 0.5, "y1": row + 0.5}
        figure.add_shape(type="rect", **edges, line=line)
    return figure


def weight_heatmap(
    weights: np.ndarray,
    source: Sequence[str],
    target: Sequence[str],
    accent: str = ATTENTION_COLOUR,
    largest: int = CELL[1],
) -> go.Figure:
    """A heatmap of any weights (T, S), from 0 (background) to 1 (`accent`), with the pieces of both sides."""
    steps, count = weights.shape
    targets, pieces = ([escape_label(piece_label(piece)) for piece in row] for row in (target, source))
    cell = int(np.clip(ROOM // max(steps, count, 1), CELL[0], largest))
    labels = [[f"{target} ← {piece}" for piece in pieces] for target in targets]
    figure = go.Figure(matrix_cells(weights.tolist(), labels, 3, accent))
    size = max(12, min(15, cell // 2 + 2))
    fitting = int(LABEL * cell / max(text_width(piece_label(piece)) for piece in source))
    turned = fitting < SMALLEST
    across = size if turned else min(size, fitting)
    figure.update_xaxes(_ticks(pieces, across), side="top", tickangle=-90 if turned else 0, constrain="domain")
    figure.update_yaxes(_ticks(targets, size), autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=cell * steps + 96)
    return apply_layout(figure)


def comparison_heatmaps(traces: Sequence[DecodeTrace]) -> go.Figure:
    """The weights of several traces side by side, each under its model and translation. Raises ValueError for none."""
    if not traces:
        raise ValueError("nothing to compare")
    titles = [escape_label(visible(f"{trace.request.model}: {trace.text}")) for trace in traces]
    figure = make_subplots(1, len(traces), subplot_titles=titles, horizontal_spacing=0.24 / len(traces))
    for column, trace in enumerate(traces, 1):
        sources, weights = matrix_columns(trace, None)
        one = weight_heatmap(weights, sources, trace.pieces, ATTENTION_COLOUR if trace.attends else QUIET)
        figure.add_trace(one.data[0], row=1, col=column)
        for update, axis in ((figure.update_xaxes, one.layout["xaxis"]), (figure.update_yaxes, one.layout["yaxis"])):
            update(tickvals=axis["tickvals"], ticktext=axis["ticktext"], tickfont_size=SMALLEST, row=1, col=column)
    figure.update_xaxes(side="bottom", tickangle=-90 if max(len(trace.source.pieces) for trace in traces) > 8 else 0)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=CELL[1] * max(map(len, traces)) + 120)
    return apply_layout(figure).update_layout(margin={"t": 48}).update_annotations(font_size=TITLE)


def print_weights(figure: go.Figure, trace: DecodeTrace, ink: str, over: str) -> go.Figure:
    """Print the weights in their cells, but for those that would read 0.00: in `ink`, from `OVER` on in `over`."""
    weights = trace.alignment
    steps, pieces = np.nonzero(weights >= 0.005)
    shown = weights[steps, pieces]
    font = {"size": SMALLEST, "color": [over if weight >= OVER else ink for weight in shown]}
    cells = {"x": pieces.tolist(), "y": steps.tolist(), "text": [f"{weight:.2f}" for weight in shown]}
    return figure.add_scatter(**cells, mode="text", textfont=font, hoverinfo="skip", showlegend=False)


def alignment_table(trace: DecodeTrace, head: int | None = None) -> pd.DataFrame:
    """The numbers of the heatmap. Rows and columns are labelled with number, from 1, and piece."""
    sources, weights = matrix_columns(trace, head)
    index = pd.Index(_numbered(trace.pieces), name="target")
    return pd.DataFrame(weights.copy(), index=index, columns=pd.Index(_numbered(sources), name="source"))


def _numbered(pieces: tuple[str, ...]) -> list[str]:
    return [f"{number} {piece}" for number, piece in enumerate(pieces, start=1)]


def _ticks(labels: list[str], size: int) -> dict[str, Any]:
    return {"tickvals": list(range(len(labels))), "ticktext": labels, "tickfont": {"size": size}}


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


def view(
    weights: Any,
    source: Sequence[str] | None = None,
    target: Sequence[str] | None = None,
    *,
    layer: int = -1,
    head: int | None = None,
    sentence: int = 0,
) -> go.Figure:
    """A heatmap, as `heatmap` draws it, of weights from anywhere: see `attention_matrix` for what they may be. Without
    pieces, rows and columns are numbered from 0. Raises the errors of `attention_matrix`, and ValueError where the
    pieces are not as many as rows or columns."""
    matrix = attention_matrix(weights, layer, head, sentence)
    sides: list[list[str]] = []
    for name, pieces, count in (("target", target, matrix.shape[0]), ("source", source, matrix.shape[1])):
        if pieces is not None and len(pieces) != count:
            raise ValueError(f"{name}: expected {count} pieces, received {len(pieces)}")
        sides.append([str(position) for position in range(count)] if pieces is None else list(pieces))
    return weight_heatmap(matrix, sides[1], sides[0])


def attention_matrix(weights: Any, layer: int = -1, head: int | None = None, sentence: int = 0) -> np.ndarray:
    """(T, S), float64, of one `sentence` and `layer`, of one `head` or the mean of all.

    weights: an array, a tensor or nested lists of shape (T, S), (N, T, S) or (B, N, T, S); a tuple of them, one for
    each layer, as `cross_attentions` of Hugging Face; or a tuple of such tuples, one for each step, as its `generate`
    returns them. Raises IndexError for a layer, head or sentence that there is not, ValueError for another shape."""
    if isinstance(weights, tuple):
        if weights and isinstance(weights[0], tuple):
            steps = [attention_matrix(step, layer, head, sentence) for step in weights]
            return np.concatenate(steps)  # (1, S) each
        return attention_matrix(weights[layer], layer, head, sentence)
    is_tensor = not isinstance(weights, np.ndarray | list)  # torch is not imported for it: the first screen has none
    values = weights.detach().cpu().double().numpy() if is_tensor else np.array(weights, float)
    if values.ndim == 4:
        values = values[sentence]
    if values.ndim == 3:
        values = values.mean(axis=0) if head is None else values[head]
    if values.ndim != 2 or not values.size:
        raise ValueError(f"expected weights (target, source), with heads and sentences before; received {values.shape}")
    return values
