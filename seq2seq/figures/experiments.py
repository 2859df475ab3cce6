"""Experiments: curves over seeds, one sentence teacher-forced and free-running, and the encoders of *Which cell?*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.config.cards import CARDS
from seq2seq.config.schema import Quality
from seq2seq.config.variants import scorer_colour
from seq2seq.experiments.records import Divergence, ExperimentCurve, RecurrentShape, ShapeResult
from seq2seq.figures.style import ATTENTION_COLOUR, INK, QUIET, STEP, apply_layout, colour_scale, escape_label

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""Lines differ by these too, for those who don't see the colours."""
OTHERS = ("#0f9d8a", "#b0469a")
"""The colours of a fourth and a fifth line."""
BAND = 0.15
"""How much of its colour a band has."""
_CURVES_HEIGHT = 310


def experiment_table(curves: Sequence[ExperimentCurve], titles: Mapping[str, str], axis: str) -> pd.DataFrame:
    """One row per line and x: mean, lowest and highest over the seeds, or over the intervals of the curves. `titles`
    are those of lines."""
    rows = [
        {"line": titles[curve.line], axis: x, "mean": y, "min": low, "max": high}
        for curve in curves
        for x, y, low, high in zip(curve.x, curve.y, *_bounds(curve), strict=True)
    ]
    groups = pd.DataFrame(rows).groupby(["line", axis], sort=False)
    return groups.agg({"mean": "mean", "min": "min", "max": "max"})


def experiment_curves(
    curves: Sequence[ExperimentCurve],
    titles: Mapping[str, str],
    axis: str,
    logarithmic: bool = False,
    accent: str = ATTENTION_COLOUR,
    dark: bool = False,
) -> go.Figure:
    """One panel: a line with its band for each of the curves' lines; `titles` are those of lines, `axis` that of x.
    Scoring functions have their own colours."""
    figure = go.Figure()
    lines = dict.fromkeys(curve.line for curve in curves)
    for line, colour, dash in zip(lines, (accent, STEP, QUIET, *OTHERS), DASHES, strict=False):
        colour = scorer_colour(line, dark) if line in CARDS else colour
        figure.add_traces(_line([curve for curve in curves if curve.line == line], titles[line], colour, dash))
    figure.update_xaxes(type="log" if logarithmic else "linear", title_text=axis)
    figure.update_yaxes(rangemode="tozero")
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    return apply_layout(figure.update_layout(height=_CURVES_HEIGHT, legend=legend)).update_layout(margin={"t": 32})


def _line(seeds: Sequence[ExperimentCurve], name: str, colour: str, dash: str) -> list[go.Scatter]:
    """The band from the lowest to the highest and the mean over the seeds."""
    x, values = list(seeds[0].x), np.array([curve.y for curve in seeds])
    lows, highs = np.array([_bounds(curve) for curve in seeds]).swapaxes(0, 1)
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    band = go.Scatter(
        x=[*x, *reversed(x)],
        y=[*highs.max(axis=0).tolist(), *lows.min(axis=0)[::-1].tolist()],
        mode="lines",
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},{BAND})",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=name,
    )
    mean = go.Scatter(
        x=x,
        y=values.mean(axis=0).tolist(),
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2, "dash": dash},
        marker={"size": 5},
        hovertemplate="%{x}: %{y:.3f}",
        legendgroup=name,
    )
    return [band, mean]


def _bounds(curve: ExperimentCurve) -> tuple[list[float], list[float]]:
    """The ends of the interval around each y, which is y itself where none was measured."""
    halves = curve.ci or (0.0,) * len(curve.y)
    around = list(zip(curve.y, halves, strict=True))
    return [y - half for y, half in around], [y + half for y, half in around]


ROWS = ("target", "forced", "free")
_WORDS_HEIGHT = 190
_END_MARK = "↵"
"""What is drawn for the end of a sentence."""


def divergence_table(said: Divergence, titles: Mapping[str, str], step: str) -> pd.DataFrame:
    """One row per step, from 1: the target, the teacher-forced and the free-running output. `titles` are those of
    `ROWS`."""
    columns = {titles[row]: list(getattr(said, row)) for row in ROWS}
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(said.target) + 1, name=step))


def divergence_figure(
    said: Divergence, titles: Mapping[str, str], step: str, accent: str = ATTENTION_COLOUR, ink: str = INK
) -> go.Figure:
    """A row of pieces each for the target, the teacher-forced and the free-running output; wrong pieces are shaded, and
    the step at which the outputs differ has a frame. `step` is the title of the axis."""
    rows = [getattr(said, row) for row in ROWS]
    wrong = [[float(piece != right) for piece, right in zip(row, said.target, strict=True)] for row in rows]
    places, names = list(range(1, len(said.target) + 1)), [escape_label(titles[row]) for row in ROWS]
    figure = go.Figure(
        go.Heatmap(
            z=wrong,
            x=places,
            y=names,
            zmin=0,
            zmax=2,  # so that a letter can be read on it
            colorscale=colour_scale(accent),
            showscale=False,
            hoverinfo="skip",
            xgap=1,
            ygap=1,
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[*places] * len(rows),
            y=[name for name in names for _ in places],
            text=[escape_label(_END_MARK if piece == "</s>" else piece) for row in rows for piece in row],
            mode="text",
            textfont={"size": 16, "color": ink},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    at = said.step + 1
    figure.add_shape(type="rect", x0=at - 0.5, x1=at + 0.5, y0=-0.5, y1=2.5, line={"color": STEP, "width": 2})
    figure.update_yaxes(autorange="reversed").update_xaxes(title_text=step, dtick=1)
    return apply_layout(figure.update_layout(height=_WORDS_HEIGHT))


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
