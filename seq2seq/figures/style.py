"""What all figures share: colours, layout, captions, and labels in which user text is escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from unicodedata import east_asian_width

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
        if parts[-1] and column_count(parts[-1] + word.rstrip()) > columns:
            parts.append("")
        parts[-1] += word
    return [part.rstrip() for part in parts]


def column_count(text: str) -> int:
    """Columns of a text: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


LETTER, NAME_GAP, NAME_HEIGHT = 0.04, 0.05, 0.07
"""Size of the letters, distance from the point, height of a name: shares of a figure whose points span 300 pixels."""


class _Name(NamedTuple):
    """Where a name begins and ends, and its height, as shares of the figure."""

    start: float
    end: float
    height: float

    def covers(self, at: float, height: float) -> bool:
        """Whether the name hides a point there."""
        return self.start < at < self.end and abs(self.height - height) <= NAME_HEIGHT / 2

    def overlaps(self, other: _Name) -> bool:
        return self.start < other.end and other.start < self.end and abs(self.height - other.height) <= NAME_HEIGHT


def label_sides(x: Any, y: Any, names: Sequence[str]) -> list[str]:
    """The side of each point, "right" or "left", at which its name overlaps no point and no earlier name; ""
    where there is none. The first point always has a side."""
    across, up = (max(float(axis.max() - axis.min()), 1e-9) for axis in (x, y))
    points = [((at - x.min()) / across, height / up) for at, height in zip(x, y, strict=True)]
    placed: list[_Name] = []
    sides: list[str] = []
    for (at, height), width in zip(points, map(name_width, names), strict=True):
        places = {"right": _Name(at, at + width, height), "left": _Name(at - width, at, height)}
        free = [
            side
            for side, name in places.items()
            if 0 <= (name.start + name.end) / 2 <= 1  # half of it at least lies inside the figure
            and not any(name.covers(*point) for point in points)
            and not any(map(name.overlaps, placed))
        ]
        side = (free or ([] if sides else ["right"]) or [""])[0]
        sides.append(side)
        placed += [places[side]] if side else []
    return sides


def name_width(name: str) -> float:
    """The width of a name with its gap, as a share of the figure."""
    return NAME_GAP + LETTER * text_width(name)


def text_width(text: str) -> float:
    """Approximate width of a text in ems: 1 for an ideograph, 0.6 for any other character."""
    return sum(1.0 if east_asian_width(char) in "WF" else 0.6 for char in text)
