"""A sentence said by a model that is told the pieces before each step, and by the same one going on from its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go

from seq2seq.figures.style import ATTENTION_COLOUR, INK, STEP, apply_layout, colour_scale, escape_label

ROWS = ("target", "told", "free")
_HEIGHT = 190
_END = "↵"
"""What is drawn for the end of a sentence."""


class Said(Protocol):
    """Pieces of equal length; `seq2seq.training.lenses.record.Parting` is one."""

    @property
    def target(self) -> tuple[str, ...]: ...
    @property
    def told(self) -> tuple[str, ...]: ...
    @property
    def free(self) -> tuple[str, ...]: ...
    @property
    def step(self) -> int: ...


def parting_table(said: Said, titles: Mapping[str, str], step: str) -> pd.DataFrame:
    """One row per step, from 1: what is right, what is said told, and free. `titles` are those of `ROWS`."""
    columns = {titles[row]: list(getattr(said, row)) for row in ROWS}
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(said.target) + 1, name=step))


def parting_figure(
    said: Said, titles: Mapping[str, str], step: str, accent: str = ATTENTION_COLOUR, ink: str = INK
) -> go.Figure:
    """A row of pieces each for what is right, told and free; wrong ones are shaded, the step at which told and free
    part has a frame. `step` is the title of the axis."""
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
    figure.add_trace(_letters(rows, places, names, ink))
    at = said.step + 1
    figure.add_shape(type="rect", x0=at - 0.5, x1=at + 0.5, y0=-0.5, y1=2.5, line={"color": STEP, "width": 2})
    figure.update_yaxes(autorange="reversed").update_xaxes(title_text=step, dtick=1)
    return apply_layout(figure.update_layout(height=_HEIGHT))


def _letters(rows: Sequence[Sequence[str]], places: Sequence[int], names: Sequence[str], ink: str) -> go.Scatter:
    """The pieces as text of their own: the theme's colour of text is too pale on a shaded cell."""
    return go.Scatter(
        x=[*places] * len(rows),
        y=[name for name in names for _ in places],
        text=[escape_label(_END if piece == "</s>" else piece) for row in rows for piece in row],
        mode="text",
        textfont={"size": 16, "color": ink},
        hoverinfo="skip",
        showlegend=False,
    )
