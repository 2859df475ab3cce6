"""The weights of a trace as a file, for paper and slides, without a browser. One layout, one writer a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from seq2seq.figures.drawing.html import html
from seq2seq.figures.drawing.layout import Drawing, layout
from seq2seq.figures.drawing.pdf import pdf
from seq2seq.figures.drawing.pixels import gif, png, webm, webp
from seq2seq.figures.drawing.svg import svg
from seq2seq.figures.drawing.tex import tex
from seq2seq.trace.trace import DecodeTrace

WRITERS: dict[str, Callable[[Drawing], bytes]] = {
    ".svg": svg,
    ".pdf": pdf,
    ".png": png,
    ".gif": gif,
    ".webp": webp,
    ".webm": webm,
    ".tex": tex,
    ".html": html,
}
"""Ending of a file → what writes it. .gif, .webp and .webm move: a frame for each step. In .html one steps by hand."""


def writer_for(path: Path) -> Callable[[Drawing], bytes]:
    """What writes a file of this name. Raises ValueError for an ending that is not in WRITERS."""
    try:
        return WRITERS[path.suffix.lower()]
    except KeyError:
        raise ValueError(f"{path.name}: a drawing ends in {', '.join(WRITERS)}") from None


def draw(trace: DecodeTrace, path: str | Path, head: int | None = None) -> None:
    """Draw the weights, a row a step and a column a source piece, of a head, counted from 0, or of the mean of all.

    The ending of `path` says in which format. Raises ValueError for another ending, and where no font of this machine
    has a character whose shape the format needs; IndexError for a head that does not exist."""
    write = writer_for(Path(path))
    Path(path).write_bytes(write(layout(trace, head)))
