"""The curves of a lens: the mean over its seeds and the band between the lowest and the highest, and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, STEP, apply_layout

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""Lines differ by these too, for those who don't see the colours."""
OTHERS = ("#0f9d8a", "#b0469a")
"""The colours of a fourth and a fifth line."""
BAND = 0.15
"""How much of its colour a band has."""


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


def lens_table(curves: Sequence[Curve], titles: Mapping[str, str], axis: str) -> pd.DataFrame:
    """One row per panel, line and x: mean, lowest and highest over the seeds. `titles` are those of panels and
    lines."""
    rows = [
        {"panel": titles[curve.panel], "line": titles[curve.line], axis: x, "y": y}
        for curve in curves
        for x, y in zip(curve.x, curve.y, strict=True)
    ]
    groups = pd.DataFrame(rows).groupby(["panel", "line", axis], sort=False)["y"]
    return pd.DataFrame({"mean": groups.mean(), "min": groups.min(), "max": groups.max()})


def lens_curves(
    curves: Sequence[Curve],
    titles: Mapping[str, str],
    axis: str,
    logarithmic: bool = False,
    accent: str = ATTENTION_COLOUR,
) -> go.Figure:
    """A panel beside or below the other for each of the curves' panels, a line with its band for each of their lines;
    `titles` are those of panels and lines, `axis` that of x."""
    panels, lines = (list(dict.fromkeys(getattr(curve, name) for curve in curves)) for name in ("panel", "line"))
    styles = dict(zip(lines, zip((accent, STEP, QUIET, *OTHERS), DASHES, strict=True), strict=False))
    rows = (len(panels) + 1) // 2
    headings = [titles[panel] for panel in panels]
    figure = make_subplots(rows, 2, subplot_titles=headings, vertical_spacing=0.32 / rows, horizontal_spacing=0.1)
    for at, panel in enumerate(panels):
        for line, (colour, dash) in styles.items():
            seeds = [curve for curve in curves if (curve.panel, curve.line) == (panel, line)]
            for trace in _line(seeds, titles[line], colour, dash):
                figure.add_trace(trace.update(showlegend=at == 0 and bool(trace.name)), at // 2 + 1, at % 2 + 1)
    figure.update_xaxes(type="log" if logarithmic else "linear").update_xaxes(title_text=axis, row=rows)
    figure.update_yaxes(rangemode="tozero")
    figure.update_annotations(font={"size": 13, "color": QUIET})
    legend = {"orientation": "h", "y": 1 + 0.16 / rows, "yanchor": "bottom"}
    figure.update_layout(height=270 * rows + 40, legend=legend)
    return apply_layout(figure).update_layout(margin={"t": 64})


def _line(seeds: Sequence[Curve], name: str, colour: str, dash: str) -> list[go.Scatter]:
    """The band from the lowest to the highest and the mean over the seeds; nothing without curves."""
    if not seeds:
        return []
    x, values = list(seeds[0].x), np.array([curve.y for curve in seeds])
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    band = go.Scatter(
        x=[*x, *reversed(x)],
        y=[*values.max(axis=0).tolist(), *values.min(axis=0)[::-1].tolist()],
        mode="lines",
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},{BAND})",
        line={"width": 0},
        hoverinfo="skip",
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
