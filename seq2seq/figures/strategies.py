"""What a wider beam changes: log-probability, score and BLEU of its translation, as curves and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, calm, literal


class Widened(Protocol):
    """What a beam found, as `seq2seq.evaluation.searches.Outcome` says it."""

    @property
    def text(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def logprob(self) -> float: ...
    @property
    def score(self) -> float: ...
    @property
    def bleu(self) -> float | None: ...


BEAM_WIDTH_TITLES = {"logprob": "log p", "score": "Score", "bleu": "BLEU", "length": "Length"}
"""What is drawn over the size of the beam, and what it is called."""


def beam_width_table(found: Sequence[Widened], titles: Mapping[str, str] = BEAM_WIDTH_TITLES) -> pd.DataFrame:
    """One row a beam size, from 1: the figures and the translation. Without a reference there is no BLEU."""
    rows = {title: [getattr(each, name) for each in found] for name, title in titles.items()}
    frame = pd.DataFrame(rows, index=pd.RangeIndex(1, len(found) + 1, name="beam"))
    return frame.dropna(axis=1, how="all").assign(text=[each.text for each in found])


def beam_width_curves(
    found: Sequence[Widened], accent: str = ATTENTION_COLOUR, titles: Mapping[str, str] = BEAM_WIDTH_TITLES
) -> go.Figure:
    """Each figure over the size of the beam, one panel each; where the translation changes, its point is filled."""
    frame = beam_width_table(found, titles)
    drawn = [title for title in titles.values() if title in frame]
    figure = make_subplots(rows=1, cols=len(drawn), subplot_titles=drawn, horizontal_spacing=0.07)
    changed = (frame["text"] != frame["text"].shift()).tolist()
    for column, title in enumerate(drawn, start=1):
        figure.add_trace(_line(frame, title, changed, accent), row=1, col=column)
    figure.update_xaxes(dtick=1, range=[0.5, len(found) + 0.5])
    figure.update_annotations(font={"size": 13, "color": QUIET})
    figure.update_layout(height=230, showlegend=False, margin={"t": 36})
    return calm(figure).update_layout(margin={"t": 36})


def _line(frame: pd.DataFrame, title: str, changed: list[bool], accent: str) -> go.Scatter:
    return go.Scatter(
        x=frame.index.tolist(),
        y=frame[title].tolist(),
        mode="lines+markers",
        line={"color": accent, "width": 2, "shape": "hv"},
        marker={"size": 9, "color": accent, "symbol": ["circle" if new else "circle-open" for new in changed]},
        customdata=[literal(text) for text in frame["text"]],
        hovertemplate=f"%{{x}}: %{{y:.2f}}<br>%{{customdata}}<extra>{title}</extra>",
    )
