"""A drawing as SVG. Text stays text, in the first of these fonts that the reader's machine has."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from seq2seq.figures.drawing.layout import Box, Drawing, Label, mixed

FONTS = "'Source Sans 3', 'Noto Sans', 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_NO_XML = re.compile("[\ufffe\uffff]")
"""What XML must not hold and `visible` leaves."""


def svg(drawing: Drawing) -> bytes:
    """An SVG of one point a unit, with a white ground."""
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    look = f'{size} viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {look}>',
        f"<title>{literal(drawing.title)}</title>",
        f'<rect {size} fill="white"/>',
        *map(rectangle, drawing.boxes),
        f'<g font-family="{FONTS}" fill="rgb{mixed("ink", 1)}">',
        *map(line_of_text, drawing.texts),
        "</g>",
        "</svg>",
    ]
    return "\n".join([*lines, ""]).encode()


def rectangle(box: Box) -> str:
    """The element of a filled box."""
    place = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
    return f'<rect {place} fill="rgb{mixed(box.colour, box.ink)}"/>'


def line_of_text(label: Label) -> str:
    """The element of a label."""
    place = f'x="{label.x:g}" y="{label.y:g}" font-size="{label.size:g}"'
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    turn = f' transform="rotate({-label.turn:g} {label.x:g} {label.y:g})"' if label.turn else ""
    return f"<text {place}{anchor}{turn}>{literal(label.text)}</text>"


def literal(text: str) -> str:
    """A text as XML and HTML show it, without a meaning of its own."""
    return escape(_NO_XML.sub("\ufffd", text))
