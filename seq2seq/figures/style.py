"""What all figures share: colours, layout, captions, and labels in which user text is escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import plotly.graph_objects as go

from seq2seq.trace.pieces import visible

ATTENTION_COLOUR = "#3457d5"
"""The accent colour of attention."""
STEP = "#f08c00"
"""The accent colour of the current step."""
INK = "#31333f"
"""The colour of text on a coloured, light ground."""
QUIET = "#8a8d98"
"""The colour of secondary elements; readable on light and dark backgrounds."""

_HEIGHT = 450
"""Pixels, for figures without a height of their own."""
CAPTION, LINE, COLUMNS = 11, 15, 72
"""Of a caption: font size and line height in pixels, and the largest number of columns in a line. A Chinese character
takes two columns."""

# Plotly reads a subset of HTML, and TeX between dollars, in every text it draws.
LITERAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})


def escape_label(text: str) -> str:
    """Escape `text` so that plotly draws it literally, with invisible characters as their code points."""
    return visible(text).translate(LITERAL)


def colour_scale(colour: str) -> list[list[float | str]]:
    """A plotly colour scale of one hue, from transparent to `colour` (#rrggbb)."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return [[at, f"rgba({red},{green},{blue},{at})"] for at in (0, 1)]


def matrix_cells(values: list[list[float | None]], labels: list[list[str]], digits: int, accent: str) -> go.Heatmap:
    """A heatmap of values from 0 to 1, one row per list; hovering over a cell shows its label and its value."""
    return go.Heatmap(
        z=values,
        x=list(range(len(labels[0]) if labels else 0)),
        y=list(range(len(labels))),
        customdata=labels,
        hovertemplate=f"%{{customdata}}<br>%{{z:.{digits}f}}<extra></extra>",
        zmin=0,
        zmax=1,
        colorscale=colour_scale(accent),
        showscale=False,
        xgap=1,
        ygap=1,
    )


def apply_layout(figure: go.Figure) -> go.Figure:
    """Apply the layout of every figure: transparent background, narrow margins that grow with the labels, no grid."""
    clear = "rgba(0,0,0,0)"
    figure.update_layout(
        paper_bgcolor=clear, plot_bgcolor=clear, margin={"l": 8, "r": 8, "t": 8, "b": 8}, dragmode=False
    )
    # An invisible tick keeps the labels at a distance from the data.
    axis = {"showgrid": False, "zeroline": False, "automargin": True, "ticklen": 5, "tickcolor": clear}
    return figure.update_xaxes(axis, ticks="outside").update_yaxes(axis, ticks="outside")


def add_caption(figure: go.Figure, lines: Iterable[str]) -> go.Figure:
    """Add these lines below the figure, whose height grows by theirs."""
    caption_lines = [escape_label(part) for line in lines for part in wrap_line(line, COLUMNS)]
    height = (figure.to_dict()["layout"].get("height") or _HEIGHT) + LINE * (len(caption_lines) + 1)
    # At 0, plotly would draw all lines but the first below the picture.
    place = {"x": 0, "xanchor": "left", "xref": "container", "y": 4 / height, "yanchor": "bottom", "yref": "container"}
    look = {"font": {"size": CAPTION, "color": QUIET}, "automargin": True, "pad": {"l": 8}}
    # Streamlit makes titles bold.
    text = f'<span style="font-weight:normal">{"<br>".join(caption_lines)}</span>'
    return figure.update_layout(height=height, title={"text": text} | place | look)


def wrap_line(line: str, columns: int) -> list[str]:
    """Wrap a line into parts of at most `columns` columns, broken after spaces and Chinese characters."""
    parts = [""]
    for word in re.findall(r"[^\s\u2e80-\uffef]*(?:\s+|[\u2e80-\uffef]|$)", line):
        if parts[-1] and _columns(parts[-1] + word.rstrip()) > columns:
            parts.append("")
        parts[-1] += word
    return [part.rstrip() for part in parts]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
