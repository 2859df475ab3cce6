"""A panel of a lens: the mean over its seeds and the band between the lowest and the highest, and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from seq2seq.config.cards import CARDS
from seq2seq.config.variants import scorer_colour
from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, apply_layout

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""Lines differ by these too, for those who don't see the colours."""
OTHERS = ("#0f9d8a", "#b0469a")
"""The colours of a fourth and a fifth line."""
BAND = 0.15
"""How much of its colour a band has."""
_HEIGHT = 310


class Curve(Protocol):
    """One line from one seed; `seq2seq.training.lenses.record.LensCurve` is one."""

    @property
    def panel(self) -> str: ...
    @property
    def line(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def x(self) -> tuple[float, ...]: ...
    @property
    def y(self) -> tuple[float, ...]: ...
    @property
    def ci(self) -> tuple[float, ...]: ...


def lens_table(curves: Sequence[Curve], titles: Mapping[str, str], axis: str) -> pd.DataFrame:
    """One row per line and x: mean, lowest and highest over the seeds, or over the intervals of the curves. `titles`
    are those of lines."""
    rows = [
        {"line": titles[curve.line], axis: x, "mean": y, "min": low, "max": high}
        for curve in curves
        for x, y, low, high in zip(curve.x, curve.y, *_bounds(curve), strict=True)
    ]
    groups = pd.DataFrame(rows).groupby(["line", axis], sort=False)
    return groups.agg({"mean": "mean", "min": "min", "max": "max"})


def lens_curves(
    curves: Sequence[Curve],
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
    return apply_layout(figure.update_layout(height=_HEIGHT, legend=legend)).update_layout(margin={"t": 32})


def _line(seeds: Sequence[Curve], name: str, colour: str, dash: str) -> list[go.Scatter]:
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


def _bounds(curve: Curve) -> tuple[list[float], list[float]]:
    """The ends of the interval around each y, which is y itself where none was measured."""
    halves = curve.ci or (0.0,) * len(curve.y)
    around = list(zip(curve.y, halves, strict=True))
    return [y - half for y, half in around], [y + half for y, half in around]
