"""The width of names, and their placement beside points. Only arrays and the standard library; no plotly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from unicodedata import east_asian_width

EM, GAP, LINE = 0.04, 0.05, 0.07
"""Size of the letters, distance from the point, height of a name: shares of a figure whose points span 300 pixels."""


class _Name(NamedTuple):
    """Where a name begins and ends, and its height, as shares of the figure."""

    start: float
    end: float
    height: float

    def covers(self, at: float, height: float) -> bool:
        """Whether the name hides a point there."""
        return self.start < at < self.end and abs(self.height - height) <= LINE / 2

    def overlaps(self, other: _Name) -> bool:
        return self.start < other.end and other.start < self.end and abs(self.height - other.height) <= LINE


def label_sides(x: Any, y: Any, names: Sequence[str]) -> list[str]:
    """The side of each point, "right" or "left", at which its name overlaps no point and no earlier name; ""
    where there is none. The first point always has a side."""
    across, up = (max(float(axis.max() - axis.min()), 1e-9) for axis in (x, y))
    points = [((at - x.min()) / across, height / up) for at, height in zip(x, y, strict=True)]
    placed: list[_Name] = []
    sides: list[str] = []
    for (at, height), width in zip(points, map(name_width, names), strict=True):
        places = {"right": _Name(at, at + width, height), "left": _Name(at - width, at, height)}
        free = [side for side, name in places.items() if _has_room(name, points, placed)]
        side = (free or ([] if sides else ["right"]) or [""])[0]
        sides.append(side)
        placed += [places[side]] if side else []
    return sides


def name_width(name: str) -> float:
    """The width of a name with its gap, as a share of the figure."""
    return GAP + EM * text_width(name)


def text_width(text: str) -> float:
    """Approximate width of a text in ems: 1 for an ideograph, 0.6 for any other character."""
    return sum(1.0 if east_asian_width(char) in "WF" else 0.6 for char in text)


def _has_room(name: _Name, points: list[tuple[float, float]], placed: list[_Name]) -> bool:
    """Whether a name stays inside the figure, with half of it at least, and hides no point and no placed name."""
    inside = 0 <= (name.start + name.end) / 2 <= 1
    return inside and not any(name.covers(*point) for point in points) and not any(map(name.overlaps, placed))
