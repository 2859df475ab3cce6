"""What all figures share: two accents, a ramp, and how a piece of somebody's text is printed."""

from __future__ import annotations

import re

import plotly.graph_objects as go

from seq2seq.trace import EOS_PIECE, WORD_START

ATTENTION = "#3457d5"
"""The accent of everything that is attention."""
STEP = "#f08c00"
"""The accent of the current step."""
QUIET = "#8a8d98"
"""For what stands beside the accent; readable on light and on dark."""

# Controls, zero-width characters and the marks of bidirectional text would vanish or turn the text around.
INVISIBLE = re.compile("[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# Plotly reads a subset of HTML, and TeX between dollars, in every text it draws.
LITERAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})


def literal(text: str) -> str:
    """`text` such that plotly draws it character by character, invisible ones as their code point."""
    return INVISIBLE.sub(lambda match: f"‹{ord(match[0]):04X}›", text).translate(LITERAL)


def shown(piece: str) -> str:
    """A piece as it is printed: no word mark, ␣ for a bare one, ↵ for the end of sentence."""
    return "↵" if piece == EOS_PIECE else literal(piece.removeprefix(WORD_START)) or "␣"


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
