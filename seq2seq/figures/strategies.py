"""The effect of the beam size: log-probability, score and BLEU of the translation, as curves and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from seq2seq.figures.style import ATTENTION_COLOUR, QUIET, apply_layout, escape_label

if TYPE_CHECKING:
    from seq2seq.evaluation.searches import Outcome

BEAM_WIDTH_TITLES = {"logprob": "log p", "score": "Search score", "bleu": "BLEU", "length": "Length"}
"""Field of a search result → its title in tables and figures."""


def beam_width_table(outcomes: Sequence[Outcome], titles: Mapping[str, str] = BEAM_WIDTH_TITLES) -> pd.DataFrame:
    """One row per beam size, from 1: measures and translation. Without a reference there is no BLEU."""
    rows = {title: [getattr(outcome, name) for outcome in outcomes] for name, title in titles.items()}
    frame = pd.DataFrame(rows, index=pd.RangeIndex(1, len(outcomes) + 1, name="beam"))
    return frame.dropna(axis=1, how="all").assign(text=[outcome.text for outcome in outcomes])


def beam_width_curves(
    outcomes: Sequence[Outcome], accent: str = ATTENTION_COLOUR, titles: Mapping[str, str] = BEAM_WIDTH_TITLES
) -> go.Figure:
    """Measures over the beam size, one panel per measure; a filled point marks a new translation."""
    frame = beam_width_table(outcomes, titles)
    panels = [title for title in titles.values() if title in frame]
    figure = make_subplots(rows=1, cols=len(panels), subplot_titles=panels, horizontal_spacing=0.07)
    changed = (frame["text"] != frame["text"].shift()).tolist()
    for column, title in enumerate(panels, start=1):
        figure.add_trace(
            go.Scatter(
                x=frame.index.tolist(),
                y=frame[title].tolist(),
                mode="lines+markers",
                line={"color": accent, "width": 2, "shape": "hv"},
                marker={"size": 9, "color": accent, "symbol": ["circle" if new else "circle-open" for new in changed]},
                customdata=[escape_label(text) for text in frame["text"]],
                hovertemplate=f"%{{x}}: %{{y:.2f}}<br>%{{customdata}}<extra>{title}</extra>",
            ),
            row=1,
            col=column,
        )
    figure.update_xaxes(dtick=1, range=[0.5, len(outcomes) + 0.5])
    figure.update_annotations(font={"size": 14, "color": QUIET})
    figure.update_layout(height=230, showlegend=False, margin={"t": 36})
    return apply_layout(figure).update_layout(margin={"t": 36})
