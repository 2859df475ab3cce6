"""The clinic: the loss of a broken and of a mended program, and the weights of their attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.experiments.clinic.collection import UPDATES, WeightMatrix
from seq2seq.figures.style import ATTENTION_COLOUR, INK, STEP, apply_layout, escape_label, matrix_cells

_HEIGHT, _CELL = 240, 30
"""Pixels: of a chart, and of a cell's side."""
_LONG = 4
"""Letters of a name from which on all names of columns are turned."""
_OVER = 0.7
"""The weight from which on a number is printed in the colour of the ground."""


def loss_curves(losses: Mapping[str, Sequence[float]], update: str, accent: str = ATTENTION_COLOUR) -> go.Figure:
    """The mean loss of each few updates, a line for each name; the second one is dashed. `update` names the axis."""
    figure = go.Figure()
    for (name, values), colour, dash in zip(losses.items(), (STEP, accent), ("solid", "dash"), strict=False):
        line = {"color": colour, "width": 2, "dash": dash}
        figure.add_scatter(x=_updates(values), y=list(values), name=name, mode="lines", line=line)
    figure.update_xaxes(title_text=update).update_yaxes(rangemode="tozero")
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    figure.update_layout(height=_HEIGHT, legend=legend, showlegend=len(losses) > 1)
    return apply_layout(figure).update_layout(margin={"t": 32})


def loss_table(losses: Mapping[str, Sequence[float]], update: str) -> pd.DataFrame:
    """The numbers of the curves, a row for each few updates, named by the last of them."""
    columns = {name: pd.Series(values, index=_updates(values), dtype=float) for name, values in losses.items()}
    return pd.DataFrame(columns).rename_axis(update)


def _updates(values: Sequence[float]) -> list[int]:
    return list(range(UPDATES, UPDATES * len(values) + 1, UPDATES))


def weights_heatmap(
    matrix: WeightMatrix, accent: str = ATTENTION_COLOUR, ink: str = INK, over: str = "#ffffff"
) -> go.Figure:
    """Weights from 0 (background) to 1 (`accent`), a row for each letter, a column for each symbol, with the numbers in
    the cells but for those that would read 0.00: in `ink`, large ones in `over`."""
    letters, symbols = (list(map(escape_label, names)) for names in (matrix.letters, matrix.symbols))
    labels = [[f"{letter} ← {symbol}" for symbol in symbols] for letter in letters]
    figure = go.Figure(matrix_cells([list(row) for row in matrix.weights], labels, 3, accent))
    weights = np.array(matrix.weights)
    rows, columns = np.nonzero(weights >= 0.005)
    shown = weights[rows, columns]
    font = {"size": 11, "color": [over if weight >= _OVER else ink for weight in shown]}
    texts = [f"{weight:.2f}" for weight in shown]
    figure.add_scatter(x=columns, y=rows, text=texts, mode="text", textfont=font, hoverinfo="skip", showlegend=False)
    turned = -90 if any(len(symbol) > _LONG for symbol in matrix.symbols) else 0
    figure.update_xaxes(_ticks(symbols), side="top", tickangle=turned, constrain="domain")
    figure.update_yaxes(_ticks(letters), autorange="reversed", scaleanchor="x", constrain="domain")
    return apply_layout(figure.update_layout(height=_CELL * len(letters) + 96))


def _ticks(names: Sequence[str]) -> dict[str, object]:
    return {"tickvals": list(range(len(names))), "ticktext": list(names)}


def weights_table(matrix: WeightMatrix) -> pd.DataFrame:
    """The numbers of the heatmap. Rows and columns are labelled with number, from 1, and name."""
    rows, columns = (
        [f"{number} {name}" for number, name in enumerate(names, start=1)] for names in (matrix.letters, matrix.symbols)
    )
    return pd.DataFrame(matrix.weights, pd.Index(rows, name="target"), pd.Index(columns, name="source"))
