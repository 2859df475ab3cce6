"""What all figures share: two accents, a ramp, and how a piece of somebody's text is printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import plotly.graph_objects as go

from seq2seq.trace.labels import visible

ATTENTION_COLOUR = "#3457d5"
"""The accent of everything that is attention."""
STEP = "#f08c00"
"""The accent of the current step."""
QUIET = "#8a8d98"
"""For what stands beside the accent; readable on light and on dark."""

_HEIGHT = 450
"""Pixels, where a figure asks for none."""
CAPTION, LINE, COLUMNS = 11, 15, 72
"""Of a caption: the pixels of its letters, those from line to line, and how many letters a line has at most. Chinese
ones count twice."""

# Plotly reads a subset of HTML, and TeX between dollars, in every text it draws.
LITERAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})


def literal(text: str) -> str:
    """`text` such that plotly draws it character by character, invisible ones as their code point."""
    return visible(text).translate(LITERAL)


def ramp(colour: str) -> list[list[float | str]]:
    """One hue from nothing to `colour` (#rrggbb), as a plotly colour scale: it starts at any background."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return [[at, f"rgba({red},{green},{blue},{at})"] for at in (0, 1)]


def cells(values: list[list[float | None]], told: list[list[str]], digits: int, accent: str) -> go.Heatmap:
    """Values from 0 to 1 as ink, a row of them a row; pointing at a cell tells what it is and its value."""
    return go.Heatmap(
        z=values,
        x=list(range(len(told[0]) if told else 0)),
        y=list(range(len(told))),
        customdata=told,
        hovertemplate=f"%{{customdata}}<br>%{{z:.{digits}f}}<extra></extra>",
        zmin=0,
        zmax=1,
        colorscale=ramp(accent),
        showscale=False,
        xgap=1,
        ygap=1,
    )


def calm(figure: go.Figure) -> go.Figure:
    """The layout of every figure: transparent, narrow margins that grow with their labels, no grid."""
    clear = "rgba(0,0,0,0)"
    figure.update_layout(
        paper_bgcolor=clear, plot_bgcolor=clear, margin={"l": 8, "r": 8, "t": 8, "b": 8}, dragmode=False
    )
    # A tick nobody sees keeps the labels a little off the data.
    axis = {"showgrid": False, "zeroline": False, "automargin": True, "ticklen": 5, "tickcolor": clear}
    return figure.update_xaxes(axis, ticks="outside").update_yaxes(axis, ticks="outside")


def captioned(figure: go.Figure, lines: Iterable[str]) -> go.Figure:
    """These lines under the figure, which grows by their height."""
    said = [literal(part) for line in lines for part in folded(line, COLUMNS)]
    height = (figure.to_dict()["layout"].get("height") or _HEIGHT) + LINE * (len(said) + 1)
    # At 0 itself plotly puts all lines but the first below the picture.
    place = {"x": 0, "xanchor": "left", "xref": "container", "y": 4 / height, "yanchor": "bottom", "yref": "container"}
    look = {"font": {"size": CAPTION, "color": QUIET}, "automargin": True, "pad": {"l": 8}}
    # Streamlit makes titles bold.
    text = f'<span style="font-weight:normal">{"<br>".join(said)}</span>'
    return figure.update_layout(height=height, title={"text": text} | place | look)


def folded(line: str, columns: int) -> list[str]:
    """A line in parts of at most so many columns, broken behind spaces and Chinese characters."""
    parts = [""]
    for word in re.findall(r"[^\s\u2e80-\uffef]*(?:\s+|[\u2e80-\uffef]|$)", line):
        if parts[-1] and _columns(parts[-1] + word.rstrip()) > columns:
            parts.append("")
        parts[-1] += word
    return [part.rstrip() for part in parts]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
