"""Where everything of a drawing stands: boxes, labels and caption as numbers, for all writers. Pure.

Lengths are in points, x to the right and y downwards; a label stands on its baseline."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from seq2seq.config.edit_codec import write_edit
from seq2seq.config.schema import SearchConfig
from seq2seq.data.families import FAMILIES
from seq2seq.figures.matrix import matrix_columns
from seq2seq.figures.style import ATTENTION_COLOUR, INK, QUIET, STEP, column_count, text_width, wrap_line
from seq2seq.trace.pieces import joined_label, piece_label, visible
from seq2seq.trace.trace import DecodeTrace

COLOURS = {"attention": ATTENTION_COLOUR, "fixed": QUIET, "step": STEP, "ink": INK}
"""The colours of the app's figures, #rrggbb, on white. `fixed` is that of a context without attention."""
FONT, SMALL = 16.0, 13.0
"""Sizes of letters: of pieces, and of the caption and of pieces beside small cells."""
MARGIN = 24.0
CELL = (20.0, 44.0)
"""Smallest and largest side of a cell."""
ROOM = 560.0
"""Preferred length of the longer side of the matrix."""
GAP = 1.0
"""Between two cells."""
LEAST = 420.0
"""Width inside the margins that a caption has at least."""
COLUMN = 0.54
"""Width of a column of the caption, in ems: most letters are narrower, an ideograph takes two."""
LINE = 1.45
"""Height of a line of the caption, relative to its letters."""
SLANT = 60.0
"""Degrees by which the labels of columns are turned where they don't fit side by side."""
LONGEST = 16.0
"""Ems after which a label is cut."""
MIDDLE = 0.35
"""From the baseline to the middle of letters, relative to their size."""
TICKS = 10
"""Boxes of the scale, the last one for 1."""

Anchor = Literal["start", "middle", "end"]
ALONG: dict[Anchor, float] = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""Where in a line of text its anchor is."""


@dataclass(frozen=True)
class Box:
    """A rectangle filled with a colour of COLOURS; `ink` is its share, the rest is white. A moving picture shows it
    from `step` on."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    ink: float = 1.0
    step: int = 0


@dataclass(frozen=True)
class Label:
    """A line of text, whose `anchor` is at (x, y), turned counter-clockwise around that point by so many degrees."""

    text: str
    x: float
    y: float
    size: float
    anchor: Anchor = "start"
    turn: float = 0.0
    step: int = 0


@dataclass(frozen=True)
class Drawing:
    """A drawing with all that its writers need. `labels` are of the matrix and its scale, `caption` are the words below
    it, `words` the same in placed lines. `rows` are the places of the steps. weights (T, S) with the labels of their
    rows and columns, whole, for a table."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    words: tuple[Label, ...]
    caption: tuple[str, ...]
    rows: tuple[Box, ...]
    targets: tuple[str, ...]
    sources: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]

    @property
    def texts(self) -> tuple[Label, ...]:
        """All that is written."""
        return self.labels + self.words

    @property
    def title(self) -> str:
        return self.caption[0]


def layout(trace: DecodeTrace, head: int | None = None) -> Drawing:
    """Lay out the weights of a head, counted from 0, or of the mean of all. Raises IndexError for one that does not
    exist."""
    pieces, weights = matrix_columns(trace, head)
    steps, count = weights.shape
    sources, targets = (tuple(map(piece_label, row)) for row in (pieces, trace.pieces))
    columns, rows = (tuple(map(_cut, row)) for row in (sources, targets))
    cell = float(np.clip(ROOM // max(steps, count), *CELL))
    size = FONT if cell >= 1.4 * FONT else SMALL
    longest = size * max(map(text_width, columns))
    turned = longest > cell - 0.4 * size
    overhang = longest * math.cos(math.radians(SLANT)) if turned else 0.0
    beside = size * (max(map(text_width, rows)) + 0.6)
    used = beside + count * cell + overhang
    width = max(LEAST, used) + 2 * MARGIN
    left = (width - used) / 2 + beside
    top = MARGIN + size * 0.8 + (longest * math.sin(math.radians(SLANT)) if turned else size)
    below = top + steps * cell

    boxes = list[Box]()
    colour = "attention" if trace.attends else "fixed"
    for (i, j), weight in np.ndenumerate(weights):
        boxes += _inked(left + j * cell, top + i * cell, cell, cell, colour, float(weight), i)
    boxes += _frame(left, top, count * cell, steps * cell)
    labels = [
        Label(text, left - 0.5 * size, top + (i + 0.5) * cell + MIDDLE * size, size, "end", step=i)
        for i, text in enumerate(rows)
    ]
    x, y = left + 0.5 * cell, top - 0.6 * size
    if turned:  # the middle of its letters, not their baseline, points at the middle of a column
        labels += [Label(text, x + j * cell + 0.3 * size, y, size, turn=SLANT) for j, text in enumerate(columns)]
    else:
        labels += [Label(text, x + j * cell, y, size, "middle") for j, text in enumerate(columns)]

    y = below + MARGIN
    if trace.attends:
        x = MARGIN + SMALL
        for tick in range(TICKS):
            boxes += _inked(x + tick * SMALL, y, SMALL, SMALL, colour, (tick + 1) / TICKS, 0)
        labels.append(Label("0", MARGIN, y + SMALL * 0.85, SMALL))
        labels.append(Label("1", x + (TICKS + 0.4) * SMALL, y + SMALL * 0.85, SMALL))
        y += 2 * SMALL
    caption = tuple(_caption(trace, head))
    lines = [part for line in caption for part in _wrapped(line, width - 2 * MARGIN)]
    words = tuple(Label(text, MARGIN, y + SMALL * (1 + LINE * k), SMALL) for k, text in enumerate(lines))
    return Drawing(
        width=width,
        height=y + SMALL * LINE * len(lines) + MARGIN,
        boxes=tuple(boxes),
        labels=tuple(labels),
        words=words,
        caption=caption,
        rows=tuple(Box(left, top + i * cell, count * cell, cell, "step", step=i) for i in range(steps)),
        targets=targets,
        sources=sources,
        weights=tuple(map(tuple, weights.tolist())),
    )


def mixed(colour: str, ink: float) -> tuple[int, int, int]:
    """A colour of COLOURS on white, 0 to 255."""
    red, green, blue = (round(255 + ink * (part - 255)) for part in bytes.fromhex(COLOURS[colour][1:]))
    return red, green, blue


def _inked(x: float, y: float, wide: float, high: float, colour: str, weight: float, step: int) -> Iterator[Box]:
    """The box of a weight, darker as in the app; none for one too small to be seen."""
    ink = min(1.0, weight) ** 0.75
    if ink >= 0.0125:
        yield Box(x + GAP / 2, y + GAP / 2, wide - GAP, high - GAP, colour, ink, step)


def _frame(x: float, y: float, wide: float, high: float) -> Iterator[Box]:
    """Four thin lines around the matrix."""
    for at in (y, y + high):
        yield Box(x - GAP / 2, at - GAP / 2, wide + GAP, GAP, "ink", 0.2)
    for at in (x, x + wide):
        yield Box(at - GAP / 2, y - GAP / 2, GAP, high + GAP, "ink", 0.2)


def _cut(text: str) -> str:
    """A text of at most LONGEST ems."""
    if text_width(text) <= LONGEST:
        return text
    keep = next(count for count in range(len(text)) if text_width(text[: count + 1] + "…") > LONGEST)
    return text[:keep] + "…"


def _wrapped(line: str, room: float) -> list[str]:
    """Lines that fit; a word that is too long for one is broken anywhere."""
    most = int(room / (COLUMN * SMALL))
    parts = []
    for part in wrap_line(line, most):
        step = len(part) if column_count(part) <= most else most // 2
        parts += [part[start : start + step] for start in range(0, len(part), step or 1)]
    return parts


def _caption(trace: DecodeTrace, head: int | None) -> Iterator[str]:
    """The sentence and its translation; the model and what it was asked to do otherwise; where it is from."""
    request, heads = trace.request, trace.weights.shape[1] if trace.attends else 0
    read = request.text.removesuffix(trace.source.cut).strip() + (" …" if trace.source.cut else "")
    yield visible(f"{read} → {trace.text}")
    chosen = ((field.name, getattr(request.search, field.name), field.default) for field in fields(SearchConfig))
    asked = [
        request.model,
        *([f"begins with {joined_label(request.prefix)}"] if request.prefix else []),
        *map(write_edit, request.edits),
        *(f"{name.replace('_', ' ')} {value}" for name, value, default in chosen if value != default),
        *([f"mean of {heads} heads" if head is None else f"head {head + 1} of {heads}"] if heads > 1 else []),
    ]
    yield visible(" · ".join(asked))
    family = FAMILIES.get(request.model.partition("/")[0])
    yield " · ".join(["Gaze", *([family.credit] if family else [])])
