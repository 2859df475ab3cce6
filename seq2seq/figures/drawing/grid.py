"""The weights of a trace as a grid for paper: empty, to be shaded by hand, or shaded with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from seq2seq.figures.drawing.layout import GAP, MIDDLE, SMALL, Box, Drawing, Label, layout
from seq2seq.trace.trace import DecodeTrace

DARKEST = 0.5
"""How dark a weight of 1 is, so that black numbers can be read on it."""
TOTAL = 64.0
"""Room for the sum at the end of a row."""
NUMBER = 0.36
"""Size of a number, relative to its cell."""


def weight_grid(trace: DecodeTrace, solved: bool) -> Drawing:
    """A cell for each step and source piece, in black and white: empty, or shaded with its weight, which is the mean of
    all heads. At the end of a row stands the sum of its printed numbers."""
    whole = layout(trace)
    rows, count = whole.rows, len(whole.sources)
    cell, left = rows[0].width / count, rows[0].x
    below = rows[-1].y + rows[-1].height
    boxes, labels = list[Box](), [label for label in whole.labels if label.y < below]
    size = min(SMALL, NUMBER * cell)
    for row, weights in zip(rows, whole.weights, strict=True):
        printed = hundredths(weights)
        base = row.y + cell / 2 + MIDDLE * size
        if solved:
            boxes += [
                Box(left + j * cell, row.y, cell, cell, "ink", DARKEST * min(1.0, weight))
                for j, weight in enumerate(weights)
            ]
            labels += [
                Label(f"{number / 100:.2f}", left + (j + 0.5) * cell, base, size, "middle")
                for j, number in enumerate(printed)
            ]
        labels.append(Label(f"Σ = {sum(printed) / 100:.2f}", left + row.width + 0.5 * size, base, size))
    boxes += _lines(left, rows[0].y, cell, count, len(rows))
    return replace(
        whole, width=whole.width + TOTAL, height=below + GAP, boxes=tuple(boxes), labels=tuple(labels), words=()
    )


def hundredths(row: Sequence[float]) -> list[int]:
    """Numbers as whole hundredths that add up to their rounded sum: those that lose most by rounding down go up."""
    exact = 100 * np.asarray(row, dtype=float)
    down = np.floor(exact + 1e-9).astype(int)
    up = np.argsort(down - exact, kind="stable")[: max(0, round(float(exact.sum())) - int(down.sum()))]
    down[up] += 1
    return down.tolist()


def _lines(x: float, y: float, cell: float, columns: int, rows: int) -> Iterator[Box]:
    for i in range(rows + 1):
        yield Box(x - GAP / 2, y + i * cell - GAP / 2, columns * cell + GAP, GAP, "ink", 0.6)
    for j in range(columns + 1):
        yield Box(x + j * cell - GAP / 2, y - GAP / 2, GAP, rows * cell + GAP, "ink", 0.6)
