"""A trace as a picture of characters, for the terminal."""

from __future__ import annotations

import unicodedata

from seq2seq.figures.columns import columns
from seq2seq.trace.trace import WORD_START, DecodeTrace

SHADES = " ░▒▓█"


def picture(trace: DecodeTrace) -> str:
    """One row an output piece, one column a source piece, darker where it looked more; where nothing attends, a further
    column for the one vector that every step is given."""
    named, weights = columns(trace)
    labels = [_printable(piece) for piece in trace.pieces]
    width = max(map(_columns, labels))
    sources = [_printable(piece) for piece in named]
    rows = [
        f"{_padded(label, width)}  " + " ".join(map(_cell, row, sources))
        for label, row in zip(labels, weights.tolist(), strict=True)
    ]
    return "\n".join([" " * width + "  " + " ".join(_padded(piece, 2) for piece in sources), *rows])


def _cell(weight: float, piece: str) -> str:
    return SHADES[min(int(weight * len(SHADES)), len(SHADES) - 1)] * max(2, _columns(piece))


def _printable(piece: str) -> str:
    """Without the word mark; what would move the cursor or the direction of writing becomes a dot."""
    plain = piece.replace(WORD_START, "") or "␣"
    return "".join(char if char.isprintable() else "·" for char in plain)


def _columns(text: str) -> int:
    """Terminal columns: two for wide characters, none for combining ones."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))
